"""A result beside an earlier one of the same study, after the data were restated: what moved, and what came with it.

A row counts as moved when what a report prints of it differs: its uplift, its incremental sales, its verdict.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import pandas as pd

from lift.core.errors import StudyError, listing
from lift.core.view import ResultView, View
from lift.report.numerals import Numbers

Row = Mapping[str, Any]
CHANGED, CHANGED_ROI = "changed", "changed_roi"
"""The tables that hold the rows and the returns that moved."""
_NAMED = ("level", "item", "window", "metric")
_RETURN = ("level", "item", "basis", "window")
_VALUES = ("observed", "expected", "incremental", "uplift", "verdict")
_RETURNS = ("per_euro", "low", "high", "status")
_SHOWN_APART = {"name", "client", "language"}
_ASKED = ("assignment", "test", "promoted")
_WRITE = Numbers("en")


def against(new: ResultView, old: ResultView) -> View:
    """`new` with what differs from `old`: tables of what moved, `changed` in the document.

    Raises `StudyError` where the two studies ask for different things, with the keys in which they do.
    """
    differ = [key for key, (was, now) in _asked(old, new).items() if was != now]
    if differ:
        raise StudyError(
            f"the two results answer different questions and cannot be compared: they differ in {listing(differ, 12)}; "
            "a comparison is for one study on restated data"
        )
    tables = {
        CHANGED: _moved(old.document["effects"], new.document["effects"], _NAMED, _VALUES, _printed),
        CHANGED_ROI: _moved(old.document.get("roi") or (), new.document.get("roi") or (), _RETURN, _RETURNS, _return),
    }
    was, now = old.document, new.document
    changed = {
        "verdict": [was["verdict"]["status"], now["verdict"]["status"]],
        "rows": len(now["effects"]), "moved": len(tables[CHANGED]), "facts": list(_facts(old, new)),
        "new": _only(now, was), "gone": _only(was, now),
    }  # fmt: skip
    kept = {name: frame for name, frame in tables.items() if len(frame)}
    return View({**now, "changed": changed}, new.effects, new.weekly, {**new.tables, **kept})


def _asked(old: ResultView, new: ResultView) -> dict[str, tuple[Any, Any]]:
    """What each of the two studies asks for, by key."""
    sides = [
        {
            **{f"study.{key}": v for key, v in _flat(view.document["study"]) if key not in _SHOWN_APART},
            **{f"design.{key}": view.document["design"].get(key) for key in _ASKED},
        }
        for view in (old, new)
    ]
    keys = dict.fromkeys(key for side in sides for key in side)
    return {key: (_said(sides[0].get(key)), _said(sides[1].get(key))) for key in keys}


def _flat(table: Row, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(cast("Row", value), f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _said(value: Any) -> Any:
    """None for whatever says nothing, so that a key that an older result has not is no difference."""
    return None if value is None or value is False or value in ("", [], ()) else value


def _moved(was: Sequence[Row], now: Sequence[Row], names: Sequence[str], values: Sequence[str], print_: Any) -> Any:
    """One row for each that moved, is new or is gone: its names, then each value before and now."""
    before, after = ({tuple(row[name] for name in names): row for row in rows} for rows in (was, now))
    rows: list[dict[str, Any]] = []
    for key in dict.fromkeys((*after, *before)):
        left, right = before.get(key), after.get(key)
        if left is None or right is None or print_(left) != print_(right):
            row: dict[str, Any] = dict(zip(names, key, strict=True))
            for value in values:
                row[f"{value}_before"] = None if left is None else left[value]
                row[value] = None if right is None else right[value]
            rows.append(row)
    return pd.DataFrame(rows)


def _printed(row: Row) -> tuple[str, ...]:
    amount = _WRITE.money(row["incremental"], 0) if row["metric"] == "revenue" else _WRITE.number(row["incremental"])
    return _WRITE.percent(row["uplift"]), amount, str(row["verdict"])


def _return(row: Row) -> tuple[str, ...]:
    return (*(_WRITE.roi(row[key]) for key in ("per_euro", "low", "high")), str(row["status"]))


def _facts(old: ResultView, new: ResultView) -> Iterator[dict[str, Any]]:
    """What else differs: windows, the control, counts of stores, fingerprints; values before and now."""
    was, now = old.document["design"], new.document["design"]
    for window in ("pre", "campaign", "after"):
        if was["windows"].get(window) != now["windows"].get(window):
            yield {"what": window, "values": [was["windows"].get(window), now["windows"].get(window)]}
    controls = [sorted(str(c["unit"]) for c in side["control"]) for side in (was, now)]
    if controls[0] != controls[1]:
        parts = [sorted(set(controls[i]) - set(controls[1 - i])) for i in (0, 1)]
        yield {"what": "control", "out": parts[0], "new": parts[1], "values": [len(c) for c in controls]}
    for key in ("stores_test", "stores_control", "fingerprint"):
        if was.get(key) != now.get(key):
            yield {"what": key, "values": [was.get(key), now.get(key)]}
    inputs: list[Mapping[str, Any]] = [
        (getattr(view, "manifest", None) or {}).get("inputs") or {} for view in (old, new)
    ]
    for name in dict.fromkeys((*inputs[0], *inputs[1])):
        prints = [(side.get(name) or {}).get("sha256") for side in inputs]
        if prints[0] != prints[1]:
            yield {"what": "input", "file": name, "values": prints}


def _only(here: Row, there: Row) -> list[Row]:
    """Findings that call for attention here and not there."""
    known = {_key(finding) for finding in there.get("findings") or ()}
    return [f for f in here.get("findings") or () if f["verdict"] != "pass" and _key(f) not in known]


def _key(finding: Row) -> tuple[Any, ...]:
    return tuple(finding.get(name) for name in ("check", "verdict", "level", "item"))

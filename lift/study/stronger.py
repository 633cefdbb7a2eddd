"""Which design would find what this one could not: a rule of thumb from the study's own numbers."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

Entry = dict[str, Any]


def stronger(
    rows: Sequence[Mapping[str, Any]], roi: Sequence[Mapping[str, Any]], units_test: int, units: int
) -> list[Entry]:
    """Uplifts that a next test might be after, with the test units that it would take; `units` are all of the panel.

    Entries {why, level, item, window, uplift, detectable, units_test}: what the best split of this panel's units would
    find ("best"), half of what could be found now ("half"), and the measured uplift of the promoted set where it is
    smaller than that ("measured"). For alike, independent units ``log(1 + detectable) ~ sqrt(1 / test + 1 / control)``,
    so `units_test` is the smallest number n with
    ``1 / n + 1 / (units - n) <= (1 / test + 1 / control) (log(1 + uplift) / log(1 + detectable))^2``; None where no
    number of this panel's units does. The entry "break_even" needs no units: it says from which uplift of the headline
    the spend would be earned back (spend over expected revenue) beside what could be found there.
    """
    row = _row(rows, "promoted", None, "campaign")
    if row is None or not row["detectable"] or row["units_test"] != units_test:
        return []
    found, control = float(row["detectable"]), int(row["units_control"])
    targets = {"half": found / 2}
    if row["uplift"] and 0 < row["uplift"] < found:
        targets["measured"] = float(row["uplift"])
    about = {name: row[name] for name in ("level", "item", "window")}
    spread, half = 1 / units_test + 1 / control, max(units // 2, 1)
    out: list[Entry] = []
    if half > units_test and (least := 1 / half + 1 / (units - half)) < spread:
        best = math.expm1(math.log1p(found) * math.sqrt(least / spread))
        out.append({"why": "best", **about, "uplift": best, "detectable": found, "units_test": half})
    for why, uplift in targets.items():
        limit = spread * (math.log1p(uplift) / math.log1p(found)) ** 2
        enough = (n for n in range(units_test, units) if 1 / n + 1 / (units - n) <= limit)
        out.append({"why": why, **about, "uplift": uplift, "detectable": found, "units_test": next(enough, None)})
    return [*out, *_break_even(rows, roi)]


def _break_even(rows: Sequence[Mapping[str, Any]], roi: Sequence[Mapping[str, Any]]) -> list[Entry]:
    head = next((entry for entry in roi if entry["headline"]), None)
    row = None if head is None else _row(rows, head["level"], head["item"], head["window"])
    if head is None or row is None or not row["expected"] or not row["detectable"]:
        return []
    about = {name: row[name] for name in ("level", "item", "window")}
    uplift = float(head["spend"]) / float(row["expected"])
    return [{"why": "break_even", **about, "uplift": uplift, "detectable": row["detectable"], "units_test": None}]


def _row(rows: Sequence[Mapping[str, Any]], level: str, item: str | None, window: str) -> Mapping[str, Any] | None:
    wanted = (level, window, "revenue")
    found = (r for r in rows if (r["level"], r["window"], r["metric"]) == wanted and item in (None, r["item"]))
    return next(found, None)

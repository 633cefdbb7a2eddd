"""The bench on paper: what must hold first, then what fails, how wide it is, and what a panel could not carry."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from draws import Options
from pages import forest, markdown, percent, plus_minus, within

from calibration.designs import DESIGNS, FAMILIES, impossible
from calibration.plan import YEAR
from calibration.recast import PUBLISHED
from calibration.sources import SOURCES
from calibration.summary import CELL, measured
from calibration.textbook import BROKEN, REGIONS

POOLED, WORST, COVERED = 0.06, 0.08, 0.94
"""What the tool's own choice must keep with a year of history, at 5 %."""
AUTO = "auto"
RECAST = "recast"
TITLES = {**FAMILIES, RECAST: "Recast A1 to A4"}

Entry = dict[str, Any]


def musts(drawn: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Families of designs by history for the tool's own choice, against what must hold."""
    own = drawn[(drawn["method"] == AUTO) & (drawn["family"] != RECAST)]
    rows: list[Entry] = []
    for e in entries(measured(own.assign(history=_history(own)), ["family", "history"])):
        inside = cells[(cells["method"] == AUTO) & (cells["family"] == e["family"]) & (_history(cells) == e["history"])]
        worst = entries(inside.sort_values("called5"))[-1]
        beyond = int((inside["called5_low"] > WORST).sum())
        kept = e["called5"] <= POOLED and not beyond and min(e["cover5@6"], e["cover5@12"]) >= COVERED
        must = "reported" if e["history"] != f"{YEAR} weeks" else "kept" if kept else "**not kept**"
        rows.append(
            {
                "designs": TITLES[e["family"]], "before": e["history"], "draws": e["draws"], "cells": len(inside),
                "false positives at 5 %": within(e, "called5"), "at 10 %": within(e, "called10"),
                "at 20 %": within(e, "called20"),
                "worst cell at 5 %": f"{within(worst, 'called5')}: {_cell(worst)}", "cells surely above 8 %": beyond,
                "coverage of +6 %": within(e, "cover5@6"), "coverage of +12 %": within(e, "cover5@12"),
                "must": must,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def by_level(drawn: pd.DataFrame, oracle: pd.DataFrame) -> pd.DataFrame:
    """Design and level of the tool's own choice, all panels and lengths of campaign together, widths as ratios."""
    own = drawn[(drawn["method"] == AUTO) & (drawn["family"] != RECAST)]
    ratios = width_ratios(drawn, oracle)
    rows: list[Entry] = []
    by = ["family", "design", "pre", "level"]
    for e in entries(measured(own, by)):
        ratio = ratios.get(tuple(e[name] for name in by), {})
        rows.append(
            {
                "design": e["design"], "before": int(e["pre"]), "level": e["level"], "draws": e["draws"],
                "false positives at 5 %": within(e, "called5"), "coverage of +12 %": within(e, "cover5@12"),
                "width": percent(e["width"]), "RMSE": plus_minus(e, "rmse"), "bias": plus_minus(e, "bias"),
                "power at +6 %": percent(e["power@6"]), "power at +12 %": percent(e["power@12"]),
                **{f"width / {name}": _times(ratio.get(name)) for name in ("oracle", "t over regions", "Welch")},
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def width_ratios(drawn: pd.DataFrame, oracle: pd.DataFrame) -> dict[tuple[Any, ...], dict[str, float]]:
    """Mean over panels and lengths of campaign of the own choice's width over another's in the same cell."""
    widths = measured(drawn[drawn["family"] != RECAST], CELL)[[*CELL, "width"]]
    keys = [name for name in CELL if name != "method"]
    own = widths[widths["method"] == AUTO].drop(columns="method").rename(columns={"width": "own"})
    others = [
        widths[widths["method"] == m].assign(of=n)
        for m, n in ((REGIONS, "t over regions"), ("did-classic/welch", "Welch"))
    ]
    if len(oracle):
        spread = oracle["width"].astype(float).map(lambda w: 2 * math.sinh(w / 2))
        others.append(oracle.assign(width=spread, of="oracle"))
    both = own.merge(pd.concat(others)[[*keys, "of", "width"]], on=keys)
    both["ratio"] = both["own"] / both["width"]
    found: dict[tuple[Any, ...], dict[str, float]] = {}
    for key, part in both.groupby(["family", "design", "pre", "level", "of"]):
        found.setdefault(key[:-1], {})[key[-1]] = float(part["ratio"].mean())
    return found


def methods(drawn: pd.DataFrame, chosen: Sequence[str] | None) -> pd.DataFrame:
    """Methods by family and history, all panels, levels and lengths of campaign together; None: all but the named."""
    named = {AUTO, *BROKEN, REGIONS}
    inside = drawn["method"].isin(chosen) if chosen else ~drawn["method"].isin(named)
    table = drawn[inside & (drawn["family"] != RECAST)]
    if table.empty:
        return table
    return pd.DataFrame(
        [
            {
                "designs": TITLES[e["family"]], "before": e["history"], "method": e["method"], "draws": e["draws"],
                "false positives at 5 %": within(e, "called5"), "at 10 %": percent(e["called10"]),
                "at 20 %": percent(e["called20"]), "coverage of +6 %": within(e, "cover5@6"),
                "coverage of +12 %": within(e, "cover5@12"), "width": percent(e["width"]),
                "RMSE": plus_minus(e, "rmse"), "bias": plus_minus(e, "bias"), "power at +6 %": percent(e["power@6"]),
                "power at +12 %": percent(e["power@12"]),
                "CPU ms an answer": f"{1000 * e['cpu']:.2f}" if e["cpu"] == e["cpu"] else "–",
            }
            for e in entries(measured(table.assign(history=_history(table)), ["family", "history", "method"]))
        ]
    )  # fmt: skip


def recast(drawn: pd.DataFrame) -> pd.DataFrame:
    """Recast's scenarios beside the published figures."""
    table = drawn[drawn["family"] == RECAST]
    rows = [
        {
            "scenario": e["design"], "method": e["method"], "runs": e["draws"], "size": within(e, "called5"),
            "coverage of +7.5 %": within(e, "cover5@7.5"), "bias": plus_minus(e, "bias@7.5"),
            "power": within(e, "power@7.5"), "width": percent(e["width"]),
        }
        for e in entries(measured(table, ["design", "method"]))
    ]  # fmt: skip
    rows += [
        {
            "scenario": scenario, "method": f"{tool} (published)", "runs": 1000, "size": percent(size),
            "coverage of +7.5 %": "–", "bias": "–", "power": "–" if power is None else percent(power), "width": "–",
        }
        for tool, figures in PUBLISHED.items()
        for scenario, (size, power) in figures.items()
    ]  # fmt: skip
    return pd.DataFrame(rows).sort_values("scenario", kind="stable") if len(table) else table


def not_possible(before: Sequence[int], panels: Sequence[str]) -> list[str]:
    """What a panel cannot carry, one line each."""
    lines: list[str] = []
    for panel in panels:
        source = SOURCES[panel]
        if source.missing:
            lines.append(f"- {panel}: no {', no '.join(source.missing)} (one series a unit)")
        reasons: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for design in DESIGNS:
            found: dict[str, list[str]] = {}
            for pre in source.before:
                for during in source.during:
                    why = impossible(panel, design, pre, during)
                    if why and pre in before:
                        found.setdefault(why, []).append(f"{during} after {pre}")
            for why, windows in found.items():
                reasons.setdefault((why, tuple(windows)), []).append(design)
        lines += [
            f"- {panel} ({why}): {', '.join(windows)} {source.frequency}s in {', '.join(held)}"
            for (why, windows), held in reasons.items()
        ]
    return lines


def refused(rows: pd.DataFrame) -> list[str]:
    """Which methods refuse which designs and why, one line a family and reason."""
    methods: dict[tuple[str, str], dict[str, None]] = {}
    for e in entries(rows):
        methods.setdefault((TITLES[e["family"]], e["why"]), {})[e["method"]] = None
    return [f"- {family}: {', '.join(names)}: {why}" for (family, why), names in methods.items()]


def figure(drawn: pd.DataFrame, out: Options) -> None:
    """False positives at 5 % by family: the tool's own choice, and what must be seen failing."""
    inside = drawn[drawn["method"].isin([AUTO, REGIONS, *BROKEN])]
    rows = entries(measured(inside.assign(history=_history(inside)), ["family", "history", "method"]))
    labels = [f"{TITLES[e['family']]}, {e['history']}: {e['method']}" for e in rows]
    points = [(e["called5"], e["called5_low"], e["called5_high"]) for e in rows]
    forest(out.out / "calibration.svg", labels, points, 0.05, "false positives in % at a nominal 5 %")


def section(title: str, table: pd.DataFrame, text: str = "") -> str:
    """A heading, a paragraph and a table; "" without rows."""
    return "\n".join([f"## {title}", "", *([text, ""] if text else []), *markdown(table), ""]) if len(table) else ""


def entries(table: pd.DataFrame) -> list[Entry]:
    return [{str(k): v for k, v in e.items()} for e in table.to_dict("records")]


def _history(table: pd.DataFrame) -> pd.Series:
    unit = table["panel"].map(lambda p: SOURCES[p].frequency if p in SOURCES else "day")
    return table["pre"].astype(int).astype(str) + " " + unit + "s"


def _cell(e: Entry) -> str:
    return f"{e['panel']}, {e['design']}, {e['level']}, {e['during']}"


def _times(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2f}"

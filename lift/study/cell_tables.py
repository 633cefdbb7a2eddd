"""The tables `cells` and `cell_pairs`: each cell against the control, and each two of them against each other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from lift.core.errors import LiftError
from lift.core.panel import Panel
from lift.core.spec import StudySpec
from lift.core.words import ALL_CELLS, CELL_COLUMNS, METRICS, PAIR_COLUMNS, PROMOTED_BRANDS, Metric
from lift.estimators.protocol import Estimator
from lift.inference.account import Account
from lift.inference.compared import against, holm, shared_noise, summed, widened
from lift.inference.effects import Counts, effect_rows, outcomes, verdict
from lift.inference.levels import account
from lift.inference.outcome import Outcome
from lift.inference.sample import Comparison
from lift.money import roi_rows
from lift.study.cells import Cell

Key = tuple[str, str, str, Metric]
"""Level, item, window, metric of a row."""


def measured(
    cells: Sequence[Cell], how: Estimator, method: str, spec: StudySpec, failed: str | None
) -> dict[str, pd.DataFrame]:
    """The tables `cells` and `cell_pairs`; none without cells. `failed` stands in for every verdict.

    Promoted set, promoted brands and categories of each cell, of all cells added up where their terms differ, and of
    each two of them against each other.
    """
    if not cells:
        return {}
    accounts = [_accounts(how, cell, method) for cell in cells]
    rows = [row for cell, each in zip(cells, accounts, strict=True) for row in _rows(cell, each, spec, failed)]
    laws = [_laws(each) for each in accounts]
    if not all(cell.shared for cell in cells):
        rows += _together(cells, laws, spec, failed, method)
    pairs = _pairs(cells, laws, how, spec, failed)
    return {
        "cells": pd.DataFrame(rows, columns=list(CELL_COLUMNS)),
        "cell_pairs": pd.DataFrame(pairs, columns=list(PAIR_COLUMNS)),
    }


def _accounts(how: Estimator, cell: Cell, method: str) -> list[Account]:
    seen = cell.comparison
    try:
        return [account(how, seen, seen.take([]), metric, f"{method}{cell.suffix}") for metric in METRICS]
    except LiftError as error:
        raise type(error)(f"[[cells]] {cell.name!r}: {error}") from None


def _brands(panel: Panel) -> list[str]:
    return sorted({str(item.parent) for item in panel.items if item.level == "sku" and item.promoted})


def _wanted(panel: Panel, level: str, item: str) -> bool:
    return level in {"promoted", "category"} or (level == "brand" and item in {*_brands(panel), PROMOTED_BRANDS})


def _rows(cell: Cell, accounts: Sequence[Account], spec: StudySpec, failed: str | None) -> list[dict[str, Any]]:
    panel, design = cell.comparison.panel, cell.comparison.design
    test, control = panel.at(design.test), panel.at(design.control)
    counts = Counts(len(test), len(control), int(panel.stores[test].sum()), int(panel.stores[control].sum()))
    every = effect_rows(accounts, frozenset(cell.promoted), spec.measure.confidence, counts)
    rows = [row for row in every if _wanted(panel, row["level"], row["item"])]
    returns = {} if failed else {
        (e["level"], e["item"], e["window"]): e
        for e in roi_rows(rows, cell.campaign, spec.data.revenue_basis, _brands(panel)) if e["basis"] == "revenue"
    }  # fmt: skip
    out: list[dict[str, Any]] = []
    for row in rows:
        back = returns.get((row["level"], row["item"], row["window"]), {}) if row["metric"] == "revenue" else {}
        money = {
            "spend": back.get("spend"), "per_euro": back.get("per_euro"), "per_euro_low": back.get("low"),
            "per_euro_high": back.get("high"), "roi_status": back.get("status"),
        }  # fmt: skip
        whole = {**row, **money, "cell": cell.name, "verdict": failed or row["verdict"]}
        out.append({name: whole[name] for name in CELL_COLUMNS})
    return out


def _laws(accounts: Sequence[Account]) -> dict[Key, Outcome]:
    return {
        (row.level, row.item, window, each.metric): outcome
        for each in accounts
        for row in each.rows
        for window, outcome in outcomes(row)
        if outcome.expected > 0 and outcome.observed > 0
    }


def _one(cell: Cell, level: str, item: str) -> Comparison:
    items = cell.comparison.panel.items
    return cell.comparison.take([next(k for k, i in enumerate(items) if (i.level, i.key) == (level, item))])


def _together(
    cells: Sequence[Cell], laws: Sequence[Mapping[Key, Outcome]], spec: StudySpec, failed: str | None, method: str
) -> list[dict[str, Any]]:
    """All cells added up, each over its own windows; an unknown correlation counts as 1, which is the widest."""
    confidence, rows, corr = spec.measure.confidence, list[dict[str, Any]](), dict[tuple[str, str, str], Any]()
    for key in laws[0]:
        level, item, window, metric = key
        if not _wanted(cells[0].comparison.panel, level, item) or any(key not in law for law in laws):
            continue
        if (level, item, metric) not in corr:
            found = np.eye(len(cells))
            for i, j in combinations(range(len(cells)), 2):
                r = shared_noise(_one(cells[i], level, item), _one(cells[j], level, item), metric)
                found[i, j] = found[j, i] = 1.0 if r is None else r
            corr[level, item, metric] = found
        whole = summed([law[key] for law in laws], corr[level, item, metric])
        low, high = whole.incremental_interval(confidence)
        uplift_low, uplift_high = whole.uplift_interval(confidence)
        rows.append(
            dict.fromkeys(CELL_COLUMNS)
            | {
                "cell": ALL_CELLS, "level": level, "item": item, "window": window, "metric": metric,
                "observed": whole.observed, "expected": whole.expected, "incremental": whole.incremental,
                "incremental_low": low, "incremental_high": high, "uplift": whole.uplift, "uplift_low": uplift_low,
                "uplift_high": uplift_high, "p_value": whole.p_value, "confidence": confidence,
                "verdict": failed or verdict(whole, confidence), "detectable": whole.detectable(confidence),
                "method": method + (cells[0].suffix if len({cell.suffix for cell in cells}) == 1 else ""),
            }
        )  # fmt: skip
    return rows


def _pairs(
    cells: Sequence[Cell], laws: Sequence[Mapping[Key, Outcome]], how: Estimator, spec: StudySpec, failed: str | None
) -> list[dict[str, Any]]:
    """Each two cells: the quotient of their rows, errors tied by the shared control; an unknown correlation is 0."""
    rows: list[dict[str, Any]] = []
    for i, j in combinations(range(len(cells)), 2):
        one, other = cells[i], cells[j]
        direct, shared = _direct(how, one, other), dict[tuple[str, str, Metric], float]()
        for key in laws[i]:
            level, item, _, metric = key
            if key not in laws[j] or not _wanted(one.comparison.panel, level, item):
                continue
            if (level, item, metric) not in shared:
                r = shared_noise(_one(one, level, item), _one(other, level, item), metric)
                shared[level, item, metric] = r or 0.0
            r = shared[level, item, metric]
            rows.append({
                "cell": one.name, "against": other.name, "key": key, "correlation": r,
                "outcome": against(laws[i][key], laws[j][key], r),
                "direct": direct[key].uplift if key in direct else None,
            })  # fmt: skip
    return _judged(rows, spec.measure.confidence, failed)


def _direct(how: Estimator, one: Cell, other: Cell) -> dict[Key, Outcome]:
    """A second opinion: one cell measured with the other as its control, so that the shared control takes no part.

    The study's control stays among the units that show what noise is like. Nothing where their terms differ.
    """
    if not (one.shared and other.shared):
        return {}
    design, rival = one.comparison.design, other.comparison.design.test
    weights = (1.0 / len(rival),) * len(rival)
    pair = replace(design, control=rival, weights=weights, unused=(*design.control, *design.unused))
    seen = Comparison(one.comparison.panel, pair)
    try:
        return _laws([account(how, seen, seen.take([]), metric, "") for metric in METRICS])
    except LiftError:
        return {}


def _judged(rows: Sequence[Mapping[str, Any]], confidence: float, failed: str | None) -> list[dict[str, Any]]:
    """Adjust the pairs of each item, window and metric for their number (Holm), their intervals with them."""
    families: dict[Key, list[Mapping[str, Any]]] = {}
    for row in rows:
        families.setdefault(row["key"], []).append(row)
    out: list[dict[str, Any]] = []
    for (level, item, window, metric), family in families.items():
        p_values = [row["outcome"].p_value for row in family]
        for row, p, adjusted in zip(family, p_values, holm(p_values), strict=True):
            outcome: Outcome = row["outcome"]
            low, high = outcome.uplift_interval(widened(confidence, p, adjusted, len(family)))
            seen = ("higher" if outcome.uplift > 0 else "lower") if adjusted < 1.0 - confidence else "open"
            out.append({
                "cell": row["cell"], "against": row["against"], "level": level, "item": item, "window": window,
                "metric": metric, "relative": outcome.uplift, "relative_low": low, "relative_high": high, "p_value": p,
                "p_holm": adjusted, "confidence": confidence, "verdict": failed or seen,
                "correlation": row["correlation"], "direct": row["direct"],
            })  # fmt: skip
    return out

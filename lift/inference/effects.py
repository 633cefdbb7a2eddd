"""Rows of the effects table, and nothing in them that is not read from the rows' laws."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from lift.core.words import DIRECTIONAL_P, LEVELS, METRICS, REST, WINDOWS, RowVerdict, Window
from lift.inference.account import Account, Row
from lift.inference.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Counts:
    """Assignment units and stores in each arm."""

    units_test: int
    units_control: int
    stores_test: int
    stores_control: int


def verdict(outcome: Outcome, confidence: float) -> RowVerdict:
    """Proven or negative when p < 1 - confidence, directional for an uplift > 0 with p < 0.20, else inconclusive."""
    p = outcome.p_value
    if p < 1.0 - confidence:
        return "proven" if outcome.uplift > 0 else "negative"
    return "directional" if outcome.uplift > 0 and p < DIRECTIONAL_P else "inconclusive"


def effect_rows(
    accounts: Sequence[Account], promoted: frozenset[str], confidence: float, counts: Counts
) -> list[dict[str, Any]]:
    """All rows, ordered by level, item, window and metric; NaN becomes None.

    Every row also carries `chance`, the function that gives the probability of more than an amount of incremental
    sales. A row without expected sales (a launch) counts all that it sold as incremental; how much of that the campaign
    caused is not known, so it has neither uplift nor interval, p-value or chance. `q_value` is Benjamini
    and Hochberg's (1995), over the SKUs of one window and metric.
    """
    keyed = [
        (*_order(row, promoted), WINDOWS.index(window), METRICS.index(account.metric), account, row, window, outcome)
        for account in accounts
        for row in account.rows
        for window, outcome in outcomes(row)
    ]
    keyed.sort(key=lambda k: k[:7])
    rows: list[dict[str, Any]] = []
    for *_, account, row, window, outcome in keyed:
        names = {"level": row.level, "item": row.item, "parent": row.parent, "window": window, "metric": account.metric}
        about = {"method": account.method, **asdict(counts), "chance": _chance(outcome)}
        rows.append(names | _numbers(outcome, confidence) | about)
    for window in WINDOWS:
        for metric in METRICS:
            family = [
                r for r in rows
                if (r["level"], r["window"], r["metric"]) == ("sku", window, metric)
                and r["item"] != REST and r["p_value"] is not None
            ]  # fmt: skip
            for r, q in zip(family, benjamini_hochberg([r["p_value"] for r in family]), strict=True):
                r["q_value"] = q
    return rows


def outcomes(row: Row) -> list[tuple[Window, Outcome]]:
    """The windows of a row: campaign, and after and total where there is an after window."""
    if len(row.law.observed) == 1:
        return [("campaign", row.law.window(0))]
    return [("campaign", row.law.window(0)), ("after", row.law.window(1)), ("total", row.law.total())]


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values: min over larger ranks of p x n / rank, at most 1."""
    n = len(p_values)
    order = np.argsort(np.asarray(p_values), kind="stable")
    raised = np.asarray(p_values)[order] * n / np.arange(1, n + 1) if n else np.empty(0)
    adjusted = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    q = np.empty(n)
    q[order] = adjusted
    return q.tolist()


def _order(row: Row, promoted: frozenset[str]) -> tuple[int, int, str, int, str]:
    level = LEVELS.index(row.level)
    first = 0 if row.level == "sku" and row.item in promoted else 1
    return level, first, str(row.parent), int(row.item == REST), row.item


def _numbers(outcome: Outcome, confidence: float) -> dict[str, Any]:
    low, high = outcome.incremental_interval(confidence) if outcome.expected > 0 else (np.nan, np.nan)
    uplift_low, uplift_high = outcome.uplift_interval(confidence)
    return {
        "observed": outcome.observed, "expected": outcome.expected, "incremental": outcome.incremental,
        "incremental_low": _known(low), "incremental_high": _known(high),
        "uplift": _known(outcome.uplift), "uplift_low": _known(uplift_low), "uplift_high": _known(uplift_high),
        "p_value": _known(outcome.p_value), "q_value": None, "confidence": confidence,
        "verdict": verdict(outcome, confidence), "detectable": _known(outcome.detectable(confidence)),
    }  # fmt: skip


def _chance(outcome: Outcome) -> Callable[[float], float | None]:
    return outcome.chance_above if outcome.expected > 0 else lambda _: None


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None

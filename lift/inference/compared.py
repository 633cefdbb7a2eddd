"""Several estimates against one control: added up, held against each other, and adjusted for their number."""

import math
from collections.abc import Sequence

import numpy as np

from lift.core.errors import MethodError
from lift.core.panel import Floats
from lift.core.words import Metric
from lift.estimators.arms import arms
from lift.inference.outcome import Outcome
from lift.inference.sample import Comparison

LEAST_COMMON = 8
"""Periods before the campaign that two comparisons must share to show how their contrasts move together."""


def shared_noise(one: Comparison, other: Comparison, metric: Metric) -> float | None:
    """Correlation of two single items' contrasts from period to period before the campaigns; None where unknown.

    Both contrasts are held against the same control, whose noise is in both of them: the correlation of their errors.
    Changes of the contrast are looked at in the periods that both pre windows hold; below 0 it counts as 0.
    """
    series: list[dict[str, float]] = []
    for each in (one, other):
        try:
            contrast = arms(each.panel, each.design, metric, shared=False).contrast[:, 0]
        except MethodError:
            return None
        pre = each.panel.windows.pre
        series.append(
            dict(zip(each.panel.periods[pre.slice].astype(str).tolist(), contrast[: len(pre)].tolist(), strict=True))
        )
    common = sorted(series[0].keys() & series[1].keys())
    if len(common) < LEAST_COMMON:
        return None
    moves = np.diff([[values[day] for day in common] for values in series], axis=1)
    if (moves.std(axis=1) <= 0).any():
        return None
    moves = moves - moves.mean(axis=1, keepdims=True)
    return max(0.0, float(moves[0] @ moves[1] / np.sqrt((moves[0] @ moves[0]) * (moves[1] @ moves[1]))))


def summed(outcomes: Sequence[Outcome], correlation: Floats) -> Outcome:
    """The outcome of all of them together: sums of observed and of expected sales.

    The log of the sum of expected sales is linear in their logs with their shares as weights (delta method), so its
    variance is ``sum_ij h_i h_j r_ij s_i s_j`` for the errors' `correlation` r [C, C].
    """
    expected = math.fsum(o.expected for o in outcomes)
    share = np.array([o.expected * o.sd for o in outcomes]) / expected if expected > 0 else np.zeros(len(outcomes))
    sd = math.sqrt(max(float(share @ correlation @ share), 1e-24))
    return Outcome(math.fsum(o.observed for o in outcomes), expected, sd, min(o.df for o in outcomes))


def against(one: Outcome, other: Outcome, correlation: float) -> Outcome:
    """What one sold against what it would have sold with the other's log uplift, errors correlated so.

    Its uplift is the ratio of the two, ``(1 + u) / (1 + v) - 1``.
    """
    variance = one.sd**2 + other.sd**2 - 2.0 * correlation * one.sd * other.sd
    expected = one.observed * math.exp(other.step - one.step)
    return Outcome(one.observed, expected, math.sqrt(max(variance, 1e-24)), min(one.df, other.df))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values of a family: largest of (n - rank + 1) x p over the smaller ones, at most 1 (Holm 1979)."""
    n = len(p_values)
    order = np.argsort(np.asarray(p_values), kind="stable")
    raised = np.maximum.accumulate(np.asarray(p_values)[order] * np.arange(n, 0, -1)) if n else np.empty(0)
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(raised, 1.0)
    return adjusted.tolist()


def widened(confidence: float, p_value: float, adjusted: float, family: int) -> float:
    """The level of an interval that excludes zero exactly when the `adjusted` p-value is below 1 - confidence.

    ``1 - (1 - confidence) p / adjusted``: as much smaller an error as the adjustment is larger.
    """
    factor = adjusted / p_value if p_value > 0 else float(family)
    return 1.0 - (1.0 - confidence) / max(factor, 1.0)

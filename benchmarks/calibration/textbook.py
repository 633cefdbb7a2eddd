"""Methods of the textbooks: three that must be seen failing where regions were treated, and a rival that is honest."""

import numpy as np

from calibration.score import Score
from calibration.stack import EFFECTS, Draw, comparison
from lift.core.panel import Floats
from lift.core.words import MIN_SELLING_SHARE
from lift.estimators.did_classic import unit_changes

ROBUST = "OLS on store-weeks, robust (HC1)"
CLUSTERED = "OLS on store-weeks, clustered by store (CR1)"
TBR = "TBR, its own interval"
REGIONS = "t over placebo regions"
BROKEN = (ROBUST, CLUSTERED, TBR)
"""The positive control: the bench is worth nothing if these look honest in region designs."""


def textbook(drawn: Draw, score: Score) -> None:
    """Measure one draw, with nothing and with campaigns planted."""
    at = list(drawn.tree.reported)
    for effect in EFFECTS:
        truth = drawn.truth(effect)[at]
        test = drawn.test_stores[..., at] + effect * drawn.test_gain[..., at]
        control = drawn.control_stores[..., at]
        total, error, left = time_based(test.sum(axis=0), control.sum(axis=0), drawn.pre)
        own = [(float(u), float(e), left) for u, e in zip(total, error, strict=True)]
        for method, laws in {**store_weeks(test, control, drawn.pre), TBR: own}.items():
            for k, true, (uplift, sd, df) in zip(at, truth, laws, strict=True):
                level = drawn.tree.items[k].level
                score.law(method, drawn.case, level, effect, float(true), step=uplift, sd=sd, df=df, log=False)
        if drawn.design.assignment == "regions":
            over_regions(drawn, at, effect, truth, score)


def store_weeks(test: Floats, control: Floats, pre: int) -> dict[str, list[tuple[float, float, float]]]:
    """Two-way fixed effects on each store's sales over its mean before, [S, T, I]: by item uplift, its error, df.

    The coefficient over the control stores' mean index in the campaign is the uplift. Errors robust to
    heteroscedasticity (HC1), and clustered by store (CR1). Stores that sell an item in less than 70 % of the weeks
    before are left out, and an item without stores, or without sales, in an arm is not a number.
    """
    laws: dict[str, list[tuple[float, float, float]]] = {ROBUST: [], CLUSTERED: []}
    for i in range(test.shape[2]):
        treated, others = (_index(arm[..., i], pre) for arm in (test, control))
        base = float(others[:, pre:].mean()) if len(others) else 0.0
        if not len(treated) or base <= 0:
            for found in laws.values():
                found.append((np.nan, np.nan, np.inf))
            continue
        y = np.concatenate([treated, others])
        S, T = y.shape
        arm, post = np.arange(S) < len(treated), np.arange(T) >= pre
        D = np.outer(arm - arm.mean(), post - post.mean())
        within = y - y.mean(axis=1, keepdims=True) - y.mean(axis=0) + y.mean()
        square = float((D**2).sum())
        beta = float((D * within).sum()) / square
        score = D * (within - beta * D)
        robust = np.sqrt((score**2).sum() * S * T / (S * T - S - T)) / square
        clustered = np.sqrt((score.sum(axis=1) ** 2).sum() * S / (S - 1)) / square
        laws[ROBUST].append((beta / base, float(robust) / base, np.inf))
        laws[CLUSTERED].append((beta / base, float(clustered) / base, S - 1))
    return laws


def _index(sales: Floats, pre: int) -> Floats:
    """Sales [S, T] over their mean before, of the stores that sell often enough."""
    kept = sales[(sales[:, :pre] > 0).mean(axis=1) >= MIN_SELLING_SHARE]
    return kept / kept[:, :pre].mean(axis=1, keepdims=True)


def time_based(test: Floats, control: Floats, pre: int) -> tuple[Floats, Floats, float]:
    """Time-based regression of the test arm's sales on the control's [T, I], with its posterior of the total effect.

    ``y = a + b x`` before the campaign; the sum over the L campaign periods is off by
    ``s^2 (L + L^2 (1 / n + (mean x - mean x before)^2 / Sxx))``, t with n - 2 degrees of freedom. Source: Kerman,
    Wang & Vaver (2017).
    """
    x, y = control[:pre], test[:pre]
    middle = x.mean(axis=0)
    Sxx = np.maximum(((x - middle) ** 2).sum(axis=0), 1e-12)
    slope = ((x - middle) * (y - y.mean(axis=0))).sum(axis=0) / Sxx
    level = y.mean(axis=0) - slope * middle
    s2 = ((y - level - slope * x) ** 2).sum(axis=0) / (pre - 2)
    after = control[pre:]
    L = len(after)
    expected = (level + slope * after).sum(axis=0)
    variance = s2 * (L + L**2 * (1 / pre + (after.mean(axis=0) - middle) ** 2 / Sxx))
    safe = np.where(expected > 0, expected, np.nan)
    return test[pre:].sum(axis=0) / safe - 1, np.sqrt(variance) / safe, pre - 2


def over_regions(drawn: Draw, at: list[int], effect: float, truth: Floats, score: Score) -> None:
    """One treated region's log change against the spread of the changes of regions in which nothing happened.

    Against all others the same regions are the control (t, n - 1); against few, the unused ones say how much two
    regions differ (sqrt 2 times their spread).
    """
    both = comparison([drawn], at, effect)
    change = unit_changes(both.panel, "revenue", both.panel.windows.campaign)
    control, unused = len(drawn.design.control), len(drawn.design.unused)
    others = change[1 : 1 + control] if unused < 2 else change[1 + control :]
    if len(drawn.design.test) > 1 or len(others) < 3:
        return
    step = change[0] - np.nanmean(change[1 : 1 + control], axis=0)
    n = np.isfinite(others).sum(axis=0)
    spread = np.nanstd(others, axis=0) * np.sqrt(n / np.maximum(n - 1, 1)) * np.sqrt(1 + 1 / control)
    for i, k in enumerate(at):
        if n[i] > 2:
            score.law(
                REGIONS, drawn.case, drawn.tree.items[k].level, effect, truth[i],
                step=float(step[i]), sd=float(spread[i]), df=float(n[i] - 1),
            )  # fmt: skip

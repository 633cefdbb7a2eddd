"""An estimator's points for one design: what every inference puts its own interval around."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

from lift.core.design import Design
from lift.core.expected import Expected
from lift.core.panel import Floats, Panel
from lift.core.words import Metric
from lift.estimators.arms import arms
from lift.estimators.protocol import Estimator
from lift.estimators.series import Series, series
from lift.inference.protocol import AnyEstimator
from lift.inference.sample import window_sums

LEAST_VARIANCE = 1e-24
"""Of a log uplift: units that all moved exactly alike leave no variance, and no law without one."""
MOST_RHO = 0.99
"""Largest autocorrelation taken out of residuals."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Fields of `Expected` that need no law: `location` [W, K], `path` and `floor` [T, K], `residual` [N, K]."""

    location: Floats
    path: Floats
    floor: Floats
    residual: Floats


def points(estimator: AnyEstimator, panel: Panel, design: Design, metric: Metric) -> Points:
    """Ask for every item; NaN where sales of a window, or those expected, are not positive. Raises MethodError."""
    if isinstance(estimator, Estimator):
        own = estimator.expected(panel, design, metric)
        return Points(own.location, own.path, own.floor, own.residual)
    seen = series(panel, design, metric, pooled=estimator.pooled)
    expected = estimator.predict(seen)
    path = -gaps(seen, expected)
    location = log_ratio(window_sums(panel, seen.test), window_sums(panel, expected))
    floor = arms(panel, design, metric, shared=False).floor
    return Points(location, path, floor, whitened(path[: seen.pre]))


def gaps(seen: Series, expected: Floats) -> Floats:
    """log(sold / expected) [T, K] by period; half of the smallest period with sales before stands in for none."""
    before = seen.test[: seen.pre]
    least = 0.5 * np.where(before > 0, before, np.inf).min(axis=0)
    return np.log(np.where(seen.test > 0, seen.test, least)) - np.log(np.where(expected > 0, expected, least))


def log_ratio(sold: Floats, expected: Floats) -> Floats:
    """log(sold / expected), NaN where one of them is not positive."""
    sound = (sold > 0) & (expected > 0)
    ratio = np.divide(sold, expected, out=np.ones_like(sold), where=sound)
    return np.where(sound, np.log(ratio), np.nan)


def autocorrelation(gap: Floats) -> Floats:
    """First autocorrelation [K] of gaps [P, K] about their mean; 0 for gaps that do not move."""
    u = gap - gap.mean(axis=0)
    power = (u**2).sum(axis=0)
    return np.divide((u[1:] * u[:-1]).sum(axis=0), power, out=np.zeros_like(power), where=power > 0)


def whitened(gap: Floats) -> Floats:
    """Gaps [P, K] before the campaign as news of unit variance [P - 1, K]: a shock that lasts counts once."""
    u = gap - gap.mean(axis=0)
    e = u[1:] - np.clip(autocorrelation(gap), 0.0, MOST_RHO) * u[:-1]
    return e / np.maximum(e.std(axis=0), 1e-12)


def answer(
    found: Points, panel: Panel, metric: Metric, *, scale: Floats, df: Floats, step_corr: Floats, method: str
) -> Expected:
    """Points with the law of their errors, `scale` [W, K], `df` and `step_corr` [K]; no scale where there is no point.

    A single period errs as its window does, and as periods did before the campaign around what was fitted.
    """
    scale = np.where(np.isfinite(found.location), np.maximum(scale, LEAST_VARIANCE**0.5), np.nan)
    pre = len(panel.windows.pre)
    noise = np.sqrt((found.path[:pre] ** 2).mean(axis=0))
    path_scale = np.empty_like(found.path)
    path_scale[:pre] = noise
    reach = np.asarray(stdtrit(df, 0.975)) / float(ndtri(0.975))
    first = panel.windows.pre.start
    for w, span in enumerate(panel.windows.steps):
        path_scale[span.start - first : span.stop - first] = np.hypot(noise, scale[w] * reach)
    return Expected(
        metric, panel.items, found.location, scale, df, np.clip(step_corr, -0.99, 0.99), found.residual, found.path,
        path_scale, found.floor, method,
    )  # fmt: skip


def correlation(errors: Floats) -> Floats:
    """Correlation [K] about zero of the errors [D, W, K] of two windows, NaN left out; 0 with one window."""
    if errors.shape[1] < 2:
        return np.zeros(errors.shape[2])
    both = np.where(np.isfinite(errors).all(axis=1, keepdims=True), errors, 0.0)
    power = np.sqrt((both**2).sum(axis=0).prod(axis=0))
    return np.divide((both[:, 0] * both[:, 1]).sum(axis=0), power, out=np.zeros_like(power), where=power > 0)

"""`conformal`: is the window odd among all blocks of as many periods, once a supposed uplift is taken out?"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.core.expected import Expected
from lift.core.panel import Bools, Floats, Panel
from lift.core.words import Metric
from lift.estimators import name_of
from lift.estimators.protocol import Estimator, PathEstimator
from lift.estimators.series import Series, series
from lift.inference.methods.inversion import reach
from lift.inference.methods.points import Points, answer, gaps, points
from lift.inference.methods.refit import orderless, picked
from lift.inference.protocol import AnyEstimator

ALPHA = 0.05
LEAST_START = 0.005
"""First distance tried, in log points, where the fit before the campaign is closer."""
MOST = 1.0
"""Last distance tried: a window taken times or through 2.7. A fit to sales that were moved further follows nothing."""
LEAST_PERIODS = 10
"""Before and in a window: fewer blocks cannot reject at 10 %."""


@dataclass(frozen=True, slots=True)
class Conformal:
    """Interval of the uplifts under which the window's residuals are not odd, by moving blocks.

    For a supposed uplift the test arm's sales of the window are divided by it and the estimator is fitted to all
    periods, those of the window too. With residuals u (logs), ``S = sum over the window of |u|``; p is the share of
    blocks of as many periods, wrapped around at the end, with an S as large. The ends of the 95 % interval, found by
    halving, give the scale of a normal law (with fewer than 20 periods at the smallest level that a block can reject).
    Each window is judged without the other.

    Exact when residuals are exchangeable over blocks; drift that outlasts the window makes it too narrow. NaN where
    there is no such interval: an estimator bends to an uplift, so that even one 2.7 times off is not rejected, or the
    window is odd (noisier than nearly all others) under the estimate itself. Needs an estimator that fits all periods
    alike, in any order. Source: Chernozhukov, Wuethrich & Zhu (2021).
    """

    def refuses(self, estimator: AnyEstimator) -> str | None:
        """Fits path estimators whose fit takes every period alike."""
        if isinstance(estimator, Estimator):
            return "it must be fitted to the window too, and an estimator with its own interval only predicts it"
        return None if orderless(estimator, 0) else "its fit depends on the order of the periods or on those behind"

    def expected(self, estimator: AnyEstimator, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit all items. Raises MethodError with fewer than 10 periods before and in a window."""
        if isinstance(estimator, Estimator):
            raise MethodError(f"{name_of(estimator)}: {self.refuses(estimator)}")
        found = points(estimator, panel, design, metric)
        seen = series(panel, design, metric, pooled=estimator.pooled)
        first = panel.windows.pre.start
        scale = np.stack([
            _scale(estimator, _window(seen, span.start - first, span.stop - first), len(span), found, w)
            for w, span in enumerate(panel.windows.steps)
        ])  # fmt: skip
        df = np.full(len(panel.items), np.inf)
        corr = _shared(found, [len(span) for span in panel.windows.steps])
        return answer(
            found, panel, metric, scale=scale, df=df, step_corr=corr, method=f"{name_of(estimator)}/conformal"
        )


def _window(seen: Series, start: int, stop: int) -> Series:
    periods = np.concatenate([np.arange(seen.pre), np.arange(start, stop)])
    return picked(seen, periods, len(periods))


def _scale(estimator: PathEstimator, seen: Series, length: int, found: Points, w: int) -> Floats:
    """Half of the interval [K] over its normal quantile."""
    periods = len(seen.test)
    if periods < LEAST_PERIODS:
        raise MethodError(
            f"conformal needs at least {LEAST_PERIODS} periods before and in a window, there are {periods}: give more "
            "history, or use method = 'did-classic'"
        )
    alpha = max(ALPHA, 1.0 / periods)
    centre = np.nan_to_num(found.location[w])
    spread = np.clip(found.path[: seen.pre - length].std(axis=0), LEAST_START, 0.5 * MOST)

    def kept(off: Floats) -> Bools:
        return p_values(estimator, seen, length, centre + off) > alpha + 1e-9

    width = reach(kept, spread, MOST) + reach(lambda off: kept(-off), spread, MOST)
    return width / (2.0 * float(ndtri(1.0 - alpha / 2.0)))


def p_values(estimator: PathEstimator, seen: Series, length: int, uplift: Floats) -> Floats:
    """Share [K] of blocks as odd as the last `length` periods, when a log uplift [K] is taken out of those."""
    test = seen.test.copy()
    test[-length:] *= np.exp(-uplift)
    null = Series(test, seen.control, seen.pre, seen.test_units)
    size = np.abs(gaps(null, estimator.predict(null)))
    around = np.concatenate([np.zeros((1, size.shape[1])), size, size[: length - 1]]).cumsum(axis=0)
    blocks = around[length:] - around[:-length]
    return (blocks >= blocks[len(size) - length] * (1.0 - 1e-9)).mean(axis=0)


def _shared(found: Points, lengths: list[int]) -> Floats:
    """Correlation [K] of two windows' errors: what both owe to the level that they share, errors independent."""
    K = found.location.shape[1]
    if len(lengths) < 2:
        return np.zeros(K)
    pre = len(found.residual) + 1
    a, b = (1.0 / n for n in lengths)
    return np.full(K, (1.0 / pre) / np.sqrt((a + 1.0 / pre) * (b + 1.0 / pre)))

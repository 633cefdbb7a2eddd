"""`sliding-placebo`: how large an uplift the same estimator finds in windows in which nothing happened."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.core.expected import Expected
from lift.core.panel import Floats, Panel
from lift.core.words import MIN_HISTORY, Metric
from lift.estimators import name_of
from lift.estimators.protocol import Estimator, PathEstimator
from lift.estimators.series import Series, series
from lift.inference.methods.drift import GRID, Drift, drift, rho
from lift.inference.methods.points import answer, log_ratio, points
from lift.inference.methods.refit import orderless, picked
from lift.inference.protocol import AnyEstimator

STEPS = 4
"""Windows begin this many times a window's length."""


@dataclass(frozen=True, slots=True)
class SlidingPlacebo:
    """Student's t around the estimate, its scale from the same estimator over windows before the campaign.

    A window of the campaign's length slides through the periods before it; at each stop the estimator is fitted to
    those around it (to those before it only, when it goes by their order), and its log uplift there is an error. Their
    mean square is carried to the campaign by what theory says of a difference of means under AR(1) noise: a forecast
    errs more than a window with neighbours on both sides, and overlapping windows have fewer degrees of freedom than
    their number, ``(tr S)^2 / tr S^2`` for their covariance S. The autocorrelation is that of the gaps before the
    campaign, with Kendall's correction for short series.

    It knows only the noise that the periods before show: a drift slower than the history stays unseen. Few
    windows fit into a year, so its law has long tails. The only inference for one region against one.
    """

    def refuses(self, estimator: AnyEstimator) -> str | None:
        """Fits path estimators; the others have read the periods before the campaign in their own law."""
        return "its own interval reads the same periods already" if isinstance(estimator, Estimator) else None

    def expected(self, estimator: AnyEstimator, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit all items. Raises MethodError when fewer than 8 periods, or less than a window, are left around one."""
        if isinstance(estimator, Estimator):
            raise MethodError(f"{name_of(estimator)}: {self.refuses(estimator)}")
        found = points(estimator, panel, design, metric)
        seen = series(panel, design, metric, pooled=estimator.pooled)
        first = panel.windows.pre.start
        spans = [(span.start - first, span.stop - first) for span in panel.windows.steps]
        around = orderless(estimator, 1)
        shape = rho(found.path[: seen.pre])
        laws = [
            drift(seen.pre, spans, w, starts(seen.pre, b - a, around=around), around=around)
            for w, (a, b) in enumerate(spans)
        ]
        df = np.full(len(panel.items), laws[0].df[0])
        scale = np.stack([
            _scale(_errors(estimator, seen, b - a, around=around), law, shape, float(df[0]))
            for law, (a, b) in zip(laws, spans, strict=True)
        ])  # fmt: skip
        corr = laws[0].step_corr[np.searchsorted(GRID, shape)]
        method = f"{name_of(estimator)}/sliding-placebo"
        return answer(found, panel, metric, scale=scale, df=df, step_corr=corr, method=method)


def starts(pre: int, length: int, *, around: bool) -> list[int]:
    """First periods of the placebo windows. Raises MethodError when there is no room for them."""
    least = 0 if around else max(MIN_HISTORY, pre // 2)
    if pre - length < max(MIN_HISTORY, length, least):
        raise MethodError(
            f"sliding-placebo needs at least {max(MIN_HISTORY, length) + length} periods before the campaign to slide "
            f"a window of {length} through, there are {pre}: give more history, or use method = 'did'"
        )
    return sorted({*range(least, pre - length, max(1, length // STEPS)), pre - length})


def _errors(estimator: PathEstimator, seen: Series, length: int, *, around: bool) -> Floats:
    """Log uplifts [M, K] of windows in which nothing happened."""
    found: list[Floats] = []
    for s in starts(seen.pre, length, around=around):
        inside = np.arange(s, s + length)
        others = np.arange(s) if not around else np.setdiff1d(np.arange(seen.pre), inside)
        placebo = picked(seen, np.concatenate([others, inside]), len(others))
        expected = estimator.predict(placebo)[len(others) :]
        found.append(log_ratio(placebo.test[len(others) :].sum(axis=0), expected.sum(axis=0)))
    return np.stack(found)


def _scale(errors: Floats, law: Drift, shape: Floats, df: float) -> Floats:
    """Scale [K] of t with `df`: the same 95 % interval as with each item's own degrees of freedom."""
    known = np.isfinite(errors)
    count = known.sum(axis=0)
    square = (np.where(known, errors, 0.0) ** 2).sum(axis=0)
    mean = np.divide(square, count, out=np.full(count.shape, np.nan), where=count > len(errors) / 2)
    at = np.searchsorted(GRID, shape)
    reach = np.asarray(stdtrit(law.df[at], 0.975)) / float(stdtrit(df, 0.975))
    return np.sqrt(mean * law.widening[at]) * reach

"""`permutation`: the same units with the campaign dealt out again."""

from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

import numpy as np
from scipy.special import stdtrit

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.core.expected import Expected
from lift.core.finding import form
from lift.core.panel import Floats, Panel, metric_index
from lift.core.words import Metric
from lift.estimators import name_of
from lift.estimators.protocol import LinearEstimator
from lift.inference import ENOUGH_WAYS
from lift.inference.methods.ask import ask, batched, mixes
from lift.inference.methods.points import answer, correlation, points
from lift.inference.protocol import AnyEstimator

ALPHA = 0.05
"""Level of the interval that the scale is taken from."""
CHUNK = 64
"""Items turned into intervals at once; bounds memory, changes no number."""


@dataclass(frozen=True, slots=True)
class Permutation:
    """Interval of the uplifts that relabelling test and control units cannot tell from the one seen.

    Under a supposed uplift the test units' sales are divided by it, the labels are dealt out again over both arms, and
    the supposition is rejected at 5 % when at most that share of relabellings gives an error as large as the true
    labels. The 95 % interval of all uplifts not rejected gives the scale, read as t with N - 2 degrees of freedom. All
    relabellings are used when there are at most `draws`, else so many at random, the true one among them; estimators
    that cannot be asked in one batch get `fewer`.

    Exact for units drawn one by one, whatever their noise. Not for regions that were chosen: their labels could not
    have fallen otherwise. Source: Fisher (1935); Ernst (2004) for intervals.
    """

    draws: int = 2000
    fewer: int = 200
    seed: int = 1

    def refuses(self, estimator: AnyEstimator) -> str | None:
        """Fits every estimator."""
        del estimator

    def expected(self, estimator: AnyEstimator, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit all items. Raises MethodError when the labels can fall in fewer than 20 ways."""
        dealt = relabelled(design, self.draws if batched(estimator) else self.fewer, self.seed)
        found = points(estimator, panel, design, metric)
        null = without_uplift(panel, design, np.nan_to_num(found.location))
        errors = ask(estimator, null, dealt, metric)
        low, high = inverted(errors, overlap(estimator, panel, design, dealt, metric)[:, None])
        freedom = len(design.test) + len(design.control) - 2.0
        scale = (high - low) / (2.0 * float(stdtrit(freedom, 1.0 - ALPHA / 2.0)))
        df = np.full(len(panel.items), freedom)
        method = f"{name_of(estimator)}/permutation"
        return answer(found, panel, metric, scale=scale, df=df, step_corr=correlation(errors), method=method)


def relabelled(design: Design, draws: int, seed: int) -> tuple[Design, ...]:
    """The design with its labels dealt out again, the true one first. Raises MethodError with fewer than 20 ways."""
    pool = sorted((*design.test, *design.control))
    n, N = len(design.test), len(pool)
    ways = comb(N, n)
    if ways < ENOUGH_WAYS:
        raise MethodError(
            f"{n} test {form(n, 'unit', 'units')} among {N} can be dealt out in only {ways} ways, and an interval at "
            f"95 % needs {ENOUGH_WAYS}: use inference = 'placebo-units' or 'sliding-placebo'"
        )
    if ways <= draws:
        tests = [set(test) for test in combinations(pool, n)]
    else:
        rng = np.random.Generator(np.random.PCG64(seed))
        tests = [set(design.test), *({pool[i] for i in rng.permutation(N)[:n]} for _ in range(draws - 1))]
    weights = (1.0 / (N - n),) * (N - n)
    return tuple(
        replace(
            design, test=tuple(u for u in pool if u in test), control=tuple(u for u in pool if u not in test),
            weights=weights,
        )
        for test in tests
    )  # fmt: skip


def without_uplift(panel: Panel, design: Design, location: Floats) -> Panel:
    """The panel with the test units' sales of each window divided by exp(location [W, K])."""
    listed = panel.listed.copy()
    for span, step in zip(panel.windows.steps, location, strict=True):
        for unit in panel.at(design.test).tolist():
            listed[:, unit, span.slice] *= np.exp(-step)
    return replace(panel, listed=listed)


def overlap(estimator: AnyEstimator, panel: Panel, design: Design, dealt: tuple[Design, ...], metric: Metric) -> Floats:
    """How much of a uplift of the true test units a relabelling takes for its own, [D, K] in [-1, 1].

    The share of the true test units in its test arm less that in its control, in sales before the campaign; where an
    estimator counts units alike, in units, [D, 1].
    """
    size = np.ones((len(panel.units), 1))
    if not isinstance(estimator, LinearEstimator):
        size = panel.listed[metric_index(metric), :, panel.windows.pre.slice].sum(axis=1)
    true = (mixes(panel, [design.test]) > 0).T
    shares: list[Floats] = []
    for arms in ([d.test for d in dealt], [d.control for d in dealt]):
        mix = mixes(panel, arms)
        whole = mix @ size
        shares.append(np.divide(mix @ (size * true), whole, out=np.zeros_like(whole), where=whole > 0))
    return shares[0] - shares[1]


def inverted(errors: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Ends [W, K] of the 95 % interval about the estimate, from errors [D, W, K] under it and overlaps [D, 1, K or 1].

    A supposed uplift that lies d off makes the true labels err by d and a relabelling by ``e - d q``. It is as large as
    long as d lies between two ends that enclose 0, so the d not rejected end at a quantile of those ends. NaN where
    fewer than 20 relabellings have an error.
    """
    ends = np.empty((2, *errors.shape[1:]))
    share = np.broadcast_to(share, (len(errors), 1, errors.shape[2]))
    for k in range(0, errors.shape[2], CHUNK):
        e, q = errors[:, :, k : k + CHUNK], share[:, :, k : k + CHUNK]
        known = np.isfinite(e)
        e = np.where(known, e, 0.0)
        for side, sign in enumerate((-1.0, 1.0)):
            farthest = np.maximum(_end(sign * e, 1.0 + q), _end(-sign * e, 1.0 - q))
            ends[side, :, k : k + CHUNK] = sign * _quantile(farthest, known)
    return ends[0], ends[1]


def _end(error: Floats, room: Floats) -> Floats:
    room = np.broadcast_to(room, error.shape)
    closed = room > 1e-9
    apart = np.divide(error, room, out=np.zeros_like(error), where=closed)
    return np.where(closed, apart, np.where(error >= -1e-12, np.inf, -np.inf))


def _quantile(ends: Floats, known: Floats) -> Floats:
    """The end [W, K] that more than 5 % of the known relabellings reach, and no larger one."""
    ordered = -np.sort(-np.where(known, ends, -np.inf), axis=0)
    count = known.sum(axis=0)
    at = np.floor(ALPHA * count + 1e-9).astype(np.int64)
    found = np.take_along_axis(ordered, np.minimum(at, len(ends) - 1)[None], axis=0)[0]
    return np.where((at >= 1) & np.isfinite(found), found, np.nan)

"""`wild-bootstrap`: units' own changes with their signs thrown anew."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.core.expected import Expected
from lift.core.panel import Bools, Floats, Panel
from lift.core.words import Metric
from lift.estimators import name_of
from lift.estimators.protocol import LinearEstimator
from lift.inference.methods.inversion import reach
from lift.inference.methods.points import LEAST_VARIANCE, Points, answer
from lift.inference.protocol import AnyEstimator

ALPHA = 0.05
FEWEST = 6
"""Units from which on signs can fall in enough ways (32, mirror images alike) to reject at 5 %."""
MOST_ALL = 10
"""Units up to which all patterns of signs are used."""
CHUNK = 256
"""Items at once; bounds memory, changes no number."""


@dataclass(frozen=True, slots=True)
class WildBootstrap:
    """Interval of the uplifts that a wild cluster bootstrap by unit, with the null imposed, does not reject.

    A supposed uplift is taken out of the test units' changes, and what is left is centred over all units; every unit's
    rest then keeps or turns its sign (Rademacher), and Welch's t of the test and control means is taken again. The
    supposition is rejected at 5 % when at most that share of draws has a t as large. Half of the interval's width gives
    the scale, read as t with the estimator's own degrees of freedom. All patterns are used up to 10 units.

    It fits estimators that are a difference of means of what each unit changed, as `did-classic` is. It refuses the
    others: where weights or sums tie the units together, a unit's share of the error cannot have its sign turned alone.
    With few test units it errs on the wide side. Sources: Cameron, Gelbach & Miller (2008); MacKinnon & Webb (2018).
    """

    draws: int = 999
    seed: int = 1

    def refuses(self, estimator: AnyEstimator) -> str | None:
        """Fits estimators that are linear in the units' changes."""
        return None if isinstance(estimator, LinearEstimator) else "it is no difference of means of units' changes"

    def expected(self, estimator: AnyEstimator, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit all items; NaN where fewer than 6 units sold one. Raises MethodError with fewer than 6 units."""
        if not isinstance(estimator, LinearEstimator):
            raise MethodError(f"{name_of(estimator)}: {self.refuses(estimator)}")
        names = sorted((*design.test, *design.control))
        if len(names) < FEWEST:
            raise MethodError(
                f"wild-bootstrap needs at least {FEWEST} units, there are {len(names)}: their signs can fall in too "
                "few ways for a 95 % interval; use inference = 'placebo-units' or 'sliding-placebo'"
            )
        own = estimator.expected(panel, design, metric)
        found = Points(own.location, own.path, own.floor, own.residual)
        changes = estimator.changes(panel, metric)[:, panel.at(tuple(names))]
        treated = np.isin(names, design.test)
        signs = thrown(len(names), self.draws, self.seed)
        half = np.stack([
            np.concatenate([
                half_width(change[:, k : k + CHUNK], treated, signs, own.scale[w, k : k + CHUNK])
                for k in range(0, change.shape[1], CHUNK)
            ])
            for w, change in enumerate(changes)
        ])  # fmt: skip
        scale = half / np.asarray(stdtrit(own.df, 1.0 - ALPHA / 2.0))
        method = f"{name_of(estimator)}/wild-bootstrap"
        return answer(found, panel, metric, scale=scale, df=own.df, step_corr=own.step_corr, method=method)


def thrown(units: int, draws: int, seed: int) -> Floats:
    """Signs [D, U] of +1 and -1, the true ones first: every pattern up to 10 units, else `draws` at random."""
    if units <= MOST_ALL:
        bits = (np.arange(2**units)[:, None] >> np.arange(units)) & 1
        return 1.0 - 2.0 * bits.astype(np.float64)
    rng = np.random.Generator(np.random.PCG64(seed))
    signs = 1.0 - 2.0 * rng.integers(0, 2, size=(draws + 1, units)).astype(np.float64)
    signs[0] = 1.0
    return signs


@dataclass(frozen=True, slots=True, eq=False)
class _Arm:
    """One arm under a supposed uplift d, for draws D and items K: every number is linear or square in d.

    `mean` [D, K] of the units' signed rests and `slope` [D, K] of it; `rest`, `lever` [U, K] the rests and what d takes
    from each; `count` [K].
    """

    mean: Floats
    slope: Floats
    rest: Floats
    lever: Floats
    count: Floats

    def at(self, d: Floats) -> tuple[Floats, Floats]:
        """Means [D, K] and their variances."""
        mean = self.mean - d * self.slope
        square = ((self.rest - d * self.lever) ** 2).sum(axis=0)
        return mean, np.maximum(square - self.count * mean**2, 0.0) / (self.count * (self.count - 1.0))


def half_width(change: Floats, treated: np.ndarray, signs: Floats, start: Floats) -> Floats:
    """Half the 95 % interval [K] from changes [U, K] (NaN left out), true signs first in `signs` [D, U]."""
    known = np.isfinite(change)
    in_test, in_control = known & treated[:, None], known & ~treated[:, None]
    n, m = in_test.sum(axis=0).astype(np.float64), in_control.sum(axis=0).astype(np.float64)
    enough = (np.minimum(n, m) >= 2) & (n + m >= FEWEST)
    n, m = np.where(enough, n, 2.0), np.where(enough, m, 2.0)
    filled = np.where(known, change, 0.0)
    step = filled.sum(axis=0, where=in_test) / n - filled.sum(axis=0, where=in_control) / m
    share = n / (n + m)
    centred = filled - step * treated[:, None]
    rest = np.where(known, centred - centred.sum(axis=0, where=known) / (n + m), 0.0)
    # d is the distance of the supposed uplift from the estimate.
    lever = np.where(known, treated[:, None] - share, 0.0)
    arms = [
        _Arm(signs @ (rest * at) / count, signs @ (lever * at) / count, rest * at, lever * at, count)
        for at, count in ((in_test, n), (in_control, m))
    ]

    def kept(d: Floats) -> Bools:
        (own, own_variance), (others, others_variance) = (arm.at(d) for arm in arms)
        t = np.abs(own - others) / np.sqrt(np.maximum(own_variance + others_variance, LEAST_VARIANCE))
        return (t >= t[0] * (1.0 - 1e-9)).mean(axis=0) > ALPHA

    first = np.where(enough & (start > 0), start, 1.0)
    return np.where(enough, 0.5 * (reach(kept, first) + reach(lambda d: kept(-d), first)), np.nan)

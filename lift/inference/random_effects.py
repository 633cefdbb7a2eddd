"""Many studies together: their mean, how far they lie apart in truth, the next one, and each of them in that light."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, chdtri, ndtri

from lift.core.panel import Floats
from lift.estimators.mixture import quantiles
from lift.inference.reml import regress, restricted

STEPS = 200
"""Halvings at most when a bound of the spread is looked for."""
GRID = 81
"""Values of tau over which posteriors are averaged, from nothing to the end of a 99.9 % interval."""
WIDEST = 1.0
"""SD between studies in log points that is the largest looked at; two or three studies alone would not rule it out."""


@dataclass(frozen=True, slots=True, eq=False)
class RandomEffects:
    """K studies: `mean` with `se`, `low`, `high`; `next_low` and `next_high` for a further study (NaN below three).

    `tau` with `tau_low`, `tau_high` is the SD between studies once noise is taken out, `i2` its share of the variance,
    `q` Cochran's Q with `q_p`. `weight` [K] sums to 1; `shrunken`, `shrunken_low`, `shrunken_high` [K] are each study's
    own effect given all of them.
    """

    mean: float
    se: float
    low: float
    high: float
    next_low: float
    next_high: float
    tau: float
    tau_low: float
    tau_high: float
    i2: float
    q: float
    q_p: float
    weight: Floats
    shrunken: Floats
    shrunken_low: Floats
    shrunken_high: Floats


def random_effects(y: Floats, v: Floats, confidence: float) -> RandomEffects:
    """The random-effects mean of K >= 2 results y with noise variances v, tau2 by REML, interval by Hartung and Knapp.

    Mean and interval as `regress` with an intercept alone and the factor q kept at 1 or more. Spread: Q-profile
    interval (Viechtbauer 2007). ``I2 = tau2 / (tau2 + s2)``, ``s2 = (K - 1) S1 / (S1^2 - S2)`` with S1, S2 the sums of
    1/v and 1/v^2 (Higgins and Thompson 2002).

    A further study and each study's own effect (shrunken) are posteriors that average tau over its restricted
    likelihood, prior flat in tau (Rubin 1981; Higgins, Thompson and Spiegelhalter 2009). Given tau, with m the weighted
    mean, a further one is normal around m with variance ``tau2 + 1 / sum w``; an own effect around ``B m + (1 - B) y``,
    ``B = v / (v + tau2)``, with variance ``v (1 - B) + B^2 / sum w``. With tau at its point estimate alone, in
    portfolios of 5 to 50 they covered 82 to 88 % of a nominal 90. Raises MethodError as `regress`.
    """
    K = len(y)
    fit = regress(y, v, np.ones((K, 1)), confidence, floor=True)
    mean, se, tau2 = float(fit.coef[0]), float(np.sqrt(fit.cov[0, 0])), fit.tau2
    plain = 1.0 / v
    typical = (K - 1) * plain.sum() / (plain.sum() ** 2 - (plain**2).sum())
    q = _generalised_q(0.0, y, v)
    tau_low, tau_high = _profile(y, v, confidence)
    w = 1.0 / (v + tau2)
    low, own, high = _posterior(y, v, confidence)
    next_low, next_high = (float(low[-1]), float(high[-1])) if K > 2 else (np.nan, np.nan)
    return RandomEffects(
        mean, se, float(fit.low[0]), float(fit.high[0]), next_low, next_high, float(np.sqrt(tau2)), tau_low,
        tau_high, float(tau2 / (tau2 + typical)), q, float(chdtrc(K - 1, q)), w / w.sum(), own[:-1], low[:-1],
        high[:-1],
    )  # fmt: skip


def noise(low: float, high: float, confidence: float) -> float:
    """The variance behind an equal-tailed interval, as of a normal law: ``((high - low) / (2 z))^2``."""
    return float(((high - low) / (2.0 * ndtri(0.5 * (1.0 + confidence)))) ** 2)


def _posterior(y: Floats, v: Floats, confidence: float) -> tuple[Floats, Floats, Floats]:
    """Lower end, median and upper end [K + 1] of each study's own effect, and of a further study's."""
    top = min(_root(float(chdtri(len(y) - 1, 0.9995)), y, v) ** 0.5, WIDEST)
    tau2 = (np.linspace(0.0, max(top, 1e-6), GRID) ** 2)[:, None]
    height = np.array([restricted(float(t), y, v, np.ones((len(y), 1)))[0] for t in tau2[:, 0]])
    w = 1.0 / (v + tau2)
    known = 1.0 / w.sum(axis=1, keepdims=True)
    mean, back = (w * y).sum(axis=1, keepdims=True) * known, v * w
    location = np.hstack([back * mean + (1.0 - back) * y, mean])
    sd = np.sqrt(np.hstack([v * (1.0 - back) + back**2 * known, tau2 + known]))
    weight = np.repeat(np.exp(height - height.max())[:, None], len(y) + 1, axis=1)
    tail = 0.5 * (1.0 - confidence)
    low, middle, high = quantiles(weight, location, sd, np.inf, (tail, 0.5, 1.0 - tail))
    return low, middle, high


def _generalised_q(tau2: float, y: Floats, v: Floats) -> float:
    w = 1.0 / (v + tau2)
    return float((w * (y - (w * y).sum() / w.sum()) ** 2).sum())


def _profile(y: Floats, v: Floats, confidence: float) -> tuple[float, float]:
    """The values of tau between which Q(tau2) looks like a chi-squared draw with K - 1 degrees of freedom."""
    tail = 0.5 * (1.0 - confidence)
    low, high = (_root(float(chdtri(len(y) - 1, p)), y, v) for p in (tail, 1.0 - tail))
    return low**0.5, high**0.5


def _root(level: float, y: Floats, v: Floats) -> float:
    """The tau2 at which Q, which falls with it, has come down to a level; 0 when it starts below."""
    if _generalised_q(0.0, y, v) <= level:
        return 0.0
    low, high = 0.0, float(v.max())
    while _generalised_q(high, y, v) > level:
        high *= 2.0
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        low, high = (middle, high) if _generalised_q(middle, y, v) > level else (low, middle)
    return 0.5 * (low + high)

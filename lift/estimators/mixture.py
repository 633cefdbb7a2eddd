"""Quantiles of a finite mixture of Student t laws."""

import math

import numpy as np
from scipy.special import gammaln, stdtr, stdtrit

from lift.core.panel import Floats

STEPS = 100
"""Newton steps at most; about 7 are needed, and bisection alone would end within them."""
CLOSE = 1e-13
"""Nearer than this to its level in probability, or to its next step relatively, a quantile is found."""


def quantiles(weight: Floats, mean: Floats, scale: Floats, df: float, levels: tuple[float, ...]) -> Floats:
    """Quantiles [len(levels), N] of N mixtures; `weight`, `mean`, `scale` [M, N], scale > 0; normal ones for df = inf.

    Newton's method on the mixture's distribution function, bracketed by its components' own quantiles. All components
    count: with little history the posterior is flat, and the heaviest few alone would be too narrow.
    """
    w = weight / weight.sum(axis=0)
    out = np.empty((len(levels), weight.shape[1]))
    for i, level in enumerate(levels):
        ends = mean + scale * stdtrit(df, level)
        low, high = ends.min(axis=0), ends.max(axis=0)
        x = np.clip((w * ends).sum(axis=0), low, high)
        left, laws = np.arange(len(x)), (w, mean, scale, w * _peak(df) / scale)
        for _ in range(STEPS):
            miss, slope = _miss(x[left], laws, df, level)
            low[left], high[left] = np.where(miss < 0, x[left], low[left]), np.where(miss < 0, high[left], x[left])
            step = x[left] - miss / np.maximum(slope, 1e-300)
            moving = (np.abs(miss) > CLOSE) & (np.abs(step - x[left]) > CLOSE * np.abs(x[left]))
            if not moving.any():
                break
            inside = (step >= low[left]) & (step <= high[left])
            x[left] = np.where(moving, np.where(inside, step, 0.5 * (low[left] + high[left])), x[left])
            if 1 < moving.sum() <= len(left) // 2:  # a single column would be summed in another order
                left, laws = left[moving], tuple(np.take(of, np.flatnonzero(moving), axis=1) for of in laws)
        out[i] = x
    return out


def _miss(x: Floats, laws: tuple[Floats, ...], df: float, level: float) -> tuple[Floats, Floats]:
    """How far the mixtures' distribution functions at x [N] are from the level, and their densities there."""
    w, mean, scale, density = laws
    z = (x - mean) / scale
    fall = np.exp(-0.5 * z * z) if math.isinf(df) else (1.0 + z * z / df) ** (-0.5 * (df + 1.0))
    return (w * stdtr(df, z)).sum(axis=0) - level, (density * fall).sum(axis=0)


def _peak(df: float) -> float:
    """Density of the t law at its middle."""
    if math.isinf(df):
        return 1.0 / math.sqrt(2.0 * math.pi)
    return math.exp(float(gammaln(0.5 * (df + 1.0)) - gammaln(0.5 * df))) / math.sqrt(df * math.pi)

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
    density = w * _peak(df) / scale
    out = np.empty((len(levels), weight.shape[1]))
    for i, level in enumerate(levels):
        ends = mean + scale * stdtrit(df, level)
        low, high = ends.min(axis=0), ends.max(axis=0)
        x = np.clip((w * ends).sum(axis=0), low, high)
        for _ in range(STEPS):
            z = (x - mean) / scale
            miss = (w * stdtr(df, z)).sum(axis=0) - level
            low, high = np.where(miss < 0, x, low), np.where(miss < 0, high, x)
            fall = np.exp(-0.5 * z * z) if math.isinf(df) else (1.0 + z * z / df) ** (-0.5 * (df + 1.0))
            slope = (density * fall).sum(axis=0)
            step = x - miss / np.maximum(slope, 1e-300)
            settled = (np.abs(miss) <= CLOSE) | (np.abs(step - x) <= CLOSE * np.abs(x))
            if settled.all():
                break
            x = np.where(settled, x, np.where((step >= low) & (step <= high), step, 0.5 * (low + high)))
        out[i] = x
    return out


def _peak(df: float) -> float:
    """Density of the t law at its middle."""
    if math.isinf(df):
        return 1.0 / math.sqrt(2.0 * math.pi)
    return math.exp(float(gammaln(0.5 * (df + 1.0)) - gammaln(0.5 * df))) / math.sqrt(df * math.pi)

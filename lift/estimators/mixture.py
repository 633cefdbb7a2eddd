"""Quantiles of a finite mixture of Student t laws."""

import numpy as np
from scipy.special import stdtr, stdtrit

from lift.core.panel import Floats

KEPT = 32
"""Components kept per law, heaviest first; the rest of the weight is spread over them."""


def quantiles(weight: Floats, mean: Floats, scale: Floats, df: float, levels: tuple[float, ...]) -> Floats:
    """Quantiles [len(levels), N] of N mixtures; `weight`, `mean`, `scale` [M, N], scale > 0.

    Bisection on the mixture's distribution function, bracketed by its components' own quantiles.
    """
    kept = min(KEPT, weight.shape[0])
    order = np.argsort(-weight, axis=0, kind="stable")[:kept]
    w = np.take_along_axis(weight, order, axis=0)
    w = w / w.sum(axis=0)
    m = np.take_along_axis(mean, order, axis=0)
    s = np.take_along_axis(scale, order, axis=0)
    out = np.empty((len(levels), weight.shape[1]))
    for i, level in enumerate(levels):
        ends = m + s * stdtrit(df, level)
        low, high = ends.min(axis=0), ends.max(axis=0)
        for _ in range(30):
            middle = 0.5 * (low + high)
            below = (w * stdtr(df, (middle - m) / s)).sum(axis=0) < level
            low = np.where(below, middle, low)
            high = np.where(below, high, middle)
        out[i] = 0.5 * (low + high)
    return out

"""Correlation between the errors of items."""

import numpy as np

from lift.core.panel import Floats


def correlation(residual: Floats) -> Floats:
    """Correlation matrix [K, K] of residuals [N, K]; a column that never moves goes with no other.

    Not shrunken: the errors of a brand and of its category must not look less alike than they are, or their mean looks
    surer than it is.
    """
    centred = residual - residual.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=0))
    z = centred / np.where(size > 0, size, 1.0)
    r = np.clip(z.T @ z, -1.0, 1.0)
    np.fill_diagonal(r, 1.0)
    return r


def mean_correlation(residual: Floats) -> float:
    """Mean correlation between the columns of residuals [N, K], in [0, 0.9]; 0 for a single column.

    From the variance of the columns' sum, so that it costs no K x K matrix.
    """
    n, k = residual.shape
    if k < 2:
        return 0.0
    centred = residual - residual.mean(axis=0)
    z = centred / np.maximum(np.sqrt((centred**2).mean(axis=0)), 1e-12)
    power = float((z.sum(axis=1) ** 2).sum()) / n
    return float(np.clip((power - k) / (k * (k - 1)), 0.0, 0.9))

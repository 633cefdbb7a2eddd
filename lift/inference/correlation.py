"""Correlation between items, shrunken so that it stays usable with fewer periods than items."""

import numpy as np

from lift.core.panel import Floats


def shrunken_correlation(residual: Floats) -> Floats:
    """Correlation matrix [K, K] of residuals [N, K], shrunken towards the identity.

    Intensity ``sum var(r_ij) / sum r_ij^2`` over i != j, clipped to [0, 1]. Source: Schaefer & Strimmer (2005).
    """
    n, k = residual.shape
    centred = residual - residual.mean(axis=0)
    scale = np.sqrt((centred**2).mean(axis=0))
    z = centred / np.where(scale > 0, scale, 1.0)
    r = z.T @ z / n
    if k == 1 or n < 4:
        return np.eye(k)
    products = np.einsum("ni,nj->nij", z, z) if k <= 64 else None
    if products is not None:
        variance = products.var(axis=0, ddof=1) / n
    else:
        variance = np.maximum(((z**2).T @ (z**2) / n - r**2) / (n - 1), 0.0)
    off = ~np.eye(k, dtype=bool)
    power = float((r[off] ** 2).sum())
    intensity = min(1.0, max(0.0, float(variance[off].sum()) / power)) if power > 0 else 1.0
    return np.where(off, (1.0 - intensity) * r, 1.0)


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

"""How often, and how sure is that: a share of cases that are not independent of each other."""

import math

import numpy as np
import numpy.typing as npt

from lift.core.panel import Bools

Z = 1.959963984540054
"""Normal quantile of the 95 % intervals."""


def proportion(hits: Bools, *clusters: npt.ArrayLike) -> tuple[float, float, float]:
    """Share of True among `hits` [N] and its 95 % interval (Wilson 1927); NaN without hits.

    Cases that share a cluster (a draw, a region, a window) share its shocks. So n is not their number but
    ``p (1 - p) / v``, where v is the variance of the share between clusters, the largest of those given and never less
    than independent cases would have: with one case a cluster that is their number.
    """
    if not len(hits):
        return math.nan, math.nan, math.nan
    p = float(np.mean(hits))
    n = float(len(hits))
    for labels in clusters:
        count, v = _between(np.asarray(hits, dtype=np.float64), np.asarray(labels))
        n = min(n, p * (1 - p) / v if 0 < p < 1 and v > 0 else count)
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    return p, middle - half if p > 0 else 0.0, middle + half if p < 1 else 1.0


def _between(values: npt.NDArray[np.float64], labels: npt.NDArray[np.generic]) -> tuple[float, float]:
    """Number of clusters, and the variance of the mean of all values, clustered; NaN with one cluster."""
    _, at = np.unique(labels, return_inverse=True)
    away = np.bincount(at, values - values.mean())
    count = len(away)
    if count < 2:
        return float(count), math.nan
    return float(count), float((away**2).sum() / len(values) ** 2 * count / (count - 1))

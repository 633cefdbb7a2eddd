"""What AR(1) noise does to differences of means: windows before the campaign against the campaign's own."""

from dataclasses import dataclass

import numpy as np

from lift.core.panel import Floats
from lift.inference.methods.points import autocorrelation

GRID: Floats = np.arange(20, dtype=np.float64) * 0.05
"""Autocorrelations looked at, 0 to 0.95."""


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """Over `GRID`, [20]: how the errors of placebo windows and of the campaign hang together.

    - `widening` variance of the campaign's error over the mean of the placebos';
    - `df` degrees of freedom of that mean;
    - `step_corr` correlation of the errors of the two windows.
    """

    widening: Floats
    df: Floats
    step_corr: Floats


def rho(gap: Floats) -> Floats:
    """Autocorrelation [K] of gaps [P, K] before the campaign on `GRID`, r + (1 + 3 r) / P (Kendall 1954)."""
    r = autocorrelation(gap)
    corrected = np.clip(r + (1.0 + 3.0 * r) / len(gap), 0.0, GRID[-1])
    return GRID[np.rint(corrected / GRID[1]).astype(np.int64)]


def drift(pre: int, spans: list[tuple[int, int]], window: int, starts: list[int], *, around: bool) -> Drift:
    """The law of placebo windows at `starts` for one of the study's windows (`spans`, as positions behind 0).

    An error is the mean of a window less the mean of the periods that it is compared with: all others, or all before.
    A forecast from part of the history (`around` False) is taken to err as one from all of it.
    """
    length = spans[window][1] - spans[window][0]
    placebo = np.stack([_contrast(pre, s, length, pre if around else s) for s in starts])
    own = np.stack([_contrast(spans[-1][1], a, b - a, pre) for a, b in spans])
    widening, df, corr = np.empty(len(GRID)), np.empty(len(GRID)), np.zeros(len(GRID))
    apart = np.abs(np.subtract.outer(np.arange(spans[-1][1]), np.arange(spans[-1][1])))
    for i, r in enumerate(GRID):
        V = r**apart
        S, own_cov = placebo @ V[:pre, :pre] @ placebo.T, own @ V @ own.T
        trace = float(np.trace(S))
        widening[i] = own_cov[window, window] * len(starts) / trace if around else 1.0
        df[i] = trace**2 / float((S**2).sum())
        corr[i] = own_cov[0, -1] / np.sqrt(own_cov[0, 0] * own_cov[-1, -1]) if len(spans) > 1 else 0.0
    return Drift(widening, df, corr)


def _contrast(periods: int, start: int, length: int, reference: int) -> Floats:
    c = np.zeros(periods)
    c[:reference] = 1.0
    c[start : start + length] = 0.0
    c /= -c.sum()
    c[start : start + length] = 1.0 / length
    return c

"""Slow shocks that all stores of a region share: what makes region comparisons noisier than store counts suggest."""

from typing import Literal

import numpy as np

from lift.core.panel import Floats


def shocks(
    rng: np.random.Generator,
    sd: float,
    persistence: float | Literal["random-walk"],
    weeks: int,
    series: tuple[int, ...],
) -> Floats:
    """Return independent shocks to log sales [weeks, *series] with standard deviation `sd`.

    Autoregressive of first order and stationary from the first week on: x_t = rho x_(t-1) + e_t,
    e_t ~ N(0, sd^2 (1 - rho^2)). "random-walk": a walk centred over the weeks, scaled so that its mean variance is
    sd^2; steps of unit variance have (n^2 - 1) / (6 n).
    """
    x = rng.standard_normal((weeks, *series))
    if isinstance(persistence, str):
        walk = x.cumsum(axis=0)
        scale = np.sqrt(6 * weeks / (weeks**2 - 1)) if weeks > 1 else 0.0
        return sd * scale * (walk - walk.mean(axis=0))
    step = np.sqrt(1 - persistence**2)
    for t in range(1, weeks):
        x[t] = persistence * x[t - 1] + step * x[t]
    return sd * x

"""Does something explain how the contrast moved before the campaign? Coefficients under the drift-aware noise."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import stdtr

from lift.core.panel import Floats
from lift.estimators.noise import NoisePrior, Times, covariance_grid


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """Of J regressors, each looked at alone: posterior mean `location` [J], two-sided `p_value` [J] against zero."""

    location: Floats
    p_value: Floats


def coefficients(contrast: Floats, regressors: Floats, prior: NoisePrior, times: Times | None = None) -> Coefficients:
    """Regress a contrast [P], P > 2, on a constant and one regressor at a time, [P, J], none of them constant.

    `times` of the P periods, None when they follow each other.

    Model of `lift.estimators.noise` with one more term: ``g = mu + beta x + u``, ``u ~ N(0, s2 V)``. mu, beta and s2
    are integrated analytically (flat, flat, Jeffreys), (rho, phi, lambda) on the prior's grid, so beta follows a finite
    mixture of t laws with P - 2 degrees of freedom and ``p = 2 min(P(beta < 0), P(beta > 0))``. A random walk on the
    grid keeps slow drift from being called a trend. Source: Zellner (1971), averaged here over a grid.
    """
    P, J = regressors.shape
    rows = np.column_stack([np.ones(P), contrast, regressors])
    logs, means, scales = [], [], []
    for *_, log_prior, chol in covariance_grid(times or P, prior):
        white = solve_triangular(chol, rows, lower=True, check_finite=False)
        one = white[:, 0]
        information = float(one @ one)
        rest = white[:, 1:] - np.outer(one, one @ white[:, 1:]) / information
        g, x = rest[:, 0], rest[:, 1:]
        power = np.einsum("pj,pj->j", x, x)
        mean = x.T @ g / power
        rss = np.maximum(float(g @ g) - mean**2 * power, 1e-12 * P)
        means.append(mean)
        scales.append(np.sqrt(rss / ((P - 2) * power)))
        log_det = 2.0 * float(np.log(np.diag(chol)).sum())
        logs.append(
            log_prior - 0.5 * (log_det + np.log(information) + np.log(power)) - 0.5 * (P - 2) * np.log(rss)
        )  # fmt: skip
    log_weight, mean, scale = np.array(logs), np.array(means), np.array(scales)
    weight = np.exp(log_weight - log_weight.max(axis=0))
    weight /= weight.sum(axis=0)
    below = (weight * stdtr(P - 2, -mean / scale)).sum(axis=0)
    return Coefficients((weight * mean).sum(axis=0), 2.0 * np.minimum(below, 1.0 - below).reshape(J))

"""Drift-aware noise: how far the test-control contrast wanders on its own, and what a step in it is worth.

Model, for one item: ``g = X b + u``, ``X = [1, 1(campaign), 1(after)]``, ``u ~ N(0, s2 V)`` with

    V = (1 - phi) AR1(rho) + phi I + lambda K + kappa Z Z'

``AR1(rho)`` short-lived noise, ``I`` sampling noise, ``K`` a centred random walk of mean variance 1 (slow drift, which
demeaning a window of a few weeks can never remove), ``Z`` the control units' own wanderings, mean variance 1 (an
adaptive synthetic control: the part of the test arm's noise that some of the controls share).

``b`` and ``s2`` are integrated analytically (flat, Jeffreys); ``(rho, phi, lambda, kappa)`` on a grid, weighted by
prior x marginal likelihood. The posterior of a step is a finite mixture of Student t laws with ``T - columns(X)``
degrees of freedom: deterministic, no sampling. ``Z`` enters through the Woodbury identity, so that every covariance is
factored once and shared by all items.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from lift.core.panel import Floats

Prior = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class NoisePrior:
    """Grid values with their prior weights, per parameter of V."""

    rho: Prior = tuple((r, 1.0) for r in (0.0, 0.3, 0.55, 0.75, 0.88, 0.95, 0.985))
    phi: Prior = ((0.0, 1.0), (0.35, 1.0), (0.7, 1.0))
    drift: Prior = ((0.0, 1.0), (1.0, 1.0), (4.0, 1.0))
    shared: Prior = ((0.0, 1.0), (0.1, 1.0), (0.3, 1.0), (1.0, 1.0), (3.0, 1.0), (10.0, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Mixture of t laws of the steps, for K items, W steps, M grid points.

    - `weight` [M, K]: posterior weights, sum 1 per item; `mean` [M, W, K]; `cov` [M, W, W, K] scale matrices; `df`.
    - `best` [K] position of the heaviest grid point; `grid` [M, 4] its (rho, phi, lambda, kappa).
    """

    weight: Floats
    mean: Floats
    cov: Floats
    df: int
    best: Floats
    grid: Floats


def random_walk(periods: int) -> Floats:
    """Covariance [T, T] of a random walk less its mean, scaled to mean variance 1."""
    step = np.arange(1.0, periods + 1.0)
    kernel = np.minimum.outer(step, step)
    centre = np.eye(periods) - 1.0 / periods
    kernel = centre @ kernel @ centre
    return kernel * (periods / np.trace(kernel)) if periods > 1 else np.zeros((1, 1))


def covariance(periods: int, rho: float, phi: float, drift: float) -> Floats:
    """V [T, T] without the Z term."""
    lag = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods)))
    ar1 = np.eye(periods) if rho == 0.0 else rho**lag
    return (1.0 - phi) * ar1 + phi * np.eye(periods) + drift * random_walk(periods)


def covariance_grid(periods: int, prior: NoisePrior) -> list[tuple[float, float, float, float, Floats]]:
    """All (rho, phi, lambda, log prior, Cholesky factor of V), without the points that name the same V twice."""
    points: list[tuple[float, float, float, float, Floats]] = []
    total = [sum(w for _, w in axis) for axis in (prior.rho, prior.phi, prior.drift)]
    for rho, w_rho in prior.rho:
        # Without autocorrelation phi changes nothing: one point carries the weight of the whole axis.
        phis: Prior = ((0.0, total[1]),) if rho == 0.0 else prior.phi
        for phi, w_phi in phis:
            for drift, w_drift in prior.drift:
                log_prior = float(np.log(w_rho / total[0]) + np.log(w_phi / total[1]) + np.log(w_drift / total[2]))
                chol: Floats = np.linalg.cholesky(covariance(periods, rho, phi, drift)).astype(np.float64)
                points.append((rho, phi, drift, log_prior, chol))
    return points


def posterior(g: Floats, X: Floats, Z: Floats | None, prior: NoisePrior) -> Posterior:
    """Posterior of the coefficients of X but the first, for every item at once.

    `g` [T, K] contrasts, `X` [T, P] with the intercept first, `Z` [K, T, Q] shared wanderings of mean variance 1
    (None without any). Source: Zellner (1971), Bayesian regression with a known correlation matrix, over a grid.
    """
    T, K = g.shape
    P = X.shape[1]
    df = T - P
    shared = prior.shared if Z is not None else ((0.0, 1.0),)
    log_shared = np.log([w for _, w in shared]) - np.log(sum(w for _, w in shared))
    kappas = np.array([k for k, _ in shared])
    logs: list[Floats] = []
    means: list[Floats] = []
    covs: list[Floats] = []
    grid: list[tuple[float, float, float, float]] = []
    for rho, phi, drift, log_prior, chol in covariance_grid(T, prior):
        Xw = _whiten(chol, X)
        gw = _whiten(chol, g)
        log_det = 2.0 * float(np.log(np.diag(chol)).sum())
        xx, xg, gg = Xw.T @ Xw, Xw.T @ gw, np.einsum("tk,tk->k", gw, gw)
        if Z is None:
            eig, ux, ug = np.zeros((K, 1)), np.zeros((K, 1, P)), np.zeros((K, 1))
        else:
            Zw = _whiten(chol, Z.transpose(1, 0, 2).reshape(T, -1)).reshape(T, K, -1).transpose(1, 0, 2)
            eig, turn = np.linalg.eigh(Zw.transpose(0, 2, 1) @ Zw)
            U = Zw @ turn
            ux = U.transpose(0, 2, 1) @ Xw
            ug = np.einsum("ktq,tk->kq", U, gw)
        for kappa, log_kappa in zip(kappas, log_shared, strict=True):
            shrink = kappa / (1.0 + kappa * eig)
            XX = xx - np.einsum("kqi,kq,kqj->kij", ux, shrink, ux)
            Xg = xg.T - np.einsum("kqi,kq,kq->ki", ux, shrink, ug)
            inverse = np.linalg.inv(XX)
            beta = np.einsum("kij,kj->ki", inverse, Xg)
            rss = gg - np.einsum("kq,kq->k", shrink, ug**2) - np.einsum("ki,ki->k", Xg, beta)
            rss = np.maximum(rss, 1e-12 * T)
            logs.append(
                log_prior + log_kappa - 0.5 * log_det - 0.5 * np.log1p(kappa * eig).sum(axis=1)
                - 0.5 * np.linalg.slogdet(XX)[1] - 0.5 * df * np.log(rss)
            )  # fmt: skip
            means.append(beta[:, 1:].T)
            covs.append(np.moveaxis(inverse[:, 1:, 1:] * (rss / df)[:, None, None], 0, -1))
            grid.append((rho, phi, drift, float(kappa)))
    log_weight = np.array(logs)
    weight = np.exp(log_weight - log_weight.max(axis=0))
    weight /= weight.sum(axis=0)
    return Posterior(weight, np.array(means), np.array(covs), df, np.argmax(weight, axis=0), np.array(grid))


def _whiten(chol: Floats, rows: Floats) -> Floats:
    return solve_triangular(chol, rows, lower=True, check_finite=False)

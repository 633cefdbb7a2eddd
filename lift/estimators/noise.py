"""Drift-aware noise: how far the test-control contrast wanders on its own, and what it would have done next.

Model, for one item: ``g = mu + u``, ``u ~ N(0, s2 V)`` with

    V = (1 - phi) AR1(rho) + phi I + lambda K + kappa Z Z'

``AR1(rho)`` short-lived noise, ``I`` sampling noise, ``K`` a centred random walk of mean variance 1 (slow drift, which
demeaning a window of a few weeks can never remove), ``Z`` the control units' own wanderings, mean variance 1 (an
adaptive synthetic control: the part of the test arm's noise that some of the controls share).

Learnt from the periods before the campaign alone, the model predicts the contrast behind it; no shape of the effect
over the weeks is assumed. ``mu`` and ``s2`` are integrated analytically (flat, Jeffreys), ``(rho, phi, lambda, kappa)``
on a grid, weighted by prior x marginal likelihood. A weighted mean over future periods then follows a finite mixture of
Student t laws with ``periods before - 1`` degrees of freedom: deterministic, no sampling. ``Z`` enters as random
coefficients (the Woodbury identity), so that every covariance is factored once and shared by all items.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.linalg import solve_triangular

from lift.core.panel import Floats, Ints

Prior = tuple[tuple[float, float], ...]
Times = int | tuple[int, ...]
"""So many consecutive periods, or the positions of periods in time, 0 for the first: a gap keeps its distance."""


@dataclass(frozen=True, slots=True)
class NoisePrior:
    """Grid values with their prior weights, per parameter of V."""

    rho: Prior = tuple((r, 1.0) for r in (0.0, 0.3, 0.55, 0.75, 0.88, 0.95, 0.985))
    phi: Prior = ((0.0, 1.0), (0.35, 1.0), (0.7, 1.0))
    drift: Prior = ((0.0, 1.0), (1.0, 1.0), (4.0, 1.0))
    shared: Prior = ((0.0, 5.0), (0.1, 1.0), (0.3, 1.0), (1.0, 1.0), (3.0, 1.0), (10.0, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """Mixture of t laws, for K items, N periods ahead, W weighted means of them, M grid points.

    - `weight` [M, K] posterior weights, sum 1 per item; `path` [M, N, K] predicted contrast by period.
    - `cov` [M, W, W, K] scale matrices of the W means' prediction errors; `df` degrees of freedom.
    - `best` [K] position of the heaviest grid point; `grid` [M, 4] its (rho, phi, lambda, kappa).
    """

    weight: Floats
    path: Floats
    cov: Floats
    df: int
    best: Ints
    grid: Floats


def random_walk(times: Times) -> Floats:
    """Covariance [T, T] of a random walk less its mean, scaled to mean variance 1."""
    step = _positions(times) + 1.0
    periods = len(step)
    kernel = np.minimum.outer(step, step)
    centre = np.eye(periods) - 1.0 / periods
    kernel = centre @ kernel @ centre
    return kernel * (periods / np.trace(kernel)) if periods > 1 else np.zeros((1, 1))


def covariance(times: Times, rho: float, phi: float, drift: float) -> Floats:
    """V [T, T] without the Z term."""
    at = _positions(times)
    lag = np.abs(np.subtract.outer(at, at))
    ar1 = np.eye(len(at)) if rho == 0.0 else rho**lag
    return (1.0 - phi) * ar1 + phi * np.eye(len(at)) + drift * random_walk(times)


def _positions(times: Times) -> Floats:
    return np.arange(float(times)) if isinstance(times, int) else np.array(times, dtype=np.float64)


@lru_cache(maxsize=8)
def covariance_grid(times: Times, prior: NoisePrior) -> tuple[tuple[float, float, float, float, Floats], ...]:
    """All (rho, phi, lambda, log prior, Cholesky factor of V), without the points that name the same V twice."""
    points: list[tuple[float, float, float, float, Floats]] = []
    total = [sum(w for _, w in axis) for axis in (prior.rho, prior.phi, prior.drift)]
    for rho, w_rho in prior.rho:
        # Without autocorrelation phi changes nothing: one point carries the weight of the whole axis.
        phis: Prior = ((0.0, total[1]),) if rho == 0.0 else prior.phi
        for phi, w_phi in phis:
            for drift, w_drift in prior.drift:
                log_prior = float(np.log(w_rho / total[0]) + np.log(w_phi / total[1]) + np.log(w_drift / total[2]))
                chol: Floats = np.linalg.cholesky(covariance(times, rho, phi, drift)).astype(np.float64)
                points.append((rho, phi, drift, log_prior, chol))
    return tuple(points)


def predict(  # noqa: PLR0917 - what the model is made of
    before: Floats,
    means: Floats,
    Z: Floats | None,
    prior: NoisePrior,
    evidence: Floats | None = None,
    times: Times | None = None,
) -> Prediction:
    """Predict the contrast of every item at once.

    `before` [P, K] contrasts before the campaign; `means` [N, W, K] weights of W means over the N periods behind;
    `Z` [K, P + N, Q] shared wanderings of mean variance 1, None without any; `evidence` [G, K] is added to the log
    prior of every (rho, phi, lambda); `times` of all P + N periods, None when they follow each other. Sources: Zellner
    (1971) for regression with a known correlation matrix, averaged here over a grid; Cressie (1993) for prediction with
    unknown mean.
    """
    P, N, K = len(before), len(means), before.shape[1]
    past = np.hstack([np.ones((P, 1)), before, *([] if Z is None else [Z[:, :P].transpose(1, 0, 2).reshape(P, -1)])])
    shared = prior.shared if Z is not None else ((0.0, 1.0),)
    kappas = np.array([kappa for kappa, _ in shared])
    log_shared = np.log([w for _, w in shared]) - np.log(sum(w for _, w in shared))
    logs, paths, covs, grid = [], [], [], []
    for i, (rho, phi, drift, log_prior, chol) in enumerate(covariance_grid(times or P + N, prior)):
        known = log_prior if evidence is None else log_prior + evidence[i]
        Lp, Lop, Lo = chol[:P, :P], chol[P:, :P], chol[P:, P:]
        white = whiten(Lp, past)
        one, g = white[:, 0], white[:, 1 : 1 + K]
        log_det = 2.0 * float(np.log(np.diag(Lp)).sum())
        ahead_one, ahead_g = 1.0 - Lop @ one, Lop @ g
        own = np.einsum("nm,nwk->mwk", Lo, means)
        gap = np.einsum("n,nwk->wk", ahead_one, means)
        fixed = np.einsum("mwk,mvk->wvk", own, own)
        loads = _load(Lop, Z, white, means)
        # From here on the first axis is kappa: [J, K] or [J, ..., K].
        shrink = kappas[:, None, None] / (1.0 + kappas[:, None, None] * loads.eig)
        information = one @ one - (shrink * loads.one**2).sum(axis=2)
        level = (one @ g - (shrink * loads.one * loads.g).sum(axis=2)) / information
        rest = shrink * (loads.g - level[:, :, None] * loads.one)
        square = np.einsum("pk,pk->k", g, g) - 2.0 * level * (one @ g) + level**2 * (one @ one)
        taken = (rest * (loads.g - level[:, :, None] * loads.one)).sum(axis=2)
        rss = np.maximum(square - taken, 1e-12 * P)
        paths.append(level[:, None] * ahead_one[:, None] + ahead_g + np.einsum("knq,jkq->jnk", loads.ahead, rest))
        lost = gap - np.einsum("kwq,jkq->jwk", loads.means, shrink * loads.one)
        shrunk = shrink[:, :, None] * loads.means
        cov = fixed + np.moveaxis(shrunk @ loads.means.transpose(0, 2, 1), 1, 3)
        cov += lost[:, :, None] * lost[:, None] / information[:, None, None]
        covs.append(cov * (rss / (P - 1))[:, None, None])
        logs.append(
            known + log_shared[:, None] - 0.5 * log_det
            - 0.5 * np.log1p(kappas[:, None, None] * loads.eig).sum(axis=2)
            - 0.5 * np.log(information) - 0.5 * (P - 1) * np.log(rss)
        )  # fmt: skip
        grid += [(rho, phi, drift, kappa) for kappa, _ in shared]
    log_weight = np.concatenate(logs)
    weight = np.exp(log_weight - log_weight.max(axis=0))
    weight /= weight.sum(axis=0)
    best = np.argmax(weight, axis=0)
    return Prediction(weight, np.concatenate(paths), np.concatenate(covs), P - 1, best, np.array(grid))


@dataclass(frozen=True, slots=True, eq=False)
class _Loads:
    """Z in the whitened past, turned to its principal axes (Q of them), for K items.

    `eig` [K, Q] their power; `one`, `g` [K, Q] products with the whitened constant and contrast; `ahead` [K, N, Q] and
    `means` [K, W, Q] what they add to each period ahead and to each mean.
    """

    eig: Floats
    one: Floats
    g: Floats
    ahead: Floats
    means: Floats


def _load(Lop: Floats, Z: Floats | None, white: Floats, means: Floats) -> _Loads:
    P = len(white)
    N, W, K = means.shape
    if Z is None:
        return _Loads(np.zeros((K, 1)), np.zeros((K, 1)), np.zeros((K, 1)), np.zeros((K, N, 1)), np.zeros((K, W, 1)))
    Q = Z.shape[2]
    one, g, past = white[:, 0], white[:, 1 : 1 + K], white[:, 1 + K :].reshape(P, K, Q).transpose(1, 0, 2)
    ahead = Z[:, P:] - Lop @ past
    eig, turn = np.linalg.eigh(past.transpose(0, 2, 1) @ past)
    past, ahead = past @ turn, ahead @ turn
    return _Loads(
        np.maximum(eig, 0.0), one @ past, np.einsum("kpq,pk->kq", past, g), ahead,
        np.einsum("knq,nwk->kwq", ahead, means),
    )  # fmt: skip


def whiten(chol: Floats, rows: Floats) -> Floats:
    """Rows [P, N] with covariance L L' made white, for the lower triangle L [P, P]."""
    return solve_triangular(chol, rows, lower=True, check_finite=False)

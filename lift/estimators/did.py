"""`did`: difference-in-differences on logs with the drift-aware noise model. The default."""

from dataclasses import dataclass, field

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.special import ndtri, stdtrit

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.core.expected import Expected
from lift.core.panel import Floats, Panel
from lift.core.words import MIN_HISTORY, Metric
from lift.estimators.arms import Arms, arms
from lift.estimators.mixture import quantiles
from lift.estimators.noise import NoisePrior, Posterior, covariance, posterior

CHUNK = 256
"""Items fitted at once; bounds memory, changes no number."""


@dataclass(frozen=True, slots=True)
class Did:
    """Log uplift = step in log(test index) - log(control index), with its own interval from the noise model.

    Each window has a step of its own (campaign, after): one step over both would force the after-effect to equal the
    effect. Assumes that without the campaign the contrast had gone on wandering as it did before. Do not use it with
    fewer than 8 pre-periods: drift cannot be told from noise.
    """

    prior: NoisePrior = field(default_factory=NoisePrior)

    def expected(self, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit all items of the panel. Raises MethodError with fewer than 8 pre-periods."""
        if len(panel.windows.pre) < MIN_HISTORY:
            raise MethodError(
                f"did needs at least {MIN_HISTORY} periods before the campaign, the panel has "
                f"{len(panel.windows.pre)}: give more history, or use method = 'did-classic'"
            )
        both = arms(panel, design, metric)
        parts = [self._fit(panel, both, slice(at, at + CHUNK)) for at in range(0, len(panel.items), CHUNK)]
        location, scale, corr, residual, path, path_scale = (
            np.concatenate([part[i] for part in parts], axis=-1) for i in range(6)
        )
        return Expected(
            metric, panel.items, location, scale, np.full(len(panel.items), np.inf), corr, residual, path,
            path_scale, both.floor, "did/noise-model",
        )  # fmt: skip

    def _fit(self, panel: Panel, both: Arms, chunk: slice) -> tuple[Floats, ...]:
        g = both.contrast[:, chunk]
        Z = None if both.shared is None else both.shared[chunk]
        X = steps(panel)
        fitted = posterior(g, X, Z, self.prior)
        W, K = X.shape[1] - 1, g.shape[1]
        mean = (fitted.weight[:, None] * fitted.mean).sum(axis=0)
        spread = np.sqrt(np.einsum("mwwk->mwk", fitted.cov))
        scale = np.empty((W, K))
        for w in range(W):
            low, high = quantiles(fitted.weight, fitted.mean[:, w], spread[:, w], fitted.df, (0.025, 0.975))
            scale[w] = (high - low) / (2.0 * float(ndtri(0.975)))
        corr = _step_correlation(fitted, mean) if W == 2 else np.zeros(K)
        return mean, scale, corr, *_paths(g, Z, fitted, len(panel.windows.pre))


def steps(panel: Panel) -> Floats:
    """Design matrix [T, 1 + W]: intercept and one step per window, over pre, campaign and after."""
    first = panel.windows.pre.start
    X = np.zeros((panel.windows.after.stop - first, 1 + len(panel.windows.steps)))
    X[:, 0] = 1.0
    for column, span in enumerate(panel.windows.steps, start=1):
        X[span.start - first : span.stop - first, column] = 1.0
    return X


def _step_correlation(fitted: Posterior, mean: Floats) -> Floats:
    """Correlation of the two steps over the whole mixture, [K]."""
    inside = fitted.cov * (fitted.df / max(fitted.df - 2, 1))
    away = fitted.mean - mean
    cov = (fitted.weight[:, None, None] * (inside + away[:, :, None] * away[:, None])).sum(axis=0)
    return np.clip(cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1]), -0.99, 0.99)


def _paths(g: Floats, Z: Floats | None, fitted: Posterior, pre: int) -> tuple[Floats, Floats, Floats]:
    """Residuals [pre, K], expected-minus-observed log path [T, K] and its scale [T, K], at each item's heaviest V.

    Before the campaign every period is predicted from all the other pre-periods, afterwards from the pre-periods: with
    ``Q = V^-1 - V^-1 1 (1'V^-1 1)^-1 1'V^-1`` the left-out residual is ``(Q g)_t / Q_tt``, its variance ``s2 / Q_tt``
    (Dubrule 1983); behind, universal kriging. Residuals are one-step innovations, so that a shock counts once.
    """
    T, K = g.shape
    t975 = float(stdtrit(max(pre - 1, 1), 0.975)) / float(ndtri(0.975))
    residual, path, scale = np.empty((pre, K)), np.empty((T, K)), np.empty((T, K))
    base: dict[tuple[float, float, float], Floats] = {}
    for k in range(K):
        rho, phi, drift, kappa = (float(v) for v in fitted.grid[int(fitted.best[k])])
        alone = base.setdefault((rho, phi, drift), covariance(T, rho, phi, drift))
        V = alone if Z is None else alone + kappa * (Z[k] @ Z[k].T)
        A, B = V[:pre, :pre], V[pre:, :pre]
        factor = cho_factor(A, lower=True)
        solved = cho_solve(factor, np.column_stack([np.ones(pre), g[:pre, k], B.T]))
        one, y, back = solved[:, 0], solved[:, 1], solved[:, 2:]
        level = float(y.sum() / one.sum())
        r = y - one * level  # Q g
        s2 = max(float(g[:pre, k] @ r) / max(pre - 1, 1), 1e-12)
        Q = cho_solve(factor, np.eye(pre)) - np.outer(one, one) / one.sum()
        diag = np.maximum(np.diag(Q), 1e-12)
        path[:pre, k] = -r / diag
        scale[:pre, k] = np.sqrt(s2 / diag) * t975
        path[pre:, k] = level + B @ r - g[pre:, k]
        gap = 1.0 - B @ one
        variance = np.diag(V)[pre:] - np.einsum("ij,ji->i", B, back) + gap**2 / one.sum()
        scale[pre:, k] = np.sqrt(s2 * np.maximum(variance, 1e-12)) * t975
        innovation = solve_triangular(factor[0], g[:pre, k] - level, lower=True)
        residual[:, k] = innovation / np.sqrt(s2)
    return residual, path, scale


def contrast_noise(panel: Panel, design: Design, metric: Metric) -> Floats:
    """Standard deviation [K] of the pre-period contrast: how far the arms wandered apart, in log points."""
    both = arms(panel, design, metric, shared=False)
    return both.contrast[: len(panel.windows.pre)].std(axis=0, ddof=1)

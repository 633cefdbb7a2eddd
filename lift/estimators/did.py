"""`did`: difference-in-differences on logs with the drift-aware noise model. The default."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.special import ndtri, stdtrit

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.core.expected import Expected
from lift.core.panel import Floats, Panel, Span
from lift.core.words import MIN_HISTORY, Metric
from lift.estimators.arms import Arms, arms, peers
from lift.estimators.mixture import quantiles
from lift.estimators.noise import NoisePrior, Prediction, Times, covariance, predict
from lift.estimators.protocol import Invariance
from lift.estimators.shape import Beta, robust, shape_evidence, strangers
from lift.estimators.unevenness import unevenness

CHUNK = 256
"""Items fitted at once; bounds memory, changes no number."""
INDEPENDENT = 0.5
"""Share of its log likelihood that a peer's contrast may count: peers are compared with each other."""


@dataclass(frozen=True, slots=True)
class Did:
    """Log uplift of a window = log(test sales) - log(what the control and their past contrast predict for them).

    The contrast log(test index) - log(control index) is learnt before the campaign and predicted behind it; a window's
    expected sales are the sum of its periods' ``exp(control + predicted contrast)``, raised by what sums of uneven
    periods lie above, with the error that such sums have (see `Unevenness`). Every window, and every week in it, is
    free to have an effect of its own: one step over a window would weigh its first weeks most, because drift is
    smallest there, and so be biased wherever an effect ramps up or wears off. Assumes that without the campaign the
    contrast had gone on wandering as it did before. Do not use it with fewer than 8 pre-periods: drift cannot be told
    from noise.

    `peers`: what untreated units show of the shape of the noise counts as much as this many series as long as the
    test arm's own (0: nothing), never more than half of what it would if they were independent. With a probability that
    begins at `doubt` and is learnt from how well these units foretell each other, they say nothing about the test arm,
    whose own history decides.

    `factors` cancel in every period's contrast with one control unit, and hardly matter with several (`UNIT_FLOOR`).
    """

    prior: NoisePrior = field(default_factory=NoisePrior)
    peers: float = 4.0
    doubt: Beta = field(default_factory=lambda: Beta(0.3, 10.0))

    invariant: ClassVar[frozenset[Invariance]] = frozenset({"scale", "size", "factors"})

    def expected(self, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit all items of the panel. Raises MethodError with fewer than 8 pre-periods."""
        if len(panel.windows.pre) < MIN_HISTORY:
            raise MethodError(
                f"did needs at least {MIN_HISTORY} periods before the campaign, the panel has "
                f"{len(panel.windows.pre)}: give more history, or use method = 'did-classic'"
            )
        both = arms(panel, design, metric)
        others = peers(panel, design, metric)
        count = len(panel.items)
        parts = [self._fit(panel, both, others, slice(at, at + CHUNK)) for at in range(0, count, CHUNK)]
        location, scale, corr, residual, path, path_scale = (
            np.concatenate([part[i] for part in parts], axis=-1) for i in range(6)
        )
        return Expected(
            metric, panel.items, location, scale, np.full(count, np.inf), corr, residual, path, path_scale, both.floor,
            "did/noise-model",
        )  # fmt: skip

    def _fit(self, panel: Panel, both: Arms, others: Floats, chunk: slice) -> tuple[Floats, ...]:
        windows = panel.windows
        P, times = len(windows.pre), panel.times(Span(windows.pre.start, windows.after.stop))
        g = both.contrast[:, chunk]
        Z = None if both.shared is None else both.shared[chunk]
        weight = both.weight[P:, chunk]
        usual = np.exp(both.control[P:, chunk]) * weight
        means = _window_means(panel, usual * np.exp(g[:P].mean(axis=0)))
        ahead = predict(g[:P], means, Z, self.prior, self._evidence(others[:, :, chunk], times), times)
        predicted = np.einsum("mk,mnk->nk", ahead.weight, ahead.path)
        sold = _window_sums(panel, np.exp(both.test[P:, chunk]) * weight)
        location = np.log(sold / _window_sums(panel, usual * np.exp(predicted)))
        past = (g[:P], both.control[:P, chunk], both.weight[:P, chunk])
        uneven = [unevenness(*past, len(span)) for span in windows.steps]
        location -= np.stack([u.shift for u in uneven])
        W, K = location.shape
        # The components' own means, moved to the exact log of sums: a shift that all of them share.
        steps = np.einsum("nwk,mnk->mwk", means, g[P:] - ahead.path)
        mean = np.einsum("mk,mwk->wk", ahead.weight, steps)
        spread = np.sqrt(np.einsum("mwwk->mwk", ahead.cov))
        scale = np.empty((W, K))
        for w in range(W):
            low, high = quantiles(ahead.weight, steps[:, w], spread[:, w], ahead.df, (0.025, 0.975))
            scale[w] = uneven[w].calmed((high - low) / (2.0 * float(ndtri(0.975))))
        corr = _step_correlation(ahead, steps, mean) if W == 2 else np.zeros(K)
        residual, left_out, path_scale = _bands(g, Z, ahead, P, times)
        path = np.concatenate([left_out, predicted - g[P:]])
        return location, scale, corr, residual, path, path_scale

    def _evidence(self, others: Floats, times: Times) -> Floats | None:
        """What the peers add to the log prior [G, K]; None where nobody is asked."""
        count = np.isfinite(others).all(axis=0).sum(axis=0)
        if self.peers <= 0 or not count.any():
            return None
        share = np.minimum(INDEPENDENT, self.peers / np.maximum(count, 1))
        each = shape_evidence(others, times, self.prior)
        doubt = strangers(each, share, self.doubt, times, self.prior)
        return robust(share * each.sum(axis=1), doubt, times, self.prior)


def _window_means(panel: Panel, expected: Floats) -> Floats:
    """Weights [N, W, K] of the periods behind the pre window: their shares of a window's expected sales [N, K]."""
    first = panel.windows.campaign.start
    weights = np.zeros((len(expected), len(panel.windows.steps), expected.shape[1]))
    for w, span in enumerate(panel.windows.steps):
        at = slice(span.start - first, span.stop - first)
        weights[at, w] = expected[at] / expected[at].sum(axis=0)
    return weights


def _window_sums(panel: Panel, sales: Floats) -> Floats:
    """Sums [W, K] over the windows of sales [N, K] in the periods behind the pre window."""
    first = panel.windows.campaign.start
    return np.stack([sales[s.start - first : s.stop - first].sum(axis=0) for s in panel.windows.steps])


def _step_correlation(ahead: Prediction, steps: Floats, mean: Floats) -> Floats:
    """Correlation of the two windows' errors over the whole mixture, [K]."""
    inside = ahead.cov * (ahead.df / max(ahead.df - 2, 1))
    away = steps - mean
    cov = (ahead.weight[:, None, None] * (inside + away[:, :, None] * away[:, None])).sum(axis=0)
    return np.clip(cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1]), -0.99, 0.99)


def _bands(g: Floats, Z: Floats | None, ahead: Prediction, P: int, times: Times) -> tuple[Floats, Floats, Floats]:
    """Innovations [P, K], left-out residuals [P, K] with changed sign, and scales [T, K], at each item's heaviest V.

    Before the campaign every period is predicted from all the others: ``Q = V^-1 - V^-1 1 (1'V^-1 1)^-1 1'V^-1``, the
    left-out residual is ``(Q g)_t / Q_tt``, its variance ``s2 / Q_tt`` (Dubrule 1983). Innovations count a shock once,
    in the period in which it comes.
    """
    T, K = g.shape
    reach = float(stdtrit(P - 1, 0.975)) / float(ndtri(0.975))
    residual, past, scale = np.empty((P, K)), np.empty((P, K)), np.empty((T, K))
    base: dict[tuple[float, float, float], Floats] = {}
    for k in range(K):
        rho, phi, drift, kappa = (float(v) for v in ahead.grid[int(ahead.best[k])])
        alone = base.setdefault((rho, phi, drift), covariance(times, rho, phi, drift))
        V = alone if Z is None else alone + kappa * (Z[k] @ Z[k].T)
        factor = cho_factor(V[:P, :P], lower=True)
        inverse = cho_solve(factor, np.eye(P))
        one = inverse.sum(axis=1)
        level = float(one @ g[:P, k] / one.sum())
        r = inverse @ (g[:P, k] - level)
        s2 = max(float(g[:P, k] @ r) / (P - 1), 1e-12)
        diagonal = np.maximum(np.diag(inverse) - one**2 / one.sum(), 1e-12)
        past[:, k] = -r / diagonal
        scale[:P, k] = np.sqrt(s2 / diagonal) * reach
        back = V[P:, :P] @ inverse
        variance = np.diag(V)[P:] - np.einsum("np,np->n", back, V[P:, :P]) + (1.0 - back.sum(axis=1)) ** 2 / one.sum()
        scale[P:, k] = np.sqrt(s2 * np.maximum(variance, 1e-12)) * reach
        residual[:, k] = solve_triangular(factor[0], g[:P, k] - level, lower=True) / np.sqrt(s2)
    return residual, past, scale

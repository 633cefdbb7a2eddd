"""What untreated units show of the shape of the noise, and how far they may be trusted."""

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from lift.core.panel import Floats
from lift.estimators.noise import NoisePrior, Times, covariance_grid, whiten

SHARES = 50
"""Points of the grid on which the share of strangers is averaged."""


@dataclass(frozen=True, slots=True)
class Beta:
    """Beta law of a share, by its mean and by how many units it is worth."""

    mean: float
    units: float


def shape_evidence(peers: Floats, times: Times, prior: NoisePrior) -> Floats:
    """Log marginal likelihood [G, J, K] of every (rho, phi, lambda), for each of the peers' contrasts [P, J, K].

    How large a contrast's noise is differs between arms, its shape over time much less: untreated units show whether
    the item's noise is short-lived or drifts, which the test arm's own history is too short to tell. `times` are
    those of the P periods and of what follows. Unusable peers (NaN) say nothing: 0 everywhere.
    """
    P, J, K = peers.shape
    usable = np.isfinite(peers).all(axis=0)
    series = np.hstack([np.ones((P, 1)), np.where(usable, peers, 0.0).reshape(P, J * K)])
    found = []
    for *_, chol in covariance_grid(times, prior):
        white = whiten(chol[:P, :P], series)
        one, g = white[:, 0], white[:, 1:]
        information = one @ one
        rss = np.maximum(np.einsum("pk,pk->k", g, g) - (one @ g) ** 2 / information, 1e-12 * P)
        log_det = 2.0 * float(np.log(np.diag(chol)[:P]).sum())
        each = -0.5 * (log_det + np.log(information) + (P - 1) * np.log(rss)).reshape(J, K)
        found.append(np.where(usable, each, 0.0))
    return np.array(found)


def strangers(each: Floats, share: Floats, law: Beta, times: Times, prior: NoisePrior) -> Floats:
    """Probability [K] that a unit's noise has a shape of its own, learnt from how well the peers foretell each other.

    Peer j is foretold by the others, whose evidence in `each` [G, J, K] counts `share` [K], or by nobody:
    ``B_j = sum_g p_-j(g) e^E_j(g) / sum_g p0(g) e^E_j(g)``. With the beta `law` before, the share d of strangers has a
    density proportional to ``law(d) prod_j ((1 - d) B_j + d)``; its mean is returned, which is the law's without peers.
    """
    log_prior = _log_prior(times, prior)[:, :, None]
    known = log_prior + share * (each.sum(axis=1, keepdims=True) - each)
    factor = logsumexp(known + each, axis=0) - logsumexp(known, axis=0)
    factor -= logsumexp(log_prior + each, axis=0) - logsumexp(log_prior)
    d = (np.arange(SHARES) + 0.5)[:, None] / SHARES
    log = (law.mean * law.units - 1) * np.log(d) + ((1 - law.mean) * law.units - 1) * np.log1p(-d)
    for j in range(len(factor)):
        log = log + np.logaddexp(np.log1p(-d) + factor[j], np.log(d))
    weight = np.exp(log - log.max(axis=0))
    return (weight * d).sum(axis=0) / weight.sum(axis=0)


def robust(evidence: Floats, doubt: Floats, times: Times, prior: NoisePrior) -> Floats:
    """What to add to the log prior [G, K] to make it a mixture: informed by the peers, or with `doubt` not at all.

    ``log(doubt + (1 - doubt) e^E / sum p0 e^E)`` for evidence E [G, K], doubt [K] and prior p0: where the arm's own
    history contradicts the peers, the uninformed part takes over. Source: Schmidli et al. (2014), robust
    meta-analytic-predictive priors.
    """
    log_prior = _log_prior(times, prior)
    top = evidence.max(axis=0)
    informed = np.exp(evidence - top)
    informed /= (np.exp(log_prior) * informed).sum(axis=0)
    return np.log(doubt + (1.0 - doubt) * informed)


def _log_prior(times: Times, prior: NoisePrior) -> Floats:
    """Log prior [G, 1] of every (rho, phi, lambda)."""
    return np.array([point[3] for point in covariance_grid(times, prior)])[:, None]

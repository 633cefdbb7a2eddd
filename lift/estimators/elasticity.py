"""How sales answer to price and promotion: regressions SKU by SKU, shrunken towards what all SKUs have in common.

Per SKU k: log units = store effect + week effect + b'x + noise, over the store-weeks with sales before the campaign.
Week effects take out whatever all stores share, so b comes from price and promotion that differ between stores.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lift.core.panel import Bools, Floats

RIDGE, RIDGE_SHARE = 0.5, 0.001
"""Sum of squares added to each covariate's own, fixed and as a share of their mean. It keeps an SKU with a handful of
promotions, whose clustered variance is worth nothing, at the pooled coefficients; with a tenth of it their errors are
1.1 to 1.5 times as large on made SKUs, where prices move often no smaller."""
LEAST_SPREAD = 0.02
"""Two SKUs are never taken to answer exactly alike."""
STILL = 1e-4
"""Sum of squares under which a covariate has not varied between stores: one price in one store and week off by 1 %."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """One SKU's sums by week, `cross` [W, J, J] of x x' and `answer` [W, J] of x y, both freed of effects."""

    cross: Floats
    answer: Floats

    @property
    def varies(self) -> bool:
        """Whether any covariate has moved in some stores and not in others."""
        return bool((np.einsum("wjj->j", self.cross) > STILL).any())


@dataclass(frozen=True, slots=True, eq=False)
class Shrunken:
    """`pooled`, `spread` [J]; `own`, `error`, `used` [K, J] (see `lift.core.prices.Elasticities`)."""

    pooled: Floats
    spread: Floats
    own: Floats
    error: Floats
    used: Floats


def moments(y: Floats, x: Floats, seen: Bools) -> Moments:
    """Free log units y [S, W] and covariates x [S, W, J] of store and week effects, over the store-weeks `seen`.

    Exact for any pattern of holes: stores are swept out by their means, then the weeks' effects solve
    ``(diag(n_w) - N' diag(1 / n_s) N) g = sum over stores of what is left`` (Frisch-Waugh-Lovell).
    """
    n = seen.astype(np.float64)
    z = np.where(seen[..., None], np.concatenate([x, y[..., None]], axis=-1), 0.0)
    stores = np.maximum(n.sum(axis=1), 1.0)
    z = np.where(seen[..., None], z - (z.sum(axis=1) / stores[:, None])[:, None, :], 0.0)
    normal = np.diag(n.sum(axis=0)) - n.T @ (n / stores[:, None])
    effect = np.linalg.pinv(normal, rcond=1e-10, hermitian=True) @ z.sum(axis=0)
    mean = (n @ effect) / stores[:, None]
    z = np.where(seen[..., None], z - effect[None] + mean[:, None], 0.0)
    free = z[..., :-1]
    return Moments(np.einsum("swj,swi->wji", free, free), np.einsum("swj,sw->wj", free, z[..., -1]))


def shrunken(found: Sequence[Moments]) -> Shrunken:
    """Estimate every SKU, and draw it towards the pooled coefficients by what its own are worth.

    - pooled ``b = (sum A_k)^+ sum c_k``, where A_k = sum x x' and c_k = sum x y;
    - own ``b_k = b + (A_k + (.5 + .001 tr A_k / J) I)^-1 (c_k - A_k b)``: a SKU whose price never moved has b, not 0;
    - V_k: sandwich clustered by week, times G / (G - 1);
    - spread ``w_j^2 = max(mean over SKUs of (b_kj - b_j)^2 - V_kjj, .02^2)``, over SKUs in which covariate j moved;
    - used ``b + W (W + V_k)^-1 (b_k - b)`` with W = diag(w^2).
    """
    cross = np.stack([m.cross.sum(axis=0) for m in found])
    answer = np.stack([m.answer.sum(axis=0) for m in found])
    J = cross.shape[-1]
    moved = np.einsum("kjj->kj", cross) > STILL
    cross = np.where(moved[:, :, None] & moved[:, None, :], cross, 0.0)
    answer = np.where(moved, answer, 0.0)
    pooled = np.linalg.pinv(cross.sum(axis=0), rcond=1e-10, hermitian=True) @ answer.sum(axis=0)
    ridge = RIDGE + RIDGE_SHARE * np.trace(cross, axis1=1, axis2=2) / J
    bread = np.linalg.inv(cross + ridge[:, None, None] * np.eye(J))
    own = pooled + np.einsum("kji,ki->kj", bread, answer - cross @ pooled)
    variance = np.stack([_clustered(m, b, own[k]) for k, (m, b) in enumerate(zip(found, bread, strict=True))])
    error = np.sqrt(np.einsum("kjj->kj", variance))
    excess = np.where(moved, (own - pooled) ** 2 - error**2, 0.0).sum(axis=0) / np.maximum(moved.sum(axis=0), 1)
    spread = np.sqrt(np.maximum(excess, LEAST_SPREAD**2))
    W = np.diag(spread**2)
    weight = W @ np.linalg.inv(W + variance)
    used = pooled + np.einsum("kji,ki->kj", weight, own - pooled)
    return Shrunken(pooled, spread, np.where(moved, own, np.nan), np.where(moved, error, np.nan), used)


def _clustered(m: Moments, bread: Floats, b: Floats) -> Floats:
    """Covariance [J, J] of a SKU's coefficients, weeks being independent of each other."""
    score = m.answer - m.cross @ b
    weeks = int((np.einsum("wjj->w", m.cross) > 0).sum())
    return bread @ (score.T @ score) @ bread * (weeks / max(weeks - 1, 1))

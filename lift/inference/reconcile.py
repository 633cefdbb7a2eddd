"""Levels that add up: one set of expected sales behind the estimates of every level.

Each level is estimated on its own log scale (``m``, ``s``), where it is most precise; sums of such estimates do not add
up. Here the expected sales of the disjoint bottom parts are found that fit all levels best, and every level is their
sum. Source of the idea: Wickramasinghe, Athanasopoulos & Hyndman (2019), forecast reconciliation, taken to logs.
"""

from dataclasses import dataclass

import numpy as np

from lift.core.panel import Bools, Floats

STEPS = 200
"""Gauss-Newton steps at most; some 5 are needed, more where levels contradict each other."""
SETTLED = 1e-12
"""In log points: a step shorter than this ends the search."""
LARGEST_STEP = 0.5
"""In log points, per Gauss-Newton step."""
WEAK = 1.0
"""SD in log points of the pull of a bottom part without an estimate of its own towards the node that holds it."""


@dataclass(frozen=True, slots=True, eq=False)
class Reconciled:
    """Bottom parts: expected sales [W, B], and the covariance [W * B, W * B] of their logs (window-major)."""

    expected: Floats
    cov: Floats


def reconcile(
    observed: Floats,
    nodes: Bools,
    *,
    totals: Floats,
    location: Floats,
    scale: Floats,
    correlation: Floats,
    step_corr: float,
) -> Reconciled:
    """Expected sales of the bottom parts.

    `observed` [W, B] sales of the bottom parts (> 0); `nodes` [N, B] which parts each estimated node holds, `totals`
    [W, N] the nodes' observed sales; `location`, `scale` [W, N] of their log uplift; `correlation` [N, N] of their
    errors; `step_corr` between windows.
    Minimises ``(f(t) - m)' W^-1 (f(t) - m)`` with ``f_n = log(A_n / sum_b A_b exp(-t_b))`` and W of half the
    correlation, which keeps a badly known correlation from producing wild weights; the covariance is that of the
    resulting linear combination under the full correlation (a sandwich), so it is not flattered by the half.
    """
    W, B = observed.shape
    N = len(nodes)
    member = nodes.astype(np.float64)
    between = np.eye(W) if W == 1 else np.array([[1.0, step_corr], [step_corr, 1.0]])
    s = scale.ravel()
    full = np.kron(between, correlation) * np.outer(s, s)
    half = np.kron(between, 0.5 * correlation + 0.5 * np.eye(N)) * np.outer(s, s)
    inverse = np.linalg.inv(half)
    anchor, pull = _anchors(nodes, location)
    t = anchor.copy()
    for _ in range(STEPS):
        sums, jacobian = _jacobian(observed * np.exp(-t), member)
        miss = (location - np.log(totals / sums)).ravel()
        gradient = jacobian.T @ inverse @ miss + (pull * (anchor - t)).ravel()
        step = np.linalg.solve(jacobian.T @ inverse @ jacobian + np.diag(pull.ravel()), gradient)
        t = t + np.clip(step, -LARGEST_STEP, LARGEST_STEP).reshape(W, B)
        if np.abs(step).max() < SETTLED:
            break
    expected = observed * np.exp(-t)
    _, jacobian = _jacobian(expected, member)
    hessian = jacobian.T @ inverse @ jacobian + np.diag(pull.ravel())
    project = np.linalg.solve(hessian, jacobian.T @ inverse)
    loose = np.linalg.solve(hessian, np.diag(np.sqrt(pull.ravel())))
    return Reconciled(expected, project @ full @ project.T + loose @ loose.T)


def _jacobian(expected: Floats, member: Floats) -> tuple[Floats, Floats]:
    """Expected sales of the nodes [W, N] and d log(those) / d log(bottom parts) [W * N, W * B]."""
    W, B = expected.shape
    parts = member[None] * expected[:, None, :]
    sums = parts.sum(axis=2)
    J = np.zeros((W * len(member), W * B))
    for w in range(W):
        J[w * len(member) : (w + 1) * len(member), w * B : (w + 1) * B] = parts[w] / sums[w][:, None]
    return sums, J


def _anchors(nodes: Bools, location: Floats) -> tuple[Floats, Floats]:
    """Start [W, B] of each bottom part, and the precision [W, B] of its pull back there.

    A part with a node of its own starts there and is not pulled; one without starts at the smallest node that holds it.
    """
    size = nodes.sum(axis=1)
    holder = [int(min(np.flatnonzero(nodes[:, b]), key=lambda n: size[n])) for b in range(nodes.shape[1])]
    pull = np.where(size[holder] == 1, 0.0, WEAK**-2)
    start = np.clip(location[:, holder], -LARGEST_STEP, LARGEST_STEP)
    return start, np.broadcast_to(pull, start.shape)


def share_out(
    observed: Floats,
    *,
    location: Floats,
    scale: Floats,
    correlation: float,
    step_corr: float,
    parent: Floats,
    parent_cov: Floats,
) -> tuple[Floats, Floats]:
    """Expected sales [W, K] of a node's children, given the node's own, and their covariances [K, W, W].

    The children's estimates are conditioned on their sum: ``t = m + gain x delta`` with ``gain = S h / h'S h``, S the
    children's covariance (one common `correlation`), h their shares, delta such that they add up exactly. What is left
    of a child's own error and the node's error carried down add to its variance. Children without sales get none, but
    where no child has any they get equal parts.
    """  # fmt: skip
    W, K = observed.shape
    expected = np.zeros((W, K))
    gain = np.zeros((W, K))
    kept = np.zeros((W, K))
    for w in range(W):
        amount = observed[w] if (observed[w] > 0).any() else np.ones(K)
        sold = amount > 0
        c = amount[sold] * np.exp(-location[w, sold])
        h = c / c.sum()
        s = scale[w, sold]
        Sh = (1.0 - correlation) * s**2 * h + correlation * s * float(s @ h)
        g = Sh / float(h @ Sh)
        delta = _root(c, g, float(parent[w]))
        expected[w, sold] = c * np.exp(-g * delta)
        expected[w, sold] *= parent[w] / expected[w, sold].sum()
        gain[w, sold] = g
        kept[w, sold] = np.sqrt(np.maximum(s**2 - Sh**2 / float(h @ Sh), 0.0))
    between = np.eye(W) if W == 1 else np.array([[1.0, step_corr], [step_corr, 1.0]])
    own = between[None] * kept.T[:, :, None] * kept.T[:, None, :]
    carried = parent_cov[None] * gain.T[:, :, None] * gain.T[:, None, :]
    return expected, own + carried


def _root(c: Floats, gain: Floats, target: float) -> float:
    """The delta with sum(c exp(-gain delta)) = target; the sum falls in delta because gains are not negative."""
    low, high = -60.0, 60.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        if float((c * np.exp(np.clip(-gain * middle, -300, 300))).sum()) > target:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)

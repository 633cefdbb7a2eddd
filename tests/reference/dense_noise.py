"""The noise model a second time, by dense algebra and plain loops from its formulas: slow, and easy to believe.

Nothing of `lift.estimators` is used. Every covariance is built whole, inverted whole, and every grid point is visited,
also those that name the same covariance twice.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import optimize, stats


@dataclass(frozen=True)
class Point:
    """One grid point: posterior weight, predicted path [N], scale matrix of the window means [W, W]."""

    grid: tuple[float, float, float, float]
    weight: float
    path: np.ndarray
    cov: np.ndarray


def random_walk(periods: int) -> np.ndarray:
    kernel = np.empty((periods, periods))
    for s in range(periods):
        for t in range(periods):
            kernel[s, t] = min(s, t) + 1
    kernel = kernel - kernel.mean(axis=0) - kernel.mean(axis=1)[:, None] + kernel.mean()
    return kernel / np.diag(kernel).mean()


def covariance(periods: int, grid: tuple[float, float, float, float], shared: np.ndarray | None) -> np.ndarray:
    """V = (1 - phi) AR1(rho) + phi I + lambda K + kappa S, with S [T, T] the shared wanderings' own kernel."""
    rho, phi, drift, kappa = grid
    V = drift * random_walk(periods)
    for s in range(periods):
        for t in range(periods):
            V[s, t] += (1 - phi) * (1.0 if s == t else rho ** abs(s - t)) + (phi if s == t else 0.0)
    return V if shared is None else V + kappa * shared


def krige(g: np.ndarray, V: np.ndarray, known: np.ndarray, ahead: np.ndarray):
    """Generalised least-squares mean, prediction, its error covariance without s2, s2, and log marginal likelihood."""
    inverse = np.linalg.inv(V[np.ix_(known, known)])
    one = np.ones(len(known))
    information = one @ inverse @ one
    level = one @ inverse @ g / information
    residual = g - level
    back = V[np.ix_(ahead, known)] @ inverse
    path = level + back @ residual
    gap = 1.0 - back @ one
    error = V[np.ix_(ahead, ahead)] - back @ V[np.ix_(known, ahead)] + np.outer(gap, gap) / information
    rss = residual @ inverse @ residual
    n = len(known)
    sign, log_det = np.linalg.slogdet(V[np.ix_(known, known)])
    assert sign > 0
    log_likelihood = -0.5 * log_det - 0.5 * np.log(information) - 0.5 * (n - 1) * np.log(rss)
    return level, path, error, rss / (n - 1), log_likelihood


def points(
    before: np.ndarray,
    means: np.ndarray,
    shared: np.ndarray | None,
    prior,
    others: tuple[float, tuple[float, float], list] = (0.0, (0.3, 10.0), []),
) -> list[Point]:
    """All grid points for one item; `before` [P], `means` [N, W], `shared` [P + N, P + N] or None.

    `others`: the weight of what other contrasts [P] say of (rho, phi, lambda), the beta law (mean, and how many units
    it is worth) of the share of units of which it does not hold, and those contrasts.
    """
    P, N = len(before), len(means)
    kappas = prior.shared if shared is not None else ((0.0, 1.0),)
    known, ahead = np.arange(P), np.arange(P, P + N)
    found, logs, said, shape = [], [], [], []
    for axes in product(prior.rho, prior.phi, prior.drift, kappas):
        grid = tuple(value for value, _ in axes)
        _, path, error, s2, log = krige(before, covariance(P + N, grid, shared), known, ahead)
        found.append((grid, path, s2 * means.T @ error @ means))
        alone = covariance(P + N, (*grid[:3], 0.0), None)
        said.append([krige(peer, alone, known, ahead)[4] for peer in others[2]])
        shape.append(np.prod([weight for _, weight in axes]))
        logs.append(log + np.log(shape[-1]))
    logs = np.array(logs)
    if others[0]:
        each = np.array(said)
        doubt = strangers(each, np.array(shape), others[0], *others[1])
        together = others[0] * each.sum(axis=1)
        informed = np.exp(together - together.max())
        logs += np.log(doubt + (1.0 - doubt) * informed / np.average(informed, weights=shape))
    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    return [Point(grid, float(w), path, cov) for (grid, path, cov), w in zip(found, weight, strict=True)]


def strangers(each: np.ndarray, shape: np.ndarray, weight: float, mean: float, units: float) -> float:
    """Mean share of units with noise of their own shape, given how likely each peer [G, J] is after the others."""
    shares = [(i + 0.5) / 50 for i in range(50)]
    likelihood = [stats.beta.pdf(share, mean * units, (1 - mean) * units) for share in shares]
    for j in range(each.shape[1]):
        rest = weight * np.delete(each, j, axis=1).sum(axis=1)
        own, known = np.exp(each[:, j] - each[:, j].max()), shape * np.exp(rest - rest.max())
        better = np.average(own, weights=known) / np.average(own, weights=shape)
        likelihood = [p * ((1 - share) * better + share) for p, share in zip(likelihood, shares, strict=True)]
    return float(np.average(shares, weights=likelihood))


def quantile(weight: np.ndarray, mean: np.ndarray, scale: np.ndarray, df: float, level: float) -> float:
    """Quantile of a mixture of t laws."""
    ends = stats.t.ppf(level, df, mean, scale)
    if np.ptp(ends) == 0:
        return float(ends[0])
    return optimize.brentq(
        lambda x: float(weight @ stats.t.cdf(x, df, mean, scale)) - level, ends.min(), ends.max(), xtol=1e-14
    )


def blocks(g: np.ndarray, control: np.ndarray, usual: np.ndarray, length: int) -> np.ndarray:
    """Of every block of consecutive periods: log of the ratio of summed sales, mean contrast by usual and by sold."""
    found = []
    for first in range(len(g) - length + 1):
        at = range(first, first + length)
        test = sum(usual[t] * np.exp(control[t] + g[t]) for t in at)
        dark = sum(usual[t] * np.exp(control[t]) for t in at)
        plain = sum(usual[t] * g[t] for t in at) / sum(usual[t] for t in at)
        sold = sum(usual[t] * np.exp(control[t]) * g[t] for t in at) / dark
        found.append((np.log(test / dark), plain, sold))
    return np.array(found)


def unevenness(g: np.ndarray, control: np.ndarray, usual: np.ndarray, length: int) -> tuple[float, float]:
    """By how much a window's log of summed sales lies above the mean of their logs, and by how much less it varies."""
    P = len(g)
    log, plain, _ = blocks(g, control, usual, min(length, P)).T
    n = min(length, P // 2)
    calm, _, wild = (np.mean((x - np.mean(x)) ** 2) for x in blocks(g, control, usual, n).T)
    return float(np.mean(log - plain)), float((wild - calm) * (1 / n + 1 / P) / (1 / n - 1 / P))


def arms(panel, design, metric: int):
    """Log indices of the two arms [T, K], the test arm's weight, and the shared wanderings' kernel by item."""
    first, stop = panel.windows.pre.start, panel.windows.after.stop
    out = []
    for units in (design.test, design.control):
        at = [panel.units.index(u) for u in units]
        sales = sum(panel.listed[metric, u, first:stop] for u in at)
        weight = sum(panel.weight[metric, u, first:stop] for u in at)
        out.append((np.log(sales / weight), weight))
    kernels = []
    at = [panel.units.index(u) for u in design.control]
    for k in range(len(panel.items)):
        if len(at) < 2:
            kernels.append(None)
            continue
        index = np.array([panel.listed[metric, u, first:stop, k] / panel.weight[metric, u, first:stop, k] for u in at])
        log = np.log((index + 0.1) / 1.1)
        log = log - log.mean(axis=0)
        log = log - log.mean(axis=1)[:, None]
        kernel = log.T @ log
        kernels.append(kernel / np.diag(kernel).mean())
    return out[0][0], out[1][0], out[0][1], kernels


def peers(panel, design, metric: int) -> np.ndarray:
    """Contrasts [P, J, K] of groups of untreated units, each against all the others; for panels without zeros.

    A group has as many units as the test arm, where that leaves four groups at least. For each item the units, largest
    first, are thinned out evenly to as many as are needed, and dealt out as cards are: there, and back again.
    """
    pre = panel.windows.pre.slice
    units = [panel.units.index(u) for u in (*design.control, *design.unused)]
    count = min(len(units), 12, max(4, len(units) // len(design.test)))
    if count < 2:
        return np.empty((len(panel.windows.pre), 0, len(panel.items)))
    needed = count * min(len(design.test), len(units) // count)
    out = np.empty((len(panel.windows.pre), count, len(panel.items)))
    for k in range(len(panel.items)):
        ranked = sorted(units, key=lambda u, k=k: -panel.listed[metric, u, pre, k].sum())
        groups: list[list[int]] = [[] for _ in range(count)]
        for i in range(needed):
            lap, place = divmod(i, count)
            unit = ranked[int((i + 0.5) * len(units) / needed)]
            groups[place if lap % 2 == 0 else count - 1 - place].append(unit)
        for j, group in enumerate(groups):
            rest = [u for u in units if u not in group]
            own, other = (
                np.log(panel.listed[metric, at, pre, k].sum(axis=0) / panel.weight[metric, at, pre, k].sum(axis=0))
                for at in (group, rest)
            )
            out[:, j, k] = own - other
    return out


def did(panel, design, metric: int, prior, count: float, doubt: tuple[float, float]) -> dict[str, np.ndarray]:
    """The whole estimator; `count`: how many series the peers may stand for; `doubt`: the beta law of strangers.

    Location and scale [W, K] of the log uplift, correlation of the steps [K], and the left-out bands [T, K]."""
    test, control, weight, kernels = arms(panel, design, metric)
    beside = peers(panel, design, metric)
    trust = min(0.5, count / beside.shape[1]) if beside.shape[1] else 0.0
    P = len(panel.windows.pre)
    T, K = test.shape
    first = panel.windows.pre.start
    spans = [range(s.start - first, s.stop - first) for s in panel.windows.steps]
    W = len(spans)
    location, scale = np.empty((W, K)), np.empty((W, K))
    corr = np.zeros(K)
    band, residual = np.empty((T, K)), np.empty((T, K))
    for k in range(K):
        g = test[:, k] - control[:, k]
        usual = np.exp(control[P:, k]) * weight[P:, k]
        guess = usual * np.exp(g[:P].mean())
        means = np.zeros((T - P, W))
        for w, span in enumerate(spans):
            at = [t - P for t in span]
            means[at, w] = guess[at] / guess[at].sum()
        found = points(g[:P], means, kernels[k], prior, (trust, doubt, list(beside[:, :, k].T)))
        w_ = np.array([p.weight for p in found])
        path = w_ @ np.array([p.path for p in found])
        steps = np.array([means.T @ (g[P:] - p.path) for p in found])  # [M, W]
        for w, span in enumerate(spans):
            at = [t - P for t in span]
            sold = (np.exp(test[P:, k]) * weight[P:, k])[at].sum()
            location[w, k] = np.log(sold / (usual * np.exp(path))[at].sum())
            above, less = unevenness(g[:P], control[:P, k], weight[:P, k], len(at))
            location[w, k] -= above
            spread = np.array([np.sqrt(p.cov[w, w]) for p in found])
            low, high = (quantile(w_, steps[:, w], spread, P - 1, q) for q in (0.025, 0.975))
            variance = ((high - low) / (2 * stats.norm.ppf(0.975))) ** 2
            scale[w, k] = np.sqrt(min(max(variance - less, 0.5 * variance), 1.5 * variance))
        if W == 2:
            centre = w_ @ steps
            total = sum(
                p.weight * (p.cov * (P - 1) / (P - 3) + np.outer(s - centre, s - centre))
                for p, s in zip(found, steps, strict=True)
            )
            corr[k] = total[0, 1] / np.sqrt(total[0, 0] * total[1, 1])
        residual[:, k], band[:, k] = _bands(g, heaviest(found), kernels[k], P)
    return {"location": location, "scale": scale, "step_corr": corr, "left_out": residual, "band": band}


def heaviest(found: list[Point]) -> tuple[float, float, float, float]:
    """The grid point that carries most weight; without autocorrelation, phi is no parameter and its points are one."""
    merged: dict[tuple[float, float, float, float], float] = {}
    for p in found:
        key = (p.grid[0], p.grid[1] if p.grid[0] else 0.0, *p.grid[2:])
        merged[key] = merged.get(key, 0.0) + p.weight
    return max(merged, key=lambda key: merged[key])


def _bands(g, grid, kernel, P):
    """Left-out predictions less what was seen, and their scales; behind the pre window the prediction's own scale."""
    T = len(g)
    V = covariance(T, grid, kernel)
    reach = stats.t.ppf(0.975, P - 1) / stats.norm.ppf(0.975)
    known = np.arange(P)
    _, path, error, s2, _ = krige(g[:P], V, known, np.arange(P, T))
    out, scale = np.full(T, np.nan), np.empty(T)
    scale[P:] = np.sqrt(s2 * np.diag(error)) * reach
    for t in range(P):
        others = np.delete(known, t)
        _, there, spread, _, _ = krige(g[others], V, others, np.array([t]))
        out[t] = there[0] - g[t]
        scale[t] = np.sqrt(s2 * spread[0, 0]) * reach
    out[P:] = path - g[P:]
    return out, scale

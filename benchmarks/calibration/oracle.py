"""The oracle: the best linear prediction of a contrast by someone who knows the simulation's covariance.

Its covariance is taken from the simulation itself, over markets that no cell is measured on.
"""

from collections.abc import Sequence

import numpy as np

from calibration.designs import DESIGNS, impossible
from calibration.sources import SOURCES
from calibration.stack import alike, comparison, draws
from lift.core.panel import Floats
from lift.estimators.arms import arms

FIRST_SEED = 20_000
MARKETS = 300
REPEATS = 4
"""False campaigns a market: other arms and another start."""


def oracle(panel: str, family: str, before: int) -> list[dict[str, object]]:
    """Width [log points] of its 95 % interval by design, campaign length and level."""
    source = SOURCES[panel]
    longest = max(source.during)
    contrasts: dict[str, list[Floats]] = {
        name: []
        for name, plan in DESIGNS.items()
        if plan.family == family and not impossible(panel, name, before, longest)
    }
    levels: list[str] = []
    for seed in range(FIRST_SEED, FIRST_SEED + MARKETS):
        market = source.draw(seed)
        again = [seed + MARKETS * repeat for repeat in range(REPEATS)]
        for name, found in contrasts.items():
            made = draws(panel, name, before, longest, again, [market] * REPEATS)
            for group in alike([d for d in made if not isinstance(d, tuple)]):
                at = list(group[0].tree.reported)
                levels = [group[0].tree.items[k].level for k in at]
                both = comparison(group, at)
                if any(both.refusals("revenue")):
                    continue
                contrast = arms(both.panel, both.design, "revenue", shared=False).contrast
                found += list(contrast.T.reshape(len(group), len(at), -1))
    rows: list[dict[str, object]] = []
    for name, found in contrasts.items():
        for during in source.during:
            variances = [prediction_variance([f[i] for f in found], before, during) for i in range(len(levels))]
            for level in dict.fromkeys(levels):
                mean = np.mean([v for v, of in zip(variances, levels, strict=True) if of == level])
                where = {"panel": panel, "family": family, "design": name, "pre": before, "during": during}
                rows.append({"kind": "oracle", **where, "level": level, "width": 2 * 1.96 * float(np.sqrt(mean))})
    return rows


def prediction_variance(contrasts: Sequence[Floats], before: int, during: int) -> float:
    """Error variance of the best unbiased linear prediction of the campaign's mean contrast from the weeks before.

    Weights are found on one half of the draws and held against the other (too pessimistic) and their own (too
    optimistic); the geometric mean of both is reported.
    """
    g = np.array(contrasts)[:, : before + during]
    g = g - g[:, :before].mean(axis=1, keepdims=True)
    middle = len(g) // 2  # in the order of markets, so that none is in both halves
    halves = [np.cov(half.T, bias=True) for half in (g[:middle], g[middle:])]
    own, other = [], []
    for this, that in (halves, halves[::-1]):
        a = _weights(this, before, during)
        own.append(a @ this @ a)
        other.append(a @ that @ a)
    return float(np.sqrt(np.mean(own) * np.mean(other)))


def _weights(covariance: Floats, before: int, during: int) -> Floats:
    """Mean over the campaign less its generalised least squares prediction with unknown level."""
    V = covariance[:before, :before] + covariance.diagonal().mean()  # the level is free: any constant gives the same
    V = V + 1e-9 * np.trace(V) / before * np.eye(before)
    c = covariance[:before, before:].mean(axis=1) + covariance.diagonal().mean()
    solved = np.linalg.solve(V, np.column_stack([c, np.ones(before)]))
    past = solved[:, 0] + solved[:, 1] * (1 - solved[:, 0].sum()) / solved[:, 1].sum()
    return np.concatenate([-past, np.full(during, 1 / during)])

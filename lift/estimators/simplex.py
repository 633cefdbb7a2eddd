"""Simplex weights: the mix of units that comes nearest to a target, exactly, by nonnegative least squares."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from lift.core.errors import MethodError
from lift.core.panel import Bools, Floats

TIE = 1e-8
"""Ridge, as a share of a unit's mean square, that picks the most even of the mixes that fit alike; and the share of it
by which a unit's slope must rise, where it has no weight, for the mix to be the only one."""
EXACT = 1e-12
"""Share of a unit's mean square that the slopes of units with weight may differ by in a minimum."""


def simplex_weights(parts: Floats, target: Floats, ridge: float = 0.0) -> Floats:
    """Weights w [U] >= 0 of sum 1 that minimise ``|parts w - target|^2 + ridge |w|^2``; parts [N, U], target [N].

    Solved as the nonnegative least squares ``[D; sqrt(ridge) I; s 1'] u = [0; 0; s]`` with ``D = parts - target 1'``
    and ``w = u / sum(u)``: with ``u = c w`` the sum of squares is ``c^2 f(w) + s^2 (c - 1)^2``, whose minimum over c,
    ``s^2 f / (f + s^2)``, grows with f, so that the best u gives the best w whatever s > 0. Where several mixes fit
    alike, and with a ridge, `TIE` is added to it: the weights are unique and do not depend on the order of the units.

    Raises MethodError when the active set does not settle. Source: Lawson & Hanson (1974), as scipy has it.
    """
    gap = parts - target[:, None]
    units = gap.shape[1]
    square = float((gap**2).sum()) / units
    if square == 0.0:
        return np.full(units, 1.0 / units)
    if ridge == 0.0:
        weights = _nearest(gap, square)
        if _unique(gap, weights, square):
            return weights
    return _nearest(np.concatenate([gap, np.sqrt(ridge + TIE * square) * np.eye(units)]), square)


def _nearest(gap: Floats, square: float) -> Floats:
    """Weights [U] of sum 1 with the least ``|gap w|^2``."""
    goal = np.zeros(len(gap) + 1)
    goal[-1] = np.sqrt(square)
    rows = np.concatenate([gap, np.full((1, gap.shape[1]), goal[-1])])
    try:
        found, _ = nnls(rows, goal, maxiter=30 * gap.shape[1])
    except RuntimeError as error:
        raise MethodError(f"no simplex weights of {gap.shape[1]} units: {error}") from error
    return found / found.sum()


def _unique(gap: Floats, weights: Floats, square: float) -> bool:
    """Whether weight for any unit that has none would cost; those that have some are independent by the algorithm."""
    misfit = gap @ weights
    rise = gap.T @ misfit - misfit @ misfit
    return bool((rise[weights == 0.0] > TIE * square).all())


def left_out_weights(parts: Floats, target: Floats, weights: Floats) -> Floats:
    """Simplex weights [U, N] without each of the N rows in turn, from those with all rows, `weights` [U].

    While the same units carry weight, the mix without row d is known: ``v / 1'v`` with, by Sherman and Morrison,
    ``v = H 1 + H d (d' H 1) / (1 - d' H d)``, H the inverse of those units' D'D. It is taken where it meets the
    conditions of the only minimum (`_unique`), and solved for by `simplex_weights` where it does not. Raises
    MethodError as that does.
    """
    gap = parts - target[:, None]
    used = np.flatnonzero(weights > 0.0)
    found, sound = _same_units(gap, used)
    out = np.zeros((gap.shape[1], len(gap)))
    out[used] = found
    for row in np.flatnonzero(~sound):
        keep = np.arange(len(gap)) != row
        out[:, row] = simplex_weights(parts[keep], target[keep])
    return out


def _same_units(gap: Floats, used: NDArray[np.intp]) -> tuple[Floats, Bools]:
    """Mixes [A, N] of the units used without each row, and which of them are the only minimum."""
    rows = gap[:, used]
    try:
        inverse = np.linalg.inv(rows.T @ rows)
    except np.linalg.LinAlgError:
        return np.zeros((len(used), len(gap))), np.zeros(len(gap), dtype=bool)
    moved = inverse @ rows.T  # [A, N]
    kept = 1.0 - np.einsum("na,an->n", rows, moved)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        mixes = inverse.sum(axis=1)[:, None] + moved * (moved.sum(axis=0) / kept)
        mixes /= mixes.sum(axis=0)
        misfit = rows @ mixes  # [N, left out]
        np.fill_diagonal(misfit, 0.0)
        square = ((gap**2).sum() - (gap**2).sum(axis=1)) / gap.shape[1]
        rise = gap.T @ misfit - (misfit**2).sum(axis=0)
        idle = np.ones(gap.shape[1], dtype=bool)
        idle[used] = False
        sound = (mixes > 0.0).all(axis=0) & (np.abs(rise[used]) <= EXACT * square).all(axis=0)
        return mixes, sound & (rise[idle] > TIE * square).all(axis=0)


def simplex_weights_by_item(parts: Floats, target: Floats, ridge: Floats | None = None) -> Floats:
    """Simplex weights [U, K] of every item: parts [U, N, K], target [N, K], ridge [K] or none."""
    columns = np.ascontiguousarray(parts.transpose(2, 1, 0))
    penalties = np.zeros(len(columns)) if ridge is None else ridge
    found = [simplex_weights(a, b, float(r)) for a, b, r in zip(columns, target.T, penalties, strict=True)]
    return np.stack(found, axis=1)

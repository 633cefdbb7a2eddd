"""`asc`: the augmented synthetic control, what the mix leaves over regressed on the control units with a ridge."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lift.core.panel import Floats
from lift.estimators.protocol import Invariance
from lift.estimators.sc import demeaned
from lift.estimators.series import Series
from lift.estimators.simplex import left_out_weights, simplex_weights

SMALLEST, STEPS = 1e-8, 20
"""The ridge grid: from the largest squared singular value down to this share of it, in so many equal ratios."""


@dataclass(frozen=True, slots=True)
class Asc:
    """The synthetic control with intercept, its misfit before the campaign repaired by a ridge regression.

    With every unit less its own mean before, X [U, P] the control units less their mean of each period and x the test
    units likewise, the weights are ``w + X (X'X + lambda I)^-1 (x - X'w)``, w those of `sc`: of sum 1, and negative
    where that repairs the fit. As lambda grows they are those of `sc`.

    lambda is chosen by leaving out one period at a time, mix and ridge both refitted without it: with `one_se` the
    largest lambda whose mean squared error is within a standard error of the least, else that of the least error.
    Units' means are not taken anew without the period, as in augsynth; unlike there, the last period is left out in its
    turn too. One mix an item and period: several times the time of `sc`. Source: Ben-Michael, Feller & Rothstein
    (2021); augsynth's and GeoLift's `progfunc = "Ridge"`.
    """

    one_se: bool = True

    pooled: ClassVar[bool] = False
    invariant: ClassVar[frozenset[Invariance]] = frozenset({"scale", "levels", "shifts"})

    def weights(self, series: Series) -> Floats:
        """Weights [U, K] of the control units, of sum 1."""
        _, test, control = demeaned(series)
        before = slice(series.pre)
        items = zip(test[before].T, control[:, before].transpose(2, 0, 1), strict=True)
        return np.stack([augmented(x, X, one_se=self.one_se) for x, X in items], axis=1)

    def predict(self, series: Series) -> Floats:
        """Expected sales [T, K] per test unit by period."""
        level, _, control = demeaned(series)
        return level + np.einsum("uk,utk->tk", self.weights(series), control)


def augmented(test: Floats, control: Floats, *, one_se: bool) -> Floats:
    """Weights [U] of one item from its demeaned periods before the campaign: test [P], control [U, P]."""
    usual = control.mean(axis=0)
    x, X = test - usual, control - usual
    values, vectors = np.linalg.eigh(X @ X.T)
    ridges = max(values[-1], 0.0) * SMALLEST ** (np.arange(STEPS + 1) / STEPS)
    mix = simplex_weights(X.T, x)
    if ridges[0] == 0.0:
        return mix
    mixes = left_out_weights(X.T, x, mix)
    errors = left_out_errors(x, X, mixes, np.maximum(values, 0.0), vectors, ridges) ** 2
    ridge = ridges[_choice(errors, one_se=one_se)]
    return mix + vectors @ ((vectors.T @ (X @ (x - X.T @ mix))) / (np.maximum(values, 0.0) + ridge))


def left_out_errors(  # noqa: PLR0917 - the problem, and its parts that are at hand
    x: Floats, X: Floats, mixes: Floats, values: Floats, vectors: Floats, ridges: Floats
) -> Floats:
    """Error [P, L] at each period, for each ridge, of the weights fitted without it; X X' = vectors values vectors'.

    `mixes` [U, P] are the simplex weights without each period.

    Without period i the matrix ``X X' + lambda I`` loses ``v v'``, v = X_i, so that by Sherman and Morrison the ridge's
    part at i is ``q / (1 - h)`` with ``q = v' (X X' + lambda I)^-1 X_-i r_-i`` and ``h = v' (X X' + lambda I)^-1 v``.
    """
    rest = (x[:, None] - X.T @ mixes) * ~np.eye(len(x), dtype=bool)  # [P, left out]
    rotated, moments = vectors.T @ X, vectors.T @ (X @ rest)  # [U, P]
    inverse = 1.0 / (values[:, None] + ridges)  # [U, L]
    q, h = (rotated * moments).T @ inverse, (rotated**2).T @ inverse
    return (x - (X * mixes).sum(axis=0))[:, None] - q / (1.0 - h)


def _choice(squares: Floats, *, one_se: bool) -> int:
    """Position on the grid, largest ridge first, from squared errors [P, L]."""
    mean = squares.mean(axis=0)
    best = int(mean.argmin())
    if not one_se:
        return best
    error = squares[:, best].std(ddof=1) / np.sqrt(len(squares))
    return int(np.flatnonzero(mean <= mean[best] + error)[0])

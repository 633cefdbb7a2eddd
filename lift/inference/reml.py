"""Regression of study results on what the studies differ in, with a spread between studies that noise does not explain.

Model: ``y_i = x_i'b + u_i + e_i``, u_i ~ N(0, tau2) between studies, e_i ~ N(0, v_i) the known noise of study i.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc, stdtrit

from lift.core.errors import MethodError
from lift.core.finding import form
from lift.core.panel import Floats

GRID = 80
"""Values of tau2 at which the likelihood is looked at before its highest peak is refined."""
STEPS = 200
"""Halvings at most; 60 reach the last digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """`coef` [P], its covariance `cov` [P, P] by Hartung and Knapp, `low` and `high` [P] with `df` = K - P.

    `tau2` is the spread left between studies, `scale` the factor q by which residuals scatter more (above 1) or less
    than noise and spread let expect.
    """

    coef: Floats
    cov: Floats
    low: Floats
    high: Floats
    df: int
    tau2: float
    scale: float

    def p_value(self, at: slice) -> float:
        """Two-sided p-value that the coefficients at `at` are all zero, an F test on (their number, df)."""
        b = self.coef[at]
        f = float(b @ np.linalg.solve(self.cov[at, at], b)) / len(b)
        return float(fdtrc(len(b), self.df, f))


def regress(y: Floats, v: Floats, X: Floats, confidence: float, *, floor: bool) -> Regression:
    """Weighted least squares with weights ``1 / (v + tau2)``, tau2 by REML, intervals by Hartung and Knapp.

    y, v [K], v > 0; X [K, P] of full rank, K > P. Covariance ``q (X'WX)^-1``, ``q = sum w r^2 / (K - P)``, quantiles of
    t with K - P. `floor` keeps q at 1 or more, so that an interval is never narrower than a plain t interval (Roever,
    Knapp and Friede 2015); without it the scatter alone decides, which suits noise that the units share. Sources:
    Hartung and Knapp (2001); Knapp and Hartung (2003). Raises MethodError for too few or useless studies.
    """
    K, P = X.shape
    if K <= P or np.linalg.matrix_rank(X) < P:
        raise MethodError(
            f"{K} {form(K, 'study', 'studies')} cannot tell {P} {form(P, 'coefficient', 'coefficients')} apart; leave "
            "the moderator out"
        )
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise MethodError("results to be pooled must be finite, with a noise above zero")
    tau2 = reml(y, v, X)
    w = 1.0 / (v + tau2)
    bread = np.linalg.inv(X.T @ (w[:, None] * X))
    coef = bread @ (X.T @ (w * y))
    residual = y - X @ coef
    q = float((w * residual**2).sum() / (K - P))
    cov = bread * (max(q, 1.0) if floor else q)
    reach = float(stdtrit(K - P, 0.5 * (1.0 + confidence))) * np.sqrt(np.diag(cov))
    return Regression(coef, np.asarray(cov, dtype=np.float64), coef - reach, coef + reach, K - P, tau2, q)


def reml(y: Floats, v: Floats, X: Floats) -> float:
    """The tau2 >= 0 that maximises the restricted likelihood; deterministic, the highest of several peaks."""
    tops = _upper(y, v, X)
    grid = np.concatenate([[0.0], np.geomspace(tops * 1e-8, tops, GRID)])
    height = [restricted(t, y, v, X)[0] for t in grid]
    at = int(np.argmax(height))
    low, high = float(grid[max(at - 1, 0)]), float(grid[min(at + 1, len(grid) - 1)])
    if at == 0 and restricted(0.0, y, v, X)[1] <= 0.0:
        return 0.0
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        low, high = (middle, high) if restricted(middle, y, v, X)[1] > 0.0 else (low, middle)
    return 0.5 * (low + high)


def _upper(y: Floats, v: Floats, X: Floats) -> float:
    """More spread than the results show altogether."""
    residual = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
    return 10.0 * max(float(residual @ residual) / (len(y) - X.shape[1]), float(v.max()), 1e-12)


def restricted(tau2: float, y: Floats, v: Floats, X: Floats) -> tuple[float, float]:
    """Restricted log likelihood of tau2 (up to a constant), and its slope."""
    w = 1.0 / (v + tau2)
    wX = w[:, None] * X
    inner = X.T @ wX
    half = np.linalg.solve(inner, wX.T)
    Py = w * (y - X @ (half @ y))
    trace = float(w.sum() - (wX * half.T).sum())
    height = 0.5 * (math.fsum(np.log(w)) - float(np.linalg.slogdet(inner)[1]) - float(y @ Py))
    return height, 0.5 * (float(Py @ Py) - trace)

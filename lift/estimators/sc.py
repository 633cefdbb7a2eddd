"""`sc`: the synthetic control with an intercept, a mix of the control units' changes."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lift.core.panel import Floats
from lift.estimators.protocol import Invariance
from lift.estimators.series import Series
from lift.estimators.simplex import simplex_weights_by_item


@dataclass(frozen=True, slots=True)
class Sc:
    """The mix of control units whose ups and downs came nearest to those of the test units, at the test units' level.

    With every unit taken less its own mean before the campaign, ``expected(t) = mean(test) + sum_u w_u control_u(t)``;
    weights w >= 0 of sum 1 minimise the sum of squares of ``test - expected`` over the periods before. Each item has
    its own mix.

    The level is free, the size of the ups and downs is not: a test unit several times as large as every control unit
    has a season that no mix reaches. Use `asc` or `did` there. Sources: Doudchenko & Imbens (2016); Ferman & Pinto
    (2021); `fixed_effects` in augsynth, and so GeoLift's default.
    """

    pooled: ClassVar[bool] = False
    invariant: ClassVar[frozenset[Invariance]] = frozenset({"scale", "levels", "shifts"})

    def weights(self, series: Series) -> Floats:
        """Weights [U, K] of the control units."""
        _, test, control = demeaned(series)
        return simplex_weights_by_item(control[:, : series.pre], test[: series.pre])

    def predict(self, series: Series) -> Floats:
        """Expected sales [T, K] per test unit by period."""
        level, _, control = demeaned(series)
        return level + np.einsum("uk,utk->tk", self.weights(series), control)


def demeaned(series: Series) -> tuple[Floats, Floats, Floats]:
    """The test units' mean before the campaign [K]; test [T, K] and control units [U, T, K] less their own."""
    level = series.test[: series.pre].mean(axis=0)
    return level, series.test - level, series.control - series.control[:, : series.pre].mean(axis=1, keepdims=True)

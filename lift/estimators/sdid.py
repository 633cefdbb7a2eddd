"""`sdid`: synthetic difference-in-differences, a mix of control units against a mix of periods before."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lift.core.errors import MethodError
from lift.core.panel import Floats
from lift.estimators.protocol import Invariance
from lift.estimators.sc import demeaned
from lift.estimators.series import Series
from lift.estimators.simplex import simplex_weights_by_item

MIN_PERIODS = 3
"""Before the campaign: two first differences."""
TIME_RIDGE = 1e-6
"""Of the time weights, in standard deviations of the control units' first differences."""


@dataclass(frozen=True, slots=True)
class Sdid:
    """The control units' mix, moved by how much more the test units sold than it in the periods that matter.

    ``expected(t) = mix(t) + sum_s l_s (test(s) - mix(s))``, ``mix = sum_u w_u control_u``. Unit weights w (>= 0, sum 1)
    minimise ``|test - mix - constant|^2 + P z^2 |w|^2`` over the P periods before; time weights l (>= 0, sum 1) let the
    control units' periods before come nearest, up to a constant, to their mean from the campaign on, with the ridge
    ``U (1e-6 d)^2``. ``z = (test units x periods from the campaign on)^(1/4) d``, d the standard deviation of the
    control units' first differences before. Both are solved exactly, where the authors' code stops early.

    Time weights look at what the control sold from the campaign on, campaign and after taken together: a longer
    after window changes the estimate for the campaign. Source: Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021).
    """

    pooled: ClassVar[bool] = False
    invariant: ClassVar[frozenset[Invariance]] = frozenset({"scale", "levels"})

    def weights(self, series: Series) -> Floats:
        """Weights [U, K] of the control units."""
        _, test, control = demeaned(series)
        before = slice(series.pre)
        behind = len(series.test) - series.pre
        zeta = (series.test_units * behind) ** 0.25 * step_size(series)
        return simplex_weights_by_item(control[:, before], test[before], series.pre * zeta**2)

    def time_weights(self, series: Series) -> Floats:
        """Weights [P, K] of the periods before the campaign."""
        parts = series.control[:, : series.pre].transpose(1, 0, 2)
        target = series.control[:, series.pre :].mean(axis=1)
        ridge = len(target) * (TIME_RIDGE * step_size(series)) ** 2
        return simplex_weights_by_item(parts - parts.mean(axis=1, keepdims=True), target - target.mean(axis=0), ridge)

    def predict(self, series: Series) -> Floats:
        """Expected sales [T, K] per test unit by period. Raises MethodError with fewer than 3 periods before."""
        if series.pre < MIN_PERIODS:
            raise MethodError(f"sdid needs at least {MIN_PERIODS} periods before the campaign, there are {series.pre}")
        mix = np.einsum("uk,utk->tk", self.weights(series), series.control)
        return mix + (self.time_weights(series) * (series.test - mix)[: series.pre]).sum(axis=0)


def step_size(series: Series) -> Floats:
    """Standard deviation [K] of the control units' changes from period to period before the campaign."""
    steps = np.diff(series.control[:, : series.pre], axis=1)
    return steps.reshape(-1, steps.shape[2]).std(axis=0, ddof=1)

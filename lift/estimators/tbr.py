"""`tbr`: time-based regression of the test units' mean on the control units' mean."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lift.core.errors import MethodError
from lift.core.panel import Floats
from lift.estimators.protocol import Invariance
from lift.estimators.series import Series

MIN_PERIODS = 3
"""Before the campaign: two coefficients and something left over."""


@dataclass(frozen=True, slots=True)
class Tbr:
    """Least squares over the periods before the campaign, carried on: ``expected(t) = a + b control(t)``.

    Test and control are unweighted means over units. Where the control never moved before the campaign, b = 0.

    The path is sound; the interval that TBR is published with is not (false positives of 15 to 29 % at a nominal 5 %,
    since it takes periods for independent and knows no drift), which is why it is not offered here. A noisy control
    pulls b towards 0, so that a season beyond that of the periods before is followed only in part.
    Source: Kerman, Wang & Vaver (2017).
    """

    pooled: ClassVar[bool] = True
    invariant: ClassVar[frozenset[Invariance]] = frozenset({"scale", "size", "levels"})

    def predict(self, series: Series) -> Floats:
        """Expected sales [T, K] per test unit by period. Raises MethodError with fewer than 3 periods before."""
        if series.pre < MIN_PERIODS:
            raise MethodError(f"tbr needs at least {MIN_PERIODS} periods before the campaign, there are {series.pre}")
        control, before = series.mean_control, slice(series.pre)
        level, usual = series.test[before].mean(axis=0), control[before].mean(axis=0)
        x = control - usual
        power = (x[before] ** 2).sum(axis=0)
        cross = (x[before] * series.test[before]).sum(axis=0)
        slope = np.divide(cross, power, out=np.zeros_like(power), where=power > 0)
        return level + slope * x

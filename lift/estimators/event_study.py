"""`event-study`: an effect of its own for every period, each against the last periods before the campaign."""

from dataclasses import dataclass
from typing import ClassVar

from lift.core.errors import MethodError
from lift.core.panel import Floats
from lift.estimators.protocol import Invariance
from lift.estimators.series import Series


@dataclass(frozen=True, slots=True)
class EventStudy:
    """The control units' mean, moved by how much more the test units sold than it in the reference periods.

    ``expected(t) = control(t) + mean over the last `reference` periods before of (test - control)``. Sales less
    expected sales are, period by period, the coefficients of test x period in a regression of sales on unit and period
    effects (balanced panel) with the reference period left out: effects from the campaign on, leads before it, 0 in the
    reference itself. With all periods before as reference the mean effect is that of `did-levels`.

    What it adds to `did-levels` is that it forgets: a difference between the arms that wandered for a year enters at
    its last value only. The price is the noise of a single period in every effect; and a last period that was already
    special (a delivery for the campaign, a clearance) moves all of them. Assumes equal gains in *amount*, as
    `did-levels` does. Source: Jacobson, LaLonde & Sullivan (1993).
    """

    reference: int = 1

    pooled: ClassVar[bool] = True
    invariant: ClassVar[frozenset[Invariance]] = frozenset({"scale", "levels", "shifts", "sums"})

    def predict(self, series: Series) -> Floats:
        """Expected sales [T, K] per test unit by period. Raises MethodError with fewer periods than the reference."""
        if not 1 <= self.reference <= series.pre:
            raise MethodError(
                f"event-study compares with the last {self.reference} periods before the campaign, of which there are "
                f"{series.pre}: set reference between 1 and {series.pre}"
            )
        control = series.mean_control
        return control + (series.test - control)[series.pre - self.reference : series.pre].mean(axis=0)

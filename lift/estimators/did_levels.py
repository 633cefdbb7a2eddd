"""`did-levels`: difference-in-differences of mean sales, as two-way fixed effects on sales have it."""

from dataclasses import dataclass
from typing import ClassVar

from lift.core.panel import Floats
from lift.estimators.protocol import Invariance
from lift.estimators.series import Series


@dataclass(frozen=True, slots=True)
class DidLevels:
    """The control units' mean, moved by how much more the test units sold than it before the campaign.

    ``expected(t) = control(t) + mean over pre of (test - control)``, all means over units and periods unweighted. The
    mean of sales less expected sales is the coefficient of test x campaign in a regression of sales on unit and period
    effects (balanced panel).

    Assumes that without the campaign both arms would have gained the same *amount*. Arms of different size under a
    common season gain the same percentage instead: use `did` or `did-classic` there. Where the test sells far less than
    the control, expected sales can fall below zero. Source: Card & Krueger (1994).
    """

    pooled: ClassVar[bool] = True
    invariant: ClassVar[frozenset[Invariance]] = frozenset({"scale", "levels", "shifts", "sums"})

    def predict(self, series: Series) -> Floats:
        """Expected sales [T, K] per test unit by period."""
        control = series.mean_control
        return control + (series.test - control)[: series.pre].mean(axis=0)

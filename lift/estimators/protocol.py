"""What an estimator is to the rest of the house."""

from typing import ClassVar, Protocol, runtime_checkable

from lift.core.design import Design
from lift.core.expected import Expected
from lift.core.panel import Floats, Panel
from lift.core.words import Metric
from lift.estimators.series import Series


@runtime_checkable
class Estimator(Protocol):
    """What would have been sold, and how sure? A frozen record of options that answers for every item at once.

    The answer carries its own interval: location and scale of the log uplift per window, and the expected path by
    period. Raises MethodError when the design is not one that it can answer.
    """

    def expected(self, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit every item of the panel for one metric."""
        ...


@runtime_checkable
class PathEstimator(Protocol):
    """What would have been sold? The path alone; how sure it is, an inference finds out by asking again.

    `pooled`: the control units enter through their mean only, so that many designs can be asked as many items.
    """

    pooled: ClassVar[bool]

    def predict(self, series: Series) -> Floats:
        """Expected sales [T, K] per test unit by period, pre to after; before the campaign the fit."""
        ...

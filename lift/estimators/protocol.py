"""What an estimator is to the rest of the house."""

from typing import ClassVar, Literal, Protocol, runtime_checkable

from lift.core.design import Design
from lift.core.expected import Expected
from lift.core.panel import Floats, Panel
from lift.core.words import Metric
from lift.estimators.series import Series

Invariance = Literal["scale", "size", "levels", "shifts", "factors", "sums"]
"""What changes an estimator's expected sales in proportion, or just as much, and so its uplift not at all:

- `scale`: all sales in another currency; `size`: the test arm alone that many times as large;
- `levels`: an amount of its own added to each unit, the same in every period;
- `shifts`: an amount, `factors`: a factor of its own for each period, the same for every unit;
- `sums`: the expected sales of a sum of items are the sum of theirs.

Every registered estimator declares those that hold exactly as its class's `invariant`; the contract tests hold it to
them.
"""


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


@runtime_checkable
class LinearEstimator(Estimator, Protocol):
    """An estimator whose log uplift is the test units' mean change less the control units': asked again by a product.

    Its inferences need no fit of their own, since another draw of units only averages the same changes anew.
    """

    def changes(self, panel: Panel, metric: Metric) -> Floats:
        """Log change [W, U, K] of each unit from before the campaign to each window; NaN where it has none."""
        ...

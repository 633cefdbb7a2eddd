"""What an estimator is to the rest of the house."""

from typing import Protocol

from lift.core.design import Design
from lift.core.expected import Expected
from lift.core.panel import Panel
from lift.core.words import Metric


class Estimator(Protocol):
    """What would have been sold? A frozen record of options that answers for every item of a panel at once.

    The answer carries its own interval: location and scale of the log uplift per window, and the expected path by
    period. Raises MethodError when the design is not one that it can answer.
    """

    def expected(self, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit every item of the panel for one metric."""
        ...

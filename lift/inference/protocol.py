"""What an inference is to the rest of the house, and how it is joined to an estimator."""

from dataclasses import dataclass
from typing import Protocol

from lift.core.design import Design
from lift.core.expected import Expected
from lift.core.panel import Panel
from lift.core.words import Metric
from lift.estimators.protocol import Estimator, PathEstimator

AnyEstimator = Estimator | PathEstimator


class Inference(Protocol):
    """How sure? Asks an estimator again, on other units, other weeks or fewer of them, and never looks inside it."""

    def refuses(self, estimator: AnyEstimator) -> str | None:
        """Why it cannot be used with an estimator, as half a sentence; None when it can."""
        ...

    def expected(self, estimator: AnyEstimator, panel: Panel, design: Design, metric: Metric) -> Expected:
        """The estimator's path for every item, with location and scale of its log uplift per window.

        Raises MethodError when the design leaves it nothing to ask again.
        """
        ...


@dataclass(frozen=True, slots=True)
class Paired:
    """An estimator with an inference: together they are an estimator that carries its own interval."""

    estimator: AnyEstimator
    inference: Inference

    def expected(self, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit every item of the panel for one metric."""
        return self.inference.expected(self.estimator, panel, design, metric)

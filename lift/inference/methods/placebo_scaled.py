"""`placebo-scaled`: an estimator's own interval, as wide as it should have been where nothing happened."""

from dataclasses import dataclass, replace

import numpy as np

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.core.expected import Expected
from lift.core.panel import Floats, Panel
from lift.core.words import Metric
from lift.estimators import name_of
from lift.estimators.protocol import Estimator
from lift.inference.methods.ask import usable
from lift.inference.methods.placebos import placebos
from lift.inference.protocol import AnyEstimator

HUBER = 2.5
"""A placebo's t beyond this counts as this: one region with a shock of its own does not decide."""
HUBER_MEAN = 0.97756
"""Mean of the square of a standard normal cut at 2.5."""


@dataclass(frozen=True, slots=True)
class PlaceboScaled:
    """The estimator's own law with its scale times c, ``c^2 = (prior + sum q) / (prior + J)``.

    Each of J untreated units plays the test arm against other untreated ones with the same estimator;
    ``t = location / scale``, and q is the mean over items and windows of a placebo's ``min(t^2, 2.5^2)``, over what
    that mean is for a normal t. Items share their regions' shocks, so they are averaged within a placebo before
    placebos are added; one c holds for all items and both windows. `prior` placebos that behaved as the law says pull
    c towards 1. With several test units `draws` groups stand for the J units.
    """

    prior: float = 10.0
    draws: int = 24
    seed: int = 1

    def refuses(self, estimator: AnyEstimator) -> str | None:
        """Only an estimator with a law of its own has a scale that can be tested."""
        return None if isinstance(estimator, Estimator) else "it scales an estimator's own interval, and there is none"

    def expected(self, estimator: AnyEstimator, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit all items. Raises MethodError with fewer than 6 untreated units."""
        if not isinstance(estimator, Estimator):
            raise MethodError(f"{name_of(estimator)}: {self.refuses(estimator)}")
        played = placebos(design, self.draws, self.seed, "placebo-scaled")
        own = estimator.expected(panel, design, metric)
        squares = np.array([_square(estimator, panel, placebo, metric) for placebo in played])
        c = self.factor(squares, len(design.control) + len(design.unused))
        method = f"{name_of(estimator)}/placebo-scaled"
        return replace(own, scale=c * own.scale, path_scale=c * own.path_scale, method=method)

    def factor(self, squares: Floats, units: int) -> float:
        """The factor from the placebos' mean squares [D], NaN without an item; `units` of them are independent."""
        known = squares[np.isfinite(squares)]
        count = units * len(known) / len(squares)
        return float(np.sqrt((self.prior + count * known.mean()) / (self.prior + count))) if len(known) else 1.0


def _square(estimator: Estimator, panel: Panel, placebo: Design, metric: Metric) -> float:
    items = usable(panel, placebo, metric)
    if not items:
        return float("nan")
    found = estimator.expected(panel.take(items), placebo, metric)
    t = found.location / found.scale
    t = t[np.isfinite(t)]
    return float(np.minimum(t**2, HUBER**2).mean()) / HUBER_MEAN if len(t) else float("nan")

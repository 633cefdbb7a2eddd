"""An estimator that is asked once a panel: a campaign that sells more moves its answer, and changes nothing else."""

from dataclasses import dataclass, field, replace

import numpy as np

from lift.core.design import Design
from lift.core.expected import Expected
from lift.core.panel import Floats, Item, Panel, metric_index
from lift.core.words import Metric
from lift.estimators.protocol import Estimator
from lift.inference.sample import window_sums

Key = tuple[Metric, tuple[Item, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Reused:
    """Answers of the first panel, moved by what later ones sell more in the test units.

    Expected sales come from the periods before the campaign and from the control, which are the same on all panels
    that it is shown; so ``location`` moves by the log of the test units' compared sales over those of the first
    panel. Where the test units sold nothing in a period the estimator is asked again. `path` is that of the first.
    """

    estimator: Estimator
    answers: dict[Key, tuple[Expected, Floats]] = field(default_factory=dict)

    def expected(self, panel: Panel, design: Design, metric: Metric) -> Expected:
        """The estimator's answer for this panel."""
        windows = panel.windows
        listed = panel.listed[metric_index(metric), panel.at(design.test), windows.pre.start : windows.after.stop]
        by_period = listed.sum(axis=0)
        sums = window_sums(panel, by_period)
        key = (metric, panel.items)
        if key not in self.answers or not (by_period[len(windows.pre) :] > 0).all():
            found = self.estimator.expected(panel, design, metric)
            self.answers.setdefault(key, (found, sums))
            return found
        found, first = self.answers[key]
        return replace(found, location=found.location + np.log(sums / first))

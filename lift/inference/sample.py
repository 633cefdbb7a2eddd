"""A panel with its design, and what an estimator says of its items, item by item."""

from dataclasses import dataclass, replace

import numpy as np

from lift.core.design import Design
from lift.core.panel import Floats, Item, Panel, merge, metric_index
from lift.core.words import Metric
from lift.estimators.protocol import Estimator
from lift.inference.correlation import mean_correlation
from lift.inference.measurable import NotMeasured, refusals


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """A panel and the design that compares its units: the two always go together."""

    panel: Panel
    design: Design

    def observed(self, metric: Metric) -> Floats:
        """All sales of the test units by period, pre to after, [T, K]."""
        windows = self.panel.windows
        at = self.panel.at(self.design.test)
        return self.panel.total[metric_index(metric), at, windows.pre.start : windows.after.stop].sum(axis=0)

    def refusals(self, metric: Metric) -> list[NotMeasured | None]:
        """Why an item cannot be measured, None where it can."""
        return refusals(self.panel, self.design, metric)

    def take(self, items: list[int]) -> "Comparison":
        """The comparison of these items only."""
        return replace(self, panel=self.panel.take(items))

    def merged(self, item: Item, items: list[int]) -> "Comparison":
        """The comparison of these items added up to one."""
        return replace(self, panel=merge(self.panel, [(item, items)]))


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """What is known of one item before levels are reconciled.

    `location`, `scale` [W] of its log uplift (NaN when it cannot be estimated itself); `sold` [W] observed sales,
    `weight` [W] what stands for them in logs (a small amount in periods without sales); `observed`, `path`,
    `path_scale` [T] by period.
    """

    item: Item
    location: Floats
    scale: Floats
    sold: Floats
    weight: Floats
    observed: Floats
    path: Floats
    path_scale: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Estimates of some items of one comparison, with what ties their errors together."""

    items: tuple[Estimate, ...]
    residual: Floats
    step_corr: float
    df: float

    @property
    def correlation(self) -> float:
        """Mean correlation between the items' errors."""
        return mean_correlation(self.residual)


def estimates(estimator: Estimator, comparison: Comparison, metric: Metric) -> Estimates:
    """Ask the estimator for every item of a comparison."""
    panel = comparison.panel
    if not panel.items:
        return Estimates((), np.zeros((1, 0)), 0.0, np.inf)
    found = estimator.expected(panel, comparison.design, metric)
    observed = comparison.observed(metric)
    filled = observed + np.where(observed <= 0, found.floor, 0.0)
    sold, weight = window_sums(panel, observed), window_sums(panel, filled)
    path = filled * np.exp(found.path)
    items = tuple(
        Estimate(
            item, found.location[:, k], found.scale[:, k], sold[:, k], weight[:, k], observed[:, k],
            path[:, k], found.path_scale[:, k],
        )
        for k, item in enumerate(panel.items)
    )  # fmt: skip
    usable = np.isfinite(found.scale).all(axis=0)
    df = float(found.df[usable].min()) if usable.any() else np.inf
    return Estimates(items, found.residual, float(np.nanmean(found.step_corr)), df)


def unestimated(comparison: Comparison, metric: Metric) -> Estimate:
    """The single item of a comparison that no estimator can answer for: its sales alone."""
    panel = comparison.panel
    observed = comparison.observed(metric)[:, 0]
    sold = window_sums(panel, observed)
    unknown = np.full(len(sold), np.nan)
    return Estimate(panel.items[0], unknown, unknown, sold, sold, observed, observed, np.zeros_like(observed))


def window_sums(panel: Panel, by_period: Floats) -> Floats:
    """Sums [W, ...] over the windows of values by period [T, ...], pre to after."""
    first = panel.windows.pre.start
    return np.stack([by_period[s.start - first : s.stop - first].sum(axis=0) for s in panel.windows.steps])

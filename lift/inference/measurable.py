"""Which items can be measured: decided before the campaign, in both arms alike, so that it cannot move it."""

from dataclasses import dataclass

import numpy as np

from lift.core.design import Design
from lift.core.panel import Panel, metric_index
from lift.core.words import MIN_SELLING_SHARE, Level, Metric

MAX_EMPTY = 0.10
"""An arm that sold nothing of an item in more than this share of the pre-periods has no index worth a log, nor one in
which no store lists it in more than this share of a window."""


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """An item that gets no estimate of its own, and why: `value` against `limit`, both shares or counts.

    `reason`: "not_listed" (an arm has no store that lists it, before or in a window), "too_thin" (too few of its
    store-periods have sales), "empty_periods" (an arm sold nothing at all in too many periods), "launch" (no history),
    "no_sales" (nothing sold in a window), "no_variance" (the estimator needs more units that sold it).
    """

    level: Level
    item: str
    reason: str
    value: float
    limit: float


def refusals(panel: Panel, design: Design, metric: Metric) -> list[NotMeasured | None]:
    """For every item of the panel the reason that speaks against measuring it, None where nothing does."""
    m = metric_index(metric)
    pre = panel.windows.pre.slice
    found: list[NotMeasured | None] = [None] * len(panel.items)
    for units in (design.test, design.control):
        at = panel.at(units)
        periods = panel.store_periods[at].sum(axis=0)
        selling = panel.selling[at].sum(axis=0)
        share = np.divide(selling, periods, out=np.zeros(len(panel.items)), where=periods > 0)
        empty = (panel.listed[m, at, pre].sum(axis=0) <= 0).mean(axis=0)
        weight = panel.weight[m, at, pre].sum(axis=(0, 1))
        behind = [panel.weight[m, at, span.slice].sum(axis=0) for span in panel.windows.steps]
        gone = np.max([(listed <= 0).mean(axis=0) for listed in behind], axis=0)
        for k, item in enumerate(panel.items):
            if found[k] is not None and found[k].reason == "not_listed":  # pyright: ignore[reportOptionalMemberAccess]
                continue
            if periods[k] == 0 or weight[k] <= 0:
                found[k] = NotMeasured(item.level, item.key, "not_listed", 0.0, 1.0)
            elif gone[k] > MAX_EMPTY:
                found[k] = NotMeasured(item.level, item.key, "not_listed", 1.0 - float(gone[k]), 1.0 - MAX_EMPTY)
            elif share[k] < MIN_SELLING_SHARE and item.level != "category":
                found[k] = NotMeasured(item.level, item.key, "too_thin", float(share[k]), MIN_SELLING_SHARE)
            elif empty[k] > MAX_EMPTY:
                found[k] = NotMeasured(item.level, item.key, "empty_periods", float(empty[k]), MAX_EMPTY)
    return found

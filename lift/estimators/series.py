"""What a path estimator sees: sales by period of the test arm and of each control unit, in arrays."""

from dataclasses import dataclass

import numpy as np

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.core.panel import Floats, Panel, metric_index
from lift.core.words import Metric


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Sales per unit and period, pre to after (T periods, the first `pre` before the campaign), K items, one metric.

    - `test` [T, K]: mean over the test units.
    - `control` [U, T, K]: each control unit; U = 1 and their mean where an estimator asks for no more (`pooled`).
    - `test_units`: how many units `test` is the mean of.
    """

    test: Floats
    control: Floats
    pre: int
    test_units: int = 1

    @property
    def mean_control(self) -> Floats:
        """Mean over the control units, [T, K]."""
        return self.control.mean(axis=0)


def unit_sales(panel: Panel, metric: Metric) -> Floats:
    """Sales [U, T, K] of every unit from pre to after, as if its stores listed throughout what they usually do.

    A unit's sales index (sales of the stores that list the item over what they usually sell) times what it usually
    sells, so that a store that opens, closes or delists moves nothing. 0 where a unit does not list the item.
    """
    m = metric_index(metric)
    span = slice(panel.windows.pre.start, panel.windows.after.stop)
    sales, weight = panel.listed[m, :, span], panel.weight[m, :, span]
    usual = weight[:, : len(panel.windows.pre)].mean(axis=1, keepdims=True)
    index = np.divide(sales, weight, out=np.zeros_like(sales), where=weight > 0)
    return index * usual


def series(panel: Panel, design: Design, metric: Metric, *, pooled: bool = False) -> Series:
    """The series of a design. Raises MethodError when an arm sold nothing of an item before the campaign."""
    sales = unit_sales(panel, metric)
    pre = len(panel.windows.pre)
    test = sales[panel.at(design.test)].mean(axis=0)
    control = sales[panel.at(design.control)]
    for arm, sold in (("test", test), ("control", control.sum(axis=0))):
        without = ~(sold[:pre] > 0).any(axis=0)
        if without.any():
            name = panel.items[int(np.flatnonzero(without)[0])].key
            raise MethodError(f"no store of the {arm} arm lists {name!r} before the campaign: it cannot be compared")
    return Series(test, control.mean(axis=0, keepdims=True) if pooled else control, pre, len(design.test))

"""The two arms as log sales indices: the contrast that every log-scale estimator looks at."""

from dataclasses import dataclass

import numpy as np

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.core.panel import Bools, Floats, Panel, metric_index
from lift.core.words import Metric

COMPONENTS = 16
"""Principal components kept of the control units' wanderings."""
UNIT_FLOOR = 0.1
"""Added to a unit's sales index before its log, so that a store's empty week stays finite."""
USABLE = 0.9
"""Share of pre-periods in which a peer must list, and sell, an item."""
PEERS = 12
"""Groups of untreated units whose contrasts are looked at beside the test arm's, at most."""
FEWEST = 4
"""Such groups where the untreated units are too few for more of the test arm's size."""


@dataclass(frozen=True, slots=True, eq=False)
class Arms:
    """Log indices of the test and control arm over pre, campaign and after (T periods), K items, one metric.

    - `test`, `control` [T, K]: log(sum of sales of the stores that list the item / sum of their pre-period means).
    - `shared` [K, T, Q]: principal components of the control units' deviations from their mean, mean variance 1; None
      with a single control unit.
    - `weight` [T, K]: what the test arm's stores that list the item usually sell; exp(test) x weight is its sales.
    - `floor` [T, K]: in periods in which the test arm sold nothing, the sales that stand in for zero (half of the
      arm's smallest pre-period with sales), else 0.
    """

    test: Floats
    control: Floats
    shared: Floats | None
    weight: Floats
    floor: Floats

    @property
    def contrast(self) -> Floats:
        """Test less control, [T, K]: the log of a ratio of ratios."""
        return self.test - self.control


def arms(panel: Panel, design: Design, metric: Metric, *, shared: bool = True) -> Arms:
    """Form the arms of a design. Raises MethodError when an arm holds no store that lists an item."""
    m = metric_index(metric)
    span = slice(panel.windows.pre.start, panel.windows.after.stop)
    test, weight, floor = _arm(panel, design.test, m, span, "test")
    control, _, _ = _arm(panel, design.control, m, span, "control")
    z = _shared(panel, design.control, m, span) if shared and len(design.control) > 1 else None
    return Arms(test, control, z, weight, floor)


def _arm(panel: Panel, units: tuple[str, ...], m: int, span: slice, arm: str) -> tuple[Floats, Floats, Floats]:
    at = panel.at(units)
    pre = len(panel.windows.pre)
    sales = panel.listed[m, at, span].sum(axis=0)
    weight = panel.weight[m, at, span].sum(axis=0)
    without = ~(weight[:pre] > 0).any(axis=0)
    if without.any():
        name = panel.items[int(np.flatnonzero(without)[0])].key
        raise MethodError(f"no store of the {arm} arm lists {name!r} before the campaign: it cannot be compared")
    # Where no store lists the item there is nothing to compare: neither a zero nor a deviation from the usual.
    index = np.divide(sales, weight, out=np.ones_like(sales), where=weight > 0)
    zero: Bools = index <= 0
    least = np.where(zero[:pre], np.inf, index[:pre]).min(axis=0)
    stand_in = np.where(zero, 0.5 * np.where(np.isfinite(least), least, 1.0), 0.0)
    return np.log(np.where(zero, stand_in, index)), weight, stand_in * weight


def _shared(panel: Panel, units: tuple[str, ...], m: int, span: slice) -> Floats:
    at = panel.at(units)
    sales, weight = panel.listed[m, at, span], panel.weight[m, at, span]
    index = np.divide(sales, weight, out=np.ones_like(sales), where=weight > 0)
    log = np.log((np.maximum(index, 0.0) + UNIT_FLOOR) / (1.0 + UNIT_FLOOR))  # [U, T, K]
    # A unit that never lists an item has no wanderings of its own, and must not lend it those that all units share.
    lists = (weight > 0).any(axis=1, keepdims=True)
    log -= log.sum(axis=0, where=lists) / np.maximum(lists.sum(axis=0), 1)
    log = np.where(lists, log - log.mean(axis=1, keepdims=True), 0.0)
    wander = log.transpose(2, 1, 0)  # [K, T, U]
    u, size, _ = np.linalg.svd(wander, full_matrices=False)
    scores = (u * size[:, None, :])[:, :, :COMPONENTS]
    power = np.maximum((scores**2).sum(axis=2).mean(axis=1), 1e-12)
    return scores / np.sqrt(power)[:, None, None]


def peers(panel: Panel, design: Design, metric: Metric) -> Floats:
    """Contrasts [P, J, K] before the campaign of untreated units against all other untreated ones; NaN where unusable.

    Control and unused units stand in for the test arm, J groups of as many units as it has, for the noise of few
    units has another shape than that of many. They are taken evenly from all sizes (an item's own sales) and dealt out
    largest first and back again. J is 12 at most, and 4 where the groups must be smaller for that; no group, J = 0,
    with fewer than two untreated units.
    """
    m, pre = metric_index(metric), panel.windows.pre.slice
    at = panel.at((*design.control, *design.unused))
    count = min(len(at), PEERS, max(FEWEST, len(at) // len(design.test)))
    if count < 2:
        return np.empty((len(panel.windows.pre), 0, len(panel.items)))
    sales, weight = panel.listed[m, at, pre], panel.weight[m, at, pre]
    each = min(len(design.test), len(at) // count)
    taken = (2 * np.arange(count * each) + 1) * len(at) // (2 * count * each)
    ranked = np.argsort(-sales.sum(axis=1), axis=0, kind="stable")[taken]
    turn = np.concatenate([np.arange(count), np.arange(count)[::-1]])
    group = turn[np.arange(len(taken)) % len(turn)]

    def dealt(cube: Floats) -> Floats:
        drawn = np.take_along_axis(cube, ranked[:, None], axis=0)
        return np.stack([drawn[group == j].sum(axis=0) for j in range(count)], axis=1)

    own, usual = dealt(sales), dealt(weight)
    rest = _log_index(sales.sum(axis=0)[:, None] - own, weight.sum(axis=0)[:, None] - usual)
    return _log_index(own, usual) - rest


def _log_index(sales: Floats, weight: Floats) -> Floats:
    """Log of sales over usual sales [P, J, K], half the least index for none; NaN where too much of it is missing."""
    index = np.divide(sales, weight, out=np.ones_like(sales), where=weight > 0)
    zero = index <= 0
    least = np.where(zero, np.inf, index).min(axis=0)
    usable = ((weight > 0).mean(axis=0) > USABLE) & (zero.mean(axis=0) < 1.0 - USABLE)
    log = np.log(np.where(zero, 0.5 * np.where(np.isfinite(least), least, 1.0), index))
    return np.where(usable, log, np.nan)

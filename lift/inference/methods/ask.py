"""The same estimator asked for many designs: as one batch of matrix products where it allows that, else one by one."""

from collections.abc import Sequence

import numpy as np

from lift.core.design import Design
from lift.core.panel import Bools, Floats, Panel, metric_index
from lift.core.words import Metric
from lift.estimators.protocol import Estimator, LinearEstimator, PathEstimator
from lift.estimators.series import Series, unit_sales
from lift.inference.measurable import MAX_EMPTY
from lift.inference.methods.points import log_ratio, points
from lift.inference.protocol import AnyEstimator
from lift.inference.sample import window_sums

CELLS = 1 << 18
"""Periods x designs x items at once; bounds memory, changes no number."""


def batched(estimator: AnyEstimator) -> bool:
    """Whether many designs cost little more than one."""
    if isinstance(estimator, LinearEstimator):
        return True
    return not isinstance(estimator, Estimator) and estimator.pooled


def ask(estimator: AnyEstimator, panel: Panel, designs: Sequence[Design], metric: Metric) -> Floats:
    """Log uplifts [D, W, K] of designs that have the same number of test units.

    NaN where an arm sold nothing of an item in too many periods before the campaign to be measured.
    """
    if isinstance(estimator, LinearEstimator):
        return _linear(estimator, panel, designs, metric)
    if not isinstance(estimator, Estimator) and estimator.pooled:
        return _pooled(estimator, panel, designs, metric)
    out = np.full((len(designs), len(panel.windows.steps), len(panel.items)), np.nan)
    for d, design in enumerate(designs):
        items = usable(panel, design, metric)
        if items:
            out[d][:, items] = points(estimator, panel.take(items), design, metric).location
    return out


def usable(panel: Panel, design: Design, metric: Metric) -> list[int]:
    """Positions of the items that both arms of a design sold in enough periods before the campaign."""
    m, pre = metric_index(metric), panel.windows.pre.slice
    arms = [panel.listed[m, panel.at(units), pre].sum(axis=0) for units in (design.test, design.control)]
    return np.flatnonzero(_selling(arms[0]) & _selling(arms[1])).tolist()


def mixes(panel: Panel, arms: Sequence[tuple[str, ...]]) -> Floats:
    """Weights [D, U] that turn units into the means of arms."""
    where = {name: i for i, name in enumerate(panel.units)}
    out = np.zeros((len(arms), len(panel.units)))
    for d, arm in enumerate(arms):
        out[d, [where[name] for name in arm]] = 1.0 / len(arm)
    return out


def _linear(estimator: LinearEstimator, panel: Panel, designs: Sequence[Design], metric: Metric) -> Floats:
    changes = estimator.changes(panel, metric)
    known = np.isfinite(changes)
    test, control = mixes(panel, [d.test for d in designs]), mixes(panel, [d.control for d in designs])
    if known.all():
        return np.stack([test @ change - control @ change for change in changes], axis=1)
    filled = np.where(known, changes, 0.0)
    return np.stack([_mean(test, c, k) - _mean(control, c, k) for c, k in zip(filled, known, strict=True)], axis=1)


def _mean(mix: Floats, change: Floats, known: Bools) -> Floats:
    share = mix @ known.astype(np.float64)
    return np.divide(mix @ change, share, out=np.full(share.shape, np.nan), where=share > 0)


def _pooled(estimator: PathEstimator, panel: Panel, designs: Sequence[Design], metric: Metric) -> Floats:
    sales = unit_sales(panel, metric)
    pre, K = len(panel.windows.pre), len(panel.items)
    test, control = mixes(panel, [d.test for d in designs]), mixes(panel, [d.control for d in designs])
    T, D = sales.shape[1], len(designs)
    out = np.empty((D, len(panel.windows.steps), K))
    width = max(1, min(K, CELLS // (T * min(D, 64))))
    depth = max(1, CELLS // (T * width))
    for k in range(0, K, width):
        block = np.ascontiguousarray(sales[:, :, k : k + width].transpose(1, 0, 2))
        for d in range(0, D, depth):
            own, others = ((mix[d : d + depth] @ block).reshape(T, -1) for mix in (test, control))
            seen = Series(own, others[None], pre, len(designs[0].test))
            step = log_ratio(window_sums(panel, own), window_sums(panel, estimator.predict(seen)))
            step[:, ~(_selling(own[:pre]) & _selling(others[:pre]))] = np.nan
            shape = (len(step), -1, block.shape[2])
            out[d : d + depth, :, k : k + width] = step.reshape(shape).transpose(1, 0, 2)
    return out


def _selling(before: Floats) -> Bools:
    return (before <= 0).mean(axis=0) <= MAX_EMPTY

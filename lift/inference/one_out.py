"""How far one item's estimate moves when one unit is left out."""

from dataclasses import dataclass, replace

import numpy as np

from lift.core.design import Design
from lift.core.panel import Floats, Ints, Panel, metric_index
from lift.core.words import Metric
from lift.estimators.protocol import Estimator, PathEstimator
from lift.estimators.series import series
from lift.inference.protocol import Paired
from lift.inference.sample import Comparison

MOST = 40
"""Units left out per arm, the largest: a smaller one cannot move a sum over so many."""


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """`location` of the campaign's log uplift with its `scale`, and `without` [J] that without each of J `units`.

    `scales` [J] are those of `without`, NaN where an estimator gives a path alone; `df` the degrees of freedom of both.
    """

    location: float
    scale: float
    units: tuple[str, ...]
    without: Floats
    scales: Floats
    df: float


def leave_one_out(estimator: Estimator, one: Comparison, metric: Metric) -> LeftOut:
    """Estimate the single item of a comparison without each unit in turn; a lone unit of an arm stays.

    An estimator with an interval of its own is asked for all of them at once, each as an item to which the unit adds no
    store; one that was paired with an inference is asked for its path alone. NaN where no estimate is left. Raises
    MethodError as the estimator does.
    """
    panel, design = one.panel, one.design
    units = tuple(unit for arm in (design.test, design.control) for unit in _largest(panel, arm, metric))
    if isinstance(estimator, Paired) and isinstance(estimator.estimator, PathEstimator):
        found = estimator.expected(panel, design, metric)
        path = estimator.estimator
        steps = [_step(path, panel, design.without(unit), metric) for unit in units]
        unknown = np.full(len(units), np.nan)
        return LeftOut(
            float(found.location[0, 0]), float(found.scale[0, 0]), units, np.array(steps), unknown, float(found.df[0])
        )
    found = estimator.expected(_emptied(panel, panel.at(units)), design, metric)
    return LeftOut(
        float(found.location[0, 0]), float(found.scale[0, 0]), units, found.location[0, 1:], found.scale[0, 1:],
        float(found.df[0]),
    )  # fmt: skip


def _largest(panel: Panel, arm: tuple[str, ...], metric: Metric) -> list[str]:
    if len(arm) < 2:
        return []
    size = panel.listed[metric_index(metric), panel.at(arm), panel.windows.pre.slice].sum(axis=(1, 2))
    sold = [(-float(s), unit) for s, unit in zip(size, arm, strict=True) if s > 0]
    return [unit for _, unit in sorted(sold)[:MOST]] if len(sold) > 1 else []


def _emptied(panel: Panel, at: Ints) -> Panel:
    """The item J + 1 times: as it is, then without the stores of the unit at each of J positions."""
    copies = len(at) + 1
    listed, weight, total = (np.repeat(cube, copies, axis=3) for cube in (panel.listed, panel.weight, panel.total))
    selling, periods = (np.repeat(count, copies, axis=1) for count in (panel.selling, panel.store_periods))
    for copy, unit in enumerate(at.tolist(), start=1):
        for cube in (listed, weight, total):
            cube[:, unit, :, copy] = 0.0
        for count in (selling, periods):
            count[unit, copy] = 0
    return replace(
        panel, items=panel.items * copies, listed=listed, weight=weight, total=total, selling=selling,
        store_periods=periods,
    )  # fmt: skip


def _step(estimator: PathEstimator, panel: Panel, design: Design, metric: Metric) -> float:
    seen = series(panel, design, metric, pooled=estimator.pooled)
    span = panel.windows.campaign
    at = slice(span.start - panel.windows.pre.start, span.stop - panel.windows.pre.start)
    sold, expected = float(seen.test[at].sum()), float(estimator.predict(seen)[at].sum())
    return float(np.log(sold / expected)) if sold > 0 and expected > 0 else float("nan")

"""The panel: store sales, validated and aggregated to unit x period x item."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lift.core.errors import DataError
from lift.core.words import METRICS, Frequency, Level, Metric

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Item:
    """A SKU, the promoted set, a brand, a category, or what is left of one of them.

    `key` is the name shown to users, unique within its level; `parent` the key of the item that contains it
    (a SKU's brand, a brand's category). `members` are the segments (see `Panel`) whose sales add up to it.
    `row` says whether it is a row of the effects table; the others (rest of the brand, rest of the category)
    are nodes of the tree only. A `launch` is a SKU that the study declares new: nothing is expected of it.
    """

    level: Level
    key: str
    parent: str | None
    members: tuple[str, ...]
    row: bool = True
    promoted: bool = False
    launch: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive periods of the panel, `start` inclusive, `stop` exclusive, as positions on the period axis."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    @property
    def slice(self) -> slice:
        """The same periods as a slice of the period axis."""
        return slice(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class Windows:
    """The three windows on the period axis, and the history before them.

    `history` lies before `pre` and is used only to match control units; `after` is empty without an
    after-effect window. `clipped` counts after-periods asked for that the data does not reach, `missing` those of the
    campaign.
    """

    history: Span
    pre: Span
    campaign: Span
    after: Span
    clipped: int = 0
    missing: int = 0

    def __post_init__(self) -> None:
        spans = (self.history, self.pre, self.campaign, self.after)
        for left, right in pairwise(spans):
            if left.stop != right.start:
                raise DataError(f"windows must follow each other without a gap: {spans}")

    @property
    def post(self) -> Span:
        """Campaign and after together."""
        return Span(self.campaign.start, self.after.stop)

    @property
    def steps(self) -> tuple[Span, ...]:
        """The windows that get a step of their own: campaign, and after when there is one."""
        return (self.campaign, self.after) if len(self.after) else (self.campaign,)


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Sales by unit, period and item: the only form in which rows reach the maths.

    Shapes: U units (regions, or stores when stores were assigned one by one), T periods, K items,
    2 metrics in the order of `METRICS` (revenue in major currency units, units in pieces or weight).

    - `listed` [2, U, T, K]: sales of the stores that list the item and have at least 8 listed pre-periods.
    - `weight` [2, U, T, K]: sum over those stores, while they list the item, of the store's mean sales per listed
      pre-period. `listed / weight` is the sales index of the unit, unmoved by stores that open, close or delist.
    - `total` [2, U, T, K]: all sales of the unit, what a report calls observed.
    - `selling` [U, K] and `store_periods` [U, K]: pre-period store-periods with sales, and store-periods listed.
    - `stores` [U]: stores in the unit; `region` the region of each unit (itself when regions are units).
    """

    periods: Dates
    windows: Windows
    frequency: Frequency
    units: tuple[str, ...]
    region: tuple[str, ...]
    stores: Ints
    items: tuple[Item, ...]
    listed: Floats
    weight: Floats
    total: Floats
    selling: Ints
    store_periods: Ints

    def __post_init__(self) -> None:
        shape = (len(METRICS), len(self.units), len(self.periods), len(self.items))
        for name in ("listed", "weight", "total"):
            found = getattr(self, name).shape
            if found != shape:
                raise DataError(f"panel.{name} has shape {found}, expected {shape} (metric, unit, period, item)")
        if len(set(self.units)) != len(self.units):
            raise DataError("panel units are not unique")

    @staticmethod
    def from_frame(
        frame: "pd.DataFrame",
        start: "date | str",
        end: "date | str",
        *,
        after_periods: int = 0,
        pre_periods: int | None = None,
        frequency: Frequency = "week",
    ) -> "Panel":
        """A panel from a table of sums (unit, week, item, revenue, units); see `lift.core.frame.panel_from_frame`."""
        from lift.core.frame import panel_from_frame  # noqa: PLC0415 - it builds panels itself

        return panel_from_frame(
            frame, start, end, after_periods=after_periods, pre_periods=pre_periods, frequency=frequency
        )

    @property
    def sales(self) -> Floats:
        """Revenue, all sales, [units, periods, items], in major currency units."""
        return self.total[0]

    @property
    def volume(self) -> Floats:
        """Units sold, all sales, [units, periods, items]."""
        return self.total[1]

    def at(self, names: tuple[str, ...]) -> Ints:
        """Positions of the named units on the unit axis."""
        where = {name: i for i, name in enumerate(self.units)}
        return np.array([where[name] for name in names], dtype=np.int64)

    def times(self, span: Span) -> tuple[int, ...]:
        """Positions of the periods of a span in time, 0 for its first: a period that is left out leaves a gap."""
        days = self.periods[span.slice]
        if self.frequency == "month":
            steps = np.diff(days.astype("datetime64[M]").astype(np.int64))
        else:
            steps = np.diff(days.astype("datetime64[D]").astype(np.int64)) // (7 if self.frequency == "week" else 1)
        return (0, *np.cumsum(np.maximum(steps, 1)).tolist())

    def item(self, level: Level, key: str) -> int:
        """Position of an item on the item axis."""
        for i, item in enumerate(self.items):
            if item.level == level and item.key == key:
                return i
        raise DataError(f"the panel has no {level} {key!r}")

    def take(self, items: list[int]) -> "Panel":
        """The same panel with the items at these positions only."""
        if items == list(range(len(self.items))):
            return self
        index: Any = np.asarray(items, dtype=np.int64)
        listed = self.listed[..., index]
        return replace(
            self,
            items=tuple(self.items[i] for i in items),
            listed=listed, weight=self.weight[..., index],
            total=listed if self.total is self.listed else self.total[..., index],
            selling=self.selling[:, index], store_periods=self.store_periods[:, index],
        )  # fmt: skip


def merge(panel: Panel, groups: list[tuple[Item, list[int]]]) -> Panel:
    """The panel with each group of items added up to one item: listed sales, weights and totals are all sums.

    A group's index is then sales over what its stores usually sell of exactly the SKUs that they list.
    """
    at = [np.asarray(positions, dtype=np.int64) for _, positions in groups]

    def added(cube: Any, axis: int) -> Any:
        return np.stack([cube.take(positions, axis=axis).sum(axis=axis) for positions in at], axis=axis)

    return replace(
        panel,
        items=tuple(item for item, _ in groups),
        listed=added(panel.listed, 3), weight=added(panel.weight, 3), total=added(panel.total, 3),
        selling=added(panel.selling, 1), store_periods=added(panel.store_periods, 1),
    )  # fmt: skip


def metric_index(metric: Metric) -> int:
    """Position of a metric on the first axis of the panel's cubes."""
    return METRICS.index(metric)

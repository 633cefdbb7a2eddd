"""A draw with a planted campaign: the same store sales without and with it, and the panel that the tool would read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from calibration.listing import sold
from calibration.sources import Market, Tree

from lift.core.design import Design
from lift.core.panel import Floats, Ints, Item, Panel, Span, Windows
from lift.core.words import Assignment
from lift.data.items import detail_items, plant
from lift.inference.sample import Comparison


@dataclass(frozen=True, slots=True)
class Laid:
    """Periods of a draw: `pre` weeks from the start of the arrays, then `campaign` and `after`."""

    pre: int
    campaign: int
    after: int

    @property
    def windows(self) -> Windows:
        """The same as spans."""
        begin, end = self.pre, self.pre + self.campaign
        return Windows(Span(0, 0), Span(0, begin), Span(begin, end), Span(end, end + self.after))


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """One campaign on one panel.

    `without`, `with_` [2, S, T, K] revenue and units by store, week and SKU; `unit` [S] the unit of each store;
    `test` the units treated; `products` (sku, brand, category) in the order of the K SKUs. `detail`: whether SKUs that
    are not promoted are measured one by one.
    """

    without: Floats
    with_: Floats
    unit: Ints
    test: Ints
    products: pd.DataFrame
    promoted: tuple[str, ...]
    assignment: Assignment
    laid: Laid
    detail: bool = True

    def truth(self, skus: Sequence[str]) -> tuple[Floats, Floats]:
        """Sales [2, 2] (metric x campaign, after) of these SKUs in the test units, without the campaign and with it."""
        inside = self.products["sku"].isin(list(skus)).to_numpy()
        stores = np.isin(self.unit, self.test)
        first = np.array([0, self.laid.campaign]) + self.laid.pre

        def sums(cube: Floats) -> Floats:
            by_week = cube[:, stores][..., inside].sum(axis=(1, 3))[:, : self.laid.windows.after.stop]
            return np.add.reduceat(by_week, first, axis=1)

        return sums(self.without), sums(self.with_)

    def comparisons(self) -> tuple[Comparison, Comparison]:
        """The tree of the promoted category, and its other SKUs one by one (empty without `detail`)."""
        tree = plant(self.products, self.promoted)
        main = self._comparison(tree.items, tree.segment_of)
        if not self.detail:
            return main, main.take([])
        others = detail_items(self.products, tree, self.promoted)
        return main, self._comparison(others, {i.key: i.members[0] for i in others})

    def skus_of(self, item: Item) -> list[str]:
        """The SKUs that an item of the tree is the sum of."""
        segment_of = plant(self.products, self.promoted).segment_of
        return [sku for sku, segment in segment_of.items() if segment in item.members or f"sku:{sku}" in item.members]

    def _comparison(self, items: tuple[Item, ...], segment_of: dict[str, str] | object) -> Comparison:
        segments = pd.Series(segment_of).reindex(self.products["sku"]).to_numpy()
        members = np.array([[float(s in i.members) for i in items] for s in segments])
        tree = Tree(items, members, np.zeros(len(segments)), ())
        laid, everyone = self.laid, np.unique(self.unit)
        rest = np.setdiff1d(everyone, self.test)
        order = np.concatenate([self.test, rest])
        onehot = (self.unit == order[:, None]).astype(np.float64)
        stores = [
            sold(Market(cube, self.unit, tree, ""), laid.pre, laid.pre, laid.campaign + laid.after, "week")
            for cube in self.with_
        ]
        listed, weight, total = (
            np.stack([np.tensordot(onehot, getattr(s, name), 1) for s in stores])
            for name in ("listed", "weight", "total")
        )
        units = tuple(f"unit {u:03d}" for u in order)
        count = len(self.test)
        design = Design(
            self.assignment, units[:count], units[count:], (1.0 / len(rest),) * len(rest), (), chosen="named"
        )
        panel = Panel(
            np.datetime64("2024-01-01") + np.arange(total.shape[2]) * np.timedelta64(7, "D"), laid.windows, "week",
            units, units, onehot.sum(axis=1).astype(np.int64), items, listed, weight, total,
            selling=(onehot @ stores[0].selling).astype(np.int64),
            store_periods=(onehot @ stores[0].store_periods).astype(np.int64),
        )  # fmt: skip
        return Comparison(panel, design)

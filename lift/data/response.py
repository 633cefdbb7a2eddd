"""Units, price and promotion by store and week before the campaign, SKU by SKU: what elasticities are learnt from."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from lift.core.panel import Bools, Floats
from lift.data.covariates import MICRO, covariates_of, micro, sold_before, value
from lift.data.engine import Rows, fetch, small_table
from lift.data.source import Source

PORTION = 1_000_000
"""Rows that are brought into memory at a time (about 50 bytes each)."""
PORTIONS = 12
"""So many portions are read at most, the SKUs with the largest revenue first."""


def store_weeks(source: Source, stores: Sequence[str]) -> Iterator[tuple[str, Floats, Floats, Bools]]:
    """Yield each SKU of the tree: log units [S, P], covariates [S, P, J] and where it sold [S, P] in the pre window.

    `stores` are those that take part; S counts those of them that sold the SKU. SKUs beyond the last portion are left
    out: they take what all others have in common.
    """
    names = covariates_of(source.sales, source.spec.campaign.includes)
    number = {store: i for i, store in enumerate(stores)}
    places = small_table({"store_id": list(number), "place": np.arange(len(number), dtype=np.int64)})
    for skus in _portions(source):
        table = sold_before(source.sales, {sku: i for i, sku in enumerate(skus)}, source.calendar, source.windows.pre)
        table = table.inner_join(places, "store_id")
        columns = {f"x_{name}": micro(value(table, name)) for name in names}
        yield from _dense(
            fetch("sales", table.select("item", "place", "period", "units", **columns)), skus, source, names
        )


def _portions(source: Source) -> Iterator[list[str]]:
    """SKUs by revenue before the campaign, in groups of at most so many rows."""
    rows: dict[str, int] = {}
    worth: dict[str, int] = {}
    totals = source.totals
    for sku, n, revenue in zip(
        totals.there.sku.tolist(), totals.there.rows.tolist(), totals.revenue.tolist(), strict=True
    ):
        rows[sku] = rows.get(sku, 0) + n
        worth[sku] = worth.get(sku, 0) + revenue
    group: list[str] = []
    size, left = 0, PORTIONS
    for sku in sorted(rows, key=lambda name: (-worth[name], name)):
        if group and size + rows[sku] > PORTION:
            yield sorted(group)
            group, size, left = [], 0, left - 1
            if not left:
                return
        group.append(sku)
        size += rows[sku]
    if group:
        yield sorted(group)


def _dense(
    rows: Rows, skus: Sequence[str], source: Source, names: Sequence[str]
) -> Iterator[tuple[str, Floats, Floats, Bools]]:
    found: Mapping[str, np.ndarray] = {name: rows[name].to_numpy() for name in rows.column_names}
    order = np.lexsort((found["period"], found["place"], found["item"]))
    item, place, period = (found[name][order] for name in ("item", "place", "period"))
    y = np.log(found["units"][order])
    x = np.stack([found[f"x_{name}"][order] / MICRO for name in names], axis=1)
    first, weeks = source.windows.pre.start, len(source.windows.pre)
    for i, sku in enumerate(skus):
        here = slice(*np.searchsorted(item, [i, i + 1]))
        stores, at = np.unique(place[here], return_inverse=True)
        if not len(stores):
            continue
        where = (at, period[here] - first)
        shape = (len(stores), weeks)
        units, values, seen = np.zeros(shape), np.zeros((*shape, len(names))), np.zeros(shape, dtype=bool)
        units[where], values[where], seen[where] = y[here], x[here], True
        yield sku, units, values, seen

"""Sums of sales by unit, period and item: added up from what is known of regions, or asked of the rows."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from lift.core.panel import Ints
from lift.data.bits import calendar_table
from lift.data.engine import Engine, Rows, fetch, small_table
from lift.data.source import Source
from lift.data.totals import Wholes, minor_units, narrow

MANY = 4
"""Sums by SKU are remembered where units hold so many stores each: there they are few beside the rows."""


def _by_segment(source: Source, segment_of: Mapping[str, int], places: Rows, keys: Sequence[str]) -> Rows:
    """Return the sales of some SKUs and places (joined on `keys`), with segment and period as numbers."""
    segments = small_table({"sku": list(segment_of), "segment": np.array(list(segment_of.values()), dtype=np.int32)})
    table = source.sales.inner_join(segments, "sku").inner_join(places, list(keys))
    table = table.inner_join(calendar_table(source.calendar).select("day", "period"), "day")
    return minor_units(table, small=source.small)


def _sum_units(source: Source, unit_of: Mapping[str, int], segment_of: Mapping[str, int], segments: int) -> Ints:
    """Return all sales [2, U, T, segments] in cents and thousandths, from the rows."""
    units = small_table({"store_id": list(unit_of), "unit": np.array(list(unit_of.values()), dtype=np.int32)})
    table = _by_segment(source, segment_of, units, ["store_id"])
    query = table.group_by("unit", "period", "segment").agg(
        cents=table.cents.sum().cast("int64"), milli=table.milli.sum().cast("int64")
    )
    cube = np.zeros((2, max(unit_of.values()) + 1, len(source.calendar), segments), dtype=np.int64)
    _add(cube, source.engine, query, "segment")
    return cube


def sum_items(
    source: Source, unit_of: Mapping[str, int], segment_of: Mapping[str, int], members: Sequence[Sequence[int]]
) -> Ints:
    """Return all sales [2, U, T, items] in cents and thousandths, of the stores that have a unit.

    `members` are the segments of each item. Sums of whole regions are known by SKU; those of other units that hold many
    stores are remembered.
    """
    skus = {sku: i for i, sku in enumerate(sorted(source.tree.segment_of))}
    by_sku = source.regional and source.regional.of_units(unit_of, len(source.calendar), list(skus))
    if by_sku is None and MANY * (max(unit_of.values()) + 1) > len(unit_of):
        count = max(segment_of.values()) + 1
        return _gathered(_sum_units(source, unit_of, segment_of, count), members)
    within: dict[int, list[int]] = {}
    for sku, segment in segment_of.items():
        within.setdefault(segment, []).append(skus[sku])
    places = [[sku for segment in at for sku in within[segment]] for at in members]
    return _gathered(_remembered(source, unit_of, skus) if by_sku is None else by_sku, places)


def _remembered(source: Source, unit_of: Mapping[str, int], skus: Mapping[str, int]) -> Wholes:
    """Return all sales [2, U, T, skus], from the rows when they are asked for first."""
    units = tuple(sorted(unit_of.items()))
    if units not in source.sums:
        source.sums[units] = narrow(_sum_units(source, unit_of, skus, len(skus)))
    return source.sums[units]


def _gathered(cube: Wholes, members: Sequence[Sequence[int]]) -> Ints:
    """Add up the last axis of a cube to items, each of some of its places."""
    if all(len(at) == 1 for at in members):
        return np.take(cube, [place for at in members for place in at], axis=-1).astype(np.int64, copy=False)
    found = np.zeros((*cube.shape[:-1], len(members)), dtype=np.int64)
    for item, at in enumerate(members):
        for place in at:
            found[..., item] += cube[..., place]
    return found


def take_left_out(sums: Ints, source: Source, segment_of: Mapping[str, int], pairs: pd.DataFrame) -> None:
    """Take from sums [2, U, T, items], in cents and thousandths, the sales that are not compared.

    `pairs` has one row per store, item and segment of the item: store_id, unit, item, segment, and the first period
    from which its revenue (`from_cents`) and its units (`from_milli`) are left out.
    """
    named = set(pairs["segment"].tolist())
    wanted = {sku: segment for sku, segment in segment_of.items() if segment in named}
    places = small_table({name: pairs[name].to_numpy() for name in pairs.columns})
    table = _by_segment(source, wanted, places, ["store_id", "segment"])
    query = table.group_by("unit", "period", "item").agg(
        cents=table.cents.sum(where=table.period >= table.from_cents).fill_null(0).cast("int64"),
        milli=table.milli.sum(where=table.period >= table.from_milli).fill_null(0).cast("int64"),
    )
    _add(sums, source.engine, query, "item", -1)


def _add(cube: Ints, engine: Engine, query: Rows, last: str, sign: int = 1) -> None:
    """Add (or take) what a query has found of each unit, period and item, one row each."""
    found = fetch("sales", query)
    engine.settle()
    for piece in found.to_batches():
        at = tuple(piece[name].to_numpy() for name in ("unit", "period", last))
        for metric, name in enumerate(("cents", "milli")):
            cube[(metric, *at)] += sign * piece[name].to_numpy()
    del found  # may be larger than the cube
    engine.settle()

"""Sums of sales by unit, period and item: the two queries whose results become the panel."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lift.core.panel import Ints
from lift.data.bits import calendar_table
from lift.data.engine import Engine, Rows, fetch, small_table
from lift.data.source import Source
from lift.data.totals import Wholes, minor_units

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
    return _dense(source.engine, query, (max(unit_of.values()) + 1, len(source.calendar), segments), "segment")


def sum_items(
    source: Source, unit_of: Mapping[str, int], segment_of: Mapping[str, int], members: Sequence[Sequence[int]]
) -> Ints:
    """Return all sales [2, U, T, items] in cents and thousandths, of the stores that have a unit.

    `members` are the segments of each item. Where units hold many stores, sums come of those by SKU that the source
    remembers.
    """
    if MANY * (max(unit_of.values()) + 1) > len(unit_of):
        count = max(segment_of.values()) + 1
        return _gathered(_sum_units(source, unit_of, segment_of, count), members)
    skus = {sku: i for i, sku in enumerate(sorted(source.tree.segment_of))}
    units = tuple(sorted(unit_of.items()))
    if units not in source.sums:
        source.sums[units] = _narrow(_sum_units(source, unit_of, skus, len(skus)))
    within: dict[int, list[int]] = {}
    for sku, segment in segment_of.items():
        within.setdefault(segment, []).append(skus[sku])
    return _gathered(source.sums[units], [[sku for segment in at for sku in within[segment]] for at in members])


def _narrow(cube: Ints) -> Wholes:
    """The same numbers in half the memory, where they fit."""
    most = np.iinfo(np.int32).max
    return cube.astype(np.int32) if -most <= cube.min(initial=0) and cube.max(initial=0) <= most else cube


def _gathered(cube: Wholes, members: Sequence[Sequence[int]]) -> Ints:
    """Add up the last axis of a cube to items, each of some of its places."""
    if all(len(at) == 1 for at in members):
        return cube[..., [place for at in members for place in at]].astype(np.int64)
    found = np.zeros((*cube.shape[:-1], len(members)), dtype=np.int64)
    for item, at in enumerate(members):
        for place in at:
            found[..., item] += cube[..., place]
    return found


def sum_left_out(source: Source, segment_of: Mapping[str, int], pairs: pd.DataFrame, shape: tuple[int, int]) -> Ints:
    """Return the sales [2, U, T, items] that are not compared, in cents and thousandths; `shape` is (U, items).

    `pairs` has one row per store, item and segment of the item: store_id, unit, item, segment, and the first period
    from which its revenue (`from_cents`) and its units (`from_milli`) are left out.
    """
    units, items = shape
    if pairs.empty:
        return np.zeros((2, units, len(source.calendar), items), dtype=np.int64)
    named = set(pairs["segment"].tolist())
    wanted = {sku: segment for sku, segment in segment_of.items() if segment in named}
    places = small_table({name: pairs[name].to_numpy() for name in pairs.columns})
    table = _by_segment(source, wanted, places, ["store_id", "segment"])
    query = table.group_by("unit", "period", "item").agg(
        cents=table.cents.sum(where=table.period >= table.from_cents).fill_null(0).cast("int64"),
        milli=table.milli.sum(where=table.period >= table.from_milli).fill_null(0).cast("int64"),
    )
    return _dense(source.engine, query, (units, len(source.calendar), items), "item")


def _dense(engine: Engine, query: Rows, shape: tuple[int, int, int], last: str) -> Ints:
    found = fetch("sales", query)
    engine.settle()
    cube = np.zeros((2, *shape), dtype=np.int64)
    _fill(cube, found, last)
    del found  # larger than the cube
    engine.settle()
    return cube


def _fill(cube: Ints, found: Any, last: str) -> None:
    for piece in found.to_batches():
        at = tuple(piece[name].to_numpy() for name in ("unit", "period", last))
        for metric, name in enumerate(("cents", "milli")):
            cube[(metric, *at)] = piece[name].to_numpy()

"""Sums of sales by unit, period and item: the two queries whose results become the panel."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lift.core.panel import Ints
from lift.data.bits import calendar_table
from lift.data.calendar import Calendar
from lift.data.engine import Rows, fetch, small_table
from lift.data.totals import minor_units


def _by_segment(sales: Rows, calendar: Calendar, segment_of: Mapping[str, int]) -> Rows:
    """Return the sales of the SKUs that have a segment, in the periods of the calendar, with both as numbers."""
    segments = small_table({"sku": list(segment_of), "segment": np.array(list(segment_of.values()), dtype=np.int64)})
    table = minor_units(sales).inner_join(segments, "sku")
    return table.inner_join(calendar_table(calendar).select("day", "period"), "day")


def sum_segments(
    sales: Rows, calendar: Calendar, unit_of: Mapping[str, int], segment_of: Mapping[str, int], segments: int
) -> Ints:
    """Return all sales [2, U, T, segments] in cents and thousandths, of the stores that have a unit."""
    units = small_table({"store_id": list(unit_of), "unit": np.array(list(unit_of.values()), dtype=np.int64)})
    table = _by_segment(sales, calendar, segment_of).inner_join(units, "store_id")
    query = table.group_by("unit", "period", "segment").agg(
        cents=table.cents.sum().cast("int64"), milli=table.milli.sum().cast("int64")
    )
    return _dense(query, (max(unit_of.values()) + 1, len(calendar), segments), "segment")


def sum_left_out(
    sales: Rows, calendar: Calendar, segment_of: Mapping[str, int], pairs: pd.DataFrame, shape: tuple[int, int]
) -> Ints:
    """Return the sales [2, U, T, items] that are not compared, in cents and thousandths; `shape` is (U, items).

    `pairs` has one row per store, item and segment of the item: store_id, unit, item, segment, and the first period
    from which its revenue (`from_cents`) and its units (`from_milli`) are left out.
    """
    units, items = shape
    if pairs.empty:
        return np.zeros((2, units, len(calendar), items), dtype=np.int64)
    named = set(pairs["segment"].tolist())
    wanted = {sku: segment for sku, segment in segment_of.items() if segment in named}
    table = _by_segment(sales, calendar, wanted).inner_join(
        small_table({name: pairs[name].to_numpy() for name in pairs.columns}), ["store_id", "segment"]
    )
    query = table.group_by("unit", "period", "item").agg(
        cents=table.cents.sum(where=table.period >= table.from_cents).fill_null(0).cast("int64"),
        milli=table.milli.sum(where=table.period >= table.from_milli).fill_null(0).cast("int64"),
    )
    return _dense(query, (units, len(calendar), items), "item")


def _dense(query: Rows, shape: tuple[int, int, int], last: str) -> Ints:
    found = fetch("sales", query)
    cube = np.zeros((2, *shape), dtype=np.int64)
    at = tuple(found[name].to_numpy() for name in ("unit", "period", last))
    for metric, name in enumerate(("cents", "milli")):
        cube[(metric, *at)] = found[name].to_numpy()
    return cube

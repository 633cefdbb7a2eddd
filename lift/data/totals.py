"""What is known of every store and SKU without looking at single rows again: one scan, grouped by store and SKU."""

from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt

from lift.core.errors import DataError, listing
from lift.core.panel import Ints, Span
from lift.data.bits import bit_count, calendar_table, words
from lift.data.calendar import Calendar
from lift.data.engine import Rows, fetch
from lift.data.scan import row_name

CENTS, MILLI = 100, 1000
"""Sums are taken in whole cents and thousandths of units, so that their order cannot change them."""
SUMS = ("rows", "revenue", "units", "pre_revenue", "pre_units")
Names = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """Sums over the whole data by some key (a store, a SKU, or a store and a SKU), sorted by it.

    `revenue` in cents and `units` in thousandths, `pre_...` over the pre window alone; `seen` and `sold` [N, W] are the
    periods (packed, see `bits`) with a row, and with sales other than zero. `largest` is the largest row in
    thousandths of units.
    """

    store: Names
    sku: Names
    rows: Ints
    revenue: Ints
    units: Ints
    pre_revenue: Ints
    pre_units: Ints
    largest: Ints
    seen: Ints
    sold: Ints

    def __len__(self) -> int:
        return len(self.rows)


def minor_units(sales: Rows) -> Rows:
    """Add `cents` and `milli` to canonical sales."""
    return sales.mutate(
        cents=(sales.revenue * CENTS).round().cast("int64"), milli=(sales.units * MILLI).round().cast("int64")
    )


def by_store_and_sku(sales: Rows, calendar: Calendar, pre: Span) -> Rows:
    """Return the query that groups all sales by store and SKU: the one scan behind everything here."""
    table = minor_units(sales).inner_join(calendar_table(calendar), "day")
    sold = (table.cents != 0) | (table.milli != 0)
    before = (table.period >= pre.start) & (table.period < pre.stop)
    aggregates: dict[str, Any] = {
        "rows": table.count(),
        "revenue": table.cents.sum(),
        "units": table.milli.sum(),
        "pre_revenue": before.ifelse(table.cents, 0).sum(),
        "pre_units": before.ifelse(table.milli, 0).sum(),
        "largest": table.milli.max(),
    }
    for word in range(words(len(calendar))):
        aggregates[f"seen{word}"] = table[f"bit{word}"].bit_or()
        aggregates[f"sold{word}"] = sold.ifelse(table[f"bit{word}"], 0).bit_or()
    return table.group_by("store_id", "sku").agg(**{k: v.cast("int64") for k, v in aggregates.items()})


def summed(pairs: Rows, key: str) -> Rows:
    """Sum store-SKU totals up to one of the two keys; `pairs` counts the rows that went in."""
    aggregates: dict[str, Any] = {name: pairs[name].sum() for name in SUMS}
    aggregates["largest"] = pairs.largest.max()
    aggregates |= {name: pairs[name].bit_or() for name in pairs.columns if name.startswith(("seen", "sold"))}
    return pairs.group_by(key).agg(**{name: value.cast("int64") for name, value in aggregates.items()})


def read_totals(query: Rows) -> Totals:
    """Run a totals query and sort its rows by store and SKU."""
    table = fetch("sales", query)
    size = table.num_rows
    keys = {
        name: np.array(table[name].to_pylist(), dtype=object)
        if name in table.column_names
        else np.full(size, "", dtype=object)
        for name in ("store_id", "sku")
    }
    order = np.lexsort((_codes(keys["sku"]), _codes(keys["store_id"])))

    def column(name: str) -> Ints:
        return table[name].to_numpy().astype(np.int64)[order]

    def packed(stem: str) -> Ints:
        count = sum(name.startswith(stem) for name in table.column_names)
        return np.stack([column(f"{stem}{word}") for word in range(count)], axis=1)

    return Totals(
        store=keys["store_id"][order], sku=keys["sku"][order], largest=column("largest"),
        seen=packed("seen"), sold=packed("sold"), **{name: column(name) for name in SUMS},
    )  # fmt: skip


def _codes(names: Names) -> Ints:
    return np.unique(names.astype(str), return_inverse=True)[1].astype(np.int64)


def refuse_duplicates(sales: Rows, pairs: Rows) -> None:
    """Raise DataError when a store and SKU have two rows in one period: more rows than periods with rows."""
    counts = [bit_count(pairs[name]) for name in pairs.columns if name.startswith("seen")]
    periods = reduce(lambda left, right: left + right, counts)
    doubled = pairs.filter(pairs.rows != periods)
    extra = fetch("sales", doubled.agg(pairs=doubled.count(), rows=(doubled.rows - periods).sum())).to_pylist()[0]
    if not extra["pairs"]:
        return
    first = fetch("sales", doubled.order_by("store_id", "sku").limit(3).select("store_id", "sku"))
    few = ibis.memtable(first)
    rows = sales.inner_join(few, ["store_id", "sku"]).group_by("store_id", "sku", "day").agg(n=ibis._.count())
    shown = fetch("sales", rows.filter(rows.n > 1).order_by("store_id", "sku", "day").limit(3)).to_pylist()
    names = listing(row_name(row["store_id"], row["day"], row["sku"]) for row in shown)
    raise DataError(
        f"sales: {int(extra['rows']):,} duplicate rows in {extra['pairs']:,} store-SKU pairs (for example {names}); "
        "one row per store, SKU and period is needed: remove the copies, or sum the rows if each is a part"
    )

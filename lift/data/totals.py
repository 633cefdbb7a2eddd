"""Sums of store-SKU pairs, in whole minor units, and what is known of a store, a SKU or a pair without its rows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lift.core.panel import Ints, Span
from lift.data.bits import bit_or, calendar_table
from lift.data.calendar import Calendar
from lift.data.engine import Rows, fetch
from lift.data.keys import Keys

CENTS, MILLI = 100, 1000
"""Sums are taken in whole cents and thousandths of units, so that their order cannot change them."""
SUMS = ("revenue", "units", "pre_revenue", "pre_units")
Names = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """When stores, SKUs or pairs of both were there, sorted by them: one key is "" where only the other counts.

    `rows` of the data; `seen` and `sold` [N, W] are the periods (packed, see `bits`) with a row, and with sales other
    than zero.
    """

    store: Names
    sku: Names
    rows: Ints
    seen: Ints
    sold: Ints

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """A `Presence` with sums over the whole data.

    `revenue` in cents and `units` in thousandths, `pre_...` over the pre window alone. `largest` is the largest row in
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


def minor_units(sales: Rows, *, small: bool = False) -> Rows:
    """Add `cents` and `milli`, whole numbers, to canonical sales.

    `small`: all of them together stay below 2^53, so that floats hold every sum of them exactly, and faster.
    """
    kind = "float64" if small else "int64"
    return sales.mutate(
        cents=(sales.revenue * CENTS).round().cast(kind), milli=(sales.units * MILLI).round().cast(kind)
    )


def by_pair(sales: Rows, calendar: Calendar, pre: Span, keys: Keys, *, small: bool) -> Rows:
    """Return the query that sums the sales of some stores and SKUs by pair: `store` and `item` are their numbers."""
    table = keys.joined(sales).inner_join(calendar_table(calendar).select("day", "period"), "day")
    table = minor_units(table, small=small)  # after the joins, so that it is worked out for what they leave alone
    before = (table.period >= pre.start) & (table.period < pre.stop)
    aggregates: dict[str, Any] = {
        "revenue": table.cents.sum(),
        "units": table.milli.sum(),
        "pre_revenue": before.ifelse(table.cents, 0).sum(),
        "pre_units": before.ifelse(table.milli, 0).sum(),
        "largest": table.milli.max(),
    }
    return table.group_by("store", "item").agg(**{k: v.cast("int64") for k, v in aggregates.items()})


def summed(pairs: Rows, key: str) -> Rows:
    """Sum pairs up to one of the two keys ("store" or "item"): what they have of sums and packed periods."""
    aggregates: dict[str, Any] = {name: pairs[name].sum() for name in ("rows", *SUMS) if name in pairs.columns}
    if "largest" in pairs.columns:
        aggregates["largest"] = pairs.largest.max()
    aggregates |= {name: bit_or(pairs[name]) for name in pairs.columns if name.startswith(("seen", "sold"))}
    return pairs.group_by(key).agg(**{name: value.cast("int64") for name, value in aggregates.items()})


def read_presence(query: Rows, keys: Keys) -> Presence:
    """Run a query of pairs, or of what they sum up to, and sort its rows by store and SKU."""
    return Presence(**_read(query, keys, ("rows",)))


def read_totals(query: Rows, keys: Keys) -> Totals:
    """Run a query of pairs with their sums, or of what these sum up to, and sort its rows by store and SKU."""
    return Totals(**_read(query, keys, ("rows", *SUMS, "largest")))


def _read(query: Rows, keys: Keys, names: tuple[str, ...]) -> dict[str, Any]:
    table = fetch("sales", query)
    codes = {
        name: table[name].to_numpy() if name in table.column_names else np.zeros(table.num_rows, dtype=np.int32)
        for name in ("store", "item")
    }
    order = np.lexsort((codes["item"], codes["store"]))

    def column(name: str) -> Ints:
        return table[name].to_numpy().astype(np.int64)[order]

    def packed(stem: str) -> Ints:
        count = sum(name.startswith("seen") for name in table.column_names)
        return np.stack([column(f"{stem}{word}") for word in range(count)], axis=1)

    def named(name: str, known: tuple[str, ...]) -> Names:
        if name not in table.column_names:
            return np.full(len(order), "", dtype=object)
        return np.array(known, dtype=object)[codes[name][order]]

    seen = packed("seen")
    return {
        "store": named("store", keys.stores), "sku": named("item", keys.skus), "seen": seen,
        "sold": packed("sold") if "sold0" in table.column_names else seen, **{name: column(name) for name in names},
    }  # fmt: skip

"""Sums of store-SKU pairs, in whole minor units, and what is known of a store, a SKU or a pair without its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt

from lift.core.panel import Ints, Span
from lift.data.bits import bit_or, calendar_table
from lift.data.calendar import Calendar
from lift.data.engine import Rows, fetch
from lift.data.keys import Keys

CENTS, MILLI = 100, 1000
"""Sums are taken in whole cents and thousandths of units, so that their order cannot change them."""
SUMS = ("revenue", "units")
Names = npt.NDArray[np.object_]
Wholes = npt.NDArray[np.signedinteger[Any]]
"""Integers of any width."""


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """When stores, SKUs or pairs of both were there, sorted by them: one key is "" where only the other counts.

    `store_at` and `sku_at` [N] are places in the sorted names `stores` and `skus`. `rows` of the data; `seen` and
    `sold` [N, W] are the periods (packed, see `bits`) with a row, and with sales other than zero.
    """

    stores: Names
    skus: Names
    store_at: Ints
    sku_at: Ints
    rows: Ints
    seen: Ints
    sold: Ints

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def store(self) -> Names:
        """The store of each [N]."""
        return self.stores[self.store_at]

    @property
    def sku(self) -> Names:
        """The SKU of each [N]."""
        return self.skus[self.sku_at]

    def by_store(self, of: Mapping[str, int], other: int = -1) -> Ints:
        """Return a number of the store of each [N]."""
        return _numbers(self.stores, of, other)[self.store_at]

    def by_sku(self, of: Mapping[str, int], other: int = -1) -> Ints:
        """Return a number of the SKU of each [N]."""
        return _numbers(self.skus, of, other)[self.sku_at]


def _numbers(names: Names, of: Mapping[str, int], other: int) -> Ints:
    return np.array([of.get(name, other) for name in names.tolist()], dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """When all were `there`, and their sums over a span of periods: `revenue` in cents, `units` in thousandths."""

    there: Presence
    revenue: Ints
    units: Ints

    def __len__(self) -> int:
        return len(self.there)


def narrow(values: Ints) -> Wholes:
    """The same numbers in half the memory, where they fit."""
    most = np.iinfo(np.int32).max
    return values.astype(np.int32) if -most <= values.min(initial=0) and values.max(initial=0) <= most else values


def minor_units(sales: Rows, *, small: bool = False) -> Rows:
    """Add `cents` and `milli`, whole numbers, to canonical sales.

    `small`: all of them together stay below 2^53, so that floats hold every sum of them exactly, and faster.
    """
    cents, milli = rounded(sales.revenue * CENTS), rounded(sales.units * MILLI)
    kind = "float64" if small else "int64"
    return sales.mutate(cents=cents.cast(kind), milli=milli.cast(kind))


@ibis.udf.scalar.builtin(name="round", signature=(("float64",), "float64"))
def rounded(amount: Rows) -> Rows:
    """Halves away from zero; all engines have it under this name. Ibis's own goes through integers and back."""


def by_pair(sales: Rows, calendar: Calendar, span: Span, keys: Keys, *, small: bool) -> Rows:
    """Return the query that sums the sales in a span by pair of the stores and SKUs that count, both by number."""
    inside = calendar_table(calendar).select("day", "period")
    inside = inside.filter((inside.period >= span.start) & (inside.period < span.stop))
    table = keys.joined(sales).semi_join(inside, "day")
    table = minor_units(table, small=small)  # after the joins, so that it is worked out for what they leave alone
    return table.group_by("store", "item").agg(
        revenue=table.cents.sum().cast("int64"), units=table.milli.sum().cast("int64")
    )


def by_item(sales: Rows, calendar: Calendar, keys: Keys, *, small: bool) -> Rows:
    """Return the query of the rows, units and largest row (in thousandths) of each SKU that counts."""
    table = minor_units(keys.joined(sales).semi_join(calendar_table(calendar), "day"), small=small)
    return table.group_by("sku").agg(
        rows=table.count(), units=table.milli.sum().cast("int64"), largest=table.milli.max().cast("int64")
    )


def counted(pairs: Rows, keys: Keys) -> Rows:
    """Return the pairs of the stores and SKUs that count."""
    return pairs.semi_join(keys.store_numbers, "store").semi_join(keys.sku_numbers, "item")


def with_sums(pairs: Rows, sums: Rows) -> Rows:
    """Return pairs with these sums for their own, 0 where a pair has none."""
    joined = pairs.drop(*SUMS).left_join(sums, ["store", "item"]).select(*pairs.columns)
    return joined.mutate(**{name: joined[name].fill_null(0) for name in SUMS})


def summed(pairs: Rows, key: str) -> Rows:
    """Sum pairs up to one of the two keys ("store" or "item"): what they have of sums and packed periods."""
    aggregates: dict[str, Any] = {name: pairs[name].sum() for name in ("rows", *SUMS) if name in pairs.columns}
    aggregates |= {name: bit_or(pairs[name]) for name in pairs.columns if name.startswith(("seen", "sold"))}
    return pairs.group_by(key).agg(**{name: value.cast("int64") for name, value in aggregates.items()})


def read_presence(query: Rows, keys: Keys) -> Presence:
    """Run a query of pairs, or of what they sum up to, and sort its rows by store and SKU."""
    return _read(query, keys)[0]


def read_totals(query: Rows, keys: Keys) -> Totals:
    """Run a query of pairs with their sums, or of what these sum up to, and sort its rows by store and SKU."""
    there, sums = _read(query, keys)
    return Totals(there, **sums)


def _read(query: Rows, keys: Keys) -> tuple[Presence, dict[str, Ints]]:
    """Run a query; return its sums, as many as it has, apart."""
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

    def names(name: str, known: tuple[str, ...]) -> Names:
        return np.array(known if name in table.column_names else [""], dtype=object)

    seen = packed("seen")
    there = Presence(
        stores=names("store", keys.stores), skus=names("item", keys.skus),
        store_at=codes["store"][order].astype(np.int64), sku_at=codes["item"][order].astype(np.int64),
        rows=column("rows"), seen=seen, sold=packed("sold") if "sold0" in table.column_names else seen,
    )  # fmt: skip
    return there, {name: column(name) for name in SUMS if name in table.column_names}

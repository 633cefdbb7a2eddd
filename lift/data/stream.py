"""The one look at the rows where they stream through this process: added up in place, without hashing.

What comes of it is what `lift.data.presence` asks an engine for, and all sums by region, period and SKU besides. Only
sales whose minor units floats add exactly are looked at so (`small`, see `lift.data.totals`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from lift.core.panel import Floats, Ints
from lift.data.bits import bit_of, words
from lift.data.calendar import Calendar
from lift.data.engine import Near, Rows, small_table
from lift.data.presence import Scope
from lift.data.totals import Wholes, minor_units, narrow

MOST_PAIRS = 1 << 24
"""Numbers of eight bytes that are remembered of all pairs together, at most."""
MOST_SUMS = 1 << 23
"""Sums by region, period and SKU that are remembered, at most."""
MOST_DAYS = 1 << 17
"""Days from the first period to the last, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Regional:
    """All sales of the stores that count [2, R, T, K] in cents and thousandths, by region, period and SKU.

    `region_of`: the position of the region of each of these stores that has rows; `place_of`: that of each SKU.
    """

    region_of: Mapping[str, int]
    place_of: Mapping[str, int]
    sums: Wholes

    def of_units(self, unit_of: Mapping[str, int], periods: int, skus: Sequence[str]) -> Ints | None:
        """Return the sales [2, U, periods, skus] of units; None where one of them is not made up of whole regions."""
        placed = {(region, unit_of.get(store, -1)) for store, region in self.region_of.items()}
        if len(placed) > len(set(self.region_of.values())) or not unit_of.keys() <= self.region_of.keys():
            return None
        places = [self.place_of[sku] for sku in skus]
        found = np.zeros((2, max(unit_of.values()) + 1, periods, len(places)), dtype=np.int64)
        for region, unit in placed:
            if unit >= 0:
                found[:, unit] += np.take(self.sums[:, region, :periods], places, axis=-1)
        return found


def has_room(scope: Scope) -> bool:
    """Whether all pairs of the stores and SKUs that count can be remembered at once, and all days."""
    numbers = 3 + (1 + scope.zeros) * words(len(scope.calendar))
    pairs = len(scope.keys.store_at) * len(scope.keys.sku_at)
    days = int((scope.calendar.stored[-1] - scope.calendar.stored[0]).astype("timedelta64[D]").astype(np.int64))
    return pairs * numbers <= MOST_PAIRS and days <= MOST_DAYS


def look(
    engine: Near, scope: Scope, regions: Mapping[str, str | None], heard: Callable[[int], None]
) -> tuple[Rows, Regional | None]:
    """Return the table of pairs, as `lift.data.presence.by_presence` has it, and the sums by region if there is room.

    `regions` are those of the stores; `heard` is told how many rows were looked at so far. Rows that occur twice show
    as fewer periods than rows: bits are added, and a sum with a carry has fewer bits than were added.
    """
    pairs, by_region = _Pairs(scope), _ByRegion.with_room(scope, regions)
    days, done = _Days(scope.calendar), 0
    for batch in engine.stream("sales", _coded(engine, scope)):
        rows = days.rows(batch)
        pairs.add(*rows)
        if by_region is not None:
            by_region.add(*rows)
        done += len(rows[0])
        heard(done)
    return pairs.table(), None if by_region is None else by_region.sums(pairs.stores())


def _coded(engine: Near, scope: Scope) -> Rows:
    """The rows of stores and SKUs that count: the pair by number (store x SKUs + SKU), the day and the amounts."""
    keys, width = scope.keys, len(scope.keys.sku_at)
    stores = {
        "store_id": [keys.stores[i] for i in keys.store_at],
        "first": np.arange(len(keys.store_at), dtype=np.int32) * width,
    }
    skus = {"sku": [keys.skus[i] for i in keys.sku_at], "place": np.arange(width, dtype=np.int32)}
    table = scope.sales
    for key, few in (("store_id", small_table(stores)), ("sku", small_table(skus))):
        table = table.inner_join(engine.keep(key, few), key)
    table = minor_units(table, small=True)
    return table.select((table.first + table.place).cast("int32").name("pair"), "day", "cents", "milli")


class _Days:
    """The period of every day from one before the first to one behind the last, -1 for a day that is in none."""

    def __init__(self, calendar: Calendar) -> None:
        days = calendar.stored.astype("datetime64[D]").astype(np.int64)
        self.first = days[0] - 1
        self.period = np.full(days[-1] - self.first + 2, -1, dtype=np.int64)
        self.period[days - self.first] = np.arange(len(days))

    def rows(self, batch: Any) -> tuple[Ints, Ints, Floats, Floats]:
        """The pair, period and amounts of the rows of a batch that lie in a period."""
        pair, day, cents, milli = batch.columns
        pair, cents, milli = (column.to_numpy() for column in (pair, cents, milli))
        day = day.cast("date32").cast("int32").to_numpy()  # an engine's date may come as a moment, at midnight
        period = self.period[np.clip(day - self.first, 0, len(self.period) - 1)]
        inside = period >= 0
        if inside.all():
            return pair, period, cents, milli
        return pair[inside], period[inside], cents[inside], milli[inside]


class _Pairs:
    """What is known of every pair of a store and a SKU that count."""

    def __init__(self, scope: Scope) -> None:
        self.keys, self.span, self.words = scope.keys, scope.span, words(len(scope.calendar))
        word, self.bit = bit_of(len(scope.calendar))
        count = len(self.keys.store_at) * len(self.keys.sku_at)
        self.begins = word * count
        self.rows = np.zeros(count, dtype=np.int64)
        self.packed = {
            name: np.zeros(count * self.words, dtype=np.int64) for name in ("seen", "sold")[: 1 + scope.zeros]
        }
        self.before = {name: np.zeros(count) for name in ("revenue", "units")}

    def add(self, pair: Ints, period: Ints, cents: Floats, milli: Floats) -> None:
        """Add some rows."""
        np.add.at(self.rows, pair, 1)
        word, bit = pair + self.begins[period], self.bit[period]
        np.add.at(self.packed["seen"], word, bit)
        if "sold" in self.packed:
            sold = (cents != 0) | (milli != 0)
            np.add.at(self.packed["sold"], word[sold], bit[sold])
        inside = (period >= self.span.start) & (period < self.span.stop)
        for sums, amount in zip(self.before.values(), (cents, milli), strict=True):
            np.add.at(sums, pair[inside], amount[inside])

    def stores(self) -> frozenset[str]:
        """The stores that have rows."""
        there = self.rows.reshape(len(self.keys.store_at), len(self.keys.sku_at)).any(axis=1)
        return frozenset(self.keys.stores[i] for i in self.keys.store_at[there])

    def table(self) -> Rows:
        """The pairs that have rows."""
        there = np.flatnonzero(self.rows)
        store, sku = np.divmod(there, len(self.keys.sku_at))
        packed = {
            f"{name}{word}": values[word * len(self.rows) + there]
            for name, values in self.packed.items()
            for word in range(self.words)
        }
        numbers = {"store": self.keys.store_at[store], "item": self.keys.sku_at[sku]}
        sums = {name: values[there].astype(np.int64) for name, values in self.before.items()}
        return small_table({**numbers, "rows": self.rows[there], **packed, **sums})


class _ByRegion:
    """All sales by region, period and SKU, in one row a metric; `named` are the regions of the stores that count."""

    @classmethod
    def with_room(cls, scope: Scope, regions: Mapping[str, str | None]) -> Self | None:
        """Begin, where there is room for all of them."""
        named = {scope.keys.stores[i]: str(regions.get(scope.keys.stores[i])) for i in scope.keys.store_at}
        sums = 2 * len(set(named.values())) * len(scope.calendar) * len(scope.keys.sku_at)
        return cls(scope, named) if sums <= MOST_SUMS else None

    def __init__(self, scope: Scope, named: Mapping[str, str]) -> None:
        keys, periods = scope.keys, len(scope.calendar)
        at = {region: i for i, region in enumerate(sorted(set(named.values())))}
        self.region_of = {store: at[region] for store, region in named.items()}
        self.place_of = {keys.skus[i]: place for place, i in enumerate(keys.sku_at)}
        self.shape = (2, len(at), periods, len(self.place_of))
        begins = np.array(list(self.region_of.values()), dtype=np.int64) * periods * len(self.place_of)
        self.first = (begins[:, None] + np.arange(len(self.place_of))).ravel()
        self.flat = np.zeros((2, len(at) * periods * len(self.place_of)))

    def add(self, pair: Ints, period: Ints, cents: Floats, milli: Floats) -> None:
        """Add some rows."""
        at = self.first[pair] + period.astype(np.int64) * len(self.place_of)
        np.add.at(self.flat[0], at, cents)
        np.add.at(self.flat[1], at, milli)

    def sums(self, there: frozenset[str]) -> Regional:
        """The sums, in as few bytes as hold them; `there` are the stores that have rows."""
        region_of = {store: at for store, at in self.region_of.items() if store in there}
        return Regional(region_of, self.place_of, narrow(self.flat.astype(np.int64).reshape(self.shape)))

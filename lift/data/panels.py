"""The panel: sums by unit, period and item, next to what the listing stores would sell by their own past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lift.core.errors import DataError, DesignError, listing
from lift.core.finding import form
from lift.core.panel import Bools, Floats, Ints, Item, Panel
from lift.data.bits import WORD, unpack
from lift.data.listed import Base, Listing, base, list_item, open_periods
from lift.data.source import Source
from lift.data.sums import sum_items, take_left_out
from lift.data.tail import detail_of
from lift.data.totals import CENTS, MILLI, Totals

MINOR = (CENTS, MILLI)


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """The stores that take part, sorted by unit and name: positions of their units, and where each unit begins."""

    stores: tuple[str, ...]
    units: tuple[str, ...]
    unit_at: Ints
    begins: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Totals of the segments by store, sorted by both: segment g is rows `begins[g]` to `begins[g + 1]`."""

    store_at: Ints
    begins: Ints
    seen: Ints
    sold: Ints
    pre: Ints

    def rows(self, segment: int) -> slice:
        """Rows of one segment; each store occurs in them once at most."""
        return slice(int(self.begins[segment]), int(self.begins[segment + 1]))


def read_main(source: Source, unit_of_store: Mapping[str, str]) -> Panel:
    """Read the panel of the main items: promoted SKUs, the promoted set, brands, categories and their rests.

    `unit_of_store` maps each store that takes part to its unit; the others are left out. Units are sorted by name.
    Raises DesignError for stores that the data does not hold, or when there are none.
    """
    return _read(source, unit_of_store, source.items, source.tree.segment_of)


def read_detail(source: Source, unit_of_store: Mapping[str, str], skus: Sequence[str] | None = None) -> Panel:
    """Read the panel of the SKUs that are not promoted, in the categories of the promoted ones: one item per SKU.

    Of very many, the thinnest are one item a brand, without a row (see `tail`).
    `skus` restricts it to some of them, so that many can be read in portions. Raises DataError for a SKU that is not
    one of them, and as `read_main`.
    """
    if skus is None:
        items, segment_of = detail_of(source)
        return _read(source, unit_of_store, items, segment_of)
    strange = sorted(set(skus) - {item.key for item in source.details})
    if strange:
        raise DataError(
            f"{len(strange)} {form(len(strange), 'SKU is', 'SKUs are')} not in the categories of the promoted ones: "
            f"{listing(strange)}"
        )
    items = tuple(item for item in source.details if item.key in set(skus))
    return _read(source, unit_of_store, items, {item.key: item.members[0] for item in items})


def _read(
    source: Source, unit_of_store: Mapping[str, str], items: tuple[Item, ...], segment_of: Mapping[str, str]
) -> Panel:
    roster = _roster(source, unit_of_store)
    if not items:
        return _nothing(source, roster)
    names = sorted(set(segment_of.values()))
    number = {name: i for i, name in enumerate(names)}
    segments = {sku: number[name] for sku, name in segment_of.items()}
    members = [[number[name] for name in item.members] for item in items]
    unit_of = dict(zip(roster.stores, roster.unit_at.tolist(), strict=True))
    totals = sum_items(source, unit_of, segments, members)
    block = _block(source.totals, roster, segments, len(names))
    shape = (2, len(roster.units), len(source.periods), len(items))
    weight = np.empty(shape)
    selling, store_periods = np.zeros((2, shape[1], shape[3]), dtype=np.int64)
    is_open = _open(source, roster)
    left_out: list[Ints] = []
    for k, at in enumerate(members):
        sold, seen, pre = _merge(block, at, len(roster.stores), shape[2])
        state = list_item(sold, seen, is_open, source.windows, source.spec.data.absent, source.frequency)
        bases = [base(state, pre[metric], source.windows) for metric in range(2)]
        for metric in range(2):
            usual = _by_unit(bases[metric].mean[:, None] * state.listed, roster)
            weight[metric, ..., k] = usual / MINOR[metric]
        before = source.windows.pre.slice
        compared = (bases[0].eligible | bases[1].eligible)[:, None]
        listed_before = state.listed[:, before] & compared
        selling[:, k] = _by_unit((sold[:, before] & listed_before).sum(axis=1), roster)
        store_periods[:, k] = _by_unit(listed_before.sum(axis=1), roster)
        left_out.append(_left_out(k, at, block, _begins_left_out(state, bases, sold, source.windows.post.start)))
    minor = np.array(MINOR, dtype=np.float64)[:, None, None, None]
    total = listed = totals / minor
    pairs = _pairs(np.concatenate(left_out), roster)
    if not pairs.empty:
        take_left_out(totals, source, segments, pairs)
        listed = totals / minor
    return Panel(
        periods=source.periods, windows=source.windows, frequency=source.frequency, units=roster.units,
        region=_regions(source, roster), stores=np.bincount(roster.unit_at, minlength=shape[1]), items=items,
        listed=listed, weight=weight, total=total,
        selling=selling, store_periods=store_periods,
    )  # fmt: skip


def _nothing(source: Source, roster: Roster) -> Panel:
    """The panel of no item."""
    units = len(roster.units)
    cube, counts = np.zeros((2, units, len(source.periods), 0)), np.zeros((units, 0), dtype=np.int64)
    return Panel(
        periods=source.periods, windows=source.windows, frequency=source.frequency, units=roster.units,
        region=_regions(source, roster), stores=np.bincount(roster.unit_at, minlength=units), items=(),
        listed=cube, weight=cube, total=cube, selling=counts, store_periods=counts,
    )  # fmt: skip


def _roster(source: Source, unit_of_store: Mapping[str, str]) -> Roster:
    known = set(source.store_totals.store)
    strange = sorted(set(unit_of_store) - known)
    if strange:
        raise DesignError(
            f"{len(strange)} {form(len(strange), 'store of the design has', 'stores of the design have')} no sales in "
            f"the data, or {form(len(strange), 'is', 'are')} excluded: {listing(strange)}"
        )
    if not unit_of_store:
        raise DesignError("no store takes part: name test and control units under [regions]")
    stores = sorted(unit_of_store, key=lambda store: (unit_of_store[store], store))
    units = sorted(set(unit_of_store.values()))
    at = {name: i for i, name in enumerate(units)}
    unit_at = np.array([at[unit_of_store[store]] for store in stores], dtype=np.int64)
    begins = np.searchsorted(unit_at, np.arange(len(units)))
    return Roster(tuple(stores), tuple(units), unit_at, begins)


def _regions(source: Source, roster: Roster) -> tuple[str, ...]:
    region_of = dict(zip(source.stores["store_id"], source.stores["region"], strict=True))
    found: list[set[str]] = [set() for _ in roster.units]
    for store, unit in zip(roster.stores, roster.unit_at, strict=True):
        found[unit].add(region_of[store])
    return tuple(" + ".join(sorted(names)) for names in found)


def _by_unit(values: Floats | Ints, roster: Roster) -> Floats | Ints:
    """Sum over the stores of each unit, in the fixed order of the roster."""
    return np.add.reduceat(values, roster.begins, axis=0)


def _open(source: Source, roster: Roster) -> Bools:
    """When each store of the roster is open [S, T], judged on all data: a closure may go on behind the windows.

    Where the campaign lies ahead, nothing behind the windows is looked at.
    """
    at = {store: i for i, store in enumerate(source.store_totals.store)}
    packed, periods = source.store_totals.sold, len(source.periods)
    reached = periods
    if source.calendar.last[-1] >= np.datetime64(source.spec.campaign.start, "D"):
        sold = unpack(packed, WORD * packed.shape[1]).any(axis=0)
        reached = max(periods, int(np.flatnonzero(sold)[-1]) + 1) if sold.any() else periods
    sold = unpack(packed[[at[store] for store in roster.stores]], reached)
    return open_periods(sold, source.frequency)[:, :periods]


def _block(totals: Totals, roster: Roster, segments: Mapping[str, int], count: int) -> Block:
    """Sum the store-SKU totals of the stores that take part to store-segment totals."""
    store = totals.there.by_store({name: i for i, name in enumerate(roster.stores)})
    segment = totals.there.by_sku(segments)
    order = np.lexsort((store, segment))
    order = order[(store[order] >= 0) & (segment[order] >= 0)]
    store, segment = store[order], segment[order]
    first = np.flatnonzero(np.r_[True, (np.diff(store) != 0) | (np.diff(segment) != 0)]) if len(order) else order
    pre = np.stack([totals.revenue, totals.units])[:, order]
    if len(order):
        seen, sold = (np.bitwise_or.reduceat(packed[order], first) for packed in (totals.there.seen, totals.there.sold))
        pre = np.add.reduceat(pre, first, axis=1)
    else:
        seen, sold = totals.there.seen[order], totals.there.sold[order]
    return Block(store[first], np.searchsorted(segment[first], np.arange(count + 1)), seen, sold, pre)


def _merge(block: Block, members: list[int], stores: int, periods: int) -> tuple[Bools, Bools, Ints]:
    """Return when each store sold an item and had a row of it [S, T], and its sales in the pre window [2, S]."""
    sold, seen = np.zeros((2, stores, block.sold.shape[1]), dtype=np.int64)
    pre = np.zeros((2, stores), dtype=np.int64)
    for segment in members:
        rows = block.rows(segment)
        at = block.store_at[rows]
        sold[at] |= block.sold[rows]
        seen[at] |= block.seen[rows]
        pre[:, at] += block.pre[:, rows]
    return unpack(sold, periods), unpack(seen, periods), pre


def _begins_left_out(state: Listing, bases: list[Base], sold: Bools, post: int) -> tuple[Ints, Ints, Bools]:
    """Return from which period on each store's revenue and units are not compared, and whether there are any."""
    periods = sold.shape[1]
    revenue, units = (np.where(~b.eligible, 0, np.where(state.at_end, periods, post)) for b in bases)
    matters = (sold & (np.arange(periods) >= np.minimum(revenue, units)[:, None])).any(axis=1)
    return revenue, units, matters


def _left_out(item: int, members: list[int], block: Block, begins: tuple[Ints, Ints, Bools]) -> Ints:
    """Return the stores whose sales of an item are not compared: rows of store, item, segment and both beginnings."""
    revenue, units, matters = begins
    rows: list[Ints] = []
    for segment in members:
        at = block.store_at[block.rows(segment)]
        at = at[matters[at]]
        rows.append(np.stack([at, np.full_like(at, item), np.full_like(at, segment), revenue[at], units[at]], axis=1))
    return np.concatenate(rows)


def _pairs(rows: Ints, roster: Roster) -> pd.DataFrame:
    """Return the rows of `_left_out` as the table that `take_left_out` asks for."""
    store, item, segment, revenue, units = rows.T
    return pd.DataFrame(
        {
            "store_id": np.array(roster.stores, dtype=object)[store], "unit": roster.unit_at[store], "item": item,
            "segment": segment, "from_cents": revenue, "from_milli": units,
        }
    )  # fmt: skip

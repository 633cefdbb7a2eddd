"""The opened data of a study: validated, with its periods, windows, stores, products and items, ready to be summed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

import numpy as np
import pandas as pd

from lift.core.finding import Finding
from lift.core.panel import Dates, Item, Windows
from lift.core.spec import StudySpec
from lift.core.words import MIN_HISTORY, Frequency
from lift.data.calendar import Calendar
from lift.data.engine import Engine, Rows
from lift.data.excluded import LeftOut, left_out, named, shifted, told, touched, without
from lift.data.items import Tree, detail_items, plant
from lift.data.keys import Keys, number
from lift.data.master import plain
from lift.data.notes import absent_share, item_notes, panel_notes
from lift.data.opened import (
    Opened,
    Progress,
    excluded_stores,
    known_products,
    known_stores,
    large_rows,
    looked,
    promotion_of,
    silent,
)
from lift.data.planned import lay_planned
from lift.data.shared import Tables
from lift.data.stream import Regional
from lift.data.totals import Presence, Totals, Wholes, by_pair, counted, read_presence, read_totals, summed, with_sums
from lift.data.windows import cut, lay_windows

ONE_PERIOD = frozenset({"did-classic", "did-levels"})
"""Methods that compare two windows and need one period of history only."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """The data of one study, validated; it holds an open engine: close it, or use it in a `with` statement.

    - `sales`: all rows in canonical form; `keys`: the stores and SKUs that `totals` has; `pairs`: what is known of each
      pair of a store that is not excluded and a SKU (see `lift.data.presence`), kept in the engine.
    - `stores`: store_id, region and further attributes of every store with sales, sorted by store_id.
    - `products`: sku, brand (name of the brand item), category, description if any, brand_name (as in the data) of
      every SKU with sales and every promoted one, sorted by sku.
    - `calendar`: the periods of the study; `windows` lie on them. `periods` are their first days.
    - `promoted`, `launch`: sorted SKUs. `tree`: segments and main items; `details`: one item per other SKU.
    - `totals`: by store and SKU, for the SKUs of the tree, of stores that are not excluded, with sums over the pre
      window alone; `store_totals`: when each store was there, over all SKUs.
    - `until`: the last day of the data, behind the windows or not. `left_out`: what [[exclude_periods]] took out.
    - `small`: sums of its minor units are exact in floats (see `lift.data.totals`).
    - `regional`: all sales by region, where they were added up when the pairs were looked at.
    - `owned`: the engine is this source's own, and closed with it.
    - `sums`: remembered until the source is closed, so that two panels of the same units share one look at the rows.
    - `findings`: what was seen when reading. `fingerprint`: SHA-256 of the content of each table.
    """

    spec: StudySpec
    engine: Engine
    sales: Rows
    keys: Keys
    pairs: Rows
    stores: pd.DataFrame
    products: pd.DataFrame
    calendar: Calendar
    windows: Windows
    promoted: tuple[str, ...]
    launch: tuple[str, ...]
    tree: Tree
    details: tuple[Item, ...]
    totals: Totals
    store_totals: Presence
    findings: tuple[Finding, ...]
    fingerprint: Mapping[str, str]
    until: np.datetime64
    left_out: tuple[LeftOut, ...] = ()
    small: bool = False
    sums: dict[object, Wholes] = field(default_factory=dict)
    regional: Regional | None = None
    owned: bool = True

    @property
    def periods(self) -> Dates:
        """First days of the periods of the study."""
        return self.calendar.first

    @property
    def frequency(self) -> Frequency:
        """The length of a period."""
        return self.calendar.frequency

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of the main panel, in order."""
        return self.tree.items

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments of the main panel, sorted."""
        return self.tree.segments

    def close(self) -> None:
        """Close the engine unless others use it; the data frames and totals stay usable."""
        self.sums.clear()
        if self.owned:
            self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_source(
    spec: StudySpec,
    *,
    ahead: bool = False,
    memory: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    tables: Tables | None = None,
) -> Source:
    """Open and validate the tables of a study, and lay its windows and items over them.

    `ahead`: the campaign lies ahead, nothing from its start on is looked at (see `lift.data.planned`). `memory` ("1GB")
    and `threads` limit the engine; `progress` is told each step and the share done; `tables` are shared with
    other studies, and their limits hold. Raises DataError
    when the tables cannot be used, StudyError when the study names what they do not hold, DesignError when too little
    history lies before the campaign.
    """
    if tables is not None:
        return replace(_open(spec, tables, progress or silent, ahead=ahead), owned=False)
    own = Tables(memory, threads)
    try:
        return _open(spec, own, progress or silent, ahead=ahead)
    except BaseException:
        own.close()
        raise


def _open(spec: StudySpec, tables: Tables, progress: Progress, *, ahead: bool) -> Source:
    opened = tables.tables(spec, progress)
    engine = opened.engine
    stretches, whole = spec.exclude_periods, opened.calendar
    out = touched(whole, stretches)
    if ahead:
        opened = replace(opened, calendar=without(whole, out))
    windows, notes = lay(spec, opened, ahead=ahead)
    gone: tuple[LeftOut, ...] = ()
    if not ahead:
        gone = left_out(whole, windows, stretches, least(spec))
        opened, windows = replace(opened, calendar=without(whole, out)), shifted(windows, out)
    excluded = excluded_stores(opened, spec.regions.exclude)
    pairs = tables.pairs(spec, opened, windows.pre, excluded, looked(progress))
    store_totals, sku_totals = (read_presence(summed(pairs.rows, key), pairs.keys) for key in ("store", "item"))
    progress("stores and products", 0.7)
    stores = known_stores(opened, store_totals, excluded)
    named(stretches, stores)
    products = known_products(opened, sku_totals, frozenset({*spec.campaign.skus, *spec.campaign.launch}))
    calendar = cut(opened.calendar, windows)
    promotion = promotion_of(spec, products, sku_totals, windows)
    tree = plant(products, promotion.promoted, promotion.launch)
    taking_part = frozenset(plain(stores, "store_id")) - excluded.stores
    keys = number(engine, pairs.keys.stores, pairs.keys.skus, (taking_part, frozenset(tree.segment_of)))
    inside = counted(pairs.rows, keys)
    if pairs.span != windows.pre:
        inside = with_sums(inside, by_pair(opened.sales, opened.calendar, windows.pre, keys, small=opened.small))
    totals = read_totals(inside, keys)
    findings = (
        *panel_notes(opened.scan, opened.calendar, opened.stores, stores, store_totals),
        *opened.notes,
        *notes,
        *item_notes(totals, large_rows(opened, keys), stores, products, promotion.launch),
        absent_share(totals, windows),
    )
    progress("read", 1.0)
    return Source(
        spec=spec, engine=engine, sales=opened.sales, keys=keys, pairs=pairs.rows, stores=stores, products=products,
        calendar=calendar, windows=windows, promoted=promotion.promoted, launch=promotion.launch, tree=tree,
        details=detail_items(products, tree, promotion.promoted), totals=totals, store_totals=store_totals,
        findings=findings, fingerprint={name: files.fingerprint for name, files in opened.files.items()},
        until=whole.last[-1], left_out=gone, small=opened.small,
        regional=pairs.regional,
    )  # fmt: skip


def lay(spec: StudySpec, opened: Opened, *, ahead: bool = False) -> tuple[Windows, tuple[Finding, ...]]:
    """Lay the windows of the study over its calendar."""
    match = spec.regions.matched
    if ahead:
        return lay_planned(opened.calendar, spec.campaign, match=match), ()
    windows, notes = lay_windows(opened.calendar, spec.campaign, match=match, least=least(spec))
    gone = left_out(opened.calendar, windows, spec.exclude_periods, least(spec))
    return windows, (*notes, *told(opened.calendar, windows, gone))


def least(spec: StudySpec) -> int:
    """Return how many periods before the campaign the study's method needs."""
    return 1 if spec.measure.method in ONE_PERIOD else MIN_HISTORY

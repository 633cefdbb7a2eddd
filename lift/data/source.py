"""The opened data of a study: validated, with its periods, windows, stores, products and items, ready to be summed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

import numpy as np
import pandas as pd

from lift.core.errors import DataError
from lift.core.finding import Finding
from lift.core.naming import stores_of
from lift.core.panel import Dates, Ints, Item, Windows
from lift.core.prices import COVARIATES
from lift.core.spec import StudySpec
from lift.core.words import MIN_HISTORY, SALES_COLUMNS, Frequency
from lift.data.bits import calendar_table, unpack
from lift.data.calendar import Calendar, read_calendar
from lift.data.columns import find_columns, select
from lift.data.covariates import refuse_missing
from lift.data.engine import Engine, Rows, connect, fetch
from lift.data.excluded import LeftOut, left_out, named, shifted, told, touched, without
from lift.data.files import Files
from lift.data.items import Tree, detail_items, plant
from lift.data.keys import Keys, number
from lift.data.master import Master, check_known, plain, read_products, read_stores, with_brand_items
from lift.data.notes import GIANT_UNITS, absent_share, item_notes, panel_notes
from lift.data.planned import lay_planned
from lift.data.presence import by_presence, refuse_doubled_rows
from lift.data.promotion import Promotion, resolve
from lift.data.scan import Scan, scan
from lift.data.successors import chained, read_successors, refuse_doubled, refuse_replaced
from lift.data.successors import told as replaced_told
from lift.data.totals import Presence, Totals, by_item, by_pair, read_presence, read_totals, summed, with_sums
from lift.data.windows import cut, lay_windows

Progress = Callable[[str, float], None]
ONE_PERIOD = frozenset({"did-classic", "did-levels"})
"""Methods that compare two windows and need one period of history only."""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """The tables of a study, found and typed, before anything is known of the campaign."""

    engine: Engine
    files: Mapping[str, Files]
    sales: Rows
    scan: Scan
    calendar: Calendar
    stores: Master
    products: Master
    notes: tuple[Finding, ...] = ()
    chained: bool = False

    @property
    def small(self) -> bool:
        """Whether sums of minor units are exact in floats."""
        return self.scan.small and not self.chained

    def keys(self) -> Keys:
        """Number all stores and SKUs that the tables know."""
        names = (sorted(plain(of.frame, key)) for of, key in ((self.stores, "store_id"), (self.products, "sku")))
        return number(self.engine, *map(tuple, names))


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """The data of one study, validated; it holds an open engine: close it, or use it in a `with` statement.

    - `sales`: all rows in canonical form; `keys`: the stores and SKUs that `totals` has; `pairs`: when each pair of all
      stores and SKUs was there (see `lift.data.presence`), kept in the engine.
    - `stores`: store_id, region and further attributes of every store with sales, sorted by store_id.
    - `products`: sku, brand (name of the brand item), category, description if any, brand_name (as in the data) of
      every SKU with sales and every promoted one, sorted by sku.
    - `calendar`: the periods of the study; `windows` lie on them. `periods` are their first days.
    - `promoted`, `launch`: sorted SKUs. `tree`: segments and main items; `details`: one item per other SKU.
    - `totals`: by store and SKU, for the SKUs of the tree, of stores that are not excluded, with sums over the pre
      window alone; `store_totals`: when each store was there, over all SKUs.
    - `until`: the last day of the data, behind the windows or not. `left_out`: what [[exclude_periods]] took out.
    - `small`: sums of its minor units are exact in floats (see `lift.data.totals`).
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
    sums: dict[object, Ints] = field(default_factory=dict)

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
        """Close the engine; the data frames and totals stay usable."""
        self.sums.clear()
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
) -> Source:
    """Open and validate the tables of a study, and lay its windows and items over them.

    `ahead`: the campaign lies ahead, nothing from its start on is looked at (see `lift.data.planned`). `memory` ("1GB")
    and `threads` limit the engine; `progress` is told each step and the share done. Raises DataError
    when the tables cannot be used, StudyError when the study names what they do not hold, DesignError when too little
    history lies before the campaign.
    """
    engine = connect(spec.data.engine, memory, threads)
    try:
        return _open(spec, engine, progress or silent, ahead=ahead)
    except BaseException:
        engine.close()
        raise


def silent(step: str, share: float) -> None:
    """Take progress and say nothing."""
    del step, share


def _open(spec: StudySpec, engine: Engine, progress: Progress, *, ahead: bool) -> Source:
    opened = open_tables(spec, engine, progress)
    stretches, whole = spec.exclude_periods, opened.calendar
    out = touched(whole, stretches)
    if ahead:
        opened = replace(opened, calendar=without(whole, out))
    windows, notes = lay(spec, opened, ahead=ahead)
    gone: tuple[LeftOut, ...] = ()
    if not ahead:
        gone = left_out(whole, windows, stretches, least(spec))
        opened, windows = replace(opened, calendar=without(whole, out)), shifted(windows, out)
    progress("store and SKU totals", 0.4)
    keys, pairs = present_pairs(opened)
    store_totals, sku_totals = (read_presence(summed(pairs, key), keys) for key in ("store", "item"))
    progress("stores and products", 0.7)
    stores = known_stores(opened, store_totals)
    named(stretches, stores)
    products = known_products(opened, sku_totals, frozenset({*spec.campaign.skus, *spec.campaign.launch}))
    calendar = cut(opened.calendar, windows)
    promotion = promotion_of(spec, products, sku_totals, windows)
    tree = plant(products, promotion.promoted, promotion.launch)
    keys = number(engine, keys.stores, keys.skus, (_taking_part(spec, stores), frozenset(tree.segment_of)))
    sums = by_pair(opened.sales, opened.calendar, windows.pre, keys, small=opened.small)
    totals = read_totals(with_sums(pairs, sums, keys), keys)
    findings = (
        *panel_notes(opened.scan, opened.calendar, opened.stores, stores, store_totals),
        *opened.notes,
        *notes,
        *item_notes(totals, large_rows(opened, keys), stores, products, promotion.launch),
        absent_share(totals, windows),
    )
    progress("read", 1.0)
    return Source(
        spec=spec, engine=engine, sales=opened.sales, keys=keys, pairs=pairs, stores=stores, products=products,
        calendar=calendar, windows=windows, promoted=promotion.promoted, launch=promotion.launch, tree=tree,
        details=detail_items(products, tree, promotion.promoted), totals=totals, store_totals=store_totals,
        findings=findings, fingerprint={name: files.fingerprint for name, files in opened.files.items()},
        until=whole.last[-1], left_out=gone, small=opened.small,
    )  # fmt: skip


def open_tables(spec: StudySpec, engine: Engine, progress: Progress) -> Opened:
    """Find the files, check columns and values, read the calendar, the stores and the products."""
    data = spec.data
    progress("files", 0.0)
    where = {"sales": data.sales, "stores": data.stores, "products": data.products, "successors": data.successors}
    files = {name: engine.find(name, path) for name, path in where.items() if path is not None}
    needed = SALES_COLUMNS + (() if data.stores else ("region",)) + (() if data.products else ("brand", "category"))
    optional = () if spec.measure.adjust == "none" else COVARIATES
    columns = find_columns(files["sales"], data.columns, needed, optional)
    if optional:
        refuse_missing(data.columns, spec.campaign.includes, columns)
    sales = select(engine.table(files["sales"]), columns)
    progress("rows", 0.1)
    found = scan(sales, keep_returns=data.returns == "keep")
    sales = sales.drop(*found.empty) if found.empty else sales
    calendar = read_calendar(found.dates, data.frequency, data.week_label)
    notes: tuple[Finding, ...] = ()
    if "successors" in files:
        replaced = read_successors(engine, files["successors"])
        refuse_replaced(spec.campaign, replaced)
        refuse_doubled(sales, replaced)
        sales, notes = chained(sales, replaced), (replaced_told(sales, replaced),)
    stores = read_stores(engine, files.get("stores"), data.columns, sales)
    products = read_products(engine, files.get("products"), data.columns, sales)
    return Opened(engine, files, sales, found, calendar, stores, products, notes, "successors" in files)


def present_pairs(opened: Opened) -> tuple[Keys, Rows]:
    """Find when every store and SKU was there, kept in the engine; raises DataError for rows that occur twice.

    Raises DataError, too, for sales of a store or SKU that its table does not hold.
    """
    sales, calendar, found, keys = opened.sales, opened.calendar, opened.scan, opened.keys()
    zeros = opened.chained or found.faint > 0
    pairs = opened.engine.keep("sales", by_presence(sales, calendar, keys, zeros=zeros))
    rows = int(found.rows[np.isin(found.dates, calendar.stored)].sum())
    if opened.chained:
        rows = fetch("sales", sales.semi_join(calendar_table(calendar), "day").count()).as_py()
    if not refuse_doubled_rows(sales, calendar, pairs, rows):
        for key, master in (("store_id", opened.stores), ("sku", opened.products)):
            counts = fetch("sales", sales.group_by(key).agg(rows=sales.count())).to_pylist()
            check_known({row[key]: row["rows"] for row in counts}, master, key, ())
        raise DataError("sales: some rows belong to no store or SKU of the tables; look for ids that differ unseen")
    return keys, pairs


def large_rows(opened: Opened, keys: Keys) -> pd.DataFrame:
    """Return rows, units and largest row by SKU, sorted; none when no row at all is large enough to be looked at."""
    if opened.scan.largest <= GIANT_UNITS:
        return pd.DataFrame({name: pd.Series(dtype=np.int64) for name in ("sku", "rows", "units", "largest")})
    found = fetch("sales", by_item(opened.sales, opened.calendar, keys, small=opened.small)).to_pandas()
    return found.sort_values("sku", ignore_index=True)


def _taking_part(spec: StudySpec, stores: pd.DataFrame) -> frozenset[str]:
    region_of = dict(zip(plain(stores, "store_id"), plain(stores, "region"), strict=True))
    return frozenset(region_of) - stores_of(spec.regions.exclude, region_of)


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


def known_stores(opened: Opened, totals: Presence | Totals) -> pd.DataFrame:
    """Return the stores with sales; raises DataError for sales of a store that has no row or no region."""
    sold = dict(zip(totals.store, totals.rows.tolist(), strict=True))
    return check_known(sold, opened.stores, "store_id", ("region",))


def known_products(opened: Opened, totals: Presence | Totals, named: frozenset[str]) -> pd.DataFrame:
    """Return the SKUs with sales and those `named`; raises DataError for one without row, brand or category."""
    sold = dict(zip(totals.sku, totals.rows.tolist(), strict=True))
    return with_brand_items(check_known(sold, opened.products, "sku", ("brand", "category"), named))


def promotion_of(spec: StudySpec, products: pd.DataFrame, totals: Presence | Totals, windows: Windows) -> Promotion:
    """Find the promoted SKUs among the products, given when each SKU sold."""
    return resolve(
        spec.campaign,
        products,
        sold=_skus_sold(totals, windows.after.stop),
        sold_before=_skus_sold(totals, windows.campaign.start),
    )


def _skus_sold(totals: Presence | Totals, stop: int) -> frozenset[str]:
    """Return the SKUs with sales other than zero in a period before `stop`."""
    return frozenset(totals.sku[unpack(totals.sold, stop).any(axis=1)])

"""The tables of a study, opened: files found, columns and values checked, every store and SKU seen and known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lift.core.errors import DataError, DesignError
from lift.core.finding import Finding
from lift.core.naming import stores_of
from lift.core.panel import Bools, Span, Windows
from lift.core.prices import COVARIATES
from lift.core.spec import StudySpec
from lift.core.words import SALES_COLUMNS
from lift.data.bits import calendar_table, unpack
from lift.data.calendar import Calendar, read_calendar
from lift.data.columns import find_columns, select
from lift.data.covariates import refuse_missing
from lift.data.engine import Engine, Near, Rows, fetch
from lift.data.files import Files
from lift.data.keys import Keys, number
from lift.data.master import Master, check_known, plain, read_products, read_stores, with_brand_items
from lift.data.presence import Scope, by_presence, refuse_doubled_rows
from lift.data.promotion import Promotion, resolve
from lift.data.scan import Scan, scan
from lift.data.stream import Regional, has_room, look
from lift.data.successors import Successors, chained, read_successors, refuse_doubled, refuse_replaced
from lift.data.successors import told as replaced_told
from lift.data.totals import Presence, by_item

Progress = Callable[[str, float], None]
LOOK = (0.4, 0.7)
"""From which share of the reading to which the rows are looked at."""


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
    replaced: Successors | None = None

    @property
    def chained(self) -> bool:
        """Whether replaced SKUs count as their successors."""
        return self.replaced is not None

    @property
    def small(self) -> bool:
        """Whether sums of minor units are exact in floats."""
        return self.scan.small and not self.chained

    def keys(self, excluded: frozenset[str]) -> Keys:
        """Number all stores and SKUs that the tables know; all count but the excluded stores."""
        stores, skus = (tuple(sorted(plain(of.frame, key))) for of, key in self.masters)
        return number(self.engine, stores, skus, (frozenset(stores) - excluded, frozenset(skus)))

    @property
    def inside(self) -> Bools:
        """Which dates of the scan lie in the calendar."""
        return np.isin(self.scan.dates, self.calendar.stored)

    @property
    def masters(self) -> tuple[tuple[Master, str], ...]:
        """Both tables with their keys."""
        return (self.stores, "store_id"), (self.products, "sku")


def silent(step: str, share: float) -> None:
    """Take progress and say nothing."""
    del step, share


def looked(progress: Progress) -> Callable[[float], None]:
    """Say that the rows are looked at; return what tells how far that is."""
    step = "store and SKU totals"
    progress(step, LOOK[0])
    return lambda share: progress(step, LOOK[0] + share * (LOOK[1] - LOOK[0]))


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
    replaced: Successors | None = None
    if "successors" in files:
        replaced = read_successors(engine, files["successors"])
        refuse_replaced(spec.campaign, replaced)
        refuse_doubled(sales, replaced)
        sales, notes = chained(sales, replaced), (replaced_told(sales, replaced),)
    stores = read_stores(engine, files.get("stores"), data.columns, sales)
    products = read_products(engine, files.get("products"), data.columns, sales)
    return Opened(engine, files, sales, found, calendar, stores, products, notes, replaced)


@dataclass(frozen=True, slots=True)
class Excluded:
    """Stores with sales in the calendar that a study leaves out, and how many `rows` of it they have."""

    stores: frozenset[str] = frozenset()
    rows: int = 0


def excluded_stores(opened: Opened, names: tuple[str, ...]) -> Excluded:
    """Find the stores with sales behind names of regions or stores that are to be excluded.

    Raises DataError for sales of a store that its table does not hold, or holds without a region, DesignError when no
    store is left.
    """
    if not names:
        return Excluded()
    rows = _rows_by(opened, "store_id")
    stores = check_known(rows, opened.stores, "store_id", ("region",))
    found = stores_of(names, dict(zip(plain(stores, "store_id"), plain(stores, "region"), strict=True)))
    if len(found) == len(rows):
        raise DesignError(f"[regions] exclude names every store that has sales ({len(rows):,}); leave some in")
    return Excluded(found, sum(rows[name] for name in found))


def _rows_by(opened: Opened, key: str) -> dict[str, int]:
    """Return the rows in the calendar of each store or SKU, whether a table holds it or not."""
    sales = opened.sales
    if not opened.inside.all():
        sales = sales.semi_join(calendar_table(opened.calendar), "day")
    counts = fetch("sales", sales.group_by(key).agg(rows=sales.count())).to_pylist()
    return {row[key]: row["rows"] for row in counts}


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """What is known of all pairs of stores and SKUs (see `lift.data.presence`), summed over a span of periods.

    `regional`: all sales by region, where they were added up on the way.
    """

    keys: Keys
    rows: Rows
    span: Span
    regional: Regional | None = None


def present_pairs(opened: Opened, span: Span, excluded: Excluded, heard: Callable[[float], None]) -> Pairs:
    """Find when every store and SKU was there and what it sold in the span, kept in the engine; excluded stores apart.

    `heard` is told the share of rows that were looked at, where they stream by. Raises DataError for rows that
    occur twice, and for sales of a store or SKU that its table does not hold.
    """
    sales, calendar, keys = opened.sales, opened.calendar, opened.keys(excluded.stores)
    rows = int(opened.scan.rows[opened.inside].sum()) - excluded.rows
    scope = Scope(sales, calendar, span, keys, zeros=opened.chained or opened.scan.faint > 0)
    query, regional = _present(opened, scope, lambda done: heard(done / max(1, rows)))
    pairs = opened.engine.keep("sales", query)
    opened.engine.settle()
    held = refuse_doubled_rows(scope, pairs)
    if opened.chained:
        rows = fetch("sales", sales.semi_join(calendar_table(calendar), "day").count()).as_py() - excluded.rows
    if held != rows:
        for master, key in opened.masters:
            check_known(_rows_by(opened, key), master, key, ())
        raise DataError("sales: some rows belong to no store or SKU of the tables; look for ids that differ unseen")
    return Pairs(keys, pairs, span, regional)


def _present(opened: Opened, scope: Scope, heard: Callable[[int], None]) -> tuple[Rows, Regional | None]:
    """Return all pairs: added up here where the rows can stream by and there is room, else the engine's query."""
    engine = opened.engine
    if isinstance(engine, Near) and opened.small and has_room(scope):
        stores = opened.stores.frame
        return look(engine, scope, dict(zip(plain(stores, "store_id"), plain(stores, "region"), strict=True)), heard)
    return by_presence(scope, small=opened.small), None


def large_rows(opened: Opened, keys: Keys) -> pd.DataFrame:
    """Return rows, units and largest row by SKU, sorted; none when no row at all is large enough to be looked at."""
    if not opened.scan.giant:
        return pd.DataFrame({name: pd.Series(dtype=np.int64) for name in ("sku", "rows", "units", "largest")})
    found = fetch("sales", by_item(opened.sales, opened.calendar, keys, small=opened.small)).to_pandas()
    return found.sort_values("sku", ignore_index=True)


def known_stores(opened: Opened, there: Presence, excluded: Excluded) -> pd.DataFrame:
    """Return the stores with sales; raises DataError for sales of a store that has no row or no region."""
    sold = dict.fromkeys(excluded.stores, 0) | dict(zip(there.store, there.rows.tolist(), strict=True))
    return check_known(sold, opened.stores, "store_id", ("region",))


def known_products(opened: Opened, there: Presence, named: frozenset[str]) -> pd.DataFrame:
    """Return the SKUs with sales and those `named`; raises DataError for one without row, brand or category."""
    sold = dict(zip(there.sku, there.rows.tolist(), strict=True))
    return with_brand_items(check_known(sold, opened.products, "sku", ("brand", "category"), named))


def promotion_of(spec: StudySpec, products: pd.DataFrame, there: Presence, windows: Windows) -> Promotion:
    """Find the promoted SKUs among the products, given when each SKU sold."""
    return resolve(
        spec.campaign,
        products,
        sold=_skus_sold(there, windows.after.stop),
        sold_before=_skus_sold(there, windows.campaign.start),
    )


def _skus_sold(there: Presence, stop: int) -> frozenset[str]:
    """Return the SKUs with sales other than zero in a period before `stop`."""
    return frozenset(there.sku[unpack(there.sold, stop).any(axis=1)])

"""What is in the data, before anything is measured: the tables and findings that `lift check` prints."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lift.core.errors import LiftError
from lift.core.finding import Finding
from lift.core.panel import Span
from lift.core.spec import StudySpec
from lift.data.bits import unpack
from lift.data.calendar import Calendar
from lift.data.engine import Engine, connect
from lift.data.listed import open_periods
from lift.data.notes import absent_share, item_notes, panel_notes
from lift.data.opened import (
    Excluded,
    Opened,
    Progress,
    known_products,
    known_stores,
    large_rows,
    looked,
    open_tables,
    present_pairs,
    promotion_of,
    silent,
)
from lift.data.source import lay
from lift.data.totals import CENTS, MILLI, Presence, Totals, read_totals, summed


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """The panel in tables, what is to be said of it, and what is wrong with the campaign, if anything.

    `tables`: overview (fact, value), regions, categories, brands, periods, closures (stores that open or close).
    Revenue in major currency units, shares as ratios. `problem` is the error that a run of this study would end
    with, although the panel itself is sound; None when there is none.
    """

    tables: Mapping[str, pd.DataFrame]
    findings: tuple[Finding, ...]
    problem: LiftError | None


def survey(
    spec: StudySpec, *, memory: str | None = None, threads: int | None = None, progress: Progress | None = None
) -> Survey:
    """Read and validate the panel, then the campaign.

    Raises DataError (or StudyError for the engine) when the panel itself cannot be used; what is wrong with the
    campaign is returned as `problem`, so that the tables can be shown beside it.
    """
    engine = connect(spec.data.engine, memory, threads)
    try:
        return _survey(spec, engine, progress or silent)
    finally:
        engine.close()


def _survey(spec: StudySpec, engine: Engine, progress: Progress) -> Survey:
    opened = open_tables(spec, engine, progress)
    everything = Span(0, len(opened.calendar))
    pairs = present_pairs(opened, everything, Excluded(), looked(progress))
    by_store, by_sku = (read_totals(summed(pairs.rows, key), pairs.keys) for key in ("store", "item"))
    stores = known_stores(opened, by_store.there, Excluded())
    named = frozenset({*spec.campaign.skus, *spec.campaign.launch})
    products = known_products(opened, by_sku.there, named)
    totals = read_totals(pairs.rows, pairs.keys)
    findings = [
        *panel_notes(opened.scan, opened.calendar, opened.stores, stores, by_store.there),
        *opened.notes,
        *item_notes(totals, large_rows(opened, pairs.keys), stores, products, ()),
    ]
    problem: LiftError | None = None
    try:
        windows, notes = lay(spec, opened)
        promotion_of(spec, products, by_sku.there, windows)
        findings += [*notes, absent_share(totals, windows)]
    except LiftError as error:
        problem = error
    tables = {
        "overview": _overview(opened, stores, products, by_store),
        "regions": _regions(stores, by_store),
        "categories": _shares(products, by_sku, ["category"]),
        "brands": _shares(products, by_sku, ["category", "brand"]),
        "periods": _periods(opened, by_store.there),
        "closures": _closures(by_store.there, opened.calendar),
    }
    progress("read", 1.0)
    return Survey(tables, tuple(findings), problem)


def _overview(opened: Opened, stores: pd.DataFrame, products: pd.DataFrame, totals: Totals) -> pd.DataFrame:
    calendar = opened.calendar
    facts = {
        "rows": int(opened.scan.rows.sum()),
        "stores": len(stores),
        "regions": stores["region"].nunique(),
        "SKUs": len(products),
        "brands": products["brand"].nunique(),
        "categories": products["category"].nunique(),
        "first period": str(calendar.first[0]),
        "last period": str(calendar.first[-1]),
        "periods": len(calendar),
        "frequency": calendar.frequency,
        "revenue": float(totals.revenue.sum()) / CENTS,
        "units": float(totals.units.sum()) / MILLI,
    }
    return pd.DataFrame({"fact": list(facts), "value": pd.Series(list(facts.values()), dtype=object)})


def _regions(stores: pd.DataFrame, totals: Totals) -> pd.DataFrame:
    sold = pd.DataFrame({"store_id": totals.there.store, "revenue": totals.revenue, "at": np.arange(len(totals))})
    frame = stores[["store_id", "region"]].merge(sold, on="store_id")
    table = frame.groupby("region", as_index=False).agg(stores=("store_id", "size"), revenue=("revenue", "sum"))
    seen = [np.bitwise_or.reduce(totals.there.seen[at.to_numpy()], axis=0) for _, at in frame.groupby("region")["at"]]
    return _with_share(table).assign(periods=[int(np.bitwise_count(word).sum()) for word in seen])


def _shares(products: pd.DataFrame, totals: Totals, keys: list[str]) -> pd.DataFrame:
    sold = pd.DataFrame({"sku": totals.there.sku, "revenue": totals.revenue})
    frame = products[["sku", "brand", "category"]].merge(sold, on="sku")
    table = frame.groupby(keys, as_index=False).agg(skus=("sku", "size"), revenue=("revenue", "sum"))
    return _with_share(table)


def _with_share(table: pd.DataFrame) -> pd.DataFrame:
    cents = table["revenue"].to_numpy()
    return table.assign(revenue=cents / CENTS, revenue_share=cents / max(1, cents.sum()))


def _periods(opened: Opened, there: Presence) -> pd.DataFrame:
    """One row per period, also for those without any row."""
    calendar = opened.calendar
    table = pd.DataFrame(
        {
            "period": [*calendar.first, *calendar.gaps],
            "rows": [*opened.scan.rows.tolist(), *[0] * len(calendar.gaps)],
            "stores": [*unpack(there.sold, len(calendar)).sum(axis=0).tolist(), *[0] * len(calendar.gaps)],
        }
    )
    return table.sort_values("period", ignore_index=True)


def _closures(there: Presence, calendar: Calendar) -> pd.DataFrame:
    """Stores that are closed at some time: their first and last period with sales and how many they are closed."""
    sold = unpack(there.sold, len(calendar))
    closed = (~open_periods(sold, calendar.frequency)).sum(axis=1)
    at = np.flatnonzero(closed)
    last = len(calendar) - 1 - np.argmax(sold[:, ::-1], axis=1)
    return pd.DataFrame(
        {
            "store_id": there.store[at],
            "first_sale": calendar.first[np.argmax(sold, axis=1)[at]],
            "last_sale": calendar.first[last[at]],
            "closed_periods": closed[at],
        }
    )

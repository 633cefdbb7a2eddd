"""Mutations of rows: values that cannot be sales, absent and doubled rows, dates that shift."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from fuzz.outcome import Expected
from fuzz.panel import SKUS, STORES, WEEKS, Panel

Rng: TypeAlias = np.random.Generator
Mutation: TypeAlias = Callable[[Panel, Rng], tuple[Panel, Expected]]
FIRST = date(2024, 1, 1)
ROWS = STORES * WEEKS * SKUS


def some(rng: Rng, most: int = 30) -> np.ndarray:
    """Positions of one to `most` rows of the sales."""
    return rng.choice(ROWS, size=int(rng.integers(1, most)), replace=False)


def changed(given: Panel, column: str, at: np.ndarray, value: Any, *, nan: bool = False) -> Panel:
    """The panel with another value in some rows of a column of the sales."""
    values = given.sales[column].to_pylist()
    for i in at:
        values[i] = value
    kind = given.sales.schema.field(column).type
    return given.put("sales", column, pa.array(values, kind, from_pandas=not nan))


def value(column: str, put: Any, words: str, found: str = "") -> Mutation:
    """One value in some rows of one column, and how it must be named; {k} is how many."""

    def mutate(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
        at = some(rng)
        said = (rf"\b{len(at)} of {ROWS} rows", words) if found else ("sales", rf"\b{len(at)} of {ROWS} rows", words)
        return changed(given, column, at, put, nan=True), Expected(said, found)

    return mutate


def doubled(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    at = some(rng)
    return replace(given, sales=pa.concat_tables([given.sales, given.sales.take(at)])), Expected(
        ("sales", rf"\b{len(at)} duplicate rows?", "store s")
    )


def doubled_master(table: str, key: str) -> Mutation:
    def mutate(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
        old: pa.Table = getattr(given, table)
        at = rng.choice(len(old), size=int(rng.integers(1, len(old))), replace=False)
        return replace(given, **{table: pa.concat_tables([old, old.take(at)])}), Expected(
            (table, rf"\b{len(at)} {key}")
        )

    return mutate


def unknown(table: str, noun: str) -> Mutation:
    """Stores or SKUs that have sales and no row of their own."""

    def mutate(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
        old: pa.Table = getattr(given, table)
        gone = int(rng.integers(1, len(old)))
        keep = np.sort(rng.permutation(len(old))[gone:])
        said = ("sales", rf"\b{gone} of {len(old)} {noun}", f"table {table}")
        return replace(given, **{table: old.take(keep)}), Expected(said)

    return mutate


def blank(table: str, column: str) -> Mutation:
    def mutate(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
        old: pa.Table = getattr(given, table)
        k = int(rng.integers(1, len(old)))
        values = old[column].to_pylist()
        for i in rng.choice(len(old), size=k, replace=False):
            values[i] = None if rng.random() < 0.5 else ""
        return given.put(table, column, pa.array(values, pa.string())), Expected((table, rf"\b{k}\b", f"no {column}"))

    return mutate


def absent_rows(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Absent rows of a SKU that goes on selling: counted as a share of the periods."""
    at = some(rng, 8)
    at = at[(at // SKUS) % WEEKS < 16]
    left = given.sales.take(np.setdiff1d(np.arange(ROWS), at))
    return replace(given, sales=left), Expected(("of the periods before the campaign have no sales",), "zero share")


def absent_weeks(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    k = int(rng.integers(1, 4))
    gone = {FIRST + timedelta(weeks=int(i)) for i in rng.choice(np.arange(2, 17), size=k, replace=False)}
    keep = [i for i, week in enumerate(given.sales["week"].to_pylist()) if week not in gone]
    said = (rf"\b{k} periods? ha(?:s|ve) no row", str(min(gone)))
    return replace(given, sales=given.sales.take(keep)), Expected(said, "missing periods")


def shifted_weeks(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """From some week on, weeks begin on another weekday."""
    k, days = int(rng.integers(1, 9)), int(rng.integers(1, 7))
    edge = FIRST + timedelta(weeks=WEEKS - k)
    weeks = [week + timedelta(days=days) if week >= edge else week for week in given.sales["week"].to_pylist()]
    return given.put("sales", "week", pa.array(weeks, pa.date32())), Expected(
        ("sales", "`week`", rf"\b{k} of them falls? on another weekday")
    )


def mixed_frequency(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """The last weeks come as days."""
    k = int(rng.integers(1, 5))
    edge = FIRST + timedelta(weeks=WEEKS - k)
    weeks = given.sales["week"].to_pylist()
    daily = [given.sales]
    late = given.sales.take([i for i, week in enumerate(weeks) if week >= edge])
    for day in range(1, 7):
        dates = [week + timedelta(days=day) for week in late["week"].to_pylist()]
        daily.append(late.set_column(1, "week", pa.array(dates, pa.date32())))
    return replace(given, sales=pa.concat_tables(daily)), Expected(("sales", "`week`", f"{WEEKS + 6 * k} dates"))


def far_date(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """One row of a far year, on the right weekday."""
    year = int(rng.choice([1677, 1900, 2262, 9990]))
    day = date(year, 1, 1)
    day += timedelta(days=(FIRST.weekday() - day.weekday()) % 7)
    return changed(given, "week", some(rng, 2), day), Expected(("periods? ha(?:s|ve) no row",), "missing periods")


def silent_region(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """A region whose stores have no sales."""
    k = int(rng.integers(1, 6))
    more = pa.table({"store_id": [f"empty{i}" for i in range(k)], "region": ["Nowhere"] * k})
    return replace(given, stores=pa.concat_tables([given.stores, more])), Expected(
        (rf"\b{k} of {STORES + k} stores ha(?:s|ve) no sales",), "stores without sales"
    )


def one_store(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Only one store is left: the others are counted."""
    name = f"s{rng.integers(STORES)}"
    keep = [i for i, store in enumerate(given.sales["store_id"].to_pylist()) if store == name]
    return replace(given, sales=given.sales.take(keep)), Expected(
        (rf"\b{STORES - 1} of {STORES} stores have no sales",), "stores without sales"
    )


def closed_store(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """A store is renovated: no row for some weeks."""
    name, k, at = f"s{rng.integers(STORES)}", int(rng.integers(5, 9)), int(rng.integers(1, 8))
    weeks = {FIRST + timedelta(weeks=at + i) for i in range(k)}
    pairs = zip(given.sales["store_id"].to_pylist(), given.sales["week"].to_pylist(), strict=True)
    keep = [i for i, (store, week) in enumerate(pairs) if store != name or week not in weeks]
    return replace(given, sales=given.sales.take(keep)), Expected(
        (rf"1 of {STORES} stores", name), "store openings and closings"
    )


def giant(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    at = rng.choice(ROWS, size=1)
    return changed(given, "units", at, 5e6), Expected(
        ("1 SKU has a row", given.sales["sku"][int(at[0])].as_py()), "giant quantities"
    )


MUTATIONS: Mapping[str, Mutation] = {
    **{f"sales.{c}: null": value(c, None, f"ha(?:s|ve) no {c}") for c in ("store_id", "sku", "units", "revenue")},
    "sales.week: null": value("week", None, "ha(?:s|ve) no date in week"),
    **{f"sales.{c}: empty text": value(c, "", f"ha(?:s|ve) no {c}") for c in ("store_id", "sku")},
    **{f"sales.{c}: NaN": value(c, float("nan"), f"NaN in {c}") for c in ("units", "revenue")},
    **{f"sales.{c}: infinite": value(c, float("inf"), f"infinite {c}") for c in ("units", "revenue")},
    **{f"sales.{c}: negative": value(c, -1.0, f"negative {c}") for c in ("units", "revenue")},
    **{f"sales.{c}: 1e300": value(c, 1e300, f"{c} above") for c in ("units", "revenue")},
    "sales.units: 0 with revenue": value("units", 0.0, "revenue but no units", "revenue without units"),
    "sales.revenue: 0 with units": value("revenue", 0.0, "units but no revenue", "units without revenue"),
    "sales.units: giant": giant,
    "sales: doubled rows": doubled,
    "stores: doubled rows": doubled_master("stores", "store_id"),
    "products: doubled rows": doubled_master("products", "sku"),
    "stores: rows absent": unknown("stores", "stores"),
    "products: rows absent": unknown("products", "SKUs"),
    "stores.region: blank": blank("stores", "region"),
    "products.brand: blank": blank("products", "brand"),
    "products.category: blank": blank("products", "category"),
    "sales: weeks absent": absent_weeks,
    "sales.week: anchor shifts": shifted_weeks,
    "sales.week: days among weeks": mixed_frequency,
    "sales.week: a far year": far_date,
    "stores: a region without sales": silent_region,
    "sales: one store only": one_store,
    "sales: a store closed for weeks": closed_store,
    "sales: a few rows absent": absent_rows,
}

"""Mutations of how a table was written: encodings, decimal commas, lost zeros, stray spaces, clocks, repeated heads."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from fuzz.forms import SAME
from fuzz.outcome import Expected
from fuzz.panel import SKUS, STORES, WEEKS, Panel
from fuzz.rows import ROWS, Mutation, Rng, some

BERLIN = ZoneInfo("Europe/Berlin")


def latin(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Some ids are written in ISO-8859-1, in a column that says it is UTF-8."""
    values = [name.encode() for name in given.sales["store_id"].to_pylist()]
    for i in some(rng):
        values[i] = "Köln".encode("latin-1")
    # A plain view of the bytes, as a careless writer makes it: a cast would check them.
    column = pa.array(values, pa.binary())
    text = pa.Array.from_buffers(pa.string(), len(column), column.buffers())
    return given.put("sales", "store_id", text), Expected(("sales", "not valid UTF8", "K"))


def binary(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    del rng
    column = pa.array([name.encode() for name in given.sales["sku"].to_pylist()], pa.binary())
    return given.put("sales", "sku", column), Expected(("sales", "'sku'", "binary"))


def comma(column: str, form: str) -> Mutation:
    """Numbers as text with a decimal comma, as a German export has them."""

    def mutate(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
        del rng
        texts = [form.format(value).replace(".", ",") for value in given.sales[column].to_pylist()]
        return given.put("sales", column, pa.array(texts)), Expected(("sales", f"'{column}'", "text"))

    return mutate


def repeated_head(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """The line of names occurs again among the rows, so that every column is text."""
    tables = {name: [str(value) for value in given.sales[name].to_pylist()] for name in given.sales.column_names}
    for i in some(rng, 4):
        for name, values in tables.items():
            values[i] = name
    return replace(given, sales=pa.table(tables)), Expected(("sales", "type text"))


def head_in_products(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """The line of names is a row of the products, where all columns are text anyway: a SKU that never sold."""
    del rng
    head = pa.table({name: [name] for name in given.products.column_names})
    return replace(given, products=pa.concat_tables([given.products, head])), SAME


def lost_zeros(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Article numbers are text with leading zeros in one table and numbers in the other."""
    del rng
    padded = pa.array([f"00{sku}" for sku in given.sales["sku"].to_pylist()])
    plain = given.products["sku"].cast(pa.int64())
    return given.put("sales", "sku", padded).put("products", "sku", plain), Expected(
        ("sales", rf"\b{SKUS} of {SKUS} SKUs", "table products", "004")
    )


def spaces(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Some stores' ids end in a space in the sales alone."""
    k = int(rng.integers(1, STORES))
    padded = {f"s{i}": f"s{i} " for i in rng.choice(STORES, size=k, replace=False)}
    names = [padded.get(name, name) for name in given.sales["store_id"].to_pylist()]
    return given.put("sales", "store_id", pa.array(names)), Expected(("sales", rf"\b{k} of {STORES} stores", "stores"))


def clock(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Weeks begin at midnight in Berlin, and were written with their time zone: another day in UTC."""
    del rng
    moments = [datetime.combine(day, time(), BERLIN) for day in given.sales["week"].to_pylist()]
    return given.put("sales", "week", pa.array(moments, pa.timestamp("us", "Europe/Berlin"))), Expected(
        ("sales", rf"\b{ROWS} of {ROWS} rows", "time zone")
    )


def week_numbers(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Weeks as year and number, 202453."""
    del rng
    numbers = [int("{}{:02d}".format(*day.isocalendar()[:2])) for day in given.sales["week"].to_pylist()]
    return given.put("sales", "week", pa.array(numbers, pa.int32())), Expected(("sales", "'week'", "integer"))


def seconds(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Timestamps that carry the hour of the export, the same in all rows: the day is what counts."""
    hour = time(int(rng.integers(24)), int(rng.integers(60)))
    moments = [datetime.combine(day, hour) for day in given.sales["week"].to_pylist()]
    return given.put("sales", "week", pa.array(moments, pa.timestamp("ms"))), SAME


def a_day_late(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Some stores' weeks begin on Sunday, the others' on Monday: two rows of a store never fall on one week twice."""
    name = f"s{rng.integers(STORES)}"
    pairs = zip(given.sales["store_id"].to_pylist(), given.sales["week"].to_pylist(), strict=True)
    weeks = [date.fromordinal(week.toordinal() - (store == name)) for store, week in pairs]
    return given.put("sales", "week", pa.array(weeks, pa.date32())), Expected(
        ("sales", "`week`", rf"\b{2 * WEEKS} dates")
    )


def many(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Thousands of further SKUs of another category, one row each: they change nothing that is asked about."""
    k = int(rng.integers(2_000, 6_000))
    skus = pa.array([f"x{i}" for i in range(k)])
    rows = given.sales.take(rng.integers(ROWS, size=k)).set_column(2, "sku", skus)
    other = pa.table({"sku": skus, "brand": ["Else"] * k, "category": ["Elsewhere"] * k})
    return replace(
        given,
        sales=pa.concat_tables([given.sales, rows.select(given.sales.column_names)]),
        products=pa.concat_tables([given.products, other]),
    ), Expected((rf"{ROWS + k:,} rows",), "duplicates")


def tiny(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Units as weighed goods have them, to the gram: read to the thousandth."""
    del rng
    values = np.round(np.array(given.sales["units"].to_pylist()), 3) + 1e-9
    return given.put("sales", "units", pa.array(values)), SAME


MUTATIONS: Mapping[str, Mutation] = {
    "sales.store_id: ISO-8859-1": latin,
    "sales.sku: binary": binary,
    "sales.units: decimal comma": comma("units", "{:.3f}"),
    "sales.revenue: decimal comma, euro sign": comma("revenue", "{:.2f} €"),
    "sales: head repeated among the rows": repeated_head,
    "products: head among the rows": head_in_products,
    "sales.sku: leading zeros lost in products": lost_zeros,
    "sales.store_id: stray spaces": spaces,
    "sales.week: midnight in Berlin": clock,
    "sales.week: 202453": week_numbers,
    "sales.week: the hour of the export": seconds,
    "sales.week: one store on Sundays": a_day_late,
    "sales: thousands of further SKUs": many,
    "sales.units: dust behind the thousandth": tiny,
}

"""Mutations of the form of a table: types, encodings, names, files; many of them change no meaning at all."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fuzz.outcome import Expected
from fuzz.panel import STORES, Panel
from fuzz.rows import ROWS, Mutation, Rng, some

NAMES = ("o'Neill", 'a"b', "x; drop table sales", "漢字", "a\nb", "{}", "%s", "NULL", "nan", "-1", "=1+1", "é" * 300)
SAME = Expected(same=True)


def cast(column: str, kind: pa.DataType) -> Mutation:
    """Another type that means the same."""
    return lambda given, _: (given.put("sales", column, given.sales[column].cast(kind)), SAME)


def refused(column: str, change: Callable[[pa.ChunkedArray], pa.ChunkedArray], words: str) -> Mutation:
    """A type that cannot be read safely."""

    def mutate(given: Panel, _: Rng) -> tuple[Panel, Expected]:
        return given.put("sales", column, change(given.sales[column])), Expected(("sales", f"'{column}'", words))

    return mutate


def text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Numbers or dates as text."""
    return values.cast(pa.string())


def whole(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """SKUs as integers, in both tables."""
    del rng
    for table in ("sales", "products"):
        given = given.put(table, "sku", getattr(given, table)["sku"].cast(pa.int32()))
    return given, SAME


def dictionary(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    del rng
    return given.put("sales", "store_id", given.sales["store_id"].dictionary_encode()), SAME


def zoned(hour: int) -> Mutation:
    """Dates as timestamps in a time zone, some of them not at midnight UTC."""

    def mutate(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
        at = set(some(rng).tolist()) if hour else set()
        days = [
            datetime.combine(week, time(hour if i in at else 0), UTC)
            for i, week in enumerate(given.sales["week"].to_pylist())
        ]
        said = Expected(("sales", rf"\b{len(at)} of {ROWS} rows", "time zone")) if hour else SAME
        return given.put("sales", "week", pa.array(days, pa.timestamp("us", "UTC"))), said

    return mutate


def shuffled(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    return replace(given, sales=given.sales.take(rng.permutation(ROWS))), SAME


def odd_column(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """A further column of a type that nothing here reads."""
    kinds = ([b"\xff"], [{"a": 1}], [[1, 2]], [timedelta(1)], [None])
    column = pa.array(list(kinds[rng.integers(len(kinds))]) * ROWS)
    return replace(given, sales=given.sales.append_column("odd; '\"", column)), SAME


def hostile_ids(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Stores get hostile names, alike in both tables; a name that is no name does not change a sum."""
    names = dict(zip((f"s{i}" for i in range(STORES)), rng.permutation(NAMES)[:STORES].tolist(), strict=True))
    for table in ("sales", "stores"):
        renamed = [names[name] for name in getattr(given, table)["store_id"].to_pylist()]
        given = given.put(table, "store_id", pa.array(renamed))
    return given, SAME


def hostile_columns(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """A column gets a hostile name, which [data.columns] gives."""
    column, name = rng.choice(["units", "week", "sku"]), str(rng.choice(NAMES))
    renamed = [name if old == column else old for old in given.sales.column_names]
    data = {**given.data, "columns": {str(column): name}}
    return replace(given, sales=given.sales.rename_columns(renamed), data=data), SAME


def absent_column(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    column = str(rng.choice(given.sales.column_names))
    return replace(given, sales=given.sales.drop_columns([column])), Expected(("sales", f"no column '{column}'"))


def misspelt_column(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    column = str(rng.choice(given.sales.column_names))
    names = [f"{name}s" if name == column else name for name in given.sales.column_names]
    said = ("sales", f"no column '{column}'", f"did you mean '{column}s'")
    return replace(given, sales=given.sales.rename_columns(names)), Expected(said)


def alike_columns(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Two columns whose names differ in capitals alone."""
    column = str(rng.choice(given.sales.column_names))
    return replace(given, sales=given.sales.append_column(column.upper(), given.sales[column])), Expected(
        ("sales", "nothing but capitals", f"'{column}'", f"'{column.upper()}'")
    )


def leap_week(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """The same weeks, moved over the end of a year with 53 weeks: as many periods, no gap."""
    monday = date(2020, 12, 28) - timedelta(weeks=int(rng.integers(2, 18)))
    shift = monday - date(2024, 1, 1)
    weeks = [week + shift for week in given.sales["week"].to_pylist()]
    moved = replace(given.put("sales", "week", pa.array(weeks, pa.date32())), start=given.start + shift)
    return replace(moved, end=given.end + shift), Expected(("Between .* no sales",), "zero share")


def last_day(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """Weeks are labelled by their last day, and the study says so."""
    del rng
    weeks = [week + timedelta(days=6) for week in given.sales["week"].to_pylist()]
    moved = given.put("sales", "week", pa.array(weeks, pa.date32()))
    return replace(moved, data={**given.data, "week_label": "last"}), SAME


def wrong_frequency(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """The study names another frequency than the data has."""
    named = str(rng.choice(["day", "month"]))
    data = {**given.data, "frequency": named}
    return replace(given, data=data), Expected(("sales", "`week`", f"not one per {named}", 'frequency = "week"'))


def in_sales(given: Panel, rng: Rng) -> tuple[Panel, Expected]:
    """The regions stand in the sales, and some rows of a store name another."""
    stores = given.sales["store_id"].to_pylist()
    regions = [f"R{int(name[1:]) % 3}" for name in stores]
    k = int(rng.integers(1, STORES))
    for name in rng.choice(STORES, size=k, replace=False):
        regions[stores.index(f"s{name}")] = "Elsewhere"
    sales = given.sales.append_column("region", pa.array(regions))
    return replace(given, sales=sales, data={**given.data, "stores": None}), Expected(
        ("sales", rf"\b{k} store_id ha(?:s|ve) more than one region", "Elsewhere")
    )


def floats(values: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(values, pa.float64())


def ones(kind: pa.DataType) -> Callable[[pa.ChunkedArray], pa.ChunkedArray]:
    return lambda values: pa.chunked_array([pa.array(np.ones(len(values), dtype=bool)).cast(kind)])


MUTATIONS: Mapping[str, Mutation] = {
    "sales.units: int16": cast("units", pa.int16()),
    "sales.units: decimal": cast("units", pa.decimal128(12, 3)),
    "sales.revenue: decimal": lambda given, _: (
        given.put("sales", "revenue", pc.round(given.sales["revenue"], 2).cast(pa.decimal128(14, 2))), SAME,
    ),
    "sales.units: float32": cast("units", pa.float32()),
    "sales.units: half precision": cast("units", pa.float16()),
    "sales.store_id: large text": cast("store_id", pa.large_string()),
    "sales.store_id: dictionary": dictionary,
    "both sku: integer": whole,
    "sales.week: timestamp": cast("week", pa.timestamp("ns")),
    "sales.week: date64": cast("week", pa.date64()),
    "sales.week: midnight UTC": zoned(0),
    "sales.week: hours in a zone": zoned(22),
    "sales: shuffled": shuffled,
    "sales: an odd column": odd_column,
    "store_id: hostile names": hostile_ids,
    "sales columns: hostile names": hostile_columns,
    "sales: last days as labels": last_day,
    "sales: a year of 53 weeks": leap_week,
    "sales.units: text": refused("units", text, "type text"),
    "sales.revenue: text": refused("revenue", text, "type text"),
    "sales.week: text": refused("week", text, "type text"),
    "sales.week: number": refused("week", lambda values: values.cast(pa.int32()), "type integer"),
    "sales.sku: float": refused("sku", floats, "type float"),
    "sales.units: true and false": refused("units", ones(pa.bool_()), "type boolean"),
    "sales: a column absent": absent_column,
    "sales: a column misspelt": misspelt_column,
    "sales: columns alike": alike_columns,
    "study: wrong frequency": wrong_frequency,
    "sales.region: two for a store": in_sales,
}  # fmt: skip

"""Tables of a result as Parquet and CSV bytes: the same content gives the same bytes."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

Table = Any
Column = Any
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MIDNIGHT = 86_400_000_000
_TEXT = frozenset({"level", "item", "parent", "window", "metric", "verdict", "method", "unit", "region", "label", "of"})
_DAYS = frozenset({"week"})


def canonical(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table as it reads after a round trip through its file: numbered rows, text, numbers and days."""
    return _pandas(_arrow(frame))


def to_parquet(frame: pd.DataFrame) -> bytes:
    """Return a table as Parquet: text as string, days as date32, no trace of the program that made it."""
    sink = pa.BufferOutputStream()
    pq.write_table(_arrow(frame), sink, compression="zstd", store_schema=False, version="2.6", use_dictionary=True)
    return sink.getvalue().to_pybytes()


def from_parquet(content: bytes) -> pd.DataFrame:
    """Read back what `to_parquet` wrote."""
    return _pandas(pq.read_table(pa.BufferReader(content)))


def to_csv(frame: pd.DataFrame) -> bytes:
    """Return a table as UTF-8 CSV with floats in full.

    Text that a spreadsheet would take for a formula (it starts with = + - @, a tab or a carriage return) gets a leading
    apostrophe. What is missing is an empty cell.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    table = _arrow(frame)
    columns = [_values(table, i) for i in range(table.num_columns)]
    writer.writerow([_cell(name) for name in table.column_names])
    writer.writerows([_cell(value) for value in row] for row in zip(*columns, strict=True))
    return out.getvalue().encode("utf-8")


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as one mapping a row; what is missing is None."""
    table = _arrow(frame)
    columns = [_values(table, i) for i in range(table.num_columns)]
    return [dict(zip(table.column_names, row, strict=True)) for row in zip(*columns, strict=True)]


def from_rows(entries: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return mappings, one a row, as a table with the columns in the order in which they first appear."""
    names = list(dict.fromkeys(name for entry in entries for name in entry))
    return pd.DataFrame({name: [entry.get(name) for entry in entries] for name in names})


def _values(table: Table, column: int) -> list[Any]:
    return table.column(column).to_pylist()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(_FORMULA) else value
        case float():
            return repr(value)
        case _:
            return str(value)


def _arrow(frame: pd.DataFrame) -> Table:
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    columns = [_column(name, table.column(i)) for i, name in enumerate(table.column_names)]
    return pa.Table.from_arrays(columns, names=table.column_names)


def _column(name: str, values: Column) -> Column:
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _column(name, values.cast(kind.value_type))
    if pa.types.is_null(kind):
        return values.cast(pa.string() if name in _TEXT else pa.date32() if name in _DAYS else pa.float64())
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return values.cast(pa.string())
    if pa.types.is_timestamp(kind):
        moments = values.cast(pa.timestamp("us", tz=kind.tz))
        days = kind.tz is None and all(
            value is None or value % _MIDNIGHT == 0 for value in moments.cast(pa.int64()).to_pylist()
        )
        return moments.cast(pa.date32()) if days else moments
    if pa.types.is_floating(kind):
        return values.cast(pa.float64())
    return values


def _pandas(table: Table) -> pd.DataFrame:
    return table.to_pandas(date_as_object=False)

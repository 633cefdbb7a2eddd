"""Tables of a result folder whose columns other layers decide: set as they are, within reason."""

from typing import Any

import pandas as pd

from lift.report.blocks import Block, Cell, Text
from lift.report.glossary import column_label
from lift.report.names import clean
from lift.report.sections.cells import name, number, table
from lift.report.source import Source

_MOST_ROWS = 30
_RATIOS = ("uplift", "share", "relative", "coverage", "selling")


def frame_table(source: Source, key: str, caption: str) -> list[Block]:
    """The first rows of a table of the result folder, numbers formatted by what their column is."""
    frame = source.tables[key]
    if frame.empty:
        return []
    numeric = {str(c): pd.api.types.is_numeric_dtype(frame[c]) for c in frame.columns}
    heads = [(column_label(str(c), source.language), numeric[str(c)]) for c in frame.columns]
    records = frame.head(_MOST_ROWS).astype(object).to_dict("records")
    rows = [tuple(_cell(source, str(c), value, numeric[str(c)]) for c, value in record.items()) for record in records]
    blocks: list[Block] = [table(caption, heads, rows)]
    if len(frame) > _MOST_ROWS:
        n = source.numbers.number(len(frame))
        blocks.append(Text(source.say("trust.table_more", most=_MOST_ROWS, n=n, file=f"{key}.parquet")))
    return blocks


def _cell(source: Source, column: str, value: Any, numeric: bool) -> Cell:
    numbers = source.numbers
    if value is None or bool(pd.isna(value)):
        return number("–")
    if not numeric:
        day = isinstance(value, pd.Timestamp)
        return Cell(numbers.day(value)) if day else name(_word(source, column, value))
    if any(part in column for part in _RATIOS) and abs(float(value)) < 100:
        return number(numbers.percent(float(value), sign="uplift" in column), float(value), "percent")
    whole = float(value) == int(value)
    return number(numbers.number(float(value), 0 if whole or abs(float(value)) >= 1_000 else 2), float(value))


def _word(source: Source, column: str, value: Any) -> str:
    if column == "verdict":
        return source.word("verdict", value)
    return source.word("role", value) if column == "role" else clean(value)

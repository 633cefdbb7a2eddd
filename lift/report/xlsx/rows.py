"""Whole tables of the result, row by row: what the report shows a selection of, to filter and to reckon with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from xlsxwriter.worksheet import Worksheet

from lift.report.against import CHANGED_ROI
from lift.report.glossary import column_label
from lift.report.names import clean, item_label
from lift.report.source import Source
from lift.report.xlsx.book import MUTED, Book, number_format, put, style

Row = Mapping[str, Any]
_WORDS = {"level": "level", "window": "window", "metric": "metric", "verdict": "verdict", "basis": "roi.basis",
          "status": "roi.status", "part": "volume.part"}  # fmt: skip
_SHARES = (
    "uplift",
    "share",
    "relative",
    "points",
    "detectable",
    "confidence",
    "coverage",
    "chance",
    "weight",
    "false_",
    "plain",
    "adjusted",
)
_AMOUNTS = ("observed", "expected", "incremental", "value", "low", "high", "spend")
_RETURNS = ("per_euro", "break_even", "profit_roi", "low", "high")


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of the result by its name: its columns, and its rows as plain values."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Row]


def write_rows(book: Book, sheet: Worksheet, source: Source, table: Rows) -> None:
    """Write a table of the result with a filter on its heads, which stay in sight."""
    head = style(book, bold=True, font_color=MUTED, bottom=1, bottom_color=MUTED, text_wrap=True)
    for at, column in enumerate(table.columns):
        put(sheet, 0, at, column_label(column, source.language), head)
        shown = [_words(source, column, row) for row in table.rows[:200] if isinstance(row.get(column), str)]
        sheet.set_column(at, at, max([10, *(min(len(words), 30) for words in shown)]) + 2)
        for line, row in enumerate(table.rows, 1):
            value: Any = row.get(column)
            if isinstance(value, str):
                put(sheet, line, at, _words(source, column, row), style(book))
            elif isinstance(value, bool):
                sheet.write_boolean(line, at, value, style(book))
            elif isinstance(value, datetime):
                day = "dd.mm.yyyy" if source.language == "de" else "yyyy-mm-dd"
                form = style(book, num_format=day, align="left")
                sheet.write_datetime(line, at, value, form)
            elif value is not None and isfinite(value):
                sheet.write_number(line, at, value, style(book, num_format=_format(book, table.name, column, row)))
    sheet.freeze_panes(1, 2)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _words(source: Source, column: str, row: Row) -> str:
    kind = _WORDS.get(column.removesuffix("_before"))
    if kind:
        return source.word(kind, row[column])
    if column == "item":
        return item_label(str(row.get("level") or ""), row[column], source.language)
    return clean(row[column])


def _format(book: Book, table: str, column: str, row: Row) -> str:
    if table == "elasticities":
        return "0.00"
    if column.endswith("_value"):
        return "0.000"
    if table == "market_share" or column.startswith(_SHARES):
        return "0.0%"
    if table in {"roi", CHANGED_ROI} and column.removesuffix("_before") in _RETURNS:
        return "0.00"
    if column.startswith(_AMOUNTS) and table != "not_measured":
        money = table == "roi" or row.get("metric") == "revenue"
        return number_format(book.numbers, "money" if money else "number", (0.5,))
    return "General"

"""Whole tables of the result, row by row: what the report shows a selection of, to filter and to reckon with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lift.core.activity import ALL
from lift.report.against import CHANGED_ROI
from lift.report.blocks import Unit
from lift.report.glossary import column_label
from lift.report.names import clean, item_label
from lift.report.source import Source
from lift.report.xlsx.book import MUTED, Book, number_format, put, style

Row = Mapping[str, Any]
_WORDS = {"level": "level", "window": "window", "metric": "metric", "verdict": "verdict", "basis": "roi.basis",
          "status": "roi.status", "roi_status": "roi.status", "part": "volume.part", "arm": "arm", "role": "role",
          "kind": "doubts.kind", "covariate": "column_of", "measure": "balance.measure", "tier": "tier",
          "reason": "why", "per": "activity"}  # fmt: skip
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
        formats = _formats(book, source, table.name, column)
        for line, row in enumerate(table.rows, 1):
            value: Any = row.get(column)
            if isinstance(value, str):
                put(sheet, line, at, _words(source, column, row), formats["words"])
            elif isinstance(value, bool):
                sheet.write_boolean(line, at, value, formats["words"])
            elif isinstance(value, datetime):
                sheet.write_datetime(line, at, value, formats["day"])
            elif value is not None and isfinite(value):
                sheet.write_number(line, at, value, formats["money" if _is_money(table.name, row) else "number"])
    sheet.freeze_panes(1, 2)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _words(source: Source, column: str, row: Row) -> str:
    kind = _WORDS.get(column.removesuffix("_before"))
    if row[column] == ALL:
        return source.say("activity.all")
    if kind:
        return source.word(kind, row[column])
    if column == "item":
        return item_label(str(row.get("level") or ""), row[column], source.language)
    return clean(row[column])


def _is_money(table: str, row: Row) -> bool:
    return table == "roi" or row.get("metric") == "revenue"


def _formats(book: Book, source: Source, table: str, column: str) -> dict[str, Format]:
    """How the cells of a column are shown, by what they hold."""
    day = "dd.mm.yyyy" if source.language == "de" else "yyyy-mm-dd"
    return {
        "words": style(book),
        "day": style(book, num_format=day, align="left"),
        "money": style(book, num_format=_format(book, table, column, "money")),
        "number": style(book, num_format=_format(book, table, column, "number")),
    }


def _format(book: Book, table: str, column: str, unit: Unit) -> str:
    if table == "elasticities":
        return "0.00"
    if column.endswith("_value"):
        return "0.000"
    if table == "market_share" or column.startswith(_SHARES):
        return "0.0%"
    if table in {"roi", CHANGED_ROI} and column.removesuffix("_before") in _RETURNS:
        return "0.00"
    if column.startswith(_AMOUNTS) and table != "not_measured":
        return number_format(book.numbers, unit, (0.5,))
    return "General"

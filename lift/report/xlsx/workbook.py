"""The XLSX renderer: README, a sheet for each section of the report, the figures' numbers, and the result's rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lift.core.view import ResultView
from lift.core.words import EFFECT_COLUMNS, LEVELS, WEEKLY_COLUMNS
from lift.report.blocks import Drawing, Report
from lift.report.look.theme import PLAIN, Theme
from lift.report.numerals import Numbers
from lift.report.outline import report
from lift.report.source import Source, read
from lift.report.words import known, text
from lift.report.xlsx.book import Book, add_sheet, finish, new
from lift.report.xlsx.charts import write_numbers
from lift.report.xlsx.readme import write_readme
from lift.report.xlsx.rows import Rows, write_rows
from lift.report.xlsx.sections import write_section

MOST_PERIOD_ROWS = 200_000
"""So many rows by period go into the workbook, larger levels first; more would not open in reasonable time."""
_DOCUMENT = ("roi", "source_of_volume", "market_share", "not_measured")


def render(result: ResultView, language: str | None = None, theme: Theme = PLAIN) -> bytes:
    """The report of a result as a workbook; the same result gives the same bytes."""
    return of_result(report(result, language, theme), read(result, language), result)


def of_result(value: Report, source: Source, result: ResultView) -> bytes:
    """A report value as a workbook, with the rows of the result that it was made of."""
    book = new(source.numbers, value)
    readme = add_sheet(book, "README")
    sheets = [(section, add_sheet(book, section.title)) for section in value.sections]
    places = _figures(book, value)
    for section, sheet in sheets:
        write_section(book, sheet, section, places)
    told = [(str(sheet.get_name()), section.title) for section, sheet in sheets]
    told += [
        (name, text("xlsx.figures", value.language)) for name in dict.fromkeys(name for name, _ in places.values())
    ]
    for table in _tables(source, result):
        sheet = add_sheet(book, known(f"xlsx.table.{table.name}", value.language, table.name.replace("_", " ")))
        write_rows(book, sheet, source, table)
        told.append(
            (str(sheet.get_name()), text("xlsx.rows", value.language, n=source.numbers.number(len(table.rows))))
        )
    left = max(0, len(result.weekly) - MOST_PERIOD_ROWS)
    write_readme(book, readme, value, told, source.numbers.number(left) if left else "")
    return finish(book)


def of_report(value: Report, numbers: Numbers) -> bytes:
    """A report without a result behind it as a workbook: README, its sections, the figures' numbers."""
    book = new(numbers, value)
    readme = add_sheet(book, "README")
    sheets = [(section, add_sheet(book, section.title)) for section in value.sections]
    places = _figures(book, value)
    for section, sheet in sheets:
        write_section(book, sheet, section, places)
    write_readme(book, readme, value, [(str(sheet.get_name()), section.title) for section, sheet in sheets], "")
    return finish(book)


def _figures(book: Book, value: Report) -> dict[str, tuple[str, int]]:
    """Write the numbers of all figures on one sheet; return sheet and row for each figure's key."""
    drawings = [block for section in value.sections for block in section.blocks if isinstance(block, Drawing)]
    charts = [(drawing, drawing.chart) for drawing in drawings if drawing.chart is not None]
    if not charts:
        return {}
    sheet = add_sheet(book, text("page.appendix", value.language))
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 20, 16)
    places: dict[str, tuple[str, int]] = {}
    row = 0
    for drawing, chart in charts:
        places[drawing.key] = (str(sheet.get_name()), row)
        row = write_numbers(book, sheet, row, drawing, chart) + 1
    return places


def _tables(source: Source, result: ResultView) -> list[Rows]:
    """The result's tables; empty ones are left out, and all of ROI for an invalid test."""
    found = [Rows("effects", EFFECT_COLUMNS, source.document["effects"])]
    for key in _DOCUMENT:
        rows: Sequence[Mapping[str, Any]] = source.document.get(key) or []
        if rows and (source.valid or key != "roi"):
            found.append(Rows(key, tuple(dict.fromkeys(name for row in rows for name in row)), rows))
    found += [_frame(key, frame, tuple(map(str, frame.columns))) for key, frame in result.tables.items() if len(frame)]
    if len(result.weekly):
        weekly: Any = result.weekly
        order = [-LEVELS.index(level) for level in weekly["level"]]
        found.append(_frame("weekly", weekly.iloc[np.argsort(order, kind="stable")], WEEKLY_COLUMNS))
    return found


def _frame(name: str, frame: Any, columns: tuple[str, ...]) -> Rows:
    held = frame.head(MOST_PERIOD_ROWS)[list(columns)].astype(object)
    return Rows(name, columns, held.where(held.notna(), None).to_dict("records"))

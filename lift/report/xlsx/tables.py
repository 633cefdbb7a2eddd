"""Tables of the report in a sheet: a cell holds the number itself, an interval takes two columns, low and high."""

from collections.abc import Sequence
from itertools import accumulate
from math import ceil
from typing import Any

from lift.report.blocks import Cell, Table, Unit
from lift.report.words import text
from lift.report.xlsx.book import LINE, MUTED, number_format, put, style, tone_style
from lift.report.xlsx.page import Page, write_words

_WIDEST = 46


def write_table(page: Page, row: int, table: Table) -> int:
    """Write caption, heads, rows and note from `row` on; return the next free row."""
    put(page.sheet, row, 0, table.caption, style(page.book, bold=True, font_size=12))
    spans = _spans(table)
    places = [0, *accumulate(spans)][:-1]
    _heads(page, row + 1, table, places, spans)
    for at, place in enumerate(places):
        _column(page, row + 2, place, [cells[at] for cells in table.rows])
    room = [sum(page.wide[place : place + span]) for place, span in zip(places, spans, strict=True)]
    for at, cells in enumerate(table.rows, row + 2):
        page.sheet.set_row(at, height(["" if _values(cell) else cell.text for cell in cells], room))
    row += 2 + len(table.rows)
    if table.note:
        row = write_words(page, row, table.note, font_color=MUTED)
    return row + 1


def height(texts: Sequence[str], wide: Sequence[int]) -> float:
    """The height in points of a row whose texts wrap in columns of so many characters."""
    lines = max(1, *(ceil(len(words) / room) for words, room in zip(texts, wide, strict=True)))
    return min(15.0 * lines + 4, 400.0)


def widths(table: Table) -> list[int]:
    """How many characters wide the sheet columns of a table want to be; heads may wrap."""
    found: list[int] = []
    for at, ((words, _), span) in enumerate(zip(table.heads, _spans(table), strict=True)):
        longest = max((len(cells[at].text) // span for cells in table.rows), default=0)
        needed = max(longest + 3, max(map(len, words.split()), default=0) + 3, 11)
        found += [min(needed, _WIDEST)] * span
    return found


def _spans(table: Table) -> list[int]:
    """How many columns each column of the table takes: two when it holds intervals."""
    return [2 if any(cells[at].ends for cells in table.rows) else 1 for at in range(len(table.heads))]


def _heads(page: Page, row: int, table: Table, places: Sequence[int], spans: Sequence[int]) -> None:
    tall: list[tuple[str, int]] = []
    for (words, numeric), place, span in zip(table.heads, places, spans, strict=True):
        form = style(
            page.book,
            bold=True,
            font_color=MUTED,
            bottom=1,
            bottom_color=MUTED,
            text_wrap=True,
            **_align(numeric, place),
        )
        for at, end in enumerate(("low", "high") if span == 2 else ("",), place):
            told = text(f"xlsx.{end}", page.book.numbers.language, head=words) if end else words
            put(page.sheet, row, at, told, form)
            tall.append((told, page.wide[at]))
    page.sheet.set_row(row, height(*zip(*tall, strict=True)))


def _column(page: Page, row: int, place: int, cells: Sequence[Cell]) -> None:
    """One column from `row` down; all its numbers of one unit share one format."""
    line = {"bottom": 1, "bottom_color": LINE}
    units: set[Unit] = {cell.unit for cell in cells}
    shapes = {
        unit: number_format(page.book.numbers, unit, [v for c in cells if c.unit == unit for v in _values(c)])
        for unit in units
    }
    for at, cell in enumerate(cells, row):
        if values := _values(cell):
            form = style(page.book, num_format=shapes[cell.unit], **line)
            for offset, value in enumerate(values):
                page.sheet.write_number(at, place + offset, value, form)
        elif cell.kind == "verdict":
            put(page.sheet, at, place, cell.text, tone_style(page.book, cell.tone))
        else:
            form = style(page.book, text_wrap=True, **_align(cell.kind == "number", place), **line)
            put(page.sheet, at, place, cell.text, form)


def _align(numeric: bool, place: int) -> dict[str, Any]:
    return {"align": "right"} if numeric else {"align": "left", "indent": 1 if place else 0}


def _values(cell: Cell) -> tuple[float, ...]:
    if cell.ends:
        return cell.ends
    return () if cell.value is None else (cell.value,)

"""One section of the report on a sheet of its own: words across, tables cell by cell, figures as native charts."""

from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any

from xlsxwriter.worksheet import Worksheet

from lift.report.blocks import Banner, Bullets, Drawing, Facts, Heading, Names, Section, Table, Text, Tiles
from lift.report.xlsx.book import Book, put, style, tone_style
from lift.report.xlsx.charts import insert
from lift.report.xlsx.page import Page, write_fact, write_words
from lift.report.xlsx.tables import height, widths, write_table

_COLUMNS = 8
_FIRST, _OTHER, _TILE = 30, 14, 26
"""Characters that the first column, the others, and those of the four tiles have at least."""


def write_section(book: Book, sheet: Worksheet, section: Section, places: Mapping[str, tuple[str, int]]) -> None:
    """Write a section; `places` says on which sheet and row the numbers of its figures stand."""
    page = Page(book, sheet, _widths(section), places)
    for at, width in enumerate(page.wide):
        sheet.set_column(at, at, width)
    row = write_words(page, 0, section.title, bold=True, font_size=16, font_color=book.theme.primary) + 1
    for block in section.blocks:
        row = _WRITERS[block.kind](page, row, block)


def _widths(section: Section) -> tuple[int, ...]:
    tables = [block for block in section.blocks if isinstance(block, Table)]
    tables += [b.data for b in section.blocks if isinstance(b, Drawing) and b.chart is None and b.data is not None]
    found = [max(column) for column in zip_longest(*map(widths, tables), fillvalue=0)]
    least = _TILE if any(isinstance(block, Tiles) for block in section.blocks) else _OTHER
    found += [least] * (_COLUMNS - len(found))
    return (max(found[0], _FIRST), *found[1:])


def _drawing(page: Page, row: int, block: Drawing) -> int:
    if block.chart is not None:
        return insert(page, row, block, block.chart)
    return write_table(page, row, block.data) if block.data is not None else row


def _text(page: Page, row: int, block: Text) -> int:
    return write_words(page, row, block.text, font_size=12 if block.lead else 11)


def _heading(page: Page, row: int, block: Heading) -> int:
    return write_words(page, row + 1, block.text, bold=True, font_size=12)


def _bullets(page: Page, row: int, block: Bullets) -> int:
    for item in block.items:
        row = write_words(page, row, f"\N{BULLET} {item}")
    return row + 1


def _banner(page: Page, row: int, block: Banner) -> int:
    put(page.sheet, row, 0, block.word, tone_style(page.book, block.tone))
    row = write_words(page, row + 1, block.sentence, bold=True, font_size=13)
    return write_words(page, row, f"{block.advice_title}: {block.advice}") + 1


def _tiles(page: Page, row: int, block: Tiles) -> int:
    for at, tile in enumerate(block.tiles, row):
        plain = style(page.book, text_wrap=True)
        put(page.sheet, at, 0, tile.title, plain)
        put(page.sheet, at, 1, tile.value, style(page.book, bold=True, align="right"))
        put(page.sheet, at, 2, tile.interval, style(page.book, align="right"))
        put(page.sheet, at, 3, tile.status, tone_style(page.book, tile.tone))
        put(page.sheet, at, 4, tile.note, style(page.book))
        page.sheet.set_row(at, height((tile.title, tile.status), (page.wide[0], page.wide[3])))
    return row + len(block.tiles) + 1


def _facts(page: Page, row: int, block: Facts) -> int:
    for term, told in block.pairs:
        row = write_fact(page, row, term, told)
    return row + 1


def _names(page: Page, row: int, block: Names) -> int:
    put(page.sheet, row, 0, block.summary, style(page.book, bold=True))
    for at, name in enumerate(block.names, row + 1):
        put(page.sheet, at, 0, name, style(page.book))
    return row + len(block.names) + 2


_WRITERS: Mapping[str, Callable[[Page, int, Any], int]] = {
    "table": write_table, "drawing": _drawing, "text": _text, "heading": _heading, "bullets": _bullets,
    "banner": _banner, "tiles": _tiles, "facts": _facts, "names": _names,
}  # fmt: skip
"""What writes a block of each kind from a row on and returns the first free row."""

"""A sheet that is being filled from the top, and running text on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from xlsxwriter.worksheet import Worksheet

from lift.report.xlsx.book import MUTED, Book, put, style

_ACROSS = 7
"""Text runs across so many more columns than the first."""
_LINE = 15.0
_TALLEST = 400.0


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of a book, its columns in characters, and for each figure's key the sheet and row of its numbers."""

    book: Book
    sheet: Worksheet
    wide: tuple[int, ...]
    places: Mapping[str, tuple[str, int]]

    @property
    def across(self) -> int:
        """How many characters text across the sheet has room for."""
        return sum(self.wide[: _ACROSS + 1])


def write_words(page: Page, row: int, words: str, *, font_size: float = 11, **look: object) -> int:
    """Write a paragraph across the columns, tall enough for it; return the next row."""
    form = style(page.book, text_wrap=True, font_size=font_size, **look)
    page.sheet.merge_range(row, 0, row, _ACROSS, "", form)
    put(page.sheet, row, 0, words, form)
    lines = ceil(len(words) * font_size / 11 / page.across) or 1
    page.sheet.set_row(row, min(lines * _LINE * font_size / 11 + 3, _TALLEST))
    return row + 1


def write_fact(page: Page, row: int, term: str, told: str) -> int:
    """Write a term and what it is; return the next row."""
    put(page.sheet, row, 0, term, style(page.book, bold=True, font_color=MUTED, text_wrap=True))
    form = style(page.book, text_wrap=True)
    page.sheet.merge_range(row, 1, row, _ACROSS, "", form)
    put(page.sheet, row, 1, told, form)
    lines = max(ceil(len(told) / (page.across - page.wide[0])), ceil(len(term) / page.wide[0]), 1)
    page.sheet.set_row(row, min(lines * _LINE + 3, _TALLEST))
    return row + 1

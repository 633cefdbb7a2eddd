"""The open workbook: its formats, names of its sheets, and text that stays text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from math import isfinite
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lift.report.blocks import Report, Tone, Unit
from lift.report.look.theme import PLAIN, Theme
from lift.report.numerals import Numbers

INK, MUTED, LINE, BLUE = "#1C2430", "#515B68", "#DFE3E8", "#003F6B"
MOST_CHARACTERS = 32_767
"""What a cell of the format holds."""
MOST_ROWS = 1_048_576
"""Rows of a sheet."""
_TONES = {"proven": "#1B6B3A", "directional": BLUE, "money": BLUE, "negative": "#8A4B00", "warn": "#8A4B00",
          "invalid": "#9B1C1C", "fail": "#9B1C1C"}  # fmt: skip
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_FOOT_SAFE = re.compile(r"[\x00-\x1f]")
_SETTINGS: dict[str, Any] = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the file's own time stands for no moment, so that its bytes stay the same


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook in the making; `formats` remembers each format, because the library writes every new one out."""

    workbook: Workbook
    content: BytesIO
    numbers: Numbers
    theme: Theme = PLAIN
    formats: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict[Any, Format])


def new(numbers: Numbers, value: Report) -> Book:
    """An empty workbook with a fixed time of creation, in the look of a report."""
    content = BytesIO()
    workbook = Workbook(content, _SETTINGS)
    named = {"title": value.title[:255], "author": value.theme.agency[:255]}
    workbook.set_properties({**named, "comments": "liftstudy", "created": _CREATED})
    if font := value.theme.office_font:
        workbook.formats[0].set_font_name(font)
    return Book(workbook, content, numbers, value.theme)


def finish(book: Book) -> bytes:
    """Close the workbook and return its bytes."""
    book.workbook.close()
    return book.content.getvalue()


def add_sheet(book: Book, title: str) -> Worksheet:
    """A sheet named after its title, as far as the format allows, set to print on A4 one page wide."""
    taken = {name.lower() for name in book.workbook.sheetnames}
    stem = " ".join(_FORBIDDEN.sub(" ", title.split(": ", maxsplit=1)[0]).split()).strip("'") or "–"
    name, n = stem[:31].strip(" '"), 2
    while name.lower() in taken:
        name, n = f"{stem[: 30 - len(str(n))].strip()} {n}", n + 1
    sheet = book.workbook.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(_footer(book))
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})
    return sheet


def _footer(book: Book) -> str:
    """What stands at the foot of printed pages: the standing text, as much as the format takes, and the page."""
    words = (book.theme.footer.get(book.numbers.language, "") or book.theme.agency).replace("&", "&&")
    return f"&L&8{_FOOT_SAFE.sub(' ', words)[:200]}&R&8&P / &N"


def style(book: Book, **properties: Any) -> Format:
    """A format with these properties, the same one each time."""
    font = {"font_name": book.theme.office_font} if book.theme.office_font else {}
    key = tuple(sorted({"valign": "vcenter", "font_color": INK, **font, **properties}.items()))
    if key not in book.formats:
        book.formats[key] = book.workbook.add_format(dict(key))
    return book.formats[key]


def tone_style(book: Book, tone: Tone) -> Format:
    """The format of a verdict; its word says the same as its colour."""
    return style(book, bold=True, font_color=_TONES.get(tone, MUTED), align="left", indent=1)


def put(sheet: Worksheet, row: int, column: int, words: str, form: Format) -> None:
    """Write text as text, whatever it begins with; what a cell cannot hold is cut with an ellipsis."""
    kept = words if len(words) <= MOST_CHARACTERS else words[: MOST_CHARACTERS - 1] + "\N{HORIZONTAL ELLIPSIS}"
    sheet.write_string(row, column, kept, form)


def number_format(numbers: Numbers, unit: Unit, values: Iterable[float]) -> str:
    """How the numbers of a column are shown: their decimals follow from the largest of them."""
    given = [abs(v) for v in values if isfinite(v)]
    if unit in {"percent", "points"}:
        return "0.0%"
    if unit == "return":
        return "0.00"
    whole = max(given, default=0.0) >= 1_000 or all(v == int(v) for v in given)
    plain = "#,##0" if whole else "#,##0.00"
    if unit == "number":
        return plain
    symbol = numbers.symbol.replace('"', "")
    return f'{plain} "{symbol}"' if numbers.language == "de" else f'"{symbol}"{plain};-"{symbol}"{plain}'

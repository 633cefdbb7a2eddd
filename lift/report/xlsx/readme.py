"""The first sheet: what was measured, what came out, and where in the workbook what stands."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image
from xlsxwriter.worksheet import Worksheet

from lift.report.blocks import Banner, Report
from lift.report.look.raster import pixels
from lift.report.look.theme import Logo
from lift.report.words import text
from lift.report.xlsx.book import MUTED, Book, put, style, tone_style
from lift.report.xlsx.page import Page, write_fact, write_words

_WIDE = (32, *(14,) * 7)
_LOGO = 56
"""Pixels of the logo's height."""


def write_readme(book: Book, sheet: Worksheet, value: Report, told: Sequence[tuple[str, str]], left: str) -> None:
    """Write the README; `told` is each sheet with what it holds, `left` how many rows by period stand elsewhere."""
    page = Page(book, sheet, _WIDE, {})
    for at, width in enumerate(_WIDE):
        sheet.set_column(at, at, width)
    row = _logo(sheet, value.theme.logo)
    row = write_words(page, row, value.title, bold=True, font_size=18, font_color=book.theme.primary)
    row = write_words(page, row, value.kicker, font_color=MUTED) + 1
    for banner in (block for block in value.sections[0].blocks if isinstance(block, Banner)):
        put(sheet, row, 0, banner.word, tone_style(book, banner.tone))
        row = write_words(page, row + 1, banner.sentence, bold=True) + 1
    for term, words in value.cover.pairs:
        row = write_fact(page, row, term, words)
    row = write_words(page, row + 1, value.contents, bold=True, font_size=12)
    link = style(book, font_color=book.theme.primary, underline=1)
    for name, words in told:
        quoted = name.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{quoted}'!A1", link, name)
        put(sheet, row, 1, words, style(book))
        row += 1
    row += 1
    for key in ("xlsx.numbers", "xlsx.text"):
        row = write_words(page, row, text(key, value.language))
    if left:
        row = write_words(page, row, text("xlsx.left", value.language, n=left))
    for words in (value.imprint, value.disclaimer, value.footer):
        row = write_words(page, row, words, font_color=MUTED) if words else row


def _logo(sheet: Worksheet, logo: Logo | None) -> int:
    """Put the logo into the first row; return the row after it."""
    if logo is None:
        return 0
    content = pixels(logo)
    with Image.open(BytesIO(content)) as picture:
        scale = min(_LOGO / picture.height, 3 * _LOGO / picture.width) * _dots(picture) / 96
    sheet.set_row_pixels(0, _LOGO + 12)
    place = {"x_scale": scale, "y_scale": scale, "x_offset": 4, "y_offset": 4}
    picture = {"image_data": BytesIO(content), "description": logo.words}
    sheet.insert_image(0, 0, f"logo.{logo.kind}", {**picture, **place})
    return 1


def _dots(picture: Image.Image) -> float:
    """Dots per inch as the file states them; 96 where it does not."""
    found = picture.info.get("dpi")
    return float(found[0]) if found and found[0] > 1 else 96.0

"""The first sheet: what was measured, what came out, and where in the workbook what stands."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from lift.report.blocks import Banner, Report
from lift.report.words import text
from lift.report.xlsx.book import BLUE, MUTED, Book, put, style, tone_style
from lift.report.xlsx.page import Page, write_fact, write_words

_WIDE = (32, *(14,) * 7)


def write_readme(book: Book, sheet: Worksheet, value: Report, told: Sequence[tuple[str, str]], left: str) -> None:
    """Write the README; `told` is each sheet with what it holds, `left` how many rows by period stand elsewhere."""
    page = Page(book, sheet, _WIDE, {})
    for at, width in enumerate(_WIDE):
        sheet.set_column(at, at, width)
    row = write_words(page, 0, value.title, bold=True, font_size=18, font_color=BLUE)
    row = write_words(page, row, value.kicker, font_color=MUTED) + 1
    for banner in (block for block in value.sections[0].blocks if isinstance(block, Banner)):
        put(sheet, row, 0, banner.word, tone_style(book, banner.tone))
        row = write_words(page, row + 1, banner.sentence, bold=True) + 1
    for term, words in value.cover.pairs:
        row = write_fact(page, row, term, words)
    row = write_words(page, row + 1, value.contents, bold=True, font_size=12)
    link = style(book, font_color=BLUE, underline=1)
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
    write_words(page, row, value.footer, font_color=MUTED)

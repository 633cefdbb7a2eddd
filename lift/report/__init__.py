"""Tables, figures and words in German and English: reports rendered from a result's content alone."""

# ruff: noqa: PLC0415 - what a format needs (matplotlib, jinja2 and others) loads only to render it
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from lift.core.view import ResultView
from lift.report.look.style import HOUSE, Style
from lift.report.words import overriding


def render_html(result: ResultView, language: str | None = None, *, style: Style = HOUSE) -> str:
    """The report as one offline HTML file; in the study's language, or in "de" or "en".

    Every number comes from the result and is only formatted. The same result and style give the same text. Raises
    `StudyError` for another language.
    """
    from lift.report.html import render

    with overriding(style.texts):
        return render(result, language, style.theme)


def render_pdf(result: ResultView, language: str | None = None, *, style: Style = HOUSE) -> bytes:
    """The report as a tagged PDF (PDF/UA-1) on A4, otherwise as `render_html`; the same result gives the same bytes."""
    from lift.report.pdf import render

    with overriding(style.texts):
        return render(result, language, style.theme)


def render_xlsx(result: ResultView, language: str | None = None, *, style: Style = HOUSE) -> bytes:
    """The report as a workbook with every row of the result's tables, otherwise as `render_pdf`."""
    from lift.report.xlsx import render

    with overriding(style.texts):
        return render(result, language, style.theme)


def render_pptx(
    result: ResultView, language: str | None = None, template: Path | None = None, *, style: Style = HOUSE
) -> bytes:
    """The report as slides with native charts, otherwise as `render_pdf`; `template` is an agency's own .pptx.

    Slides then use its master, layouts, fonts and colours. Raises `StudyError` when it cannot be used.
    """
    from lift.report.pptx.render import render

    with overriding(style.texts):
        return render(result, language, style.theme, template=template)


def render_all(
    result: ResultView,
    kinds: Iterable[str],
    language: str | None = None,
    template: Path | None = None,
    *,
    style: Style = HOUSE,
) -> dict[str, str | bytes]:
    """The report in several formats, the same as each alone: worded once and its figures drawn once.

    Raises `KeyError` for a format that is none of `FORMATS`, otherwise as `render_pptx`.
    """
    from lift.report.together import MAKERS, together

    with overriding(style.texts):
        whole = together(result, language, style.theme, template)
        return {kind: MAKERS[kind](whole) for kind in kinds}


Renderer = Callable[..., str | bytes]
"""Makes a report of a result in a language (None is the study's), `style` as keyword; text is written as UTF-8."""

FORMATS: Mapping[str, Renderer] = {"html": render_html, "pdf": render_pdf, "xlsx": render_xlsx, "pptx": render_pptx}
"""Every report format by its file ending."""

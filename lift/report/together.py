"""Several formats of one report: it is worded once, and page and print show figures that were drawn once."""

# ruff: noqa: PLC0415 - what a format needs loads only to render it
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lift.core.view import ResultView
from lift.report.blocks import Report
from lift.report.look.theme import Theme
from lift.report.outline import report
from lift.report.source import Source, read


@dataclass(frozen=True)
class Together:
    """A report value with what it was made of, and the template of its slides."""

    value: Report
    source: Source
    result: ResultView
    template: Path | None

    @cached_property
    def drawn(self) -> Mapping[str, str]:
        """The figures by their keys, drawn when they are first asked for."""
        from lift.report.figures.svg import pictures

        return pictures(self.value)


def together(result: ResultView, language: str | None, theme: Theme, template: Path | None) -> Together:
    """The report of a result, ready for all formats."""
    return Together(report(result, language, theme), read(result, language), result, template)


def _html(whole: Together) -> str:
    from lift.report.html import page

    return page(whole.value, whole.drawn)


def _pdf(whole: Together) -> bytes:
    from lift.report.pdf import document

    return document(whole.value, whole.drawn)


def _xlsx(whole: Together) -> bytes:
    from lift.report.xlsx import of_result

    return of_result(whole.value, whole.source, whole.result)


def _pptx(whole: Together) -> bytes:
    from lift.report.pptx.render import slides

    return slides(whole.value, whole.source.numbers, whole.template)


MAKERS: Mapping[str, Callable[[Together], str | bytes]] = {"html": _html, "pdf": _pdf, "xlsx": _xlsx, "pptx": _pptx}

"""The slides of a result: planned, set and packed."""

from pathlib import Path
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE

from lift.core.view import ResultView
from lift.report.blocks import Report
from lift.report.look.theme import PLAIN, Theme
from lift.report.numerals import Numbers
from lift.report.outline import report
from lift.report.pptx.deck import opened
from lift.report.pptx.package import packed
from lift.report.pptx.pages import put
from lift.report.pptx.plan import pages
from lift.report.pptx.texts import plain
from lift.report.source import read


def render(
    result: ResultView, language: str | None = None, theme: Theme = PLAIN, *, template: Path | None = None
) -> bytes:
    """The report of a result as a PowerPoint file; with `template` on its master, layouts, fonts and colours.

    Raises `StudyError` for another language or a template that cannot be used.
    """
    return slides(report(result, language, theme), read(result, language).numbers, template)


def slides(value: Report, numbers: Numbers, template: Path | None = None) -> bytes:
    """A report value as slides."""
    footer = " · ".join(plain(words) for words in (value.imprint, value.title) if words)
    deck = opened(template, numbers, footer, value.theme)
    _named(deck.presentation, value)
    for page in pages(value):
        put(deck, page)
    return packed(deck.presentation)


def _named(presentation: Any, value: Report) -> None:
    """Title and language of the file; when it was made is left out, so that the same result gives the same bytes."""
    properties = presentation.core_properties
    properties.title, properties.language = plain(value.title)[:255], value.language
    properties.author = properties.last_modified_by = plain(value.client)[:255]
    package = presentation.part.package
    for relation in list(package.iter_rels()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package.drop_rel(relation.rId)
    core = package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)._element  # noqa: SLF001 - to take dates away
    for element in list(core):
        if element.tag.rsplit("}", 1)[1] in {"created", "modified", "revision"}:
            core.remove(element)

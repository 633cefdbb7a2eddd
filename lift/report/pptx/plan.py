"""Which slides a report becomes: its parts in order, one figure a slide; long tables and lists in the back-up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeVar

from lift.report.blocks import (
    Banner,
    Block,
    Bullets,
    Drawing,
    Facts,
    Heading,
    Names,
    Report,
    Section,
    Table,
    Text,
    Tiles,
)
from lift.report.glossary import entry
from lift.report.words import text

Kind = Literal["cover", "glance", "words", "chart", "tables", "facts"]
B = TypeVar("B", bound=Block)
_MAIN = ("volume.share_caption", "roi.spend_caption", "roi.chain", "roi.costs", "trust.findings", "trust.detectable")
"""Captions of the tables that have a place in the main part; all others are back-up."""
_TERMS = {
    "hero": ("expected", "uplift", "interval"), "forest": ("uplift", "interval", "proven", "inconclusive"),
    "weekly": ("incremental", "interval"), "cumulative": ("incremental", "after_effect", "pantry_loading"),
    "volume": ("source_of_volume", "halo"), "roi": ("roi", "break_even", "cautious_estimate"), "benchmarks": ("roi",),
}  # fmt: skip
"""Terms of the glossary that the notes under a figure explain."""


@dataclass(frozen=True, slots=True)
class Page:
    """One slide: how it is set, its title, the sentence under it, its blocks, and what to say about it."""

    kind: Kind
    title: str
    blocks: tuple[Block, ...]
    lead: str = ""
    notes: tuple[str, ...] = ()
    parts: int = 3
    """So many slides it may take; what is left then stands in the workbook alone."""
    before: int = 0
    """So many rows of its table stand on the slides before."""
    small: tuple[str, ...] = ()
    """Small print at the foot of the slide."""


def pages(report: Report) -> tuple[Page, ...]:
    """All slides of a report, the back-up last."""
    facts = tuple(f"{term}: {words}" for term, words in report.cover.pairs)
    standing = tuple(words for words in (report.imprint, report.disclaimer) if words)
    notes = (report.kicker, *facts, *standing)
    cover = Page("cover", report.title, (report.cover,), report.kicker, notes, small=standing)
    main = (page for section in report.sections for page in _section(section, report))
    return (cover, *main, *_backup(report))


def _section(section: Section, report: Report) -> Iterator[Page]:
    language = report.language
    if section.key == "glance":
        yield from _glance(section, report)
    elif section.key == "method":
        yield from _method(section)
    elif section.key == "trust":
        yield from _tables(section, language)
        for before, drawing in pairwise(section.blocks):
            if isinstance(drawing, Drawing):
                lead = before.text if isinstance(before, Text) else ""
                yield Page("chart", drawing.title, (drawing,), lead, _told((drawing,), language))
    elif section.key not in {"glossary", "lists"}:
        yield from _charts(section, language)
        yield from _tables(section, language)


def _glance(section: Section, report: Report) -> Iterator[Page]:
    """The verdict with tiles and picture, then what follows from it and why."""
    banner = _all(section, Banner)[0]
    drawings, tiles = _all(section, Drawing), _all(section, Tiles)
    notes = (f"{banner.word}. {banner.sentence}", f"{banner.advice_title}: {banner.advice}")
    told = _told(drawings, report.language)
    yield Page("glance", section.title, (banner, *tiles, *drawings), report.interval_label, (*notes, *told))
    rest = tuple(b for b in section.blocks if isinstance(b, Heading | Bullets | Text))
    heading = text("trust.design", report.language)
    trust = next((s for s in report.sections if s.key == "trust"), None)
    design = () if trust is None else tuple(b for b in (Heading(heading), _after(trust, heading)) if b)
    design = design if len(design) == 2 else ()
    advice = (Text(banner.advice, lead=True), *rest, *design)
    yield Page("words", banner.advice_title, advice, notes=(banner.sentence, *_spoken(advice)))


def _charts(section: Section, language: str) -> Iterator[Page]:
    """A slide a figure. The first is led by the section's first sentence, the last by what the section ends on."""
    words, drawings = _all(section, Text), _all(section, Drawing)
    if not drawings:
        yield Page("words", section.title, tuple(words), notes=_spoken(words))
    for at, drawing in enumerate(drawings):
        spoken = _spoken(words) if at == 0 else ()
        lead = words[0].text if at == 0 else words[-1].text
        beside = _named(section, ("roi.spend_caption",), language) if at == 0 else ()
        title = section.title if at == 0 else drawing.title
        yield Page("chart", title, (drawing, *beside), lead, (*spoken, *_told((drawing,), language)))


def _tables(section: Section, language: str) -> Iterator[Page]:
    """The tables of the main part with the sentences that belong to them."""
    words = [b.text for b in _all(section, Text)]
    bullets = tuple(b for b in section.blocks if isinstance(b, Bullets))
    if shares := _named(section, ("volume.share_caption",), language):
        found = _after(section, text("volume.share", language))
        told = found.text if isinstance(found, Text) else ""
        yield Page("tables", text("volume.share", language), shares, told, (told,))
    if section.key == "roi" and (tables := _named(section, ("roi.chain", "roi.costs"), language)):
        yield Page("tables", tables[0].caption, (*tables, *bullets), "", (*_spoken(bullets), words[-1]))
    if found := _named(section, ("trust.findings",), language):
        yield Page("tables", section.title, found, " ".join(words[:2]), tuple(words))
    if detectable := _named(section, ("trust.detectable",), language):
        lead = words[2] if len(words) > 2 else ""
        yield Page("tables", detectable[0].caption, detectable, lead, (lead, *_spoken(bullets)))


def _method(section: Section) -> Iterator[Page]:
    """The method in plain words, then the disclosure sheet."""
    facts = _all(section, Facts)
    words = [b for b in section.blocks if isinstance(b, Text)]
    headings = _all(section, Heading)
    yield Page("words", section.title, tuple(words), notes=_spoken(words))
    for sheet in facts:
        yield Page("facts", headings[-1].text, (sheet,), notes=tuple(f"{term}: {told}" for term, told in sheet.pairs))


def _backup(report: Report) -> Iterator[Page]:
    """Every other table, what was not measured, the glossary and the lists."""
    language = report.language
    title, kept = text("slides.backup", language), {text(key, language) for key in _MAIN}
    for section in report.sections:
        pictured = (d.data for d in _all(section, Drawing) if d.chart is None and d.data is not None)
        for table in (*_all(section, Table), *pictured):
            if table.caption not in kept:
                parts = 3 if section.key == "levels" else 1
                notes = (table.caption, table.note)
                yield Page("tables", f"{title}: {table.caption}", (table,), notes=notes, parts=parts)
        if section.key == "levels" and (bullets := _all(section, Bullets)):
            named = _all(section, Heading)[-1].text
            yield Page("words", f"{title}: {named}", tuple(bullets), notes=_spoken(bullets))
        if section.key == "glossary":
            yield Page("facts", f"{title}: {section.title}", tuple(_all(section, Facts)), notes=(section.title,))
        if lists := tuple((n.summary, ", ".join(n.names)) for n in _all(section, Names)):
            yield Page("facts", f"{title}: {section.title}", (Facts(lists),), notes=(section.title,))


def _told(drawings: Iterable[Drawing], language: str) -> tuple[str, ...]:
    """How to read figures: what they show, and the terms behind them."""
    out: list[str] = []
    for drawing in drawings:
        out += [text("slides.read", language, title=drawing.title, description=drawing.description)]
        out += [f"{entry(t).label(language)}: {entry(t).meaning(language)}" for t in _TERMS.get(drawing.key, ())]
    return tuple(out)


def _spoken(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Blocks of words as paragraphs."""
    return tuple(
        words
        for block in blocks
        if isinstance(block, Text | Heading | Bullets)
        for words in (block.items if isinstance(block, Bullets) else (block.text,))
    )


def _after(section: Section, heading: str) -> Block | None:
    """The block that follows a heading."""
    at = next((i for i, b in enumerate(section.blocks) if isinstance(b, Heading) and b.text == heading), None)
    return section.blocks[at + 1] if at is not None and at + 1 < len(section.blocks) else None


def _named(section: Section, keys: tuple[str, ...], language: str) -> tuple[Table, ...]:
    wanted = {text(key, language) for key in keys}
    return tuple(table for table in _all(section, Table) if table.caption in wanted)


def _all(section: Section, kind: type[B]) -> list[B]:
    return [block for block in section.blocks if isinstance(block, kind)]

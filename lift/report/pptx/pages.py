"""Setting a planned page on a slide."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER

from lift.report.blocks import Bullets, Cell, Drawing, Facts, Heading, Table, Text
from lift.report.names import short
from lift.report.pptx import tables
from lift.report.pptx.box import Box
from lift.report.pptx.deck import Deck, slide
from lift.report.pptx.figure import figure
from lift.report.pptx.glance import glance
from lift.report.pptx.plan import Page
from lift.report.pptx.texts import WIDER, Line, fitted, needed, plain, write
from lift.report.words import text

_TITLE = 90


def put(deck: Deck, page: Page) -> None:
    """A planned page as one slide, or as several where its table is long."""
    rest: Page | None = page
    titles: list[str] = []
    while rest is not None and len(titles) < page.parts:
        titles.append(rest.title)
        count = titles.count(rest.title)
        title = short(plain(rest.title), _TITLE) + (f" ({count})" if count > 1 else "")
        made = slide(deck, deck.cover if rest.kind == "cover" else deck.page, title)
        rest = _SET[rest.kind](deck, made, rest, len(titles) == page.parts)
        made.notes_slide.notes_text_frame.text = "\n\n".join(plain(note) for note in page.notes if note)


def _cover(deck: Deck, made: Any, page: Page, _last: bool) -> Page | None:
    subtitle = next((s for s in made.placeholders if s.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE), None)
    if subtitle is not None:
        subtitle.text_frame.text = plain(page.lead)
    facts = page.blocks[0]
    low = max((s.top + s.height for s in made.placeholders), default=0) / 914400
    room = deck.presentation.slide_height / 914400 - low - 0.6
    if page.small:
        lines = [Line(words, 9 * deck.scale, after=2) for words in page.small]
        used = min(needed(lines, deck.body.width), 1.2)
        foot = Box(deck.body.left, low + 0.6 + room - used - 0.3, deck.body.width, used)
        write(made.shapes, foot, fitted(lines, foot), "Small print")
        room -= used
    if isinstance(facts, Facts) and room > 2.2:
        box = Box(deck.body.left, low + 0.25, deck.body.width, room)
        tables.place(made.shapes, _listed(facts, page.title), box, 13 * deck.scale)
        return None
    return replace(page, kind="facts", title=page.lead)


def _chart(deck: Deck, made: Any, page: Page, _last: bool) -> Page | None:
    """The figure, as wide as the slide or with a table beside it."""
    body = _lead(deck, made, page.lead)
    beside = [block for block in page.blocks if isinstance(block, Table)]
    left, right = body.columns((0.66, 0.34)) if beside else (body, body)
    for block in page.blocks:
        if isinstance(block, Drawing):
            figure(deck, made, block, left, titled=block.title != page.title)
        elif isinstance(block, Table):
            used = _caption(deck, made, block.caption, right)
            tables.place(made.shapes, block, right.below(used, 0.04), _cell(deck))
    return None


def _tables(deck: Deck, made: Any, page: Page, last: bool) -> Page | None:
    """Tables beneath each other with their captions, then lists; a single table may go on on the next slide."""
    body = _lead(deck, made, page.lead)
    found = [b for b in page.blocks if isinstance(b, Table)]
    words = _lines(deck, tuple(b for b in page.blocks if isinstance(b, Heading | Bullets)))
    below = needed(words, body.width) + 0.1 if words else 0.0
    for at, table in enumerate(found):
        if len(found) > 1 or table.caption not in page.title:
            body = body.below(_caption(deck, made, table.caption, body), 0.04)
        later = below + sum(tables.height(t, body.width, _cell(deck)) + 0.6 for t in found[at + 1 :])
        fits = _fits(deck, table, body.top_part(max(body.height - later, body.height * 0.3)))
        body = body.below(tables.place(made.shapes, replace(table, rows=table.rows[:fits]), body, _cell(deck)), 0.14)
        if fits < len(table.rows) and len(page.blocks) == 1 and not last:
            rest = replace(table, rows=table.rows[fits:])
            return replace(page, blocks=(rest,), before=page.before + fits)
        cut = _cut(deck, page.before + fits, page.before + len(table.rows))
        body = _note(deck, made, " ".join(part for part in (table.note, cut) if part), body)
    if words:
        write(made.shapes, body, fitted(words, body), "Text")
    return None


def _facts(deck: Deck, made: Any, page: Page, last: bool) -> Page | None:
    """Pairs as a table without a head."""
    facts = page.blocks[0]
    if not isinstance(facts, Facts):
        return None
    table, body = _listed(facts, page.title), deck.body
    fits = _fits(deck, table, body)
    used = tables.place(made.shapes, replace(table, rows=table.rows[:fits]), body, _cell(deck))
    if fits < len(facts.pairs) and not last:
        return replace(page, blocks=(Facts(facts.pairs[fits:]),), before=page.before + fits)
    _note(deck, made, _cut(deck, page.before + fits, page.before + len(facts.pairs)), body.below(used, 0.08))
    return None


def _words(deck: Deck, made: Any, page: Page, _last: bool) -> Page | None:
    """Paragraphs in letters small enough; those that still find no room are counted."""
    body, lines = _lead(deck, made, page.lead), _lines(deck, page.blocks)
    shown, room = lines, body.top_part(body.height - 0.3)
    while len(shown) > 1 and needed(fitted(shown, room), room.width) > room.height:
        shown = shown[:-1]
    write(made.shapes, room, fitted(shown, room), "Text")
    _note(deck, made, _cut(deck, len(shown), len(lines)), body.below(room.height, 0.0))
    return None


def _cell(deck: Deck) -> float:
    """The size of letters in tables."""
    return 11 * deck.scale


def _fits(deck: Deck, table: Table, room: Box) -> int:
    """How many rows of a table fit, with room for a note where it has one or not all do."""
    size, noted = _cell(deck), room.top_part(room.height - 0.3)
    whole = tables.height(table, room.width, size) <= (noted if table.note else room).height
    return len(table.rows) if whole else min(tables.rows_that_fit(table, noted, size), len(table.rows))


def _cut(deck: Deck, shown: int, total: int) -> str:
    """How many rows are shown, where some are not."""
    number = deck.numbers.number
    return text("slides.more", deck.numbers.language, shown=number(shown), n=number(total)) if shown < total else ""


def _note(deck: Deck, made: Any, words: str, box: Box) -> Box:
    """Small print; returns the area below it."""
    if not words:
        return box
    line = [Line(words, 10 * deck.scale)]
    write(made.shapes, box.top_part(0.3), line, "Note")
    return box.below(needed(line, box.width), 0.14)


def _listed(facts: Facts, caption: str) -> Table:
    """Pairs as a table without a head."""
    rows = tuple((Cell(term, kind="verdict"), Cell(words)) for term, words in facts.pairs)
    return Table(caption, (("", False), ("", False)), rows)


def _lines(deck: Deck, blocks: tuple[Any, ...]) -> list[Line]:
    out: list[Line] = []
    for block in blocks:
        if isinstance(block, Heading):
            out.append(Line(block.text, 15 * deck.scale, bold=True))
        elif isinstance(block, Text):
            out.append(Line(block.text, (18 if block.lead else 14) * deck.scale, bold=block.lead, after=10))
        elif isinstance(block, Bullets):
            out += [Line(item, 14 * deck.scale, bullet=True) for item in block.items]
    return out


def _lead(deck: Deck, made: Any, words: str) -> Box:
    """The sentence under the title; returns the area below it."""
    if not words:
        return deck.body
    line = fitted([Line(words, 14 * deck.scale, after=0)], deck.body.top_part(0.9))
    used = needed(line, deck.body.width * WIDER)
    write(made.shapes, deck.body.top_part(used), line, "Lead")
    return deck.body.below(used, 0.15)


def _caption(deck: Deck, made: Any, words: str, box: Box) -> float:
    line = [Line(words, 12 * deck.scale, bold=True, after=0)]
    used = needed(line, box.width)
    write(made.shapes, box.top_part(used), line, "Caption")
    return used


_SET: Mapping[str, Callable[[Deck, Any, Page, bool], Page | None]] = {
    "cover": _cover, "glance": glance, "words": _words, "chart": _chart, "tables": _tables, "facts": _facts,
}  # fmt: skip

"""A presentation being written: which layouts its slides use, where their content goes, which colours mean what."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from lift.core.errors import StudyError
from lift.report.look.contrast import WHITE, contrast, green
from lift.report.look.raster import pixels
from lift.report.look.theme import PLAIN, Logo, Theme
from lift.report.names import short
from lift.report.numerals import Numbers
from lift.report.pptx.box import Box, height_of, width_of
from lift.report.pptx.look import HEIGHT, WIDTH, hexed, own
from lift.report.pptx.texts import ILLEGAL

_TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
_FOOT = {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
_ASIDE = {*_FOOT, PP_PLACEHOLDER.DATE}
_EMU = 914400
_SMALLEST = 8.0
"""Points of the smallest letters of a footer."""
_BADGE, _STAMP = Box(WIDTH - 3.6, 0.3, 3.0, 0.7), Box(WIDTH - 3.1, HEIGHT - 0.58, 1.7, 0.36)
"""Where the logo stands on the cover and on other slides of the own look."""
_OF_SLIDES = ("{http://schemas.microsoft.com/office/powerpoint/2010/main}sectionLst", qn("p:custShowLst"))
"""Parts of a presentation that name its slides, which a template loses."""


@dataclass(frozen=True, slots=True)
class Deck:
    """The presentation, its layout for the cover and for all other slides, their free area, colours and words."""

    presentation: Any
    cover: Any
    page: Any
    body: Box
    palette: Mapping[str, str]
    numbers: Numbers
    footer: str
    theme: Theme
    scale: float
    """What letters are multiplied by on slides narrower than 16:9."""


def opened(template: Path | None, numbers: Numbers, footer: str, theme: Theme = PLAIN) -> Deck:
    """A deck without slides: in the theme's look, or in that of a template, whose own slides are dropped.

    Raises `StudyError` when the file is not a presentation, or none of its layouts has a title.
    """
    presentation = own(theme) if template is None else _template(template)
    titled = [layout for layout in presentation.slide_layouts if _kinds(layout) & _TITLES]
    if not titled:
        raise StudyError(f"{template}: none of its {len(presentation.slide_layouts)} layouts has a title placeholder")
    cover = next((layout for layout in titled if PP_PLACEHOLDER.SUBTITLE in _kinds(layout)), titled[0])
    page = min((layout for layout in titled if layout is not cover), key=_fitness, default=cover)
    body = _free(page, presentation)
    look = theme if template is None else PLAIN
    return Deck(
        presentation, cover, page, body, _palette(presentation, look), numbers, footer, look,
        max(0.7, min(1.0, body.width / 12.1, body.height / 5.3)),
    )  # fmt: skip


def slide(deck: Deck, layout: Any, title: str) -> Any:
    """A new slide with its title, footer and number; placeholders that stay empty are taken away."""
    new = deck.presentation.slides.add_slide(layout)
    for shape in list(new.placeholders):
        kind = shape.placeholder_format.type
        if kind in _TITLES:
            _title(deck, shape, title)
        elif kind != PP_PLACEHOLDER.SUBTITLE:
            shape.element.getparent().remove(shape.element)
    _foot(deck, new, layout)
    if deck.theme.logo is not None:
        _logo(new, deck.theme.logo, _BADGE if layout is deck.cover else _STAMP)
    return new


def _logo(new: Any, logo: Logo, room: Box) -> None:
    """The logo in the right upper corner of a box, as large as the box and its own shape allow."""
    scale = min(room.width / logo.width, room.height / logo.height)
    width, height = logo.width * scale, logo.height * scale
    left = room.left + room.width - width
    sides = (Inches(v) for v in (left, room.top + (room.height - height) / 2, width, height))
    picture = new.shapes.add_picture(BytesIO(pixels(logo)), *sides)
    picture.name = "Logo"
    picture.element._nvXxPr.cNvPr.set("descr", ILLEGAL.sub("", logo.words))  # noqa: SLF001 - python-pptx sets no alt text


def _title(deck: Deck, shape: Any, title: str) -> None:
    """Write a title, smaller than the layout has it where it would not fit."""
    shape.text_frame.text = title
    styles = [*shape.part.slide_layout.element.iter(qn("p:sp")), deck.presentation.slide_master.element]
    sizes = [run.get("sz") for style in _titled(styles, shape) for run in style.iter(qn("a:defRPr")) if run.get("sz")]
    size = given = int(sizes[0]) / 100 if sizes else 44.0
    width, height = shape.width / _EMU - 0.2, shape.height / _EMU
    while size > 14 and height_of(title, width, size * 1.05) > height:
        size -= 1
    if size < given:
        shape.text_frame.paragraphs[0].runs[0].font.size = Pt(size)


def _titled(styles: Sequence[Any], shape: Any) -> Iterator[Any]:
    """The styles of a title from the nearest on: its placeholder in the layout, then the master."""
    index = str(shape.placeholder_format.idx)
    for element in styles[:-1]:
        holder = next(element.iter(qn("p:ph")), None)
        if holder is not None and holder.get("idx", "0") == index:
            yield from element.iter(qn("a:lvl1pPr"))
    for style in styles[-1].iter(qn("p:titleStyle")):
        yield from style.iter(qn("a:lvl1pPr"))


def _foot(deck: Deck, new: Any, layout: Any) -> None:
    """Footer and number, which python-pptx does not bring along; a footer that the layout fills is left as it is."""
    if layout is deck.cover:
        return
    for shape in layout.placeholders:
        kind = shape.placeholder_format.type
        if kind not in _FOOT:
            continue
        new.shapes.element.append(deepcopy(shape.element))
        placed = new.shapes[-1]
        placed.element.nvSpPr.cNvPr.set("id", str(200 + shape.placeholder_format.idx))
        if kind == PP_PLACEHOLDER.FOOTER and not placed.text_frame.text.strip():
            _standing(deck, placed, shape.width / _EMU - 0.2)


def _standing(deck: Deck, placed: Any, width: float) -> None:
    """Write the footer in letters that let it stand on one line, and cut it where even small ones do not.

    Size and font are said outright: LibreOffice looks for those of a footer in the layout alone, not in the master.
    """
    holders = (deck.page, deck.presentation.slide_master)
    found = (s for h in holders for s in h.placeholders if s.placeholder_format.type == PP_PLACEHOLDER.FOOTER)
    sizes = [int(run.get("sz")) / 100 for s in found for run in s.element.iter(qn("a:defRPr")) if run.get("sz")]
    size, words = (sizes or [12.0])[0], deck.footer
    while size > _SMALLEST and width_of(words, size) > width:
        size -= 1
    while len(words) > 10 and width_of(words, size) > width:
        words = short(words, len(words) - 1)
    placed.text_frame.text = words
    font = placed.text_frame.paragraphs[0].runs[0].font
    font.size, font.name = Pt(size), "+mn-lt"


def _template(path: Path) -> Any:
    if not path.is_file():
        raise StudyError(f"there is no template {path}; name a .pptx file")
    try:
        presentation = Presentation(BytesIO(path.read_bytes()))
    except (OSError, BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise StudyError(f"{path} cannot be read as a PowerPoint presentation (.pptx): {error}") from error
    listed = presentation.element.sldIdLst
    for entry in () if listed is None else tuple(listed):
        presentation.part.drop_rel(entry.rId)
        entry.getparent().remove(entry)
    for name in _OF_SLIDES:
        for element in list(presentation.element.iter(name)):
            element.getparent().remove(element)
    return presentation


def _kinds(layout: Any) -> set[Any]:
    return {shape.placeholder_format.type for shape in layout.placeholders}


def _fitness(layout: Any) -> tuple[int, int]:
    """Layouts with a plain title and nothing else to fill come first; section heads have their title low."""
    others = [s for s in layout.placeholders if s.placeholder_format.type not in {*_TITLES, *_ASIDE}]
    title = next(s for s in layout.placeholders if s.placeholder_format.type in _TITLES)
    return len(others), title.top or 0


def _free(layout: Any, presentation: Any) -> Box:
    """The area below the title and above the footers, as wide as the title."""
    width, height = presentation.slide_width / _EMU, presentation.slide_height / _EMU
    title = next(s for s in layout.placeholders if s.placeholder_format.type in _TITLES)
    left, right, bottom = (v / _EMU for v in (title.left, title.left + title.width, title.top + title.height))
    feet = [s.top / _EMU for s in layout.placeholders if s.placeholder_format.type in _ASIDE and s.top]
    foot = min([f for f in feet if f > height * 0.6], default=height * 0.95)
    if bottom > height * 0.45 or right - left < width * 0.5:
        left, bottom, right = width * 0.05, height * 0.2, width * 0.95
    return Box(left, bottom + 0.2, right - left, foot - bottom - 0.3)


def _palette(presentation: Any, own: Theme) -> dict[str, str]:
    """The colours of charts: the theme's first two where they can be read and are not green, else the own ones."""
    master = presentation.slide_master.part
    part = next((r.target_part for r in master.rels.values() if r.reltype.endswith("/theme")), None)
    theme = None if part is None else parse_xml(part.blob)
    out = {"ink": "tx1", "paper": "bg1", "test": hexed(own.test), "effect": hexed(own.effect)}
    for name, slot, least in (("test", "accent1", 4.5), ("effect", "accent2", 1.8)):
        found = None if theme is None else next(theme.iter(qn(f"a:{slot}")), None)
        colour = "" if found is None or not len(found) else found[0].get("val", "")
        if len(colour) == 6 and usable(colour, least):
            out[name] = slot
    return out


def usable(colour: str, least: float) -> bool:
    """Whether a colour has this contrast against white and is not green, which says proven."""
    return not green(colour) and contrast(colour, WHITE) >= least

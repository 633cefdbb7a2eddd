"""The own look: python-pptx's default template as 16:9 with the report's colours, titles on the left."""

from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Inches, Pt

from lift.report.look.theme import Theme
from lift.report.pptx.box import Box

WIDTH, HEIGHT = 13.333, 7.5
_MARGIN = 0.6
_TITLE = Box(_MARGIN, 0.35, WIDTH - 2 * _MARGIN, 0.8)
_BODY = Box(_MARGIN, 1.4, WIDTH - 2 * _MARGIN, 5.4)
_COVER = (Box(_MARGIN, 0.75, WIDTH - 2 * _MARGIN, 1.35), Box(_MARGIN, 2.2, WIDTH - 2 * _MARGIN, 0.75))
_COLOURS = {
    "dk1": "1C2430", "lt1": "FFFFFF", "dk2": "003F6B", "lt2": "F5F7F9", "accent1": "003F6B", "accent2": "E69F00",
    "accent3": "5B6470", "accent4": "0072B2", "accent5": "CC79A7", "accent6": "D55E00", "hlink": "003F6B",
    "folHlink": "5B6470",
}  # fmt: skip
_KEPT = {"Title Slide", "Title and Content", "Title Only", "Blank"}
_FOOT = {
    PP_PLACEHOLDER.FOOTER: Box(_MARGIN, 6.95, 9.4, 0.32),
    PP_PLACEHOLDER.SLIDE_NUMBER: Box(WIDTH - _MARGIN - 1.0, 6.95, 1.0, 0.32),
}


def own(theme: Theme) -> Any:
    """An empty presentation in the report's own look, with the theme's colours and font."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = deck.slide_master
    for layout in list(deck.slide_layouts):
        if layout.name not in _KEPT:
            deck.slide_layouts.remove(layout)
    _dress(master, theme)
    _titles(master)
    for holder in (master, *deck.slide_layouts):
        _arrange(holder)
    _line(master)
    return deck


def hexed(colour: str) -> str:
    """A colour as the format writes it: "003F6B"."""
    return colour.removeprefix("#").upper()


def _dress(master: Any, look: Theme) -> None:
    """Write colours and font into the theme of the master."""
    part = next(r.target_part for r in master.part.rels.values() if r.reltype.endswith("/theme"))
    theme = parse_xml(part.blob)
    scheme = next(theme.iter(qn("a:clrScheme")))
    scheme.set("name", "liftstudy")
    primary, accent = hexed(look.primary), hexed(look.accent)
    own = {"dk2": primary, "accent1": primary, "accent2": accent, "hlink": primary}
    for font in theme.iter(qn("a:latin")) if look.office_font else ():
        if font.getparent().tag in {qn("a:majorFont"), qn("a:minorFont")}:
            font.set("typeface", look.office_font)
    for name, colour in {**_COLOURS, **own}.items():
        slot = scheme.find(qn(f"a:{name}"))
        for child in list(slot):
            slot.remove(child)
        paint = OxmlElement("a:srgbClr")
        paint.set("val", colour)
        slot.append(paint)
    part._blob = serialize_part_xml(theme)  # noqa: SLF001 - python-pptx offers no way to a theme


def _titles(master: Any) -> None:
    """Titles bold, dark and on the left, anchored at the foot of their box."""
    level = next(next(master.element.iter(qn("p:titleStyle"))).iter(qn("a:lvl1pPr")))
    level.set("algn", "l")
    run = level.find(qn("a:defRPr"))
    run.set("sz", "2600")
    run.set("b", "1")
    next(run.iter(qn("a:schemeClr"))).set("val", "tx2")


def _arrange(holder: Any) -> None:
    """Put the placeholders of a master or layout in their places; the date is left out."""
    for shape in list(holder.placeholders):
        kind = shape.placeholder_format.type
        if kind == PP_PLACEHOLDER.DATE:
            shape.element.getparent().remove(shape.element)
        elif kind in _FOOT:
            _put(shape, _FOOT[kind])
            _letters(shape, "l" if kind == PP_PLACEHOLDER.FOOTER else "r")
        elif kind == PP_PLACEHOLDER.CENTER_TITLE:
            _put(shape, _COVER[0])
            _anchor(shape, "b")
            _size(shape, 32)
        elif kind == PP_PLACEHOLDER.SUBTITLE:
            _put(shape, _COVER[1])
            _size(shape, 18, "l")
        elif kind == PP_PLACEHOLDER.TITLE:
            _put(shape, _TITLE)
            _anchor(shape, "b")
        else:
            _put(shape, _BODY)


def _put(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (
        Emu(round(v * 914400)) for v in (box.left, box.top, box.width, box.height)
    )


def _anchor(shape: Any, where: str) -> None:
    body = shape.element.txBody.find(qn("a:bodyPr"))
    body.set("anchor", where)
    body.set("lIns", "0")


def _size(shape: Any, points: float, align: str = "") -> None:
    """Size of the letters of a placeholder, for whatever is typed into it."""
    shape.element.txBody.find(qn("a:bodyPr")).set("lIns", "0")
    style = shape.element.txBody.find(qn("a:lstStyle"))
    level = style.find(qn("a:lvl1pPr"))
    if level is None:
        level = OxmlElement("a:lvl1pPr")
        style.append(level)
    if align:
        level.set("algn", align)
    run = level.find(qn("a:defRPr"))
    if run is None:
        run = OxmlElement("a:defRPr")
        level.append(run)
    run.set("sz", str(int(Pt(points).pt * 100)))
    for colour in list(run.iter(qn("a:schemeClr"))):
        colour.set("val", "tx1")
        for child in list(colour):
            colour.remove(child)


def _letters(shape: Any, align: str) -> None:
    _size(shape, 9, align)


def _line(master: Any) -> None:
    """A fine bar in the first colour along the top of every slide, with a mark in the second."""
    for number, (left, width, colour) in enumerate(((0.0, WIDTH, "accent1"), (_MARGIN, 1.2, "accent2"))):
        bar = _BAR.format(id=900 + number, left=round(left * 914400), width=round(width * 914400), colour=colour)
        master.shapes.element.append(parse_xml(bar))


_BAR = """<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr><p:cNvPr id="{id}" name="{colour} bar"/>
<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="0"/><a:ext cx="{width}" cy="109728"/>
</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>
<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"""

"""The first slide after the cover: the verdict, its four numbers, and the picture."""

from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Inches

from lift.report.blocks import Banner, Drawing, Tile, Tiles
from lift.report.pptx.box import Box
from lift.report.pptx.deck import Deck
from lift.report.pptx.figure import figure
from lift.report.pptx.plan import Page
from lift.report.pptx.texts import TONES, WIDER, Line, fitted, needed, scaled, shrinkage, write

_TILE = 1.58


def glance(deck: Deck, slide: Any, page: Page, _last: bool) -> Page | None:
    """Verdict, tiles, picture, from top to bottom."""
    body = deck.body
    for block in page.blocks:
        if isinstance(block, Banner):
            body = body.below(_banner(deck, slide, block, body), 0.14)
        elif isinstance(block, Tiles):
            body = body.below(_tiles(deck, slide, block, body, page.lead), 0.06)
        elif isinstance(block, Drawing):
            figure(deck, slide, block, body, 9.0)
    return None


def _banner(deck: Deck, slide: Any, banner: Banner, box: Box) -> float:
    """The word of the verdict and its sentence behind a bar in its tone; returns the height."""
    lines = [
        Line(banner.word.upper(), 12 * deck.scale, bold=True, tone=banner.tone, after=2),
        Line(banner.sentence, 16 * deck.scale, bold=True, after=0),
    ]
    inner = Box(box.left + 0.2, box.top, box.width - 0.2, 1.25 * deck.scale)
    shown = fitted(lines, inner)
    height = needed(shown, inner.width * WIDER)
    _bar(slide, Box(box.left, box.top, 0.07, height), TONES.get(banner.tone, ""))
    write(slide.shapes, inner.top_part(height), shown, "Verdict")
    return height


def _tiles(deck: Deck, slide: Any, tiles: Tiles, box: Box, level: str) -> float:
    """The tiles side by side in letters of one size; returns their height."""
    height = _TILE * max(deck.scale, 0.8)
    boxes = box.top_part(height).columns((1 / len(tiles.tiles),) * len(tiles.tiles), 0.25)
    words = [_tile(tile, level, deck.scale) for tile in tiles.tiles]
    rooms = [each.below(0.05, 0.06) for each in boxes]
    factor = min(shrinkage(lines, room) for lines, room in zip(words, rooms, strict=True))
    for tile, each, lines, room in zip(tiles.tiles, boxes, words, rooms, strict=True):
        _bar(slide, each.top_part(0.05), TONES.get(tile.tone, ""))
        write(slide.shapes, room, scaled(lines, factor), f"Tile {tile.key}")
    return height


def _tile(tile: Tile, level: str, scale: float) -> list[Line]:
    """Title, value, interval, status in words, what it counts."""
    return [
        Line(tile.title, 11 * scale, after=1),
        Line(tile.value, 24 * scale, bold=True, after=1),
        *([Line(f"{level}: {tile.interval}", 11 * scale, after=2)] if tile.interval else []),
        Line(tile.status, 11 * scale, bold=True, tone=tile.tone, after=3),
        Line(tile.note, 9 * scale, after=0),
    ]


def _bar(slide: Any, box: Box, colour: str) -> None:
    """A bar of colour; it carries no meaning that words do not."""
    shape = slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE, Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)
    )
    shape.name = "Bar"
    shape.element.remove(shape.element.find(qn("p:style")))
    shape.line.fill.background()
    shape.fill.solid()
    if colour:
        shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    else:
        shape.fill.fore_color.theme_color = MSO_THEME_COLOR.TEXT_1
        shape.fill.fore_color.brightness = 0.5

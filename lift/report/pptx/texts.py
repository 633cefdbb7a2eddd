"""Words on a slide: paragraphs of plain runs in a box. Names are text and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Inches, Pt

from lift.report.blocks import Tone
from lift.report.pptx.box import Box, height_of

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What XML cannot carry or no reader should see."""
TONES: dict[Tone, str] = {
    "proven": "1B6B3A", "pass": "515B68", "directional": "003F6B", "inconclusive": "515B68", "negative": "8A4B00",
    "invalid": "9B1C1C", "fail": "9B1C1C", "warn": "8A4B00", "money": "003F6B",
}  # fmt: skip
WIDER = 0.88
"""Where the font is missing, its substitute is wider: a sentence keeps room for what would then not fit its lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its text, size in points, weight, tone, and a mark in front of it."""

    text: str
    size: float = 14.0
    bold: bool = False
    tone: Tone = ""
    bullet: bool = False
    after: float = 6.0
    align: str = "l"


def plain(text: str) -> str:
    """The text without characters that no slide can hold; a line break or tab is a space."""
    return ILLEGAL.sub("", text.replace("\n", " ").replace("\r", " ").replace("\t", " ").replace("\v", " "))


def write(shapes: Any, box: Box, paragraphs: Sequence[Line], name: str, *, middle: bool = False) -> Any:
    """A text box with these paragraphs."""
    shape = shapes.add_textbox(Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height))
    shape.name = name
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    fill(frame, paragraphs)
    return shape


def fill(frame: Any, paragraphs: Sequence[Line]) -> None:
    """Write paragraphs into a text frame."""
    for at, line in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(line.after)
        if line.align == "r":
            paragraph.alignment = PP_ALIGN.RIGHT
        run = paragraph.add_run()
        run.text = ("\N{BULLET} " if line.bullet else "") + plain(line.text)
        run.font.size, run.font.bold = Pt(line.size), line.bold
        if line.bullet:
            properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-pptx offers no indents
            properties.set("marL", "171450")
            properties.set("indent", "-171450")
        if line.tone in TONES:
            run.font.color.rgb = RGBColor.from_string(TONES[line.tone])


def needed(paragraphs: Sequence[Line], width: float) -> float:
    """The height in inches that paragraphs take in a width."""
    return sum(height_of(line.text, width, line.size) + line.after / 72 for line in paragraphs)


def fitted(paragraphs: Sequence[Line], box: Box) -> list[Line]:
    """The paragraphs in letters small enough for the box, within reason."""
    return scaled(paragraphs, shrinkage(paragraphs, box))


def shrinkage(paragraphs: Sequence[Line], box: Box, least: float = 0.7) -> float:
    """What letters must be multiplied by for the paragraphs to fit into a box, `least` where they do not."""
    factor = 1.0
    while factor > least and needed(scaled(paragraphs, factor), box.width) > box.height:
        factor -= 0.05
    return max(factor, least)


def scaled(paragraphs: Sequence[Line], factor: float) -> list[Line]:
    """The paragraphs with letters and gaps multiplied."""
    return [
        Line(p.text, round(p.size * factor, 1), p.bold, p.tone, p.bullet, p.after * factor, p.align) for p in paragraphs
    ]

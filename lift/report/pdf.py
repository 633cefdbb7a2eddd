"""The PDF renderer: the report value as data of a typst document, tagged for screen readers (PDF/UA-1).

Text reaches typst as JSON and is set as strings, so nothing in a name can be read as markup or code. The font is the
one that comes with matplotlib; fonts of the machine are not asked, so the same result gives the same bytes anywhere.
"""

import json
import unicodedata
from dataclasses import asdict
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import matplotlib as mpl
import typst
from matplotlib.ft2font import FT2Font

from lift.core.view import ResultView
from lift.report.blocks import Block, Drawing, Report
from lift.report.figures.svg import picture
from lift.report.names import short
from lift.report.outline import report
from lift.report.words import text

_STANDARD = "ua-1"
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_SELECTORS = dict.fromkeys(range(0xFE00, 0xFE10))
"""Signs that only choose between two looks of the character before them."""
_SHRINK = 0.84
"""Figures are drawn for a screen; on a page they are drawn on so much less room, and their words stay legible."""


def render(result: ResultView, language: str | None = None) -> bytes:
    """The report of a result as a PDF."""
    return document(report(result, language))


def document(value: Report) -> bytes:
    """A report value as a PDF: the compiler itself refuses what would not be PDF/UA-1."""
    content, missing = _shown(json.dumps(_content(value), ensure_ascii=False))
    remark = text("pdf.missing", value.language, n=missing) if missing else ""
    with as_file(files("lift.report") / "templates") as folder:
        return typst.compile(
            folder / "report.typ",
            root=folder,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"report": content, "remark": remark},
            pdf_standards=[_STANDARD],
            timestamp=0,
        )


def _content(value: Report) -> dict[str, Any]:
    drawings = [block for section in value.sections for block in section.blocks if isinstance(block, Drawing)]
    return {
        **{name: getattr(value, name) for name in ("language", "title", "kicker", "contents", "footer")},
        "cover": asdict(value.cover),
        "sections": [
            {"key": section.key, "title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in value.sections
        ],
        "data": [{"key": drawing.key, "table": _block(drawing.data)} for drawing in drawings if drawing.data],
        "words": {
            "running": short(value.title, 90),
            "interval": value.interval_label,
            "data": value.data_label,
            "page": text("pdf.page", value.language),
            "appendix": text("page.appendix", value.language),
        },
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Drawing):
        return {
            "kind": block.kind,
            "key": block.key,
            "title": block.title,
            "description": block.description,
            "svg": picture(block, _SHRINK),
            "data": block.data is not None,
        }
    plain = {"kind": block.kind, **asdict(block)}
    if "heads" in plain:
        plain["heads"] = [{"text": words, "numeric": numeric} for words, numeric in plain["heads"]]
    return plain


def _shown(content: str) -> tuple[str, int]:
    """The content with a sign for every character that the font has not, and how many different ones there were."""
    known, content = _characters(), content.translate(_SELECTORS)
    missing = {char for char in set(content) if ord(char) not in known and unicodedata.category(char) != "Cf"}
    return content.translate(dict.fromkeys(map(ord, missing), _UNKNOWN)), len(missing)


@cache
def _characters() -> frozenset[int]:
    return frozenset(FT2Font(str(_font_folder() / "DejaVuSans.ttf")).get_charmap())


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_font_folder()])


def _font_folder() -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf"

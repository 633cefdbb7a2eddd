"""The PDF renderer: the report value as data of a typst document, tagged for screen readers (PDF/UA-1).

Text reaches typst as JSON and is set as strings, so nothing in a name can be read as markup or code. The font is the
one that comes with matplotlib, or the theme's own in front of it; fonts of the machine are not asked, so the same
result gives the same bytes anywhere. What neither font can show stands in Latin letters, and the report says so.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import matplotlib as mpl
import typst

from lift.core.view import ResultView
from lift.report.blocks import Block, Drawing, Report
from lift.report.figures.svg import pictures
from lift.report.look.fonts import characters, family
from lift.report.look.latin import latin
from lift.report.look.theme import PLAIN, Theme
from lift.report.names import short
from lift.report.outline import report
from lift.report.words import text

_STANDARD = "ua-1"
_FAMILY = "DejaVu Sans"
_TOLD = ("language", "title", "kicker", "contents", "footer", "imprint", "disclaimer")
_SELECTORS = dict.fromkeys(range(0xFE00, 0xFE10))
"""Signs that only choose between two looks of the character before them."""


def render(result: ResultView, language: str | None = None, theme: Theme = PLAIN) -> bytes:
    """The report of a result as a PDF."""
    return document(report(result, language, theme))


def document(value: Report, drawn: Mapping[str, str] | None = None) -> bytes:
    """A report value as a PDF: the compiler itself refuses what would not be PDF/UA-1.

    `drawn`: the `pictures` of the report, where they are there.
    """
    own = value.theme.print_fonts
    content, replaced = _shown(_content(value, pictures(value) if drawn is None else drawn), _characters(own))
    remark = text("pdf.missing", value.language) if replaced else ""
    with as_file(files("lift.report") / "templates") as folder, TemporaryDirectory() as fonts:
        for at, font in enumerate(own):
            (Path(fonts) / f"{at}.ttf").write_bytes(font)
        return typst.compile(
            folder / "report.typ",
            root=folder,
            font_paths=_fonts() if not own else [Path(fonts), _font_folder()],
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(content, ensure_ascii=False), "remark": remark},
            pdf_standards=[_STANDARD],
            timestamp=0,
        )


def _content(value: Report, drawn: Mapping[str, str]) -> dict[str, Any]:
    drawings = [block for section in value.sections for block in section.blocks if isinstance(block, Drawing)]
    return {
        **{name: getattr(value, name) for name in _TOLD},
        "cover": asdict(value.cover),
        "sections": [
            {"key": section.key, "title": section.title, "blocks": [_block(b, drawn) for b in section.blocks]}
            for section in value.sections
        ],
        "data": [{"key": d.key, "table": _block(d.data, drawn)} for d in drawings if d.data],
        "words": {
            "running": short(value.title, 90),
            "interval": value.interval_label,
            "data": value.data_label,
            "page": text("pdf.page", value.language),
            "appendix": text("page.appendix", value.language),
        },
        "look": _look(value.theme),
    }


def _look(theme: Theme) -> dict[str, Any]:
    logo = theme.logo
    return {
        "primary": theme.primary,
        "soft": theme.cover_soft,
        "fonts": [*dict.fromkeys(family(font) for font in theme.print_fonts), _FAMILY],
        "logo": None
        if logo is None
        else {"bytes": list(logo.content), "format": "jpg" if logo.kind == "jpeg" else logo.kind, "words": logo.words},
    }


def _block(block: Block, drawn: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(block, Drawing):
        return {
            "kind": block.kind,
            "key": block.key,
            "title": block.title,
            "description": block.description,
            "svg": drawn[block.key],
            "data": block.data is not None,
        }
    plain = {"kind": block.kind, **asdict(block)}
    if "heads" in plain:
        plain["heads"] = [{"text": words, "numeric": numeric} for words, numeric in plain["heads"]]
    return plain


def _shown(content: Any, known: frozenset[int]) -> tuple[Any, bool]:
    """The content with Latin letters in the place of what the fonts cannot show, and whether there was any."""
    replaced = False

    def show(value: Any) -> Any:
        nonlocal replaced
        if isinstance(value, str):
            plain = value.translate(_SELECTORS)
            if all(ord(char) in known or unicodedata.category(char) == "Cf" for char in plain):
                return plain
            replaced = True
            return latin(plain, known)
        if isinstance(value, dict):
            return {key: show(inner) for key, inner in cast("dict[str, Any]", value).items()}
        return [show(inner) for inner in cast("list[Any]", value)] if isinstance(value, list | tuple) else value

    return show(content), replaced


@cache
def _characters(own: tuple[bytes, ...]) -> frozenset[int]:
    """What the report's font and the theme's own can show."""
    fonts = ((_font_folder() / "DejaVuSans.ttf").read_bytes(), *own)
    return frozenset().union(*map(characters, fonts))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_font_folder()])


def _font_folder() -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf"

"""How reports of a study are to be set: theme, own texts, whose names are replaced. Kept beside the result."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from lift.report.look.theme import PLAIN, Logo, Theme

Texts = Mapping[str, Mapping[str, str]]
"""Texts by key of the catalogue and language."""


@dataclass(frozen=True, slots=True)
class Style:
    """The agency's look, its texts by key and language, and the kinds of names that pseudonyms stand in for."""

    theme: Theme = PLAIN
    texts: Texts = field(default_factory=dict[str, Mapping[str, str]])
    pseudonyms: tuple[str, ...] = ()


HOUSE = Style()
"""The report as it comes: its own look, its own texts, all names."""


def to_document(style: Style) -> dict[str, Any]:
    """A style as plain values; pictures and fonts as base64."""
    theme = asdict(style.theme)
    theme["print_fonts"] = [_coded(content) for content in style.theme.print_fonts]
    if style.theme.logo is not None:
        theme["logo"]["content"] = _coded(style.theme.logo.content)
    texts = {key: dict(by_language) for key, by_language in style.texts.items()}
    return {"theme": theme, "texts": texts, "pseudonyms": list(style.pseudonyms)}


def from_document(document: Mapping[str, Any]) -> Style:
    """Read back what `to_document` wrote; raises `KeyError`, `TypeError` or `ValueError` for anything else."""
    theme: dict[str, Any] = {name.name: document["theme"][name.name] for name in fields(Theme)}
    logo = theme["logo"]
    theme["logo"] = None if logo is None else _logo(logo)
    theme["print_fonts"] = tuple(b64decode(content) for content in theme["print_fonts"])
    theme["page_fonts"] = tuple(theme["page_fonts"])
    return Style(Theme(**theme), document["texts"], tuple(document["pseudonyms"]))


def _logo(values: dict[str, Any]) -> Logo:
    content = b64decode(values["content"])
    return Logo(values["kind"], content, values["width"], values["height"], values["words"])


def _coded(content: bytes) -> str:
    return b64encode(content).decode("ascii")

"""How a report is set: the study's own way, as the result folder keeps it, and what the command line says instead."""

from dataclasses import dataclass, replace
from pathlib import Path

from lift.core.errors import StudyError, listing, nearest
from lift.core.words import NAME_KINDS, USUAL_NAME_KINDS
from lift.report.look.style import HOUSE, Style, from_document, to_document
from lift.store.values import from_json, to_json
from lift.study.texts import load_texts
from lift.study.theme import load_theme

STYLE = "style.json"
"""The file of a result folder that keeps theme, texts and pseudonyms; there is none where a study asks for nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says about a report; None where it says nothing."""

    theme: Path | None = None
    texts: Path | None = None
    pseudonyms: bool | None = None
    kinds: str = ""


def setting(folder: Path, asked: Asked) -> Style:
    """The style of a report of this result folder."""
    style = _kept(folder / STYLE)
    if asked.theme is not None:
        style = replace(style, theme=load_theme(asked.theme))
    if asked.texts is not None:
        style = replace(style, texts=load_texts(asked.texts))
    if asked.pseudonyms is not None or asked.kinds:
        style = replace(style, pseudonyms=() if asked.pseudonyms is False else _kinds(asked.kinds))
    return style


def to_keep(style: Style) -> dict[str, bytes]:
    """The file that keeps a style in the result folder; none for the plain one."""
    return {} if style == HOUSE else {STYLE: to_json(to_document(style))}


def _kept(file: Path) -> Style:
    if not file.is_file():
        return HOUSE
    try:
        return from_document(from_json(file.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudyError(
            f"{file} is damaged ({error}); run the study again, or delete it for a plain report"
        ) from error


def _kinds(words: str) -> tuple[str, ...]:
    """The kinds of names that a list of words asks for; the usual ones for an empty one."""
    asked = [word.strip().lower() for word in words.split(",") if word.strip()]
    if strange := [word for word in asked if word not in NAME_KINDS]:
        raise StudyError(
            f"there are no pseudonyms for {strange[0]!r}{nearest(strange[0], NAME_KINDS)}; known: {listing(NAME_KINDS)}"
        )
    return tuple(dict.fromkeys(asked)) or USUAL_NAME_KINDS

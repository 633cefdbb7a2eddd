"""theme.toml -> `Theme`: the agency's logo, colours, fonts and standing texts, checked like a study file."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from lift.core.errors import StudyError, nearest
from lift.core.finding import form
from lift.report.look.contrast import GRAPHIC, PAGE, TEXT, WHITE, contrast, darker
from lift.report.look.fonts import family
from lift.report.look.logo import logo
from lift.report.look.theme import Theme
from lift.study.problems import sentence, shown
from lift.study.schema import Text
from lift.study.toml import parse, read

_KIND = "theme file"
_MOST_FONT = 2_000_000
_FAMILY = re.compile(r"[\w][\w .+-]*\Z")
_LANGUAGES = ("de", "en")


def _colour(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise PydanticCustomError("lift", 'is not a colour; write red, green and blue, as in "#003f6b"')
    return value.lower()


def _contrasting(least: float, ground: str, use: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        ratio = contrast(value, ground)
        if ratio < least:
            raise PydanticCustomError(
                "lift",
                "has a contrast of {ratio} : 1 against the page; {use} needs {least} : 1. The nearest darker shade "
                'that would do is "{shade}"',
                {"ratio": f"{int(ratio * 100) / 100:.2f}", "use": use, "least": f"{least:g}",
                 "shade": darker(value, least, ground)},
            )  # fmt: skip
        return value

    return check


def _family(value: str) -> str:
    if not _FAMILY.match(value):
        raise PydanticCustomError("lift", "is not the name of a font; letters, digits, blanks and hyphens make one")
    return value


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _by_language(value: object) -> object:
    """One text for both languages, or a table of them."""
    if isinstance(value, str):
        return dict.fromkeys(_LANGUAGES, value)
    if not isinstance(value, Mapping) or not value:
        raise PydanticCustomError("lift", 'is not text; write "..." or {{ de = "...", en = "..." }}', {})
    table = cast("Mapping[str, object]", value)
    if strange := sorted(set(table) - set(_LANGUAGES)):
        raise PydanticCustomError("lift", "names the language {name}; reports have de and en", {"name": strange[0]})
    return dict(table)


Primary = Annotated[str, BeforeValidator(_colour), AfterValidator(_contrasting(TEXT, PAGE, "text"))]
Accent = Annotated[str, BeforeValidator(_colour), AfterValidator(_contrasting(GRAPHIC, WHITE, "a figure"))]
Told = Annotated[dict[str, Text], BeforeValidator(_by_language)]
Font = Annotated[Text, AfterValidator(_family)]
Files = Annotated[tuple[Text, ...], BeforeValidator(_several), Field(min_length=1, max_length=4)]

KEYS: Mapping[str, Mapping[str, Any]] = {
    "agency": {"name": Text, "logo": Text, "logo_words": Text, "footer": Told, "disclaimer": Told},
    "colors": {"primary": Primary, "accent": Accent},
    "fonts": {"page": Annotated[tuple[Font, ...], BeforeValidator(_several), Field(min_length=1)], "office": Font,
              "print": Files},
}  # fmt: skip
"""Every section of the file: its keys and their types."""


def load_theme(path: str | Path) -> Theme:
    """Read a theme file; pictures and fonts that it names lie relative to it.

    Raises `StudyError` with every problem in one message: unknown keys with the nearest known one, colours of too
    little contrast with their ratio and the nearest darker shade that would do, pictures and fonts that cannot be used.
    """
    file = Path(path)
    content = parse(read(file, _KIND), file.name)
    values, problems = _values(content)
    agency = values["agency"]
    made = {
        "logo": lambda: logo(_bytes(file.parent, agency["logo"]), agency["logo"], _words(agency)),
        "print_fonts": lambda: tuple(_font(file.parent, name) for name in values["fonts"]["print"]),
    }
    wanted = {"logo": "logo" in agency, "print_fonts": "print" in values["fonts"]}
    parts: dict[str, Any] = {}
    for name, make in made.items():
        try:
            if wanted[name]:
                parts[name] = make()
        except StudyError as error:
            problems.append(str(error))
    if problems:
        count = f"{len(problems)} {form(len(problems), 'problem', 'problems')}"
        raise StudyError("\n".join([f"{file.name}: {count}", *(f"  - {problem}" for problem in problems)]))
    return Theme(
        **values["colors"], **parts, agency=agency.get("name", ""), footer=agency.get("footer", {}),
        disclaimer=agency.get("disclaimer", {}), page_fonts=values["fonts"].get("page", ()),
        office_font=values["fonts"].get("office", ""),
    )  # fmt: skip


def _values(content: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The values that are right, section by section, and what is wrong with the others."""
    problems = [f"unknown section [{name}]{nearest(name, KEYS)}" for name in content if name not in KEYS]
    values: dict[str, dict[str, Any]] = {section: {} for section in KEYS}
    for section, types in KEYS.items():
        table = content.get(section, {})
        if not isinstance(table, Mapping):
            problems.append(f"[{section}] is not a section: {section} = {shown(table)}")
            continue
        for key, value in cast("Mapping[str, Any]", table).items():
            if key not in types:
                homes = [f"; it belongs in [{name}]" for name in KEYS if key in KEYS[name]]
                problems.append(f"unknown key '{key}' in [{section}]{(homes or [nearest(key, types)])[0]}")
                continue
            try:
                values[section][key] = TypeAdapter(types[key]).validate_python(value)
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                problems.append(sentence(section, key, cast("Mapping[str, Any]", first)))
    return values, problems


def _words(agency: Mapping[str, Any]) -> str:
    return str(agency.get("logo_words") or agency.get("name") or "Logo")


def _font(folder: Path, name: str) -> bytes:
    content = _bytes(folder, name)
    if len(content) > _MOST_FONT:
        raise StudyError(f"{name} has {len(content):,} bytes; a font may have {_MOST_FONT:,}")
    family(content, name)
    return content


def _bytes(folder: Path, name: str) -> bytes:
    file = folder / Path(name).expanduser()
    try:
        return file.read_bytes()
    except OSError as error:
        raise StudyError(f"cannot read {file}: {error.strerror}") from None

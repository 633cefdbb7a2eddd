"""Texts of one's own in the place of the catalogue's: any words, but never another number.

A text is refused when it
- leaves out a placeholder of the original, has one that the original has not, or writes one other than `{name}`;
- holds a number that the original does not hold: digits, a word such as "zwölf" or "million", or a unit of its own;
- puts a sign, a unit's sign or another placeholder next to a placeholder where the original does not.
Words of verdicts, statuses and numbers cannot be replaced: they follow from the numbers.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import Formatter

from lift.core.errors import nearest
from lift.report.numerals import LANGUAGES
from lift.report.words import catalogue

FIXED = ("verdict.", "roi.status.", "check.verdict.", "evidence.", "number.")
"""Keys that begin so are the words of what was found."""
_MOST = 2_000
_SIZES = (
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig hundert tausend dutzend million millionen mio "
    "mrd milliarde milliarden tsd halb halbe hälfte doppelt doppelte viertel drittel prozent prozentpunkte promille "
    "two three four five six seven eight nine ten eleven twelve twenty hundred thousand dozen million millions billion "
    "half double twice quarter third percent per-cent points minus plus euro euros dollar dollars cent cents"
)
_SIZE = frozenset(_SIZES.split())
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NUMBER = re.compile(r"\d[\d.,]*")
_SIGNS = frozenset("+−-–±~≈<>≤≥=×*/^%‰€$£¥#")
_SLOT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class _Parts:
    """A text as far as numbers go: its placeholders, its own numbers, and what stands beside placeholders."""

    names: frozenset[str]
    numbers: frozenset[str]
    beside: frozenset[tuple[str, str, str]]


def problem(key: str, language: str, own: str) -> str:
    """What is wrong with a text of one's own for a key and language; "" when nothing is."""
    if key not in catalogue():
        return f"there is no text {key!r}{nearest(key, catalogue())}; `lift report --list-texts` lists them"
    if language not in LANGUAGES:
        return f"{key}: reports have no language {language!r}; they have {', '.join(LANGUAGES)}"
    if key.startswith(FIXED):
        return f"{key} is the word of a verdict, status or number; it follows from the result and cannot be replaced"
    if not own.strip() or len(own) > _MOST or not own.isprintable():
        return f"{key}, {language}: a text has one line of 1 to {_MOST:,} printable characters"
    original = catalogue()[key][language]
    return next((f"{key}, {language}: {words}" for words in _wrong(original, own)), "")


def listed() -> str:
    """Every text that can be replaced, as a file of texts writes it."""
    lines = (
        "\n".join((f'["{key}"]', *(f"{language} = {_quoted(words[language])}" for language in LANGUAGES)))
        for key, words in catalogue().items()
        if not key.startswith(FIXED)
    )
    return "\n".join(lines)


def _wrong(original: str, own: str) -> Iterator[str]:
    """What is wrong with a text, the first thing first."""
    try:
        wanted, found = _parts(original), _parts(own)
    except ValueError as error:
        yield f"{error}; a placeholder is a name in braces, and a brace itself is written twice"
        return
    if strange := sorted(found.names - wanted.names):
        has = ", ".join(f"{{{name}}}" for name in sorted(wanted.names)) or "none"
        yield f"it has no placeholder {{{strange[0]}}}; it has {has}"
    if missing := sorted(wanted.names - found.names):
        yield f"the placeholder {{{missing[0]}}} is missing; every placeholder of the original must stay"
    if more := sorted(found.numbers - wanted.numbers):
        yield f"it says {more[0]!r}; a number comes from the result, through a placeholder"
    if beside := sorted(found.beside - wanted.beside):
        name, _, sign = beside[0]
        what = "another placeholder" if sign == _SLOT else repr(sign)
        yield f"{what} beside {{{name}}} would make another number of it"


def _parts(words: str) -> _Parts:
    names: list[str] = []
    chosen: set[str] = set()
    text = ""
    for told, name, spec, conversion in Formatter().parse(words):
        text += told.replace(_SLOT, "")
        if name is None:
            continue
        forms = (spec or "").split("|")
        if conversion or not name.isidentifier() or (spec and (len(forms) != 2 or "{" in spec)):
            raise ValueError(f"{{{name}}} is no plain placeholder")
        if spec:
            chosen.add(name)
            text += " ".join(forms).replace(_SLOT, "")
        else:
            names.append(name)
            text += _SLOT
    if strange := sorted(chosen - set(names)):
        raise ValueError(f"{{{strange[0]}:one|many}} stands without {{{strange[0]}}}")
    numbers = {found.strip(".,") for found in _NUMBER.findall(text)}
    numbers |= {char for char in text if unicodedata.category(char) in {"Nl", "No"}}
    numbers |= {word.lower() for word in _WORD.findall(text) if word.lower() in _SIZE}
    return _Parts(frozenset(names), frozenset(numbers), frozenset(_beside(text, names)))


def _beside(text: str, names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Placeholder, side and sign for what stands before or behind one, a blank between them or not."""
    slots = [at for at, char in enumerate(text) if char == _SLOT]
    for at, name in zip(slots, names, strict=True):
        before, after = text[:at], text[at + 1 :]
        joined = (before[-1:] if before[-2:-1].isalnum() or before[-2:-1] == _SLOT else "", after[:1])
        if joined[0] in {".", ","}:
            yield name, "before", joined[0]
        if joined[1] in {".", ","} and (after[1:2].isalnum() or after[1:2] == _SLOT):
            yield name, "after", joined[1]
        for side, sign in (("before", before.rstrip()[-1:]), ("after", after.lstrip()[:1])):
            if sign and (sign in _SIGNS or sign == _SLOT):
                yield name, side, sign


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'

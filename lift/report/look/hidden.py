"""A result as its readers may see it: every name that has a pseudonym replaced, every number as it was."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from lift.core.view import ResultView, View
from lift.report.look.pseudonyms import Kind, Pseudonyms
from lift.report.words import sentences, text

_OURS = (
    "level window metric verdict status method inference basis part check assignment chosen evidence fingerprint "
    "currency language frequency absent revenue_basis scope step first last start end week tier platform measure "
    "covariate role per sentence file arm verdict_before status_before"
)
_FIXED = frozenset(_OURS.split())
"""Keys and columns whose values are words of ours."""
_BY_ITEM: Mapping[str, Kind] = {"promoted": "skus", "skus": "skus", "launch": "skus", "brand": "brands",
                                "parent": "brands", "of": "brands"}  # fmt: skip
_BY_LEVEL: Mapping[str, Kind] = {"sku": "skus", "brand": "brands"}
_UNITS = "unit test control unused excluded units stores region store store_id creator test_stores new out"
_BY_UNIT = frozenset(_UNITS.split())
_PLAIN_NUMBER = re.compile(r"[0-9]+\Z")
_SHORTEST = 3
"""Shorter names, and numbers under 1,000, cannot be told from words and counts in a sentence."""


@dataclass(frozen=True, slots=True)
class _Veil:
    """How texts are rewritten: pseudonyms by name, by kind, and what finds them in a sentence."""

    names: Mapping[str, str]
    kinds: Mapping[Kind, Mapping[str, str]]
    sure: re.Pattern[str]
    number: re.Pattern[str]
    doubtful: re.Pattern[str]
    left_out: Mapping[str, str]


def hidden(result: ResultView, made: Pseudonyms) -> View:
    """A result with the pseudonyms in the place of the names.

    A message of a check that holds a name which might also be a count or a word (the store "12") is left out whole:
    nobody can tell the one from the other, and neither may a name show nor a number change.
    """
    categories = {str(row["item"]) for row in result.document["effects"] if row["level"] == "category"}
    veil = _veil(made, categories)
    document: dict[str, Any] = {**_walk(result.document, "", None, veil), "findings": _findings(result.document, veil)}
    reasons = [_told(reason, veil) for reason in result.document["verdict"].get("reasons") or ()]
    if changed := result.document.get("changed"):
        for part in ("new", "gone"):
            document["changed"][part] = [_told(finding, veil) for finding in changed[part]]
    document["verdict"] |= {"reasons": reasons, "sentence": sentences(document)}
    return View(
        document, _frame(result.effects, veil), _frame(result.weekly, veil),
        {key: _frame(frame, veil) for key, frame in result.tables.items()},
    )  # fmt: skip


def _veil(made: Pseudonyms, kept: set[str]) -> _Veil:
    """What `kept` names stays as it is, also where a part of it is a name that has a pseudonym."""
    own = {name: pseudonym for kind in reversed(list(made.names)) for name, pseudonym in made.names[kind].items()}
    names = {**{name: name for name in kept}, **own}
    short = {n for n in names if len(n) < _SHORTEST or (_PLAIN_NUMBER.match(n) and len(n) <= _SHORTEST)}
    numbers = {n for n in names if _PLAIN_NUMBER.match(n)} - short
    return _Veil(
        names, made.names, _any(set(names) - short - numbers),
        re.compile(rf"(?<![\d.,:/\-]){_any(numbers).pattern}(?![.,:/\-]?\d|[\s\u00a0]?%)"), _any(short),
        {language: text("pseudonym.left_out", language) for language in ("de", "en")},
    )  # fmt: skip


def _any(names: set[str]) -> re.Pattern[str]:
    """Finds any of some names as a word of its own, the longest first; nothing when there are none."""
    if not names:
        return re.compile(r"(?!)")
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(names, key=lambda n: (-len(n), n)))) + r")(?!\w)")


def _walk(value: Any, key: str, level: str | None, veil: _Veil) -> Any:
    """Nested values with the names in them replaced; `level` is that of the row that they stand in."""
    if isinstance(value, Mapping):
        table = cast("Mapping[str, Any]", value)
        inside = str(table["level"]) if isinstance(table.get("level"), str) else level
        return {
            (
                _sentence(name, veil) if key == "items" else veil.names.get(name, name) if key == "starts" else name
            ): _walk(inner, name, inside, veil)
            for name, inner in table.items()
        }
    if isinstance(value, list | tuple):
        return [_walk(inner, key, level, veil) for inner in cast("list[Any]", value)]
    return _word(value, key, level, veil) if isinstance(value, str) else value


def _word(value: str, key: str, level: str | None, veil: _Veil) -> str:
    if key in _FIXED:
        return value
    if key == "item" and level in {"category", "promoted"}:
        return value
    kind = _BY_LEVEL.get(level or "") if key == "item" else _BY_ITEM.get(key)
    if kind and value in veil.kinds.get(kind, {}):
        return veil.kinds[kind][value]
    if key == "item" or (key in _BY_ITEM and key != "of"):
        brands = veil.kinds.get("brands", {})
        stem, slash, rest = value.partition(" / ")
        return f"{brands[stem]}{slash}{rest}" if slash and stem in brands else value
    if key in _BY_UNIT and value in veil.names:
        return veil.names[value]
    return _sentence(value, veil)


def _sentence(words: str, veil: _Veil) -> str:
    return veil.sure.sub(lambda found: veil.names[found[0]], words)


def _findings(document: Mapping[str, Any], veil: _Veil) -> list[dict[str, Any]]:
    return [_told(finding, veil) for finding in document.get("findings") or ()]


def _told(finding: Mapping[str, Any], veil: _Veil) -> dict[str, Any]:
    """A finding, or a reason of the verdict, with names replaced in its message and advice too."""
    out = dict(_walk(finding, "", None, veil))
    for part in ("message", "advice"):
        if isinstance(told := finding.get(part), Mapping):
            by_language = cast("Mapping[str, str]", told)
            out[part] = {language: _message(words, language, veil) for language, words in by_language.items()}
    return out


def _message(words: str, language: str, veil: _Veil) -> str:
    if veil.doubtful.search(words):
        return veil.left_out[language]
    return veil.number.sub(lambda found: veil.names[found[0]], _sentence(words, veil))


def _frame(frame: pd.DataFrame, veil: _Veil) -> pd.DataFrame:
    """A table with the names in its columns of text replaced."""
    out = frame.copy()
    levels: Any = frame["level"] if "level" in frame.columns else pd.Series([None] * len(frame), index=frame.index)
    for column in map(str, frame.columns):
        values: Any = frame[column]
        if column in _FIXED or pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
            continue
        pairs = {(v, level): _word(v, column, level, veil) for v, level in set(zip(values, levels, strict=True))
                 if isinstance(v, str)}  # fmt: skip
        if any(new != old for (old, _), new in pairs.items()):
            out[column] = [pairs.get((v, level), v) for v, level in zip(values, levels, strict=True)]
    return out

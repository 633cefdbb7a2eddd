"""Words: the one catalogue of texts in German and English, and the sentence that carries the verdict.

The catalogue is `words.toml`; a key holds both languages side by side. Placeholders are filled with values that were
formatted before, so a text never decides how a number looks. `{n:row|rows}` is the first word where n is 1, else the
second.
"""

import tomllib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType
from typing import Any

from lift.core.words import Assignment
from lift.report.numerals import LANGUAGES, Language, Numbers

_OWN: ContextVar[Mapping[str, Mapping[str, str]]] = ContextVar("own", default=MappingProxyType({}))


class _Forms(Formatter):
    """Fills placeholders, and chooses between one and many where a placeholder says so."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if bar:
            return one if str(value) == "1" else many
        return super().format_field(value, format_spec)


_FORMS = _Forms()


@contextmanager
def overriding(texts: Mapping[str, Mapping[str, str]]) -> Generator[None]:
    """While one report is made, these texts, by key and language, stand in for those of the catalogue."""
    token = _OWN.set(texts)
    try:
        yield
    finally:
        _OWN.reset(token)


def overridden(prefix: str) -> bool:
    """Whether a text whose key begins so is replaced at the moment."""
    return any(key.startswith(prefix) for key in _OWN.get())


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every key with its texts by language."""
    tree = tomllib.loads(files("lift.report").joinpath("words.toml").read_text(encoding="utf-8"))
    return dict(_leaves("", tree))


def text(key: str, language: str, /, **values: object) -> str:
    """The text of a key with its placeholders filled; a KeyError means a bug of ours."""
    own = _OWN.get().get(key, {}).get(language)
    return _FORMS.vformat(catalogue()[key][language] if own is None else own, (), values)


def known(key: str, language: str, otherwise: str) -> str:
    """The text of a key, or `otherwise` where the catalogue has none (names that other layers may extend)."""
    return text(key, language) if key in catalogue() else otherwise


def periods(count: int, frequency: str, language: str) -> str:
    """A count of periods in words: "8 Wochen", "1 week"."""
    return text(f"periods.{frequency}.{'one' if count == 1 else 'many'}", language, n=count)


def level_number(confidence: float, numbers: Numbers) -> str:
    """The confidence level as it stands in "90-%-Intervall": 90, 97,5."""
    value = round(confidence * 100, 1)
    return numbers.number(value, 0 if value == int(value) else 1)


def verdict_sentence(
    row: Mapping[str, Any],
    promoted: Sequence[str] = (),
    *,
    brand: str | None = None,
    assignment: Assignment = "regions",
    currency: str = "EUR",
) -> dict[str, str]:
    """The verdict of a study in one or two sentences, in both languages.

    `row` is the effects row of the promoted set in revenue over the campaign; `promoted` the names of the promoted
    SKUs (one is called by its name, several by their number); `brand` the brand, when the study promoted a whole
    brand. A row without expected sales (a launch) has no uplift and is told in money.
    """
    return {
        language: _sentence(row, tuple(promoted), brand, assignment, Numbers(language, currency))
        for language in LANGUAGES
    }


def sentences(document: Mapping[str, Any]) -> dict[str, str]:
    """The verdict of a result, told anew from result.json: the same sentences, unless a text of one's own stands in."""
    study, design = document["study"], document["design"]
    wanted = ("promoted", "campaign", "revenue")
    row = next(r for r in document["effects"] if (r["level"], r["window"], r["metric"]) == wanted)
    brand = (study.get("campaign") or {}).get("brand")
    promoted = [str(sku) for sku in design.get("promoted") or ()]
    currency = str(study.get("currency") or "EUR")
    return verdict_sentence(row, promoted, brand=brand, assignment=design["assignment"], currency=currency)


def _sentence(
    row: Mapping[str, Any], promoted: tuple[str, ...], brand: str | None, assignment: Assignment, numbers: Numbers
) -> str:
    language = numbers.language
    verdict = str(row["verdict"])
    many = "one" if row.get("units_test") == 1 else "many"
    words: dict[str, str] = {
        "of": _subject(promoted, brand, language),
        "where": text(f"sentence.in.{assignment}.{many}", language),
        "level": level_number(float(row["confidence"]), numbers),
    }
    if verdict == "invalid":
        return text("sentence.invalid", language, **words)
    uplift = row["uplift"]
    if uplift is None:
        told = text("sentence.launch", language, **words, incremental=numbers.money(row["incremental"]))
        return f"{text('sentence.incomplete_launch', language)} {told}" if verdict == "incomplete" else told
    ends = (row["uplift_low"], row["uplift_high"])
    signed = verdict in {"inconclusive", "incomplete"}
    shown = uplift if signed else abs(uplift)
    if verdict == "negative":
        ends = (-ends[1], -ends[0])
    words["uplift"] = numbers.percent(shown, sign=signed)
    words["interval"] = text(
        "sentence.interval",
        language,
        level=words["level"],
        interval=numbers.interval(*(numbers.percent(e) for e in ends)),
    )
    sentence = text(f"sentence.{verdict}", language, **words)
    if verdict == "inconclusive" and row.get("detectable") is not None:
        sentence += " " + text("sentence.detectable", language, detectable=numbers.percent(row["detectable"]))
    return sentence


def _subject(promoted: tuple[str, ...], brand: str | None, language: Language) -> str:
    if brand:
        return text("sentence.of.brand", language, name=plain(brand))
    if len(promoted) == 1:
        return text("sentence.of.one", language, name=plain(promoted[0]))
    if not promoted:
        return text("sentence.of.promoted", language)
    return text("sentence.of.many", language, n=known(f"number.{len(promoted)}", language, str(len(promoted))))


def plain(name: object, most: int = 60) -> str:
    """A name fit for a sentence: printable, without line breaks or direction overrides, and not endless."""
    kept = " ".join("".join(c if c.isprintable() else " " for c in str(name)).split())
    return kept if len(kept) <= most else kept[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def _leaves(prefix: str, tree: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, value in tree.items():
        if all(isinstance(part, str) for part in value.values()):
            yield prefix + key, value
        else:
            yield from _leaves(f"{prefix}{key}.", {k: v for k, v in value.items() if not isinstance(v, str)})
            if texts := {k: v for k, v in value.items() if isinstance(v, str)}:
                yield prefix + key, texts

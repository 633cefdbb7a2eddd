"""The glossary: every metric, column, verdict and method with its meaning, formula, unit and source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lift.core.errors import StudyError, nearest
from lift.report.words import catalogue, text


@dataclass(frozen=True, slots=True)
class Entry:
    """One term: labels, meanings and units by language; formula and source as they are, "" where there is none."""

    term: str
    labels: Mapping[str, str]
    meanings: Mapping[str, str]
    formula: str
    formula_de: str
    units: Mapping[str, str]
    source: str
    aliases: tuple[str, ...]
    report: str

    def formula_in(self, language: str) -> str:
        """The formula in a language's words; as it is where it has none of its own."""
        return (self.formula_de or self.formula) if language == "de" else self.formula

    def label(self, language: str) -> str:
        """What the term is called."""
        return self.labels[language]

    def meaning(self, language: str) -> str:
        """What the term means."""
        return self.meanings[language]

    def unit(self, language: str) -> str:
        """What it is counted in."""
        return self.units.get(language, "")

    def told(self, language: str) -> str:
        """Meaning and formula in one paragraph."""
        word = "Formel" if language == "de" else "Formula"
        formula = f" {word}: {self.formula_in(language)}." if self.formula else ""
        return self.meaning(language) + formula


@cache
def glossary() -> Mapping[str, Entry]:
    """Every entry by its term, in the order of the file."""
    tree = tomllib.loads(files("lift.report").joinpath("glossary.toml").read_text(encoding="utf-8"))
    return {term: _entry(term, values) for term, values in tree.items()}


def entry(term: str) -> Entry:
    """The entry of an exact term."""
    return glossary()[term]


def explain(word: str, language: str = "en") -> str:
    """What a term, column, verdict or method means, as text for a terminal: meaning, formula, unit, source.

    Finds it like `find`, and raises like it.
    """
    found, german = find(word), language == "de"
    facts = (
        ("Formel" if german else "Formula", found.formula_in(language)),
        ("Einheit" if german else "Unit", found.unit(language)),
        ("Quelle" if german else "Source", found.source),
    )
    named = [f"{name + ':':<9}{value}" for name, value in facts if value]
    return "\n".join((f"{found.label(language)} ({found.term})", found.meaning(language), *named))


def find(word: str) -> Entry:
    """The entry for a term, column, verdict or method, by its name, its label or an alias in either language.

    Case, blanks, hyphens and underscores make no difference. Raises `StudyError` with the nearest names on a miss.
    """
    known = _by_name()
    found = known.get(_folded(word))
    if found is None:
        names = [name for e in glossary().values() for name in (e.term, *e.labels.values(), *e.aliases)]
        hint = nearest(word, names, 3) or f"; known are {len(glossary())} terms, for example uplift, roi, did"
        raise StudyError(f"no entry for {word!r}{hint}")
    return glossary()[found]


def report_terms(*, roi: bool) -> list[str]:
    """The terms of a report's glossary; those of ROI only where the report has one."""
    return [term for term, e in glossary().items() if e.report == "a" or (roi and e.report == "r")]


def column_label(column: str, language: str) -> str:
    """The label of a column or check as the glossary or the catalogue has it, else its name with blanks.

    The ends of an interval are those of what stands before them: `retention_low` is "What is left, from".
    """
    if column.endswith("_before") and (now := column.removesuffix("_before")) in glossary():
        return text("changes.before", language, what=column_label(now, language))
    if found := glossary().get(column):
        return found.label(language)
    if f"column_of.{column}" in catalogue():
        return text(f"column_of.{column}", language)
    for end in ("low", "high"):
        if column.endswith(f"_{end}"):
            return text(f"xlsx.{end}", language, head=column_label(column.removesuffix(f"_{end}"), language))
    words = column.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


@cache
def _by_name() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for term in glossary():
        names[_folded(term)] = term
    for term, e in glossary().items():
        for name in (*e.labels.values(), *e.aliases):
            names.setdefault(_folded(name), term)
    return names


def _folded(word: str) -> str:
    return "".join(char for char in word.casefold() if char.isalnum())


def _entry(term: str, values: Mapping[str, Any]) -> Entry:
    return Entry(
        term,
        values["label"],
        values["meaning"],
        values.get("formula", ""),
        values.get("formula_de", ""),
        values.get("unit", {}),
        values.get("source", ""),
        tuple(values.get("aliases", ())),
        values.get("report", ""),
    )

"""Published benchmarks of return on spend and of uplift, each with source, base, year and definition."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One published value: what it counts, on how many campaigns, by whom and when ("" when not stated)."""

    names: tuple[str, str]
    value: float
    digits: int
    currency: str
    source: str
    year: str
    bases: tuple[str, str]
    definitions: tuple[str, str]
    prefixes: tuple[str, str]

    def name(self, language: str) -> str:
        """Its short name."""
        return self.names[language == "en"]

    def base(self, language: str) -> str:
        """How many campaigns of what kind."""
        return self.bases[language == "en"]

    def definition(self, language: str) -> str:
        """What exactly was counted."""
        return self.definitions[language == "en"]

    def prefix(self, language: str) -> str:
        """The word before a value that was published as an approximation."""
        return self.prefixes[language == "en"]


def roi_benchmarks() -> tuple[Benchmark, ...]:
    """All benchmarks of return per unit of spend, in the order of the file."""
    return _benchmarks("roi")


def uplift_benchmarks() -> tuple[Benchmark, ...]:
    """All benchmarks of the promoted products' uplift, a ratio."""
    return _benchmarks("uplift")


@dataclass(frozen=True, slots=True)
class Usual:
    """A usual range of a rate that platforms report; neither year nor sample are known. `platform` "" is any."""

    measure: str
    platform: str
    low: float
    high: float
    sources: tuple[str, str]

    def source(self, language: str) -> str:
        """Where it comes from."""
        return self.sources[language == "en"]


@cache
def activity_benchmarks() -> tuple[Usual, ...]:
    """Usual values of engagement, clicks and attributed revenue, in the order of the file."""
    return tuple(
        Usual(e["measure"], e["platform"], float(e["low"]), float(e["high"]), (e["source_de"], e["source_en"]))
        for e in _file()["activity"]
    )


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(files("lift.report").joinpath("benchmarks.toml").read_text(encoding="utf-8"))


@cache
def _benchmarks(kind: str) -> tuple[Benchmark, ...]:
    return tuple(
        Benchmark(
            (entry["name_de"], entry["name_en"]),
            float(entry["value"]),
            int(entry["digits"]),
            entry["currency"],
            entry["source"],
            entry["year"],
            (entry["n_de"], entry["n_en"]),
            (entry["definition_de"], entry["definition_en"]),
            (entry.get("prefix_de", ""), entry.get("prefix_en", "")),
        )
        for entry in _file()[kind]
    )

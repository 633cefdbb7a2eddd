"""Published benchmarks of return on spend, each with source, base, year and definition."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


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


@cache
def roi_benchmarks() -> tuple[Benchmark, ...]:
    """All benchmarks of return per unit of spend, in the order of the file."""
    tree = tomllib.loads(files("lift.report").joinpath("benchmarks.toml").read_text(encoding="utf-8"))
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
        for entry in tree["roi"]
    )

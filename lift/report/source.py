"""One result in one language: what every section and figure reads, and how it writes numbers and names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lift.core.errors import StudyError
from lift.core.view import ResultView
from lift.core.words import LEVELS, PROMOTED, PROMOTED_BRANDS
from lift.report.names import item_label, short
from lift.report.numerals import LANGUAGES, Language, Numbers
from lift.report.words import known, level_number, text

Row = Mapping[str, Any]
MOST_OTHERS = 20
"""So many items that were not promoted are shown per level; the rest stays in the files."""


@dataclass(frozen=True, slots=True)
class Source:
    """A result to be told in `language`; every number comes from it and is only formatted."""

    document: Mapping[str, Any]
    weekly: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    numbers: Numbers
    promoted: frozenset[str]
    """The promoted SKUs."""
    brands: frozenset[str]
    """The brands of the promoted SKUs, their sum included."""
    index: Mapping[tuple[str, str, str, str], Row]
    """Effects rows by level, window, metric and item."""

    @property
    def language(self) -> Language:
        """The language of the report."""
        return self.numbers.language

    @property
    def study(self) -> Row:
        """The `study` part of the document."""
        return self.document["study"]

    @property
    def campaign(self) -> Row:
        """The campaign as the study file states it."""
        return self.document["study"].get("campaign") or {}

    @property
    def design(self) -> Row:
        """The `design` part of the document."""
        return self.document["design"]

    @property
    def assignment(self) -> str:
        """What a unit is: "regions" or "stores"."""
        return str(self.design.get("assignment") or "regions")

    @property
    def status(self) -> str:
        """The verdict of the study."""
        return str(self.document["verdict"]["status"])

    @property
    def valid(self) -> bool:
        """False when a check failed: then no ROI is shown anywhere."""
        return self.status != "invalid"

    @property
    def early(self) -> bool:
        """True when the data ends before the campaign does: there is no verdict and no ROI yet."""
        return self.status == "incomplete"

    @property
    def confidence(self) -> str:
        """The level of the intervals, as in "90-%-Intervall"."""
        return level_number(float(self.study["confidence"]), self.numbers)

    @property
    def level(self) -> str:
        """The level of the intervals by itself: "90 %"."""
        return self.numbers.share(float(self.study["confidence"]))

    @property
    def has_after(self) -> bool:
        """Whether the study has a window after the campaign."""
        return bool((self.design.get("windows") or {}).get("after"))

    @property
    def charted(self) -> bool:
        """Whether the weekly table holds the promoted set, so that its figures can be drawn."""
        frame: Any = self.weekly
        return bool(((frame["level"] == "promoted") & (frame["metric"] == "revenue")).any())

    @property
    def headline(self) -> Row | None:
        """The headline ROI; None without spend or when the test is invalid."""
        entries = self.document.get("roi") or [] if self.valid else []
        return next((entry for entry in entries if entry.get("headline")), None)

    def say(self, key: str, /, **values: object) -> str:
        """A text of the catalogue in the report's language."""
        return text(key, self.language, **values)

    def label(self, row: Row) -> str:
        """The item of a row as shown; an endless name is cut, the files hold it whole."""
        return short(item_label(str(row["level"]), row["item"], self.language), 80)

    def word(self, group: str, name: object) -> str:
        """The word for a level, window, metric, verdict or other name; the name itself where there is none."""
        return known(f"{group}.{name}", self.language, str(name).replace("_", " "))

    def mid(self, group: str, name: object) -> str:
        """The same word inside a sentence: English then writes it small."""
        word = self.word(group, name)
        return word[:1].lower() + word[1:] if self.language == "en" else word

    def row(self, level: str, window: str, metric: str, item: str) -> Row | None:
        """The effects row of an item."""
        return self.index.get((level, window, metric, item))

    def main(self, window: str = "campaign", metric: str = "revenue") -> Row | None:
        """The row of the promoted set."""
        return self.row("promoted", window, metric, PROMOTED)

    def shown(self, window: str, metric: str = "revenue", most: int = MOST_OTHERS) -> tuple[list[Row], int]:
        """The rows of a window to show, SKUs first and the category last, and how many are left out.

        All promoted SKUs, the promoted set, the promoted brands and all categories are shown; of other SKUs and
        brands the `most` largest by expected sales, with the rest of a brand among its SKUs.
        """
        rows = [r for r in self.document["effects"] if r["window"] == window and r["metric"] == metric]
        out: list[Row] = []
        for level in LEVELS:
            here = [r for r in rows if r["level"] == level]
            first = [r for r in here if self.is_promoted(r)]
            others = sorted((r for r in here if not self.is_promoted(r)), key=lambda r: -(r["expected"] or 0.0))
            out += first + (others[:most] if level in {"sku", "brand"} else others)
        return out, len(rows) - len(out)

    def is_promoted(self, row: Row) -> bool:
        """Whether a row is a promoted SKU, the promoted set, a promoted brand or their sum."""
        if row["level"] == "sku":
            return str(row["item"]) in self.promoted
        return row["level"] == "promoted" or (row["level"] == "brand" and row["item"] in self.brands)

    def records(self, key: str) -> list[Row]:
        """The rows of a table of the result, None where a value is missing; none where there is no such table."""
        frame: Any = self.tables.get(key)
        return [] if frame is None else frame.astype(object).where(frame.notna(), None).to_dict("records")

    def series(self, level: str, item: str | None, metric: str) -> pd.DataFrame:
        """The weekly rows of one item in time order. Raises `StudyError` when there are none."""
        frame: Any = self.weekly
        chosen: Any = frame[(frame["level"] == level) & (frame["metric"] == metric)]
        if item is None and len(chosen):
            item = str(chosen["item"].iloc[0])
        chosen = chosen[chosen["item"].astype(str) == str(item)]
        if chosen.empty:
            have = sorted({f"{a} {b!r}" for a, b in zip(frame["level"], frame["item"], strict=True)})
            raise StudyError(
                f"weekly has no rows for {level} {item!r} in {metric}; it holds {len(have)} items, "
                f"among them {', '.join(have[:5])}"
            )
        return chosen.sort_values("week", kind="stable").reset_index(drop=True)

    def interval(self, low: str, high: str) -> str:
        """Two ends with their level: "90-%-Intervall 7,1 % bis 16,9 %"."""
        return self.say("sentence.interval", level=self.confidence, interval=self.numbers.interval(low, high))


def read(result: ResultView, language: str | None = None) -> Source:
    """A result in a language; the study's own when none is named. Raises `StudyError` for any other."""
    study = result.document["study"]
    chosen = language or study.get("language") or "en"
    if chosen not in LANGUAGES:
        raise StudyError(f"no report in language {chosen!r}: use one of {', '.join(LANGUAGES)}")
    numbers = Numbers(chosen, str(study.get("currency") or "EUR"), study.get("frequency") or "week")
    effects = result.document["effects"]
    promoted = frozenset(str(sku) for sku in result.document["design"].get("promoted") or ())
    return Source(
        result.document, result.weekly, result.tables, numbers, promoted, _promoted_brands(study, effects, promoted),
        {(row["level"], row["window"], row["metric"], str(row["item"])): row for row in effects},
    )  # fmt: skip


def _promoted_brands(study: Row, effects: Sequence[Row], promoted: frozenset[str]) -> frozenset[str]:
    named = (study.get("campaign") or {}).get("brand")
    parents = {str(row["parent"]) for row in effects if row["level"] == "sku" and str(row["item"]) in promoted}
    return frozenset({PROMOTED_BRANDS, *parents, *({str(named)} if named else ())})

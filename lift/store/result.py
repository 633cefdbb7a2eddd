"""The result of a study: everything its folder holds, as objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pandas as pd

from lift.core.errors import LiftError, StudyError
from lift.core.finding import form
from lift.core.words import EFFECT_COLUMNS, WEEKLY_COLUMNS
from lift.store import folder as folders
from lift.store import frames
from lift.store.notebook import card
from lift.store.values import from_json, plain, to_json

SCHEMA = 1
_DOCUMENT, _MANIFEST = "result.json", "manifest.json"
_OURS = (_DOCUMENT, _MANIFEST, "effects.csv", "style.json", "*.parquet", "report.*")


def _nothing() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline ROI: revenue of the promoted brand(s) per unit of money spent in the test region.

    Every field is None when the study has no headline: no spend was given, or the test is invalid.
    """

    per_euro: float | None = None
    low: float | None = None
    high: float | None = None
    chance_above_break_even: float | None = None
    spend: float | None = None
    incremental: float | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Result:
    """What a study found; `lift.run` returns it, `write` makes a folder of it, `load` reads one back.

    `document` is the content of result.json, `effects` and `weekly` its two large tables, `tables` further ones by
    file stem, `manifest` the provenance. On construction all of them take the form that they have in the files:
    numbers of the documents with twelve significant digits, `document["effects"]` the rows of `effects`. So a report
    drawn from the object and one drawn from the folder cannot differ. `joint` is the distribution behind every
    number; it is not written.
    """

    document: Mapping[str, Any]
    effects: pd.DataFrame
    weekly: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict[str, pd.DataFrame])
    manifest: Mapping[str, Any] = field(default_factory=_nothing)
    joint: Any = None

    def __post_init__(self) -> None:
        for name, wanted in (("effects", EFFECT_COLUMNS), ("weekly", WEEKLY_COLUMNS)):
            frame = cast("pd.DataFrame", getattr(self, name))
            missing = [column for column in wanted if column not in frame.columns]
            if missing:
                raise LiftError(
                    f"the table {name} of the result lacks the {form(len(missing), 'column', 'columns')} "
                    f"{', '.join(missing)}"
                )
            object.__setattr__(self, name, frames.canonical(frame))
        object.__setattr__(self, "tables", {name: frames.canonical(frame) for name, frame in self.tables.items()})
        document = {"schema": SCHEMA, **self.document, "effects": frames.rows(self.effects)}
        object.__setattr__(self, "document", plain(document))
        object.__setattr__(self, "manifest", plain(self.manifest))

    def __eq__(self, other: object) -> bool:
        """Equal when the files would be; `joint` does not count."""
        return isinstance(other, Result) and self.files() == other.files()

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    @property
    def findings(self) -> pd.DataFrame:
        """What the checks saw, one row each."""
        return frames.from_rows(self.document.get("findings") or [])

    @property
    def roi_table(self) -> pd.DataFrame:
        """Every ROI: level, item, basis and window; empty without spend or when the test is invalid."""
        return frames.from_rows(self.document.get("roi") or [])

    @property
    def roi(self) -> Headline:
        """The headline ROI; its fields are None when there is none."""
        for entry in self.document.get("roi") or []:
            if entry.get("headline"):
                return Headline(**{name: entry.get(name) for name in Headline.__dataclass_fields__})
        return Headline()

    @property
    def verdict(self) -> str:
        """The verdict of the study, in one word: that of the promoted set's revenue over the campaign."""
        return str(self.document["verdict"]["status"])

    def __repr__(self) -> str:
        """One line: the study, its verdict and how much there is to look at."""
        study = self.document.get("study") or {}
        rows = form(len(self.effects), "row", "rows")
        return f"<Result {study.get('name')!r}: {self.verdict}, {len(self.effects)} effects {rows}>"

    def _repr_html_(self) -> str:
        return card(self.document)

    def files(self) -> dict[str, bytes]:
        """Return the files of the result folder by name, reports apart."""
        tables = {"effects": self.effects, "weekly": self.weekly, **self.tables}
        return {
            _DOCUMENT: to_json(self.document),
            _MANIFEST: to_json(self.manifest),
            "effects.csv": frames.to_csv(self.effects),
            **{f"{name}.parquet": frames.to_parquet(frame) for name, frame in tables.items()},
        }

    def write(self, folder: str | Path, reports: Mapping[str, bytes] | None = None) -> Path:
        """Write the result folder, whole or not at all, and return its path.

        `reports` are further files by name, such as "report.html". An earlier result there is replaced. Raises
        `StudyError` when the folder holds anything else, `LiftError` when it cannot be written.
        """
        files = {**self.files(), **(reports or {})}
        return folders.write(Path(folder), files, _OURS, _DOCUMENT)

    @classmethod
    def load(cls, folder: str | Path) -> "Result":
        """Read a result folder. Raises `StudyError` when there is none, or it is damaged."""
        place = Path(folder)
        if not (place / _DOCUMENT).is_file():
            raise StudyError(f"{place} is not a result folder: it has no {_DOCUMENT}; `lift run STUDY` writes one")
        try:
            document = from_json((place / _DOCUMENT).read_bytes())
            manifest = from_json((place / _MANIFEST).read_bytes())
            tables = {file.stem: frames.from_parquet(file.read_bytes()) for file in sorted(place.glob("*.parquet"))}
            effects, weekly = tables.pop("effects"), tables.pop("weekly")
        except (OSError, ValueError, KeyError) as error:
            raise StudyError(f"the result in {place} is damaged ({error}); run the study again") from error
        if not isinstance(document, dict) or cast("dict[str, Any]", document).get("schema") != SCHEMA:
            raise StudyError(f"the result in {place} has another schema than {SCHEMA}; run the study again")
        return cls(cast("dict[str, Any]", document), effects, weekly, tables, manifest)


def refuse(folder: str | Path) -> None:
    """Raise `StudyError` when a result cannot be written to `folder`, so that a long run need not find out last."""
    folders.refuse(Path(folder), _OURS, _DOCUMENT)


def put_report(folder: str | Path, name: str, content: bytes) -> Path:
    """Add a report to a result folder, or replace it, whole or not at all; return its path."""
    return folders.put(Path(folder), name, content)

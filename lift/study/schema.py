"""The keys of study.toml and the type of each, section by section.

One table, `SECTIONS`, says everything about single values; what several values say together stands in `rules.py`.
Defaults stand in `lift.core.spec` alone: a key that the file leaves out is not among the validated values either.
"""

from collections.abc import Mapping
from datetime import date, datetime
from os import PathLike, fspath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Strict, Tag
from pydantic_core import PydanticCustomError

from lift.core.engines import CHOICES, kind_of
from lift.core.words import USUAL_NAME_KINDS


def _day(value: object) -> object:
    if isinstance(value, datetime):
        raise PydanticCustomError("lift", "is a date with a time of day; write the day alone, as in 2025-03-03")
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("lift", "is not a date; write year-month-day, as in 2025-03-03")


def _filled(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("lift", "is empty")
    return value


def _name(value: object) -> object:
    """Whole numbers are names too: ids in a panel may be integers."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _path(value: object) -> object:
    return fspath(value) if isinstance(value, PathLike) else value


def _engine(value: str) -> str:
    if kind_of(value) is None:
        raise PydanticCustomError("lift", "is no engine that is known; {choices}", {"choices": CHOICES})
    return value


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({value for value in values if values.count(value) > 1}) if len(set(values)) < len(values) else []
    if twice:
        raise PydanticCustomError("lift", "names {names} more than once", {"names": ", ".join(map(repr, twice))})
    return values


FREE = "*"
"""Stands for any key, in sections whose keys the user makes up."""
COLUMNS = (
    "store_id", "week", "sku", "units", "revenue", "price", "base_price", "promo", "feature", "display",
    "region", "brand", "category", "description",
)  # fmt: skip
"""Columns of the three tables that may be called something else in the data."""

Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, AfterValidator(_filled)]
Path = Annotated[Text, BeforeValidator(_path)]
Engine = Annotated[Text, AfterValidator(_engine)]
Name = Annotated[Text, BeforeValidator(_name)]
Names = Annotated[tuple[Name, ...], AfterValidator(_once)]
SomeNames = Annotated[Names, Field(min_length=1)]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Count = Annotated[int, Strict(), Field(ge=0, le=36_600)]
Whole = Annotated[int, Strict(), Field(ge=1, le=36_600)]
Positive = Annotated[Number, Field(gt=0)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Share = Annotated[Number, Field(ge=0, lt=1)]
PositiveShare = Annotated[Number, Field(gt=0, le=1)]


def _branch(value: object) -> str:
    return "word" if isinstance(value, str) else "list"


Units = Annotated[
    Annotated[Literal["all", "match"], Tag("word")] | Annotated[SomeNames, Tag("list")], Discriminator(_branch)
]
Test = Annotated[Annotated[Literal["match"], Tag("word")] | Annotated[SomeNames, Tag("list")], Discriminator(_branch)]
Periods = Annotated[Annotated[Literal["all"], Tag("word")] | Annotated[Count, Tag("list")], Discriminator(_branch)]

Hidden = Annotated[
    tuple[Literal["regions", "stores", "creators", "skus", "brands"], ...],
    AfterValidator(_once),
    BeforeValidator(lambda value: {True: USUAL_NAME_KINDS, False: ()}[value] if isinstance(value, bool) else value),
]
"""Kinds of names with pseudonyms: true for the usual ones."""

SECTIONS: Mapping[str, Mapping[str, Any]] = {
    "study": {
        "name": Text,
        "client": Text,
        "language": Literal["de", "en"],
        "currency": Currency,
    },
    "data": {
        "sales": Path,
        "stores": Path,
        "products": Path,
        "successors": Path,
        "engine": Engine,
        "frequency": Literal["week", "day", "month"],
        "week_label": Literal["first", "last"],
        "absent": Literal["zero", "missing", "listed"],
        "revenue_basis": Literal["gross", "net"],
        "returns": Literal["error", "keep"],
    },
    "data.columns": dict.fromkeys(COLUMNS, Text),
    "campaign": {
        "start": Day,
        "end": Day,
        "pre_weeks": Count,
        "pre_periods": Periods,
        "after_weeks": Count,
        "after_periods": Count,
        "skus": SomeNames,
        "brand": Name,
        "launch": Names,
        "includes": Annotated[
            tuple[Literal["price", "promo", "feature", "display", "launch"], ...], AfterValidator(_once)
        ],
        "vat": Share,
        "retail_margin": Share,
        "margin": PositiveShare,
    },
    "campaign.spend": {
        "total": Number,
        "scope": Literal["test", "national"],
        "share_in_test": PositiveShare,
        "basis": Literal["net", "gross"],
        "currency": Currency,
        "thresholds": Annotated[tuple[Positive, ...], Field(min_length=1)],
    },
    "campaign.spend.items": {FREE: Number},
    "campaign.activity": {
        "table": Path,
        "show_creators": Annotated[bool, Strict()],
        "tier": Literal["below", "nano", "micro", "mid", "macro"],
        "households": Text,
        "dose": Text,
        FREE: Annotated[Number, Field(ge=0)],
    },
    "campaign.starts": {FREE: Day},
    "regions": {
        "assignment": Literal["regions", "stores"],
        "test": Test,
        "test_stores": SomeNames,
        "control": Units,
        "control_stores": SomeNames,
        "exclude": Names,
        "coverage": PositiveShare,
    },
    "regions.subdivision": {FREE: Text},
    "rollout": {
        "name": Text,
        "share_in_test": PositiveShare,
        "spend": Positive,
        "transfer": Positive,
        "transfer_low": Positive,
        "transfer_high": Positive,
    },
    "match": {
        "test_units": Whole,
        "control_units": Whole,
        "must_test": SomeNames,
        "must_control": SomeNames,
        "may_test": SomeNames,
        "never_test": SomeNames,
        "never_control": SomeNames,
        "min_share": PositiveShare,
        "max_share": PositiveShare,
        "belt": Path,
        "belt_km": Positive,
        "same": SomeNames,
        "caliper": Positive,
        "spend_per_unit": Positive,
        "budget": Positive,
    },
    "measure": {
        "method": Text,
        "inference": Text,
        "adjust": Literal["promotion", "beside", "none"],
        "confidence": Annotated[Number, Field(gt=0.5, lt=1)],
        "seed": Annotated[int, Strict(), Field(ge=0, le=2**63 - 1)],
    },
    "report": {"theme": Path, "texts": Path, "pseudonyms": Hidden},
}
"""Every section of the file by its dotted name: its keys and their types."""

REPEATED: Mapping[str, tuple[Mapping[str, Any], Mapping[str, str]]] = {
    "exclude_periods": (
        {"first": Day, "last": Day, "reason": Text, "units": SomeNames},
        {"first": "first = 2024-11-25", "last": "last = 2024-12-01", "reason": 'reason = "TV campaign"'},
    ),
    "cells": (
        {
            "name": Text, "test": SomeNames, "test_stores": SomeNames, "start": Day, "end": Day, "skus": SomeNames,
            "spend": Positive,
        },
        {"name": 'name = "High dose"'},
    ),
    "scenarios": (
        {
            "name": Text, "multiplier": Positive, "multiplier_low": Positive, "multiplier_high": Positive,
            "source": Text,
        },
        {
            "name": 'name = "Long term"', "multiplier": "multiplier = 2.0",
            "source": 'source = "where the multiplier is from: study, year, number of campaigns"',
        },
    ),
}  # fmt: skip
"""Tables that may stand in the file several times: their keys with types, and the keys that each must have."""

REQUIRED: Mapping[str, Mapping[str, str]] = {
    "study": {"name": 'name = "Salsa launch, spring 2025"'},
    "data": {"sales": 'sales = "sales.parquet"'},
    "campaign": {"start": "start = 2025-03-03", "end": "end = 2025-04-27"},
}
"""Keys that no study can do without, with a line that shows how to write them."""


def tables(section: str) -> tuple[str, ...]:
    """The tables that lie directly in a section, by key: "campaign" holds "spend" and "activity"."""
    inside = (name.removeprefix(f"{section}.") for name in SECTIONS if name.startswith(f"{section}."))
    return tuple(name for name in inside if "." not in name)

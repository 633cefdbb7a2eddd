"""What a study asks for: the study file as frozen records, one per section of study.toml.

Plain data, already validated by `lift.study.config`; paths are absolute, dates are `datetime.date`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from lift.core.words import Absent, Assignment, Frequency


@dataclass(frozen=True, slots=True)
class DataSpec:
    """[data]: where the three tables lie and how they are to be read."""

    sales: str
    stores: str | None = None
    products: str | None = None
    engine: str = "duckdb"
    frequency: Frequency = "week"
    week_label: Literal["first", "last"] = "first"
    absent: Absent = "listed"
    revenue_basis: Literal["gross", "net"] | None = None
    returns: Literal["error", "keep"] = "error"
    columns: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class SpendSpec:
    """[campaign.spend]: what was paid, in major currency units; `items` by name when not one total."""

    total: float
    items: Mapping[str, float] = field(default_factory=dict[str, float])
    scope: Literal["test", "national"] = "test"
    share_in_test: float | None = None
    basis: Literal["net", "gross"] | None = None


@dataclass(frozen=True, slots=True)
class CampaignSpec:
    """[campaign]: when, for which SKUs or brand, and the money terms."""

    start: date
    end: date
    pre_weeks: int | None = 52
    pre_periods: int | Literal["all"] | None = None
    after_weeks: int = 0
    after_periods: int | None = None
    skus: tuple[str, ...] = ()
    brand: str | None = None
    launch: tuple[str, ...] = ()
    vat: float | None = None
    retail_margin: float | None = None
    margin: float | None = None
    spend: SpendSpec | None = None
    activity: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class RegionSpec:
    """[regions]: who got the campaign and who did not. Exactly one of test / test_stores is non-empty."""

    test: tuple[str, ...] = ()
    test_stores: tuple[str, ...] = ()
    control: tuple[str, ...] | Literal["all", "match"] = "all"
    control_stores: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    assignment: Assignment | None = None
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """[measure]: estimator, inference, confidence level of every interval, seed."""

    method: str = "did"
    inference: str = "auto"
    confidence: float = 0.90
    seed: int = 1


@dataclass(frozen=True, slots=True)
class StudySpec:
    """One study file: what is measured, on which data, for which campaign, against which control."""

    name: str
    data: DataSpec
    campaign: CampaignSpec
    regions: RegionSpec
    measure: MeasureSpec = field(default_factory=MeasureSpec)
    client: str | None = None
    language: Literal["de", "en"] = "en"
    currency: str = "EUR"
    folder: str = "."
    text: str = ""

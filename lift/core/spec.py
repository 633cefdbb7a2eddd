"""What a study asks for: the study file as frozen records, one per section of study.toml.

Plain data, already validated by `lift.study.config`; paths are absolute, dates are `datetime.date`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from lift.core.activity import Tier
from lift.core.words import Absent, Assignment, Frequency


@dataclass(frozen=True, slots=True)
class DataSpec:
    """[data]: where the three tables lie, and that of replaced SKUs if any, and how they are to be read."""

    sales: str
    stores: str | None = None
    products: str | None = None
    successors: str | None = None
    engine: str = "duckdb"
    frequency: Frequency = "week"
    week_label: Literal["first", "last"] = "first"
    absent: Absent = "listed"
    revenue_basis: Literal["gross", "net"] | None = None
    returns: Literal["error", "keep"] = "error"
    columns: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class SpendSpec:
    """[campaign.spend]: what was paid, in major currency units; `items` by name when not one total.

    `thresholds`: returns per unit of spend of which the chance to lie above them is wanted, besides the usual ones.
    """

    total: float
    items: Mapping[str, float] = field(default_factory=dict[str, float])
    scope: Literal["test", "national"] = "test"
    share_in_test: float | None = None
    basis: Literal["net", "gross"] | None = None
    thresholds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class RolloutSpec:
    """[rollout]: the whole market as an assumption beside the result.

    `share_in_test`: the share of the market's sales of the promoted brands that the measured test units hold.
    `transfer`: how much of the measured effect is expected there, 1 for all of it, `transfer_low` and `transfer_high`
    the ends of its range at the study's confidence. `spend`: what it would cost, on the basis of the campaign's spend.
    """

    share_in_test: float
    name: str | None = None
    spend: float | None = None
    transfer: float = 1.0
    transfer_low: float | None = None
    transfer_high: float | None = None


@dataclass(frozen=True, slots=True)
class ScenarioSpec:
    """[[scenarios]]: a long-term multiplier of the measured effect, where it is from, and its range if it has one."""

    name: str
    multiplier: float
    source: str
    multiplier_low: float | None = None
    multiplier_high: float | None = None


@dataclass(frozen=True, slots=True)
class ExcludedSpec:
    """[[exclude_periods]]: a stretch of the history, first and last day, from which nothing is learnt, and why.

    `units` are the regions or stores where something else happened; all units lose the periods alike.
    """

    first: date
    last: date
    reason: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellSpec:
    """[[cells]]: test units with a campaign or dose of their own; what is None or empty is as in [campaign].

    One of `test` and `test_stores` is non-empty. `spend`: what was paid for these units.
    """

    name: str
    test: tuple[str, ...] = ()
    test_stores: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    skus: tuple[str, ...] = ()
    spend: float | None = None


@dataclass(frozen=True, slots=True)
class ActivitySpec:
    """[campaign.activity] beside its free counts: the table of posts, and how the dose of a unit is told.

    `households` names a column of the stores table by whose thousands creators are counted, `dose` one that holds the
    dose itself. `tier` stands for the table's where there is none.
    """

    table: str | None = None
    show_creators: bool = False
    tier: Tier | None = None
    households: str | None = None
    dose: str | None = None


@dataclass(frozen=True, slots=True)
class CampaignSpec:
    """[campaign]: when, for which SKUs or brand, and the money terms; `starts`: first day by unit that began later.

    `includes`: prices or promotions that were part of the campaign ("price", "promo", "feature", "display"): sales are
    not adjusted for them, and what they sold counts as its effect. "launch": so was the listing of what `launch` names.
    """

    start: date
    end: date
    pre_weeks: int | None = 52
    pre_periods: int | Literal["all"] | None = None
    after_weeks: int = 0
    after_periods: int | None = None
    skus: tuple[str, ...] = ()
    brand: str | None = None
    launch: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    vat: float | None = None
    retail_margin: float | None = None
    margin: float | None = None
    spend: SpendSpec | None = None
    activity: Mapping[str, float] = field(default_factory=dict[str, float])
    posts: ActivitySpec = field(default_factory=ActivitySpec)
    starts: Mapping[str, date] = field(default_factory=dict[str, date])


@dataclass(frozen=True, slots=True)
class RegionSpec:
    """[regions]: who got the campaign and who did not. At most one of test / test_stores is non-empty.

    Both are empty when the test units are still to be chosen (`test = "match"`). `subdivision`: the state or country of
    a region, ISO 3166-2 ("DE-BY") or 3166-1, whose public holidays are looked at.
    """

    test: tuple[str, ...] = ()
    test_stores: tuple[str, ...] = ()
    control: tuple[str, ...] | Literal["all", "match"] = "all"
    control_stores: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    assignment: Assignment | None = None
    coverage: float | None = None
    subdivision: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def matched(self) -> bool:
        """Whether an arm is chosen from the data, which must then not be that which the effect is estimated on."""
        return not (self.test or self.test_stores) or (self.control == "match" and not self.control_stores)


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """[measure]: estimator, inference, confidence level of every interval, seed; what price and promotion change.

    `adjust`, where the sales have such columns: with "promotion" the result is read from sales adjusted for price and
    promotion, with "beside" from sales as they are; either way the other side stands next to it. "none": the columns
    are not read.
    """

    method: str = "did"
    inference: str = "auto"
    adjust: Literal["promotion", "beside", "none"] = "promotion"
    confidence: float = 0.90
    seed: int = 1


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """[report]: the agency's theme and texts, as files, and the kinds of names that pseudonyms stand in for."""

    theme: str | None = None
    texts: str | None = None
    pseudonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchSpec:
    """[match]: what the design that `lift match` chooses must keep to. Names are units, or regions of stores.

    `test_units` and `control_units` are how many, None for one test region and as many control units as help. Shares
    are those of the test units in the sales of the promoted categories. `belt` names a table of neighbours in two
    columns: neighbours of test units are no control; `belt_km` says so by distance. `same`: columns of the stores table
    in which control units must equal a test unit. `caliper`: most standard deviations between matched stores. Money in
    major currency units.
    """

    test_units: int | None = None
    control_units: int | None = None
    must_test: tuple[str, ...] = ()
    must_control: tuple[str, ...] = ()
    may_test: tuple[str, ...] = ()
    never_test: tuple[str, ...] = ()
    never_control: tuple[str, ...] = ()
    min_share: float | None = None
    max_share: float | None = None
    belt: str | None = None
    belt_km: float | None = None
    same: tuple[str, ...] = ()
    caliper: float | None = None
    spend_per_unit: float | None = None
    budget: float | None = None


@dataclass(frozen=True, slots=True)
class StudySpec:
    """One study file: what is measured, on which data, for which campaign, against which control."""

    name: str
    data: DataSpec
    campaign: CampaignSpec
    regions: RegionSpec
    measure: MeasureSpec = field(default_factory=MeasureSpec)
    match: MatchSpec = field(default_factory=MatchSpec)
    report: ReportSpec = field(default_factory=ReportSpec)
    exclude_periods: tuple[ExcludedSpec, ...] = ()
    cells: tuple[CellSpec, ...] = ()
    rollout: RolloutSpec | None = None
    scenarios: tuple[ScenarioSpec, ...] = ()
    client: str | None = None
    language: Literal["de", "en"] = "en"
    currency: str = "EUR"
    folder: str = "."
    text: str = ""

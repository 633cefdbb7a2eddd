"""What a campaign could show before it starts: the smallest detectable uplift, its euro and its return."""

import math
from dataclasses import asdict, dataclass, fields
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from lift.core.words import Assignment, Frequency, Level

if TYPE_CHECKING:
    import pandas as pd

Scenario = Literal["plan", "alternative", "history", "scattered"]
Basis = Literal["revenue", "net_revenue", "margin"]


@dataclass(frozen=True, slots=True)
class Detectable:
    """One level of one design: the smallest uplift that is called proven in 80 % of cases.

    - `scenario`: the study's "plan", an "alternative" length or number of test units, another length of "history", or
      test stores "scattered" over all regions with control stores in the same ones.
    - `periods` of campaign, test `units` (`assignment` says what one is) with their `stores`, periods of `history`.
    - `detectable` with the 95 % interval `low`, `high` that the number of back-tests leaves it; ratios of the level's
      own sales, inf where no back-test ends in it.
    - `expected`: revenue of the test units over so many periods without campaign; `incremental` = detectable x
      expected.
    - `campaigns`: back-tests, in `starts` different windows and over `groups` of test units.
    """

    scenario: Scenario
    level: Level
    item: str
    assignment: Assignment
    periods: int
    units: int
    stores: int
    history: int
    detectable: float
    low: float
    high: float
    expected: float
    incremental: float
    campaigns: int
    starts: int
    groups: int


@dataclass(frozen=True, slots=True)
class Chance:
    """A point of a detection curve: an effect of `uplift` is called proven with this `chance`, by the plan."""

    level: Level
    item: str
    uplift: float
    chance: float


@dataclass(frozen=True, slots=True)
class Return:
    """What the plan's detectable uplift means in euro per euro.

    `per_euro` = incremental x price factor / `spend`, at the detectable uplift. `break_even` is the uplift that pays
    the spend, `chance` how often it would be called proven. NaN without spend. `spends` are pairs (euro per euro,
    spend in the test units at which a campaign of that return is just detectable): incremental x factor / euro per
    euro.
    """

    level: Level
    item: str
    basis: Basis
    spend: float
    per_euro: float
    break_even: float
    chance: float
    spends: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class CellPower:
    """A cell of the plan by itself, against the one control: what a study of its units alone would say."""

    cell: str
    rows: tuple[Detectable, ...]
    returns: tuple[Return, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two cells of the plan: the smallest ``(1 + uplift) / (1 + uplift of against) - 1`` told apart in 80 % of cases.

    `correlation` is that of their errors, which the shared control ties.
    """

    cell: str
    against: str
    level: Level
    item: str
    detectable: float
    correlation: float


@dataclass(frozen=True, slots=True)
class Untried:
    """A design that could not be tried, and why.

    `reason`: "history" (`needed` periods before the campaign, `found` ones) or "method" (it cannot measure the promoted
    set in this design; both 0).
    """

    periods: int
    units: int
    history: int
    reason: Literal["history", "method"]
    needed: int
    found: int


@dataclass(frozen=True, slots=True)
class Power:
    """What `lift.power` found. `rows` begin with the study's own plan; `table` is all of them as a DataFrame.

    `spill_over` is the share of the effect that may reach control stores next door before test stores scattered over
    the regions show less than the plan; None where they were not tried. `planned_history` is what a run will have; the
    back-tests may have had less (`history` of a row). `fingerprint` is the design's, `known` the last day of the data
    that was looked at. `cells` and `contrasts` are what each cell ([[cells]]) could show, and each two of them.
    """

    study: str
    currency: str
    frequency: Frequency
    assignment: Assignment
    confidence: float
    power: float
    method: str
    seed: int
    start: str
    end: str
    known: str
    planned_history: int
    fingerprint: str
    rows: tuple[Detectable, ...]
    curve: tuple[Chance, ...]
    returns: tuple[Return, ...]
    untried: tuple[Untried, ...]
    spill_over: float | None = None
    cells: tuple[CellPower, ...] = ()
    contrasts: tuple[Contrast, ...] = ()

    @property
    def plan(self) -> tuple[Detectable, ...]:
        """The rows of the study's own design, promoted set first, SKUs last."""
        return tuple(row for row in self.rows if row.scenario == "plan")

    @property
    def detectable(self) -> float:
        """The smallest detectable uplift of the promoted set, by the plan."""
        return next(row.detectable for row in self.plan if row.level == "promoted")

    @property
    def table(self) -> "pd.DataFrame":
        """All rows; columns are the fields of `Detectable`."""
        import pandas as pd  # noqa: PLC0415 - reading a power result must not cost the import

        return pd.DataFrame([asdict(row) for row in self.rows], columns=[field.name for field in fields(Detectable)])

    def to_dict(self) -> dict[str, Any]:
        """As JSON content."""
        return {"schema": 1, **asdict(self)}

    def _repr_html_(self) -> str:
        heads = ("scenario", "level", "item", "periods", "units", "history", "detectable", "incremental")
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(_cell(getattr(row, name)))}</td>' for name in heads)}</tr>"
            for row in self.rows
            if row.scenario == "plan" or row.level == "promoted"
        )
        head = "".join(f"<th>{name}</th>" for name in heads)
        return (
            f"<div><p><strong>{escape(self.study)}</strong></p><table><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>"
        )


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    if not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{100 * value:.1f} %"

"""The design: which units got the campaign, which are the dark region, fixed before the effect is looked at."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from lift.core.errors import DesignError
from lift.core.finding import form
from lift.core.words import Assignment

if TYPE_CHECKING:
    import pandas as pd

BALANCE_COLUMNS = ("level", "item", "measure", "test", "control", "difference")


@dataclass(frozen=True, slots=True)
class Balance:
    """One measure of test and control before the campaign.

    `measure`: "sales" (revenue per store and period), "trend" (growth per year, a ratio), "price" (revenue per unit
    sold), "selling" (share of listed store-periods with sales), "share" (of the category's revenue), "stores" (per
    unit) or "column = value" (share of stores). `difference` is test less control in standard deviations between
    units; None with fewer than three units, or when all are equal.
    """

    level: str | None
    item: str | None
    measure: str
    test: float
    control: float
    difference: float | None


@dataclass(frozen=True, slots=True)
class Design:
    """Test and control units of one study.

    `assignment` says what a unit is: whole regions got the campaign, or stores were drawn one by one.
    `weights` are the control units' shares of the control's sales before the campaign (sum 1).
    `unused` units are in neither arm and serve as placebos; `excluded` ones are in nothing.
    `chosen`: the control was "named" in the study, picked by "match", or fixed by a "lock" file.
    `declared` is False when the assignment was found out rather than stated. `fingerprint` identifies the
    design: SHA-256 of assignment, units, windows and promoted SKUs. `detectable`: the smallest uplift that the campaign
    will show in 80 % of cases, by level and item, and `balances` how alike the arms are, where `lift.match` looked.
    """

    assignment: Assignment
    test: tuple[str, ...]
    control: tuple[str, ...]
    weights: tuple[float, ...]
    unused: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    chosen: str = "named"
    declared: bool = True
    evidence: str = "model-based"
    fingerprint: str = ""
    detectable: Mapping[str, float] = field(default_factory=dict[str, float], compare=False)
    balances: tuple[Balance, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not self.test or not self.control:
            arm = "test" if not self.test else "control"
            raise DesignError(f"the design has no {arm} unit: name at least one under [regions]")
        both = set(self.test) & set(self.control)
        if both:
            raise DesignError(f"units in test and control at once: {', '.join(sorted(both))}")
        if len(self.weights) != len(self.control):
            raise DesignError(
                f"{len(self.weights)} {form(len(self.weights), 'weight', 'weights')} for {len(self.control)} control "
                f"{form(len(self.control), 'unit', 'units')}"
            )

    @property
    def balance(self) -> "pd.DataFrame":
        """How alike test and control are before the campaign, one row per measure (see `Balance`)."""
        import pandas as pd  # noqa: PLC0415 - a frame is for the user alone

        return pd.DataFrame([asdict(row) for row in self.balances], columns=list(BALANCE_COLUMNS))

    def without(self, unit: str) -> "Design":
        """The design with one unit of an arm in neither arm and nowhere else; the other weights keep their ratios."""
        kept = [(u, w) for u, w in zip(self.control, self.weights, strict=True) if u != unit]
        whole = sum(w for _, w in kept)
        return replace(
            self, test=tuple(u for u in self.test if u != unit), control=tuple(u for u, _ in kept),
            weights=tuple(w / whole if whole > 0 else 1.0 / len(kept) for _, w in kept),
        )  # fmt: skip

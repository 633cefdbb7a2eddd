"""What many studies say together: `lift.portfolio` finds it, reports tell it."""

from dataclasses import asdict, dataclass, fields
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from lift.core.finding import Finding, form
from lift.core.words import RowVerdict, Window

if TYPE_CHECKING:
    import pandas as pd

Outcome = Literal["uplift", "roi"]
Trait = Literal["tier", "category", "spend", "weeks"]
Place = Literal["above", "within", "below"]
Reason = Literal["invalid", "incomplete", "no_expectation", "no_spread"]
Basis = Literal["revenue", "net_revenue"]
Untried = Literal["few", "alike", "unknown", "currencies"]
OUTCOMES: tuple[Outcome, ...] = ("uplift", "roi")
TRAITS: tuple[Trait, ...] = ("tier", "category", "spend", "weeks")


@dataclass(frozen=True, slots=True)
class Member:
    """One study of a portfolio.

    `uplift` is that of the promoted set's revenue over the campaign, with `low` and `high` at the portfolio's level;
    `shrunken`, `shrunken_low`, `shrunken_high` the same given all studies, `place` where that interval lies beside the
    portfolio's mean, `weight` its share in the mean. `roi` is the return per unit of money on the portfolio's window
    and basis, `roi_shrunken` the same with noise taken out of the spread; all None where the study has none. `spend` in
    the test region in `currency`, `weeks` the length of the campaign, `tier` None when the study does not say.
    """

    name: str
    folder: str
    verdict: RowVerdict
    start: str
    end: str
    weeks: float
    category: str
    tier: str | None
    currency: str
    spend: float | None
    uplift: float
    low: float
    high: float
    shrunken: float | None = None
    shrunken_low: float | None = None
    shrunken_high: float | None = None
    place: Place | None = None
    weight: float | None = None
    roi: float | None = None
    roi_low: float | None = None
    roi_high: float | None = None
    roi_shrunken: float | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A study that is counted and not pooled, and why."""

    name: str
    folder: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class MeanUplift:
    """The random-effects mean of the uplift over K `studies`, and how far they lie apart.

    `mean`, `low`, `high` and `next_low`, `next_high` (where the next campaign of this kind is to be expected) are
    ratios; `tau` with `tau_low`, `tau_high` is the SD between studies on the log scale, `i2` its share of the variance,
    `q_p` the p-value of "all studies have the same uplift".
    """

    studies: int
    mean: float
    low: float
    high: float
    next_low: float | None
    next_high: float | None
    tau: float
    tau_low: float
    tau_high: float
    i2: float
    q_p: float


@dataclass(frozen=True, slots=True)
class MedianRoi:
    """The median return per unit of money over K `studies`, in `window` on `basis`.

    `low`, `high` None with too few studies, else they hold in `covers` of cases, at least the level asked for.
    `half_low`, `half_high` bound the middle half of the studies as measured; `shrunken_*` the same with noise taken
    out. `above_break_even` counts the studies that returned more than was spent.
    """

    studies: int
    window: Window
    basis: Basis
    revenue_basis: str | None
    currency: str
    median: float
    low: float | None
    high: float | None
    covers: float
    half_low: float
    half_high: float
    shrunken_median: float
    shrunken_half_low: float
    shrunken_half_high: float
    above_break_even: int


@dataclass(frozen=True, slots=True)
class Slope:
    """What one more unit of a trait (a doubling of spend, a week) goes with: a ratio in uplift, a difference in ROI.

    Or, with a `label`, the mean of the studies of one kind.
    """

    label: str
    studies: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Moderator:
    """One trait held against one outcome: `lines`, the p-value of "makes no difference", and that adjusted by Holm.

    `explained` is the share of the spread (tau2) that goes with the trait. `untried` says why there are no lines: too
    "few" studies (`needed` would do), "alike" in the trait, the trait "unknown", or "currencies" mixed.
    """

    outcome: Outcome
    trait: Trait
    studies: int
    lines: tuple[Slope, ...] = ()
    p_value: float | None = None
    p_adjusted: float | None = None
    explained: float | None = None
    untried: Untried | None = None
    needed: int = 0


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Many studies together. `mean` and `roi` are None where nothing can be pooled; `findings` say why, and warn."""

    confidence: float
    language: Literal["de", "en"]
    members: tuple[Member, ...]
    left_out: tuple[LeftOut, ...]
    mean: MeanUplift | None
    roi: MedianRoi | None
    moderators: tuple[Moderator, ...]
    findings: tuple[Finding, ...]

    @property
    def table(self) -> "pd.DataFrame":
        """One row a study; columns are the fields of `Member`."""
        import pandas as pd  # noqa: PLC0415 - reading a portfolio must not cost the import

        return pd.DataFrame([asdict(row) for row in self.members], columns=[field.name for field in fields(Member)])

    def to_dict(self) -> dict[str, Any]:
        """As JSON content."""
        return {"schema": 1, **asdict(self)}

    def _repr_html_(self) -> str:
        head = f"{len(self.members)} {form(len(self.members), 'study', 'studies')}"
        if self.mean is not None:
            head += f", mean uplift {self.mean.mean:+.1%} ({self.mean.low:.1%} to {self.mean.high:.1%})"
        if self.roi is not None:
            head += f", median ROI {self.roi.median:.2f}"
        body = "".join(f"<tr><td>{escape(m.name)}</td><td>{m.uplift:+.1%}</td></tr>" for m in self.members)
        return f"<div><p><strong>{head}</strong></p><table>{body}</table></div>"

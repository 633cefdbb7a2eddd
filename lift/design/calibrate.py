"""How often each method is right, found out on campaigns that never happened."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lift.core.calibration import Share, Tried
from lift.core.errors import LiftError
from lift.core.words import Level
from lift.design.false_campaigns import FalseCampaign, planted
from lift.estimators.protocol import Estimator
from lift.inference.account import Account
from lift.inference.levels import account
from lift.inference.proportion import proportion
from lift.inference.sample import Comparison

NOMINAL = (0.05, 0.10, 0.20)
"""Rates at which false positives are counted."""
PLANTED = (0.06, 0.12)
"""Uplifts that are planted: the trade's benchmarks for the product line and the product."""
JUDGED: tuple[Level, ...] = ("promoted", "brand", "category", "sku")
"""Levels, the one of the verdict first."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A false campaign by number, with its group of test units, its first period, and the uplift planted in it."""

    campaign: int
    group: int
    start: int
    uplift: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One row of one false campaign by one method; `truth` and the estimates are uplifts."""

    method: str
    level: Level
    case: Planted
    truth: float
    uplift: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A method gave no answer in a false campaign."""

    method: str
    campaign: int


def trials(
    found: Sequence[FalseCampaign],
    methods: Mapping[str, Estimator],
    confidence: float,
    tell: Callable[[float], None],
) -> tuple[list[Trial], list[Refused]]:
    """Measure every false campaign by every method, without effect and with each planted uplift."""
    rows: list[Trial] = []
    refused: list[Refused] = []
    for i, case in enumerate(found):
        plain = _sold(case.comparison)
        for uplift in (0.0, *PLANTED):
            comparison = planted(case.comparison, uplift) if uplift else case.comparison
            truth = {key: sold / plain[key] - 1.0 if plain[key] > 0 else 0.0 for key, sold in _sold(comparison).items()}
            for name, estimator in methods.items():
                try:
                    measured = measure(estimator, comparison, name)
                except LiftError:
                    refused += [] if uplift else [Refused(name, i)]
                    continue
                rows += _rows(measured, Planted(i, case.group, case.start, uplift), truth, confidence)
        tell((i + 1) / len(found))
    return rows, refused


def measure(estimator: Estimator, comparison: Comparison, name: str) -> Account:
    """The main tree's revenue, reconciled as in every study; other SKUs are left out."""
    return account(estimator, comparison, comparison.take([]), "revenue", name)


def _sold(comparison: Comparison) -> dict[tuple[str, str], float]:
    """What the test units sold in the campaign of each item that the verdicts are about."""
    panel = comparison.panel
    holders = {item.parent for item in panel.items if item.level == "sku" and item.promoted}
    sold = panel.sales[panel.at(comparison.design.test), panel.windows.campaign.slice].sum(axis=(0, 1))
    return {
        (item.level, item.key): float(sold[k])
        for k, item in enumerate(panel.items)
        if item.row and (item.level != "brand" or item.key in holders)
    }


def _rows(measured: Account, case: Planted, truth: Mapping[tuple[str, str], float], confidence: float) -> list[Trial]:
    rows: list[Trial] = []
    for row in measured.rows:
        outcome = row.law.window(0)
        if (row.level, row.item) in truth and np.isfinite(outcome.uplift):
            low, high = outcome.uplift_interval(confidence)
            true = truth[row.level, row.item]
            rows.append(Trial(measured.method, row.level, case, true, outcome.uplift, low, high, outcome.p_value))
    return rows


def tried(
    rows: Sequence[Trial], refused: Sequence[Refused], methods: Sequence[str], confidence: float
) -> tuple[Tried, ...]:
    """Sum the trials up, by method and level."""
    return tuple(
        _tried(
            [r for r in rows if (r.method, r.level) == (name, level)], name, level,
            sum(r.method == name for r in refused), confidence,
        )
        for name in methods
        for level in JUDGED
    )  # fmt: skip


def _tried(rows: list[Trial], name: str, level: Level, refused: int, confidence: float) -> Tried:
    quiet = [r for r in rows if not r.case.uplift]
    called = {f"{rate:g}": _share(quiet, [r.p_value < rate for r in quiet]) for rate in NOMINAL}
    covered, found = {}, {}
    for uplift in PLANTED:
        moved = [r for r in rows if r.case.uplift == uplift]
        covered[f"{uplift:g}"] = _share(moved, [r.low <= r.truth <= r.high for r in moved])
        found[f"{uplift:g}"] = _share(moved, [r.p_value < 1.0 - confidence and r.uplift > 0 for r in moved])
    width = float(np.median([r.high - r.low for r in quiet])) if quiet else math.nan
    rmse = float(np.sqrt(np.mean([(r.uplift - r.truth) ** 2 for r in quiet]))) if quiet else math.nan
    campaigns = len({r.case.campaign for r in quiet})
    return Tried(name, level, campaigns, refused, called, covered, found, width, needed(quiet, confidence), rmse)


def needed(quiet: Sequence[Trial], confidence: float) -> float:
    """Return the median width of intervals stretched by the least factor, 1 or more, so that enough hold zero.

    The factor is the `confidence` quantile of |u| / h, u the log uplift and h the distance of its end on the side of
    zero, so that a method is not called narrow for being wrong more often than it says. NaN without any trial.
    """
    if not quiet:
        return math.nan
    middle, low, high = (np.log1p([getattr(r, name) for r in quiet]) for name in ("uplift", "low", "high"))
    reach = np.where(middle > 0, middle - low, high - middle)
    factor = max(1.0, float(np.quantile(np.abs(middle) / reach, confidence, method="inverted_cdf")))
    return float(np.median(np.exp(middle + factor * (high - middle)) - np.exp(middle - factor * (middle - low))))


def _share(rows: list[Trial], hits: list[bool]) -> Share:
    labels = [[getattr(r.case, name) for r in rows] for name in ("campaign", "group", "start")]
    return proportion(np.array(hits, dtype=bool), *labels)


def recommended(found: Sequence[Tried], confidence: float) -> str | None:
    """The method whose intervals need least width among those that are honest, judged at the promoted set.

    Honest: the interval of its false positive rate at the study's level reaches down to that level. None when no method
    is. A method that refused any of the campaigns is not recommended.
    """
    nominal = 1.0 - confidence
    usable = [t for t in found if t.level == "promoted" and t.campaigns and not t.refused]
    honest = [t for t in usable if t.honest(nominal)]
    return min(honest, key=lambda t: t.needed).method if honest else None

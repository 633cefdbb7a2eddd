"""`lift portfolio`: the mean uplift, the median return, how far studies lie apart and what that goes with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from scipy.special import ndtri

from lift.core.errors import StudyError
from lift.core.panel import Floats
from lift.core.portfolio import LeftOut, MeanUplift, MedianRoi, Member, Moderator, Portfolio
from lift.core.words import Window
from lift.inference.median import median
from lift.inference.random_effects import RandomEffects, random_effects
from lift.store import Result
from lift.synthesis.comparable import definition, dependence, refuse_twice
from lift.synthesis.extract import Extract, Return, extract
from lift.synthesis.moderators import holm, moderators

FEWEST = 2
"""Studies that can be pooled at all."""
HOUSE = 0.90
"""The level of the intervals where studies differ in theirs."""


def portfolio(results: Iterable[Result | str | Path], confidence: float | None = None) -> Portfolio:
    """Many studies together: their mean uplift, median return, spread, and what they vary with.

    `results` are result folders, or results as objects; nothing else is read. `confidence` of all intervals defaults to
    that of the studies, or 0.90 where they differ. Invalid studies and those without expected sales are left out and
    counted. Raises StudyError for fewer than two that can be pooled, for one campaign given twice, and for a folder
    that is no result; mixed currencies or bases leave the ROI empty, with a finding that says so.
    """
    found = [_read(result) for result in results]
    studies = [study for study in found if isinstance(study, Extract)]
    left_out = tuple(study for study in found if isinstance(study, LeftOut))
    if len(studies) < FEWEST:
        raise StudyError(
            f"{len(studies)} of {len(found)} results can be pooled, {FEWEST} are needed"
            + (f"; left out: {', '.join(f'{left.name} ({left.reason})' for left in left_out)}" if left_out else "")
        )
    refuse_twice(studies)
    level = confidence or _level(studies)
    if not 0.5 < level < 1.0:
        raise StudyError(f"confidence = {level:g} must lie between 0.5 and 1")
    y, v = np.array([s.effect for s in studies]), np.array([s.variance for s in studies])
    pooled = random_effects(y, v, level)
    chosen, findings = definition(studies)
    findings += dependence(studies)
    members = [_member(study, level, pooled, i) for i, study in enumerate(studies)]
    tried = moderators(studies, "uplift", y, v, level)
    roi = None
    if chosen is not None:
        returns = _Returns.of(studies, chosen)
        roi, members = returns.told(members, level)
        tried += returns.moderators(level)
    languages = {str(study.study.get("language") or "en") for study in studies}
    return Portfolio(
        level, "de" if languages == {"de"} else "en", tuple(members), left_out, _mean(pooled), roi, holm(tried),
        tuple(findings),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Returns:
    """The returns of those studies that have one, on one window and basis; `at` are their positions."""

    studies: Sequence[Extract]
    at: tuple[int, ...]
    values: tuple[Return, ...]
    window: Window
    basis: Literal["revenue", "net_revenue"]

    @classmethod
    def of(cls, studies: Sequence[Extract], chosen: tuple[Window, str]) -> "_Returns":
        window, basis = chosen
        at = tuple(i for i, study in enumerate(studies) if chosen in study.returns)
        values = tuple(studies[i].returns[chosen] for i in at)
        return cls(studies, at, values, window, "revenue" if basis == "revenue" else "net_revenue")

    @property
    def arrays(self) -> tuple[Floats, Floats]:
        return np.array([r.per_unit for r in self.values]), np.array([r.variance for r in self.values])

    def told(self, members: list[Member], level: float) -> tuple[MedianRoi | None, list[Member]]:
        y, v = self.arrays
        out = list(members)
        own: Floats | None = None
        roi = None
        if len(y) >= FEWEST:
            found = median(y, v, level)
            own = found.shrunken
            one = self.studies[self.at[0]].study
            roi = MedianRoi(
                len(y), self.window, self.basis, one.get("revenue_basis") if self.basis == "revenue" else "net",
                str(one["currency"]), found.median, _known(found.low), _known(found.high), found.covers, *found.half,
                found.shrunken_median, *found.shrunken_half, int((y > 1.0).sum()),
            )  # fmt: skip
        for j, (i, value) in enumerate(zip(self.at, self.values, strict=True)):
            low, high = _ends(value, level)
            out[i] = replace(
                out[i], roi=value.per_unit, roi_low=low, roi_high=high,
                roi_shrunken=None if own is None else float(own[j]),
            )  # fmt: skip
        return roi, out

    def moderators(self, level: float) -> list[Moderator]:
        return moderators([self.studies[i] for i in self.at], "roi", *self.arrays, level) if self.at else []


def _read(result: Result | str | Path) -> Extract | LeftOut:
    if isinstance(result, Result):
        return extract(result, "")
    return extract(Result.load(result), str(result))


def _level(studies: Sequence[Extract]) -> float:
    levels = {float(study.study["confidence"]) for study in studies}
    return levels.pop() if len(levels) == 1 else HOUSE


def _mean(found: RandomEffects) -> MeanUplift:
    mean, low, high, next_low, next_high = (
        float(np.expm1(x)) for x in (found.mean, found.low, found.high, found.next_low, found.next_high)
    )
    return MeanUplift(
        len(found.weight), mean, low, high, _known(next_low), _known(next_high), found.tau, found.tau_low,
        found.tau_high, found.i2, found.q_p,
    )  # fmt: skip


def _member(study: Extract, level: float, pooled: RandomEffects, i: int) -> Member:
    reach = float(ndtri(0.5 * (1.0 + level))) * study.variance**0.5
    low, high = float(pooled.shrunken_low[i]), float(pooled.shrunken_high[i])
    place = "above" if low > pooled.mean else "below" if high < pooled.mean else "within"
    spend = next((r.spend for r in study.returns.values()), None)
    campaign = study.study["campaign"]
    return Member(
        study.name, study.folder, study.document["verdict"]["status"], campaign["start"], campaign["end"], study.weeks,
        study.category, study.tier, str(study.study["currency"]), spend,
        *_ratios(study.effect, study.effect - reach, study.effect + reach),
        *_ratios(float(pooled.shrunken[i]), low, high), place, float(pooled.weight[i]),
    )  # fmt: skip


def _ratios(point: float, low: float, high: float) -> tuple[float, float, float]:
    return float(np.expm1(point)), float(np.expm1(low)), float(np.expm1(high))


def _ends(value: Return, level: float) -> tuple[float, float]:
    """Interval of a return, from that of expected sales; the same as in its result where the level is."""
    reach = float(np.exp(ndtri(0.5 * (1.0 + level)) * value.log_variance**0.5))
    return (value.sold - value.expected * reach) / value.spend, (value.sold - value.expected / reach) / value.spend


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None

"""From which uplift on would a campaign that never happened have been called proven?"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import chdtri, ndtr, ndtri

from lift.core.errors import LiftError
from lift.core.panel import Floats, Ints
from lift.core.words import Level
from lift.design.backtest import SHRINK
from lift.design.false_campaigns import FalseCampaign, planted
from lift.estimators.protocol import Estimator
from lift.inference.account import Account
from lift.inference.levels import account
from lift.inference.outcome import POWER
from lift.inference.proportion import proportion
from lift.inference.sample import Comparison

Key = tuple[Level, str]
Slopes = Mapping[Key, float]
FEWEST = 10
"""With fewer back-tests an 80 % point is that of the interval's own shape, which they widen or narrow."""
SMALLEST = 0.05
"""An effect of at least this size is planted."""
BEYOND = 3.0
"""A second effect, so many times as large, shows where the other levels turn."""
LEAST_SLOPE = 0.05
"""A verdict that moves less than this with the effect is never reached."""
PLANTED = 8
"""After so many back-tests in which the promoted set's verdict moved one for one with the effect none is planted."""
STEADY = 0.01
"""One for one, within this: sales of stores that do not list an item at the end of the pre window are in what is
observed but not in what is compared, so that slopes of 0.998 are usual."""


@dataclass(frozen=True, slots=True)
class Needed:
    """One level in one back-test: the log uplift from which on it is proven, and the half-width of its interval."""

    key: Key
    log_uplift: float
    half: float
    slope: float
    group: int
    start: int


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """The uplift from which on a design proves an effect, as a distribution over back-tests.

    `thresholds` [D] are log uplifts in units of each back-test's own half-width, `widths` [W] half-widths of the design
    itself: thresholds of other units count as if they had the design's precision. `group`, `start` [D] label them.
    `reach` is a half-width in standard deviations, as the interval claims.

    Where the back-tests are too few, or a chance lies beyond the last of them, the interval's shape stands in:
    thresholds are then ``1 + r z / reach`` with z standard normal, and r (`ratio`) is how much further estimates fell
    apart than their intervals claim.
    """

    thresholds: Floats
    widths: Floats
    group: Ints
    start: Ints
    reach: float

    @property
    def ratio(self) -> float:
        """Root mean square of error / standard deviation, shrunk towards 1 as in `backtest.smallest`."""
        square = float((((1.0 - self.thresholds) * self.reach) ** 2).sum())
        return math.sqrt((SHRINK + square) / (SHRINK + len(self.thresholds)))

    def uplift(self, chance: float) -> float:
        """The uplift that is called proven with this chance; inf where back-tests never end in a proof."""
        count = len(self.thresholds)
        # With D draws the next one stays below their k-th smallest with chance k / (D + 1).
        level = chance * (count + 1) / count
        logs = np.outer(self.widths, self.thresholds).ravel()
        if level <= 1.0 and count >= FEWEST:
            return float(np.expm1(np.quantile(logs, level, method="inverted_cdf")))
        beyond = self._shape(chance, self.ratio)
        return beyond if count < FEWEST else max(beyond, float(np.expm1(logs.max())))

    def chance(self, uplift: float) -> float:
        """How often an effect of this size is called proven."""
        if len(self.thresholds) < FEWEST:
            away = math.log1p(uplift) / float(self.widths.mean()) - 1.0
            return float(ndtr(away * self.reach / self.ratio))
        logs = np.outer(self.widths, self.thresholds)
        return float((logs <= np.log1p(uplift)).mean())

    def interval(self) -> tuple[float, float]:
        """95 % interval of the detectable uplift: where the chance may be 80 % for all that the back-tests say.

        With few of them, where their ratio may lie: its square times D + 4 is chi square with so many degrees.
        """
        count = len(self.thresholds)
        if count < FEWEST:
            df = SHRINK + count
            off = [math.sqrt(df / float(chdtri(df, tail))) for tail in (0.025, 0.975)]
            return self._shape(POWER, self.ratio * off[0]), self._shape(POWER, self.ratio * off[1])
        cut = np.quantile(self.thresholds, POWER, method="inverted_cdf")
        _, low, high = proportion(self.thresholds <= cut, self.group, self.start)
        return self.uplift(low), self.uplift(high)

    def _shape(self, chance: float, ratio: float) -> float:
        return float(np.expm1(self.widths.mean() * (1.0 + ratio * ndtri(chance) / self.reach)))


def law(found: Sequence[Needed], own: int, pooled: Sequence[Needed], confidence: float) -> Law:
    """The law of one level, of a design whose own groups are the first `own` of those `found`.

    `pooled` are back-tests of another design that count as well, measured in their own half-widths; `confidence` is
    that of the intervals.
    """
    first = 1 + max((n.group for n in found), default=0)
    tests = (*found, *(replace(n, group=first + n.group) for n in pooled))
    half, log = (np.array([getattr(n, name) for n in tests]) for name in ("half", "log_uplift"))
    group, start = (np.array([getattr(n, name) for n in tests], dtype=np.int64) for name in ("group", "start"))
    widths = [n.half for n in found if n.group < own] or [n.half for n in found]
    return Law(log / half, np.array(widths), group, start, float(ndtri(0.5 * (1.0 + confidence))))


def steady(found: Sequence[Needed]) -> Slopes | None:
    """How far each level's verdict moves with a planted effect, on average; None where planting has to go on.

    It need not where the promoted set's verdict moved one for one each time, within 1 %: expected sales then hardly
    depend on what was planted. Levels above it also hold sales that an adjustment for price and promotion changes in
    what is compared only, and so have slopes of their own.
    """
    promoted = [n.slope for n in found if n.key[0] == "promoted"]
    if not promoted or any(abs(slope - 1.0) > STEADY for slope in promoted):
        return None
    slopes: dict[Key, list[float]] = {}
    for n in found:
        slopes.setdefault(n.key, []).append(n.slope)
    return {key: float(np.mean(each)) for key, each in slopes.items()}


def back_test(
    estimator: Estimator,
    found: Sequence[FalseCampaign],
    confidence: float,
    tell: Callable[[float], None],
    slopes: Slopes | None = None,
) -> list[Needed]:
    """Measure every case as a run would and find, level by level, the effect from which on its verdict is "proven".

    The effect multiplies the test units' sales of the promoted SKUs in the campaign. Proven means that the interval of
    the reconciled level lies above zero. Its lower end, as a log, is looked at without effect, with one that about
    reaches the border of the promoted set, and with one three times as large; the border lies on the lines between
    them. Where the first 8 cases were `steady`, no more effects are planted: the lower end rises by each level's mean
    slope, as it does from the first case on with `slopes` given (of another design; a level it lacks rises one for
    one). Cases that the method refuses are left out.
    """
    out: list[Needed] = []
    for i, case in enumerate(found):
        if i == PLANTED and slopes is None:
            slopes = steady(out)
        try:
            out += _needed(estimator, case, confidence, slopes)
        except LiftError:
            continue
        finally:
            tell((i + 1) / len(found))
    return out


def _needed(estimator: Estimator, case: FalseCampaign, confidence: float, slopes: Slopes | None) -> list[Needed]:
    quiet = ends(estimator, case.comparison, confidence)
    if slopes is not None:
        rises = {key: slopes.get(key, 1.0) for key in quiet}
        return [
            Needed(
                key, -low / rises[key] if rises[key] > LEAST_SLOPE else float("inf"), half, rises[key], case.group,
                case.start,
            )
            for key, (low, half, _) in quiet.items()
        ]  # fmt: skip
    size = max([SMALLEST, *(float(np.expm1(-low)) for (level, _), (low, *_) in quiet.items() if level == "promoted")])
    moved = [ends(estimator, planted(case.comparison, effect), confidence) for effect in (size, BEYOND * size)]
    out: list[Needed] = []
    for key, (low, half, sold) in quiet.items():
        seen = [one[key] for one in moved if key in one and one[key][2] > sold]
        if len(seen) < len(moved):
            continue
        x = np.array([0.0, *(np.log(more / sold) for _, _, more in seen)])
        y = np.array([low, *(end for end, *_ in seen)])
        out.append(Needed(key, _border(x, y), half, float((y[-1] - low) / x[-1]), case.group, case.start))
    return out


def _border(x: Floats, y: Floats) -> float:
    """Where the line through the points (x rising) reaches zero, the first and last piece going on; inf if flat."""
    at = int(np.clip(np.searchsorted(np.maximum.accumulate(y), 0.0) - 1, 0, len(x) - 2))
    slope = (y[at + 1] - y[at]) / (x[at + 1] - x[at])
    return float(x[at] - y[at] / slope) if slope > LEAST_SLOPE else float("inf")


def ends(estimator: Estimator, comparison: Comparison, confidence: float) -> dict[Key, tuple[float, float, float]]:
    """By level and item: the interval's lower end as a log, its distance to the point, and sales in the campaign."""
    measured: Account = account(estimator, comparison, comparison.take([]), "revenue", "power")
    out: dict[Key, tuple[float, float, float]] = {}
    for row in measured.rows:
        outcome = row.law.window(0)
        low = outcome.uplift_interval(confidence)[0]
        if outcome.observed > 0 and np.isfinite(low) and low > -1.0:
            lower = float(np.log1p(low))
            out[row.level, row.item] = (lower, outcome.step - lower, outcome.observed)
    return out

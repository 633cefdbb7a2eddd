"""How far apart two cells of a plan must be for the difference to show."""

import math

from scipy.special import ndtri

from lift.core.panel import Panel
from lift.design.false_campaigns import at_places
from lift.design.power import Setting
from lift.design.power_backtest import Key, Law
from lift.inference.compared import shared_noise
from lift.inference.outcome import POWER
from lift.inference.sample import Comparison


def detectable_contrast(one: Law, other: Law, correlation: float, confidence: float, family: int) -> float:
    """The smallest ``(1 + u) / (1 + v) - 1`` of two cells' uplifts that is told apart in 80 % of cases.

    Their errors, of standard deviations s and t as the intervals claim, are tied by the shared control: the log
    difference has ``d = sqrt(s^2 + t^2 - 2 r s t)``. It shows beyond ``z d`` with z that of `confidence`, two-sided and
    for a `family` of so many pairs (the first step of Holm); errors are `Law.ratio` times as large as claimed, in root
    mean square over both cells.
    """
    s, t = (float(law.widths.mean()) / law.reach for law in (one, other))
    spread = math.sqrt(max(s * s + t * t - 2.0 * correlation * s * t, 1e-24))
    ratio = math.sqrt(0.5 * (one.ratio**2 + other.ratio**2))
    beyond = float(ndtri(1.0 - 0.5 * (1.0 - confidence) / family))
    return math.expm1(spread * (beyond + ratio * float(ndtri(POWER))))


def planned_noise(one: Setting, other: Setting, key: Key) -> float:
    """Correlation of two cells' contrasts in a level before the campaign, 0 where unknown: as a run takes it."""
    return shared_noise(_latest(one, key), _latest(other, key), "revenue") or 0.0


def _latest(setting: Setting, key: Key) -> Comparison:
    panel, asked = setting.panel, setting.asked
    start = len(panel.periods) - asked.periods
    alone: Panel = panel.take([panel.item(*key)])
    (case,) = at_places(alone, [setting.design], [start], asked.periods, min(asked.history, start))
    return case.comparison

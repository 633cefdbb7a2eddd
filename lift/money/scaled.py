"""An effect times a factor that is assumed, not measured: its value and interval, both uncertainties carried along."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtri

Chance = Callable[[float], float | None]
"""The probability that an effect exceeds an amount; None where it is not known."""
POINTS = 401
"""Equally likely values of the factor that stand for its law."""
CLOSE = 1e-12
"""Ends are found to this share of the span in which they are looked for."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A positive factor with its median and, where it is not certain, the ends of its range at some confidence.

    On the log scale normal on either side of the median, each half so wide that `low` and `high` are the equal-tailed
    ends: with z the standard normal and q its quantile, ``median x (high / median)^(z / q)`` above, and
    ``median x (median / low)^(z / q)`` below.
    """

    median: float
    low: float | None = None
    high: float | None = None

    def values(self, confidence: float) -> list[float]:
        """Equally likely values."""
        if self.low is None or self.high is None:
            return [self.median]
        reach = float(ndtri(0.5 * (1.0 + confidence)))
        up, down = log(self.high / self.median) / reach, log(self.median / self.low) / reach
        levels = ndtri((np.arange(POINTS) + 0.5) / POINTS)
        return [self.median * exp(float(z) * (up if z > 0 else down)) for z in levels]


@dataclass(frozen=True, slots=True)
class Scaled:
    """An effect times a factor: the product of medians, the equal-tailed interval, and the law behind it."""

    value: float
    low: float | None
    high: float | None
    chance: Chance


def scaled(
    value: float, ends: tuple[float | None, float | None], chance: Chance, factor: Factor, confidence: float
) -> Scaled:
    """Multiply an effect, given by its point, interval and law, by an independent factor.

    ``P(effect x factor > a) = mean over the factor's values f of P(effect > a / f)``; the ends are where it is
    ``(1 +- confidence) / 2``. A certain factor multiplies the ends. Ends that are not known stay so.
    """
    values = factor.values(confidence)

    def above(amount: float) -> float | None:
        each = [chance(amount / f) for f in values]
        known = [p for p in each if p is not None]
        return sum(known) / len(values) if len(known) == len(values) else None

    low, high = ends
    point = value * factor.median
    if low is None or high is None:
        return Scaled(point, None, None, above)
    if len(values) == 1:
        return Scaled(point, low * factor.median, high * factor.median, above)
    tail = 0.5 * (1.0 - confidence)
    low, high = (_quantile(above, level, low, high, values) for level in (1.0 - tail, tail))
    return Scaled(point, low, high, above)


def _quantile(above: Chance, level: float, low: float, high: float, factors: list[float]) -> float | None:
    """The amount that is exceeded with this probability."""
    ends = [end * f for end in (low, high) for f in (factors[0], factors[-1])]
    left, right = min(ends), max(ends)
    room = max(right - left, abs(right), abs(left)) or 1.0

    def over(amount: float) -> float:
        found = above(amount)
        return (1.0 if found is None else found) - level

    for _ in range(60):
        if over(left) >= 0 >= over(right):
            return float(brentq(over, left, right, xtol=CLOSE * room))  # pyright: ignore[reportArgumentType]
        left, right, room = left - room, right + room, 2.0 * room
    return None

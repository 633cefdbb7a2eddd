"""One number's distribution: interval, p-value, chance and detectable effect, all read from the same law."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from lift.core.panel import Floats

POWER = 0.80
"""The detectable uplift is found in this share of cases."""
LARGEST_LOG = 200.0
"""Quantiles end there, in log points, so that a law of one degree of freedom stays a finite number of euros."""


@dataclass(frozen=True)
class Outcome:
    """Observed sales against expected ones whose log is normal (or t with `df`) around log(expected) with SD `sd`.

    `observed` and `expected` in sales (currency or units); expected is the point, the law's median. `expected` may be 0
    (a launch): then there is no uplift, and the incremental sales are all that was observed.
    """

    observed: float
    expected: float
    sd: float
    df: float = math.inf

    @cached_property
    def step(self) -> float:
        """Log uplift, log(observed / expected); NaN without expected sales, -inf without observed ones."""
        if self.expected <= 0:
            return math.nan
        return math.log(self.observed / self.expected) if self.observed > 0 else -math.inf

    @property
    def incremental(self) -> float:
        """Observed less expected."""
        return self.observed - self.expected

    @property
    def uplift(self) -> float:
        """Observed over expected less 1, a ratio; NaN without expected sales."""
        return self.observed / self.expected - 1.0 if self.expected > 0 else math.nan

    def expected_at(self, level: float) -> float:
        """Quantile of expected sales."""
        return self.expected * math.exp(_bounded(self.sd * _quantile(level, self.df))) if self.expected > 0 else 0.0

    def incremental_interval(self, confidence: float) -> tuple[float, float]:
        """Equal-tailed interval of incremental sales."""
        tail = 0.5 * (1.0 - confidence)
        return self.observed - self.expected_at(1.0 - tail), self.observed - self.expected_at(tail)

    def uplift_interval(self, confidence: float) -> tuple[float, float]:
        """Equal-tailed interval of the uplift: the same law, divided instead of subtracted."""
        if self.expected <= 0:
            return math.nan, math.nan
        tail = 0.5 * (1.0 - confidence)
        return (
            self.observed / self.expected_at(1.0 - tail) - 1.0,
            self.observed / self.expected_at(tail) - 1.0,
        )

    @property
    def p_value(self) -> float:
        """Two-sided: how often a step this large would be seen without a campaign; NaN without expected sales."""
        if self.expected <= 0:
            return math.nan
        return min(1.0, 2.0 * _below(-abs(self.step) / self.sd, self.df))

    def chance_above(self, incremental: float) -> float:
        """Probability that the true incremental sales exceed this amount."""
        if self.expected <= 0:
            return float(self.observed > incremental)
        room = self.observed - incremental
        return _below(math.log(room / self.expected) / self.sd, self.df) if room > 0 else 0.0

    def detectable(self, confidence: float) -> float:
        """Smallest true uplift that gives p < 1 - confidence in 80 % of cases; NaN without expected sales."""
        if self.expected <= 0:
            return math.nan
        reach = _quantile(0.5 * (1.0 + confidence), self.df) + _quantile(POWER, self.df)
        return math.expm1(_bounded(self.sd * reach))


def _bounded(log: float) -> float:
    return max(-LARGEST_LOG, min(LARGEST_LOG, log))


def _quantile(level: float, df: float) -> float:
    return float(ndtri(level)) if math.isinf(df) else float(stdtrit(df, level))


def _below(value: float, df: float) -> float:
    return float(ndtr(value)) if math.isinf(df) else float(stdtr(df, value))


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """An item's sales over the W windows: observed [W], expected [W], covariance [W, W] of log expected."""

    observed: Floats
    expected: Floats
    cov: Floats
    df: float

    def window(self, position: int) -> Outcome:
        """The outcome of one window."""
        variance = max(float(self.cov[position, position]), 1e-24)
        return Outcome(float(self.observed[position]), float(self.expected[position]), math.sqrt(variance), self.df)

    def total(self) -> Outcome:
        """All windows together: sums of observed and expected, the steps' errors carried along.

        The log of a sum is linear in the logs of its parts with their shares as weights (delta method).
        """
        expected = float(self.expected.sum())
        share = self.expected / expected if expected > 0 else np.zeros_like(self.expected)
        variance = max(float(share @ self.cov @ share), 1e-24)
        return Outcome(float(self.observed.sum()), expected, math.sqrt(variance), self.df)

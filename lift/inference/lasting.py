"""What was left after the campaign: the after-effect as a share of the campaign's, and how fast it fades."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtri, stdtrit

from lift.core.panel import Floats
from lift.inference.account import Account, Row
from lift.inference.effects import verdict
from lift.inference.outcome import Law

LEVELS = ("promoted", "brand", "category")
SHORTEST, LONGEST = 1e-2, 1e4
"""Half-lives that are looked for, in periods."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Uplift of the after window over that of the campaign, with its interval; `half_life` in periods, where known."""

    share: float
    low: float
    high: float
    half_life: tuple[float, float, float] | None


def lasting_rows(account: Account, confidence: float, periods: int) -> list[dict[str, Any]]:
    """One row for the promoted set and every brand and category with an after window of `periods` periods.

    `retention` and its ends are None unless the campaign's own effect is proven or negative: a share of what may be
    nothing is no number. `half_life` (periods) is None as well unless the whole interval of the retention lies between
    0 and 1.
    """
    rows: list[dict[str, Any]] = []
    for row in account.rows:
        if row.level not in LEVELS or len(row.law.observed) < 2:
            continue
        found = _told(row, confidence, periods)
        half = found.half_life if found and found.half_life else (None, None, None)
        rows.append(
            {
                "level": row.level, "item": row.item, "metric": account.metric,
                "retention": found.share if found else None, "retention_low": found.low if found else None,
                "retention_high": found.high if found else None, "half_life": half[0], "half_life_low": half[1],
                "half_life_high": half[2],
            }
        )  # fmt: skip
    return rows


def _told(row: Row, confidence: float, periods: int) -> Retention | None:
    campaign, after = row.law.window(0), row.law.window(1)
    if not (np.isfinite(campaign.step) and np.isfinite(after.step)):
        return None
    if verdict(campaign, confidence) not in {"proven", "negative"}:
        return None
    return retention(row.law, confidence, periods)


def retention(law: Law, confidence: float, periods: int) -> Retention | None:
    """After-effect over campaign effect, ``u_2 / u_1`` with ``u = observed / expected - 1``, by Fieller's theorem.

    All shares r for which ``u_2 - r u_1`` may be zero: ``(u_2 - r u_1)^2 <= q^2 (v_22 - 2 r v_12 + r^2 v_11)``, the
    covariance of the uplifts being ``v_ij = (1 + u_i)(1 + u_j) cov_ij`` (delta method). 0 lies outside exactly when
    the after-effect differs from none. None where the set is not an interval: then the campaign's effect is too
    uncertain to take a share of. Source: Fieller (1954).
    """
    ratio = law.observed / law.expected
    u1, u2 = (float(value) for value in ratio - 1.0)
    v: Floats = np.outer(ratio, ratio) * law.cov
    level = 0.5 * (1.0 + confidence)
    q2 = float(ndtri(level) if np.isinf(law.df) else stdtrit(law.df, level)) ** 2
    a, b, c = u1**2 - q2 * v[0, 0], u1 * u2 - q2 * v[0, 1], u2**2 - q2 * v[1, 1]
    if a <= 0:
        return None
    half = np.sqrt(max(b * b - a * c, 0.0))
    low, high = float((b - half) / a), float((b + half) / a)
    share = u2 / u1
    inside = low > 0 and high < 1
    return Retention(share, low, high, _lives(share, low, high, periods) if inside else None)


def left(half_life: float, periods: int) -> float:
    """Mean share of the campaign's effect over so many periods behind it, when it halves every `half_life` periods.

    ``mean of 2^(-(j - 1/2) / half_life)`` over j = 1..periods: the effect is as large as the campaign's mean when it
    ends, and fades steadily.
    """
    return float(np.mean(2.0 ** (-(np.arange(periods) + 0.5) / half_life)))


def _lives(share: float, low: float, high: float, periods: int) -> tuple[float, float, float] | None:
    found = [_life(value, periods) for value in (share, low, high)]
    return None if any(value is None for value in found) else (found[0], found[1], found[2])  # pyright: ignore[reportReturnType]


def _life(share: float, periods: int) -> float | None:
    """The half-life that leaves this share; None beyond what is looked for."""
    if not left(SHORTEST, periods) < share < left(LONGEST, periods):
        return None
    return float(brentq(lambda h: left(h, periods) - share, SHORTEST, LONGEST, xtol=1e-9))  # pyright: ignore[reportArgumentType]

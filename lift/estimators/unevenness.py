"""A window's sales are a sum, its periods are predicted by their logs: what lies between the two."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from lift.core.panel import Bools, Floats

LEAST_LEFT, MOST_LEFT = 0.5, 1.5
"""Share of a variance that is left at least and at most when sums are calmer, or wilder, than means of logs."""


@dataclass(frozen=True, slots=True, eq=False)
class Unevenness:
    """What the log of a sum of uneven periods has beyond the mean of their logs, [K].

    It lies higher by `shift`, and its variance is smaller by `excess`: a period of almost no sales moves a mean of logs
    much and a sum little.
    """

    shift: Floats
    excess: Floats

    def calmed(self, scale: Floats) -> Floats:
        """The scale [K] of a log of sums, from that of the mean of logs."""
        variance = scale**2
        return np.sqrt(np.clip(variance - self.excess, LEAST_LEFT * variance, MOST_LEFT * variance))


def unevenness(g: Floats, weight: Floats, length: int) -> Unevenness:
    """Compare logs of sums with means of logs in windows of `length` periods.

    Over all blocks b of consecutive periods before the campaign, contrasts g [P, K] and usual sales w [P, K]:
    ``A_b = log(sum w e^g / sum w)``, ``B_b = sum w g / sum w``.

    `shift` is the mean of ``A - B``. What is predicted of each period is its median, observed sales are a sum, and sums
    of uneven periods are larger (Jensen), by half the variance within a window where noise is normal; without it every
    uplift would be too high by as much.

    `excess` is ``(var B - var A) (P + n) / (P - n)`` over blocks of n periods, at most P / 2: noise that does not
    persist has variance ``1/n - 1/P`` inside the history and ``1/n + 1/P`` when a window behind it is predicted. What
    drifts is the same in A and B and cancels.
    """
    P = len(g)
    logs, means, live = _blocks(g, weight, min(length, P))
    shift = (logs - means).mean(axis=0, where=live)
    n = min(length, P // 2)
    if n < length:
        logs, means, live = _blocks(g, weight, n)
    excess = means.var(axis=0, where=live) - logs.var(axis=0, where=live)
    return Unevenness(shift, excess * (P + n) / (P - n))


def _blocks(g: Floats, weight: Floats, length: int) -> tuple[Floats, Floats, Bools]:
    """Log of the mean ratio, mean log ratio, and whether anything is sold, of all blocks [P - length + 1, K]."""
    plain, logs, sums = (_sums(values, length) for values in (weight, weight * g, weight * np.exp(g)))
    live = plain > 0
    share = np.divide(sums, plain, out=np.ones_like(sums), where=live)
    return np.log(share), np.divide(logs, plain, out=np.zeros_like(logs), where=live), live


def _sums(values: Floats, length: int) -> Floats:
    return sliding_window_view(values, length, axis=0).sum(axis=-1)

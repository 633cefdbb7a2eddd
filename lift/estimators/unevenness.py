"""A window's sales are a sum, its periods are predicted by their logs: what lies between the two."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from lift.core.panel import Bools, Floats

LEAST_LEFT, MOST_LEFT = 0.5, 1.5
"""Share of a variance that is left at least and at most when sums are calmer, or wilder, than means of logs."""


@dataclass(frozen=True, slots=True, eq=False)
class Unevenness:
    """What the log of a window's summed sales has beyond the mean of its periods' logs, [K].

    It lies higher by `shift`, and its variance is smaller by `excess`: a period of almost no sales moves a mean of logs
    much and a sum little.
    """

    shift: Floats
    excess: Floats

    def calmed(self, scale: Floats) -> Floats:
        """The scale [K] of a log of sums, from that of the mean of logs."""
        variance = scale**2
        return np.sqrt(np.clip(variance - self.excess, LEAST_LEFT * variance, MOST_LEFT * variance))


def unevenness(g: Floats, control: Floats, weight: Floats, length: int) -> Unevenness:
    """Compare logs of sums with means of logs in windows of `length` periods.

    Over all blocks b of consecutive periods before the campaign, contrasts g, the control's log index c and usual sales
    w, each [P, K]: ``A_b = log(sum w e^(c + g) / sum w e^c)``, ``B_b = sum w g / sum w`` and
    ``C_b = sum w e^c g / sum w e^c``.

    `shift` is the mean of ``A - B``. What is predicted of each period is its median, observed sales are a sum, and sums
    of uneven periods are larger (Jensen): with normal noise by half the variance within a window, of the test arm's
    sales less that of the control's. Weights that know the control's noise have no place in B: a period in which the
    control sold much by luck is one of a low contrast, and the control's noise would count twice.

    `excess` is ``(var C - var A) (P + n) / (P - n)`` over blocks of n periods, at most P / 2: noise that does not
    persist has variance ``1/n - 1/P`` inside the history and ``1/n + 1/P`` when a window behind it is predicted. What
    drifts is the same in A and C and cancels.
    """
    P = len(g)
    sold = weight * np.exp(control)
    logs, live = _logs(g, sold, min(length, P))
    shift = (logs - _means(g, weight, min(length, P))).mean(axis=0, where=live)
    n = min(length, P // 2)
    if n < length:
        logs, live = _logs(g, sold, n)
    excess = _means(g, sold, n).var(axis=0, where=live) - logs.var(axis=0, where=live)
    return Unevenness(shift, excess * (P + n) / (P - n))


def _logs(g: Floats, sold: Floats, length: int) -> tuple[Floats, Bools]:
    """Log of the ratio of sums of all blocks [P - length + 1, K], and in which of them anything is sold."""
    plain = _sums(sold, length)
    live = plain > 0
    return np.log(np.divide(_sums(sold * np.exp(g), length), plain, out=np.ones_like(plain), where=live)), live


def _means(g: Floats, weight: Floats, length: int) -> Floats:
    """Weighted means of the contrasts of all blocks [P - length + 1, K], zero where nothing weighs."""
    plain = _sums(weight, length)
    return np.divide(_sums(weight * g, length), plain, out=np.zeros_like(plain), where=plain > 0)


def _sums(values: Floats, length: int) -> Floats:
    return sliding_window_view(values, length, axis=0).sum(axis=-1)

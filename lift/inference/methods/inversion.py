"""Turning a test around: how far from the estimate a supposed uplift may lie before it is rejected."""

from collections.abc import Callable

import numpy as np

from lift.core.panel import Bools, Floats

DOUBLINGS, HALVINGS = 10, 9
"""Distances tried, each twice the last, and steps back to where the last of them that is kept ends."""


def reach(kept: Callable[[Floats], Bools], start: Floats, most: float = np.inf) -> Floats:
    """Largest distance [K] > 0 that is kept, by halving; NaN where `most`, or 512 times `start`, still is, or 0 is not.

    `kept(distance)` tests all items at once. Where a test rejects, keeps and rejects again, the outermost distance
    counts, so that an interval has no holes.
    """
    inside, outside = np.zeros_like(start), start.copy()
    sound = kept(inside)
    for doubling in range(DOUBLINGS):
        step = np.minimum(start * 2.0**doubling, most)
        stays = kept(step)
        inside = np.where(stays, step, inside)
        last = doubling == DOUBLINGS - 1 or bool((step >= most).all())
        outside = np.where(stays, np.where(last | (step >= most), np.nan, np.minimum(2.0 * step, most)), outside)
        if last:
            break
    for _ in range(HALVINGS):
        middle = 0.5 * (inside + outside)
        stays = kept(np.nan_to_num(middle))
        inside, outside = np.where(stays, middle, inside), np.where(stays, outside, middle)
    return np.where(np.isnan(outside) | ~sound, np.nan, 0.5 * (inside + outside))

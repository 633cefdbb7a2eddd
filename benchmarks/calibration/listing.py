"""Which stores list an item, and what they sell of it: the rule `absent = "listed"`, for all stores at once."""

from dataclasses import dataclass

import numpy as np

from calibration.sources import Market
from lift.core.panel import Bools, Floats, Ints
from lift.core.words import MAX_ZERO_RUN, MIN_LISTED, Frequency


@dataclass(frozen=True, slots=True, eq=False)
class Sold:
    """By store, period (of `total`: from the start of the panel) and item, up to the end of the campaign.

    `listed`, `weight`, `total` [S, T, I] as in a panel; `gain` and `listed_gain` are what of them comes from promoted
    SKUs, so that a planted uplift adds its share of it; `selling`, `store_periods` [S, I] count pre-periods.
    """

    start: int
    pre: int
    listed: Floats
    weight: Floats
    total: Floats
    gain: Floats
    listed_gain: Floats
    selling: Ints
    store_periods: Ints

    @property
    def stop(self) -> int:
        """End of the campaign, the end of the arrays."""
        return self.total.shape[1]


def sold(market: Market, start: int, pre: int, during: int, frequency: Frequency) -> Sold:
    """Lay the windows over a market: the campaign begins at `start`, `pre` periods before it are used.

    A store lists an item from its first sale on, but not in runs of more than four empty weeks; in the campaign as at
    the end of the pre window, as long as it is open. It is compared with at least 8 listed pre-periods.
    """
    most = MAX_ZERO_RUN[frequency]
    sales = market.sales[:, : start + during]
    total = sales @ market.tree.members
    gain = sales @ (market.tree.members * market.tree.promoted[:, None])
    sells = total > 0
    before = sells[:, :start]
    lists = np.empty_like(sells)
    lists[:, :start] = np.maximum.accumulate(before, axis=1) & ~long_runs(~before, most)
    at_end = lists[:, start - 1].copy()
    lists[:, start:] = at_end[:, None]
    lists &= ~long_runs(~(sales > 0).any(axis=2, keepdims=True), most)
    count = lists[:, start - pre : start].sum(axis=1)
    amount = total[:, start - pre : start].sum(axis=1)
    own = (count >= min(MIN_LISTED, pre)) & (amount > 0)
    mean = np.where(own, amount / np.maximum(count, 1), 0.0)
    kept = np.repeat(own[:, None], sells.shape[1], axis=1)
    kept[:, start:] &= at_end[:, None]
    selling = (sells & lists)[:, start - pre : start].sum(axis=1) * own
    return Sold(start, pre, total * kept, mean[:, None] * lists, total, gain, gain * kept, selling, count * own)


def long_runs(empty: Bools, most: int) -> Bools:
    """Periods [S, T, ...] in a run of more than `most` empty ones."""
    T = empty.shape[1]
    out = np.zeros_like(empty)
    if most + 1 > T:
        return out
    run = empty[:, : T - most].copy()
    for shift in range(1, most + 1):
        run &= empty[:, shift : T - most + shift]
    for shift in range(most + 1):
        out[:, shift : T - most + shift] |= run
    return out

"""Which stores list an item when: decided on the periods before the campaign alone, so that it cannot move it.

Pure arrays: S stores x T periods of the study (history, pre, campaign, after).

A store is closed in a run of more than four weeks without any sale of anything, whenever that is. While it is open,

- "listed": an item is listed from its first sale on, but not in runs of more than four weeks without a sale of it;
  in campaign and after it is listed exactly if it was at the end of the pre window.
- "zero": an absent row is a zero sale, so an item is listed always.
- "missing": an absent row is unknown, so an item is listed in the periods that have a row, and in no other.
"""

from dataclasses import dataclass

import numpy as np

from lift.core.panel import Bools, Floats, Ints, Windows
from lift.core.words import MAX_ZERO_RUN, MIN_LISTED, Absent, Frequency


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """One item in S stores: `listed` [S, T], and `at_end` [S], whether a sale after the pre window counts at all."""

    listed: Bools
    at_end: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """One item's stores in the comparison, for one metric.

    `eligible` [S]: the store lists the item in enough pre-periods and sold some; `mean` [S]: its mean sales per listed
    pre-period in minor units, 0 where not eligible.
    """

    eligible: Bools
    mean: Floats


def long_runs(empty: Bools, most: int) -> Bools:
    """Return which periods [..., T] lie in a run of more than `most` empty ones."""
    windows = empty.shape[-1] - most
    found = np.zeros_like(empty)
    if windows < 1:
        return found
    whole = empty[..., :windows].copy()
    for step in range(1, most + 1):
        whole &= empty[..., step : step + windows]
    if whole.any():
        for step in range(most + 1):
            found[..., step : step + windows] |= whole
    return found


def open_periods(sold_any: Bools, frequency: Frequency) -> Bools:
    """Return when each store is open [S, T], from the periods in which it sold anything at all."""
    return ~long_runs(~sold_any, MAX_ZERO_RUN[frequency])


def list_item(  # noqa: PLR0917 - six arrays and rules of one item
    sold: Bools, seen: Bools, is_open: Bools, windows: Windows, absent: Absent, frequency: Frequency
) -> Listing:
    """Return when each store lists an item, by the rule for absent rows (see the head of this file).

    `sold`: periods with sales other than zero; `seen`: periods with a row.
    """
    always = np.ones(len(sold), dtype=bool)
    if absent == "zero":
        return Listing(is_open.copy(), always)
    if absent == "missing":
        return Listing(seen & is_open, always)
    stop = windows.pre.stop
    before = sold[:, :stop]
    listed = np.maximum.accumulate(before, axis=1) & ~long_runs(~before, MAX_ZERO_RUN[frequency])
    at_end = listed[:, -1]
    after = np.repeat(at_end[:, None], sold.shape[1] - stop, axis=1)
    return Listing(np.concatenate([listed, after], axis=1) & is_open, at_end)


def base(listing: Listing, pre_sales: Ints, windows: Windows) -> Base:
    """Return which stores enter the comparison of an item, and their mean sales per listed pre-period.

    A store enters with at least 8 listed pre-periods (all of them in a shorter pre window) and sales above zero.
    """
    periods = listing.listed[:, windows.pre.slice].sum(axis=1)
    eligible = (periods >= min(MIN_LISTED, len(windows.pre))) & (pre_sales > 0)
    mean = np.divide(pre_sales, periods, out=np.zeros(len(periods)), where=eligible)
    return Base(eligible, mean)

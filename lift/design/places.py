"""Where in the history a campaign that never happened can lie: its first periods, and its windows."""

from collections.abc import Sequence

import numpy as np

from lift.core.errors import DesignError
from lift.core.finding import form
from lift.core.panel import Span, Windows
from lift.core.words import MIN_HISTORY

LEAST_OF_HISTORY = 0.5
"""A false campaign has at least this share of the history that the run will have."""


def starts(known: int, periods: int, history: int) -> tuple[tuple[int, ...], int]:
    """First periods of campaigns of so many `periods` among `known` ones, half a campaign apart, and their history.

    `periods` are those of campaign and after window together.

    The history is as long as asked where the data reach back so far, else what there is, at least half of it. Raises
    DesignError when not even one fits.
    """
    last, least = known - periods, needed(periods, history) - periods
    if last < least:
        raise DesignError(
            f"there is no room to try out a campaign of {periods} {form(periods, 'period', 'periods')} with {history} "
            f"periods of history: at least {needed(periods, history)} periods before the campaign are needed, the data "
            f"has {known}: hand in more history, or shorten the campaign or its after window"
        )
    first = history if last > history else least
    return tuple(range(last, first - 1, -max(1, periods // 2)))[::-1], min(history, last)


def needed(periods: int, history: int) -> int:
    """Periods before the campaign without which nothing can be tried out."""
    return periods + max(MIN_HISTORY, int(np.ceil(LEAST_OF_HISTORY * history)))


def spread(places: Sequence[int], most: int) -> tuple[int, ...]:
    """At most so many of the places, evenly spread, the last one among them."""
    if len(places) <= most:
        return tuple(places)
    at = np.linspace(len(places) - 1, 0, most).round().astype(int)
    return tuple(places[i] for i in sorted({*at.tolist()}))


def windows(start: int, periods: int, history: int, after: int = 0, earliest: int = 0) -> Windows:
    """Windows of a campaign of so many periods from `start` on, with at most `history` before it from `earliest` on."""
    begin, stop = max(earliest, start - history), start + periods
    return Windows(Span(0, begin), Span(begin, start), Span(start, stop), Span(stop, stop + after))


def rehearsals(span: Span, campaign: int, pre: int, most: int = 4) -> list[Windows]:
    """Windows of false campaigns within a span of periods, the latest first, each behind its own pre window.

    They do not overlap each other. Before each lie at least a third of the span and 8 periods, at most `pre` of them.
    Where the span is too short they are shorter than the campaign, down to half of it; none when it is shorter still.
    """
    length = min(campaign, len(span) - MIN_HISTORY)
    if length < max(1, (campaign + 1) // 2):
        return []
    least = max(MIN_HISTORY, min(len(span) // 3, len(span) - length))
    stops = range(span.stop, span.start + least + length - 1, -length)
    return [windows(stop - length, length, pre, earliest=span.start) for stop in stops[:most]]

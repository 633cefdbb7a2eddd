"""Campaigns that never happened, in the shape of one that is planned: which weeks, which units, which windows.

The panel ends before the campaign. A case is a campaign of the planned length somewhere in it, with history before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lift.core.design import Design
from lift.core.errors import DesignError
from lift.core.panel import Panel, Span, Windows
from lift.core.words import MIN_HISTORY
from lift.inference.sample import Comparison

LEAST_OF_HISTORY = 0.5
"""A back-test has at least this share of the history that the run will have."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A comparison in which nothing happened; `group` and `start` number its test units and its first period."""

    comparison: Comparison
    group: int
    start: int


def starts(known: int, periods: int, history: int) -> tuple[tuple[int, ...], int]:
    """First periods of campaigns of so many `periods` among `known` ones, half a campaign apart, and their history.

    The history is as long as asked where the data reach back so far, else what there is, at least half of it. Raises
    DesignError when not even one fits.
    """
    last, least = known - periods, needed(periods, history) - periods
    if last < least:
        raise DesignError(
            f"there is no room to try out a campaign of {periods} periods with {history} periods of history: at least "
            f"{needed(periods, history)} periods before the campaign are needed, the data has {known}; hand in more "
            "history"
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


def cases(
    panel: Panel, designs: Sequence[Design], places: Sequence[int], periods: int, history: int
) -> tuple[Case, ...]:
    """Every design at every place, with at most `history` periods before it."""
    return tuple(
        Case(Comparison(replace(panel, windows=_windows(start, periods, history)), design), group, start)
        for group, design in enumerate(designs)
        for start in places
    )


def _windows(start: int, periods: int, history: int) -> Windows:
    begin, stop = max(0, start - history), start + periods
    return Windows(Span(0, begin), Span(begin, start), Span(start, stop), Span(stop, stop))


def others(design: Design, count: int, most: int, seed: int) -> list[Design]:
    """At most `most` different groups of `count` test units drawn at random from all units of a design.

    The control is as large as the design's where it leaves units unused, else all that is left.
    """
    pool = (*design.test, *design.control, *design.unused)
    rng = np.random.Generator(np.random.PCG64([seed, count]))
    found: dict[frozenset[str], Design] = {}
    for _ in range(20 * most):
        if len(found) >= most:
            break
        turn = [pool[i] for i in rng.permutation(len(pool))]
        size = len(design.control) if design.unused else len(turn)
        found.setdefault(frozenset(turn[:count]), _design(design, turn[:count], turn[count : count + size], turn))
    return list(found.values())


def grown(design: Design, count: int, most: int, seed: int) -> list[Design]:
    """The design itself, or with another number of test units: some of its own, or others added to them.

    Units are added from the unused ones first, then from the control, which always keeps one.
    """
    if count == len(design.test):
        return [design]
    rng = np.random.Generator(np.random.PCG64([seed, count, 1]))
    found: dict[frozenset[str], Design] = {}
    for _ in range(20 * most):
        if len(found) >= most:
            break
        own, unused, control = ([arm[i] for i in rng.permutation(len(arm))] for arm in
                                (design.test, design.unused, design.control))  # fmt: skip
        test = (own + unused + control)[:count]
        kept = [u for u in design.control if u not in test]
        found.setdefault(frozenset(test), _design(design, test, kept, [*own, *unused, *control]))
    return list(found.values())


def scattered(panel: Panel, stores: int, most: int, seed: int) -> list[Design]:
    """Groups of single stores dealt over all regions in turn, against all other stores of the same regions."""
    rng = np.random.Generator(np.random.PCG64([seed, stores, 2]))
    region = np.array(panel.region)
    found: dict[frozenset[str], Design] = {}
    for _ in range(20 * most):
        if len(found) >= most:
            break
        queues = [list(rng.permutation(np.flatnonzero(region == name))) for name in rng.permutation(np.unique(region))]
        dealt = [queue[turn] for turn in range(max(map(len, queues))) for queue in queues if turn < len(queue)]
        test = [panel.units[i] for i in dealt[:stores]]
        left = [u for u in panel.units if u not in set(test)]
        model = Design("stores", tuple(sorted(test)), tuple(left), (1.0 / len(left),) * len(left))
        found.setdefault(frozenset(test), model)
    return list(found.values())


def _design(model: Design, test: Sequence[str], control: Sequence[str], pool: Sequence[str]) -> Design:
    taken = {*test, *control}
    return replace(
        model, test=tuple(sorted(test)), control=tuple(sorted(control)), weights=(1.0 / len(control),) * len(control),
        unused=tuple(sorted(u for u in pool if u not in taken)),
    )  # fmt: skip

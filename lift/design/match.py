"""A control found in the data: the units whose sales moved like those of the test units, on history kept apart."""

from collections.abc import Sequence

import numpy as np

from lift.core.errors import DesignError
from lift.core.finding import form
from lift.core.panel import Floats, Panel
from lift.design.units import Units

MIN_MATCH = 8
"""Fewer history periods than this cannot rank controls."""


def match(units: Units, panel: Panel) -> tuple[str, ...]:
    """Choose control units among `units.free` by forward selection.

    On `panel.windows.history` only, which the estimate never sees: starting with the best single unit, units are added
    as long as they lower the standard deviation of log(test) - log(sum of control), averaged over promoted brands and
    categories, of which every unit's own mean is taken out. Matching and estimating on the same weeks would make the
    weeks before the campaign look too quiet (measured: 8 % false positives at a nominal 5 %).
    """
    span = panel.windows.history
    enough(len(span))
    items = compared(panel)
    test = panel.sales[panel.at(units.test)][:, span.slice][:, :, items].sum(axis=0)
    free = [u for u in units.free if u in set(panel.units)]
    candidates = panel.sales[panel.at(tuple(free))][:, span.slice][:, :, items]
    usable = [i for i in range(len(free)) if (candidates[i] > 0).all()]
    if not usable or not (test > 0).all():
        raise DesignError(
            "no candidate unit sold the promoted brands and categories in every period of the matching history "
            f"({len(span)} {form(len(span), 'period', 'periods')}, {len(free)} "
            f"{form(len(free), 'candidate', 'candidates')}): name the control regions"
        )
    order, noise = forward(test, candidates, usable)
    return tuple(sorted(free[i] for i in order[: quietest(noise)]))


def enough(periods: int) -> None:
    """Raise DesignError for too few periods to match on."""
    if periods < MIN_MATCH:
        raise DesignError(
            f'control = "match" needs at least {MIN_MATCH} periods to match on, apart from those estimated on; '
            f"the data leaves {periods}: give more history, or name the control regions"
        )


def compared(panel: Panel) -> list[int]:
    """Positions of the items that units are matched on: categories and the brands that hold promoted SKUs."""
    promoted = {s for item in panel.items if item.promoted for s in item.members}
    rows = [(k, item) for k, item in enumerate(panel.items) if item.row and item.level in ("brand", "category")]
    return [k for k, item in rows if item.level == "category" or promoted & set(item.members)]


def quietest(noise: Sequence[float]) -> int:
    """How many units to take: those before the first that no longer lowers the noise."""
    return next((i for i in range(1, len(noise)) if noise[i] >= noise[i - 1]), len(noise))


def forward(
    test: Floats, candidates: Floats, usable: Sequence[int], first: Sequence[int] = (), most: int | None = None
) -> tuple[list[int], list[float]]:
    """Positions of units, each the one that leaves the least noise beside those before it, and that noise.

    `test` [T, K], `candidates` [U, T, K]; `first` are taken before any other; at most `most` units.
    """
    chosen, noise = list(first), list[float]()
    total = candidates[chosen].sum(axis=0) if chosen else np.zeros_like(test)
    for size in range(1, len(chosen) + 1):
        noise.append(float((np.log(test) - np.log(candidates[chosen[:size]].sum(axis=0))).std(axis=0).mean()))
    left = [i for i in usable if i not in set(chosen)]
    while left and len(chosen) < (most or len(candidates)):
        gaps = np.log(test)[None] - np.log(total[None] + candidates[left])
        spread = gaps.std(axis=1).mean(axis=1)
        at = int(np.argmin(spread))
        noise.append(float(spread[at]))
        total = total + candidates[left[at]]
        chosen.append(left.pop(at))
    return chosen, noise

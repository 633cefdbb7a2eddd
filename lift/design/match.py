"""A control found in the data: the units whose sales moved like those of the test units, on history kept apart."""

import numpy as np

from lift.core.errors import DesignError
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
    if len(span) < MIN_MATCH:
        raise DesignError(
            f'control = "match" needs at least {MIN_MATCH} periods to match on, apart from those estimated on; '
            f"the data leaves {len(span)}: give more history, or name the control regions"
        )
    items = [k for k, item in enumerate(panel.items) if item.row and item.level in ("brand", "category")]
    items = [k for k in items if panel.items[k].level == "category" or _holds_promoted(panel, k)]
    test = panel.sales[panel.at(units.test)][:, span.slice][:, :, items].sum(axis=0)
    free = [u for u in units.free if u in set(panel.units)]
    candidates = panel.sales[panel.at(tuple(free))][:, span.slice][:, :, items]
    usable = [i for i in range(len(free)) if (candidates[i] > 0).all()]
    if not usable or not (test > 0).all():
        raise DesignError(
            "no candidate unit sold the promoted brands and categories in every period of the matching history "
            f"({len(span)} periods, {len(free)} candidates): name the control regions"
        )
    return tuple(sorted(free[i] for i in _forward(test, candidates, usable)))


def _holds_promoted(panel: Panel, k: int) -> bool:
    promoted = {s for item in panel.items if item.promoted for s in item.members}
    return bool(promoted & set(panel.items[k].members))


def _forward(test: Floats, candidates: Floats, usable: list[int]) -> list[int]:
    """Positions chosen; `test` [T, K], `candidates` [U, T, K]."""
    chosen: list[int] = []
    total = np.zeros_like(test)
    best = np.inf
    while len(chosen) < len(usable):
        left = [i for i in usable if i not in chosen]
        gaps = np.log(test)[None] - np.log(total[None] + candidates[left])
        noise = gaps.std(axis=1).mean(axis=1)
        at = int(np.argmin(noise))
        if noise[at] >= best:
            break
        best = float(noise[at])
        chosen.append(left[at])
        total = total + candidates[left[at]]
    return chosen

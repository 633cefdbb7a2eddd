"""Whether a dark region is one: does any control track the test units, and if not, what would do?"""

import numpy as np

from lift.core.errors import DesignError, MethodError, listing
from lift.core.panel import Bools, Floats
from lift.design.contest import Contest

LOOSEST = 0.50
"""Arms that can overlook +50 % on a whole category hold no control: `lift run` would call the test invalid."""
MOST_ASKED = 40
"""So many other units at most are tried as test units instead."""


def refuse_dark(contest: Contest, test: Bools, control: Bools, detectable: Floats) -> None:
    """Raise DesignError when the chosen control does not track the test units in some promoted category.

    Says how far off it is, and what would do: all units that may be control, or other test units.
    """
    off = _worst(contest, detectable)
    if off <= LOOSEST:
        return
    c = contest.constraints
    names = np.array(c.units, dtype=object)
    free = c.controls(test[None])[0]
    wide = _worst(contest, contest.detectable([test], [free])[0]) if (free != control).any() else off
    arms = f"the test units {listing(names[test], 3)}: against {listing(names[control], 3)}"
    found = f"an uplift of the whole category would be found from {off:.0%} on, at most {LOOSEST:.0%} can be used"
    parts = [f"no control tracks {arms} {found}"]
    if wide <= LOOSEST:
        parts.append(
            f"all units ({int(free.sum())}) together would do ({wide:.0%}): name them, or allow more control_units"
        )
    instead = _instead(contest)
    if instead:
        parts.append(f"as test units these would do: {listing(instead, 4)}")
    elif wide > LOOSEST:
        parts.append("nor would any other unit do as test: use several smaller test units, or hand in more history")
    raise DesignError("; ".join(parts))


def _worst(contest: Contest, detectable: Floats) -> float:
    at = contest.categories
    return float(np.nanmax(detectable[at])) if len(at) else 0.0


def _instead(contest: Contest) -> list[str]:
    """Units that the others track, the best first, with the uplift that would be found."""
    c = contest.constraints
    order = np.flatnonzero(~c.must_control)
    order = order[np.argsort(-c.share[order], kind="stable")][:MOST_ASKED]
    tests = [np.arange(len(c.units)) == i for i in order]
    controls = [c.controls(one[None])[0] for one in tests]
    keep = [i for i, control in enumerate(controls) if control.any()]
    if not keep:
        return []
    try:
        tried = contest.detectable([tests[i] for i in keep], [controls[i] for i in keep])
    except MethodError:  # a method that compares no single unit says nothing of any
        return []
    off = [_worst(contest, row) for row in tried]
    ranked = sorted((o, c.units[int(order[i])]) for o, i in zip(off, keep, strict=True) if o <= LOOSEST)
    return [f"{name} ({o:.0%})" for o, name in ranked]

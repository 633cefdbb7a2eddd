"""Does the result hang on a single unit?"""

import math

import numpy as np

from lift.checks.evidence import Evidence
from lift.core.errors import MethodError
from lift.core.finding import Finding, note, percent
from lift.core.words import PROMOTED
from lift.inference.one_out import LeftOut, leave_one_out

LEAST = 1.0
"""SDs of the estimate by which leaving one unit out may always move it."""
CHANCE = 3.0
"""Times the move that chance alone makes, which is large where an arm has few units."""


def leave_one_unit_out(evidence: Evidence) -> list[Finding]:
    """Leave every unit out in turn, and name the one without which the promoted set's log uplift moves most.

    Moves are counted in SDs of the estimate. Among n equal and independent units of an arm, leaving one out moves it by
    ``sqrt(1 / (n (n - 1)) / (1 / n_test + 1 / n_control))`` of them; warned about are moves of more than three times
    that, and of at least one SD: 0 to 4 % of made panels without such a unit (the designs of `placebo_in_time`). Says
    nothing of one region against one: there is no unit to leave out.
    """
    found = evidence.once(left_out)
    if found is None:
        return []
    away = np.abs(found.without - found.location) / found.scale
    if not np.isfinite(away).any():
        return []
    test, control = evidence.main.design.test, evidence.main.design.control
    limits = np.array([_limit(len(test), len(control), unit in test) for unit in found.units])
    at = int(np.nanargmax(away / limits))
    value, limit, name = float(away[at]), float(limits[at]), found.units[at]
    moved = value > limit
    full, left = percent(math.expm1(found.location)), percent(math.expm1(float(found.without[at])))
    arm_en, arm_de = ("test", "Test") if name in test else ("control", "Kontrolle")
    return [
        note(
            "leave one unit out", "warn" if moved else "pass", value=value, limit=limit, level="promoted", item=PROMOTED,
            en=f"Of all single units, {name} ({arm_en}) moves the uplift of the promoted SKUs most: {full[0]} with it, {left[0]} without it "
               f"(the promoted set by itself){'; the result hangs on it' if moved else ''}.",
            de=f"Von allen einzelnen Einheiten bewegt {name} ({arm_de}) den Uplift der beworbenen Artikel am meisten: {full[1]} mit ihr, "
               f"{left[1]} ohne sie (die beworbenen Artikel für sich){'; das Ergebnis hängt an ihr' if moved else ''}.",
            advice_en="Look at what happened there during the campaign; if it was something else, exclude it and say so." if moved else "",
            advice_de="Ansehen, was dort während der Kampagne geschah; war es etwas anderes, mit exclude herausnehmen und das sagen." if moved else "",
        )
    ]  # fmt: skip


def left_out(evidence: Evidence) -> LeftOut | None:
    """The promoted set's estimate without each unit; None where it cannot be asked."""
    one = evidence.promoted()
    if one is None:
        return None
    try:
        return leave_one_out(evidence.estimator, one, "revenue")
    except MethodError:
        return None


def _limit(test: int, control: int, in_test: bool) -> float:
    n = test if in_test else control
    return max(LEAST, CHANCE * math.sqrt(1.0 / (n * (n - 1)) / (1.0 / test + 1.0 / control)))

"""Does one unit make up an arm?"""

import numpy as np

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, decimal, form, note, percent
from lift.core.words import PROMOTED

FEWEST = 3
"""Of two units one is always the larger."""
TIMES = 2.5
"""Times an equal share that a unit may hold."""
HALF = 0.5
"""Share that a unit of an arm may hold, however many there are."""


def one_dominant_unit(evidence: Evidence) -> list[Finding]:
    """Warn when one unit holds more than half of an arm's promoted sales, and more than 2.5 times an equal share.

    Taken from the periods before the campaign. Such an arm is worth fewer units than it counts: its effective number is
    ``1 / sum share^2`` (Herfindahl). Where the logs of the units' sizes scatter with an SD of 0.6, that happens in 0 to 6 %
    of arms by chance (most at five units).
    """
    one = evidence.promoted()
    if one is None:
        return []
    found: list[Finding] = []
    for units, arm_en, arm_de in ((one.design.test, "test", "Test"), (one.design.control, "control", "Kontrolle")):
        sales = one.panel.listed[0, one.panel.at(units), one.panel.windows.pre.slice].sum(axis=(1, 2))
        if len(units) < FEWEST or sales.sum() <= 0:
            continue
        share = sales / sales.sum()
        top, limit = int(np.argmax(share)), max(TIMES / len(units), HALF)
        value, worth = float(share[top]), float(1.0 / (share**2).sum())
        over, (en, de), equal = value > limit, percent(value), decimal(worth)
        found.append(
            note(
                "one dominant unit", "warn" if over else "pass", value=value, limit=limit, level="promoted", item=PROMOTED,
                en=f"The largest unit of the {arm_en}, {units[top]}, makes {en} of its promoted sales before the campaign; its {len(units)} "
                   f"{form(len(units), 'unit is', 'units are')} worth {equal[0]} equal ones.",
                de=f"Die größte Einheit der Gruppe {arm_de}, {units[top]}, macht {de} ihres Umsatzes mit den beworbenen Artikeln vor der "
                   f"Kampagne aus; ihre {len(units)} {form(len(units), 'Einheit wiegt', 'Einheiten wiegen')} so viel wie {equal[1]} gleich große.",
                advice_en="Read the result as that of this unit; spread the next campaign over units of like size." if over else "",
                advice_de="Das Ergebnis als das dieser Einheit lesen; die nächste Kampagne auf ähnlich große Einheiten verteilen." if over else "",
            )
        )  # fmt: skip
    return found

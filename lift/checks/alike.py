"""Does one control unit rise as if the campaign had reached it?"""

import math

import numpy as np
from scipy.special import stdtr

from lift.checks.evidence import Evidence
from lift.checks.treated_control import MIN_UNUSED
from lift.core.finding import Finding, note, percent
from lift.core.words import PROMOTED
from lift.estimators.did_classic import unit_changes

ALIKE = 0.05
"""p-value, corrected for the number of control units, from which one of them stands out."""
FEWEST = 4


def control_units_alike(evidence: Evidence) -> list[Finding]:
    """Without unused units to ask: does one control unit rise as if it had been treated?

    Each control unit's log change of promoted sales, from before the campaign to its window, is compared with those of
    the other control units (t, two-sample with one unit, Bonferroni over the units). Warns; it cannot tell the campaign
    from a shock of that unit's own.
    """
    design, panel = evidence.main.design, evidence.main.panel
    if len(design.unused) >= MIN_UNUSED or len(design.control) < FEWEST:
        return []
    at = next(k for k, item in enumerate(panel.items) if item.level == "promoted")
    change = unit_changes(panel, "revenue", panel.windows.campaign)[panel.at(design.control), at]
    names = [name for name, value in zip(design.control, change, strict=True) if math.isfinite(value)]
    change = change[np.isfinite(change)]
    n = len(change)
    if n < FEWEST:
        return []
    rest = (change.sum() - change) / (n - 1)
    spread = np.sqrt(
        np.maximum(((change - change.mean()) ** 2).sum() - (change - rest) ** 2 * (n - 1) / n, 1e-24) / (n - 2)
    )
    t = (change - rest) / (spread * math.sqrt(1.0 + 1.0 / (n - 1)))
    top = int(np.argmax(t))
    p = min(1.0, n * float(stdtr(n - 2, -t[top])))
    rise = percent(math.expm1(float(change[top] - rest[top])))
    stands_out = p < ALIKE
    return [
        note(
            "control units alike", "warn" if stands_out else "pass", value=p, limit=ALIKE, level="promoted", item=PROMOTED,
            en=f"During the campaign the promoted SKUs changed by {rise[0]} in {names[top]}, compared with the other control units: "
               f"{'it stands out; the campaign may have reached it' if stands_out else 'no control unit stands out'}.",
            de=f"Während der Kampagne änderten sich die beworbenen Artikel in {names[top]} um {rise[1]} gegenüber den anderen "
               f"Kontrolleinheiten: {'das fällt auf; die Kampagne kann sie erreicht haben' if stands_out else 'keine Kontrolleinheit fällt auf'}.",
            advice_en="Exclude it if the campaign or a promotion reached it, and measure again." if stands_out else "",
            advice_de="Falls Kampagne oder Aktion sie erreichte: mit exclude herausnehmen und neu messen." if stands_out else "",
        )
    ]  # fmt: skip

"""Did the test arm drift away from the control before the campaign?"""

import math

import numpy as np

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, note, percent
from lift.core.words import MIN_HISTORY, PROMOTED
from lift.estimators.noise import NoisePrior
from lift.estimators.regressor import coefficients

WARN = 0.05
"""p-value of the slope."""


def pre_trend(evidence: Evidence) -> list[Finding]:
    """Test the slope of the promoted set's log contrast before the campaign against its own noise, drift included.

    Warns on 0 to 3 % of made panels without a trend (the designs of `placebo_in_time`): what a random walk explains is
    no trend. A rise of 15 % over the year is seen in 1 v 9 regions in one of six, of 30 % in four of five.
    """
    g, panel = evidence.contrast(), evidence.main.panel
    if g is None or len(g) < MIN_HISTORY:
        return []
    times = panel.times(panel.windows.pre)
    found = coefficients(g, np.array(times, dtype=np.float64)[:, None], NoisePrior(), times)
    slope, p = float(found.location[0]), float(found.p_value[0])
    ahead = percent(math.expm1(slope * 0.5 * (times[-1] + 1 + len(panel.windows.campaign))))
    trend = p < WARN
    return [
        note(
            "pre-trend", "warn" if trend else "pass", value=p, limit=WARN, level="promoted", item=PROMOTED,
            en=f"Before the campaign the promoted SKUs {'drifted apart' if trend else 'show no steady drift'} between test and "
               f"control; a straight line through that time would make {ahead[0]} of uplift by itself{'' if trend else ', no more than its noise'}.",
            de=f"Vor der Kampagne {'liefen' if trend else 'zeigen'} die beworbenen Artikel in Test und Kontrolle "
               f"{'stetig auseinander' if trend else 'kein stetiges Auseinanderlaufen'}; eine Gerade durch diese Zeit ergäbe "
               f"allein {ahead[1]} Uplift{'' if trend else ', nicht mehr als ihr Rauschen'}.",
            advice_en='Choose a control that moved alike (control = "match"), or find what changed: distribution, price, listing.' if trend else "",
            advice_de='Eine Kontrolle wählen, die mitlief (control = "match"), oder den Grund suchen: Distribution, Preis, Listung.' if trend else "",
        )
    ]  # fmt: skip

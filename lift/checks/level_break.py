"""Did the contrast jump shortly before the campaign?"""

import math

import numpy as np

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, form, german_day, note, percent
from lift.core.words import PROMOTED
from lift.estimators.noise import NoisePrior
from lift.estimators.regressor import coefficients

WARN = 0.05
"""p-value of the largest level shift, times the number of periods in which it was looked for."""
BEHIND = 2
"""A shift is looked for with at least so many periods between it and the campaign."""
LATEST = 13
"""A quarter: shifts are looked for in so many of the last periods, and in a third of the history at most."""
FEWEST = 12


def structural_break(evidence: Evidence) -> list[Finding]:
    """Look for the largest level shift of the promoted set's log contrast in the last periods before the campaign.

    Each candidate's step is tested against the contrast's own noise, drift included (Bonferroni over the candidates).
    Warns on 1 to 4 % of made panels without a break (the designs of `placebo_in_time`), and sees a step of 10 % six weeks
    before the start in 1 v 9 regions in every second, of 20 % nearly always.
    """
    g, panel = evidence.contrast(), evidence.main.panel
    if g is None or len(g) < FEWEST:
        return []
    P = len(g)
    first = np.arange(P - min(LATEST, P // 3), P - BEHIND + 1)
    found = coefficients(
        g, (np.arange(P)[:, None] >= first).astype(np.float64), NoisePrior(), panel.times(panel.windows.pre)
    )
    at = int(np.argmin(found.p_value))
    p = min(1.0, float(found.p_value[at]) * len(first))
    size = percent(math.expm1(float(found.location[at])))
    day = str(panel.periods[panel.windows.pre.start + int(first[at])])
    jumped = p < WARN
    return [
        note(
            "structural break", "warn" if jumped else "pass", value=p, limit=WARN, level="promoted", item=PROMOTED,
            en=f"The largest shift of the promoted SKUs between test and control in the last {len(first) + BEHIND - 1} "
               f"{form(len(first) + BEHIND - 1, 'period', 'periods')} before the campaign is {size[0]}, from {day} on: {'more than its noise explains' if jumped else 'no more than noise'}.",
            de=f"Die größte Verschiebung der beworbenen Artikel zwischen Test und Kontrolle in den letzten {len(first) + BEHIND - 1} "
               f"{form(len(first) + BEHIND - 1, 'Periode', 'Perioden')} vor der Kampagne beträgt {size[1]}, ab {german_day(day)}: {'mehr, als Rauschen erklärt' if jumped else 'nicht mehr als Rauschen'}.",
            advice_en="Find out what began then (an early start, a delisting, a price): correct start, exclude the unit, or read with care." if jumped else "",
            advice_de="Klären, was da begann (früher Start, Auslistung, Preis): start berichtigen, die Einheit ausschließen oder vorsichtig lesen." if jumped else "",
        )
    ]  # fmt: skip

"""Did the campaign reach the control too?"""

import math
from dataclasses import replace

from lift.checks.evidence import Evidence
from lift.core.design import Design
from lift.core.finding import Finding, form, note, percent
from lift.core.words import MIN_HISTORY, PROMOTED
from lift.estimators.did import Did
from lift.inference.outcome import Outcome

MIN_UNUSED = 3
"""Fewer unused units cannot stand for untouched ones."""
FAIL = 0.001
WARN = 0.01


def control_untreated(evidence: Evidence) -> list[Finding]:
    """Measure the control against the unused units as if it had been treated.

    Fails when its promoted sales rise with p < 0.001 by at least half of what the test arm shows, warns below 0.01.
    Says nothing when fewer than 3 units are unused (there is no third party to ask) or the history is too short.
    """
    design = evidence.main.design
    row = evidence.row("promoted")
    if len(design.unused) < MIN_UNUSED or row is None or len(evidence.main.panel.windows.pre) < MIN_HISTORY:
        return []
    outcome = _as_if_treated(evidence, design)
    if outcome is None:
        return []
    p, test = outcome.p_value, row.law.window(0).uplift
    rising = outcome.uplift > 0
    verdict = (
        "fail" if rising and p < FAIL and outcome.uplift > 0.5 * test else "warn" if rising and p < WARN else "pass"
    )
    (uplift_en, uplift_de) = percent(outcome.uplift)
    good = verdict == "pass"
    return [
        note(
            "control untreated", verdict, value=outcome.uplift, limit=None, level="promoted", item=PROMOTED,
            en=f"Against the {len(design.unused)} unused {form(len(design.unused), 'unit', 'units')} the control's promoted sales changed by {uplift_en} during "
               f"the campaign{', no more than noise' if good else ': the campaign seems to have reached it'}.",
            de=f"Gegenüber {form(len(design.unused), 'der', 'den')} {len(design.unused)} unbenutzten {form(len(design.unused), 'Einheit', 'Einheiten')} änderte sich der Umsatz der Kontrolle mit den "
               f"beworbenen Artikeln um {uplift_de}{', nicht mehr als Rauschen' if good else ': die Kampagne scheint sie erreicht zu haben'}.",
            advice_en="" if good else "Leave the regions that were reached out of the control (exclude) and measure again.",
            advice_de="" if good else "Erreichte Regionen aus der Kontrolle nehmen (exclude) und neu messen.",
        )
    ]  # fmt: skip


def _as_if_treated(evidence: Evidence, design: Design) -> Outcome | None:
    """Outcome of the promoted set with the control as test arm and the unused units as control."""
    panel = evidence.main.panel
    at = next(k for k, item in enumerate(panel.items) if item.level == "promoted")
    swapped = replace(
        design, test=design.control, control=design.unused, weights=(1.0 / len(design.unused),) * len(design.unused),
        unused=(),
    )  # fmt: skip
    one = replace(evidence.main, design=swapped).take([at])
    reason = one.refusals("revenue")[0]
    if reason is not None and reason.reason != "too_thin":
        return None
    found = Did().expected(one.panel, swapped, "revenue")
    observed = float(one.observed("revenue")[len(panel.windows.pre) :][: len(panel.windows.campaign)].sum())
    step = float(found.location[0, 0])
    return Outcome(observed, observed * math.exp(-step), float(found.scale[0, 0]))

"""Does the control move with the test arm closely enough to stand for it?"""

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, note, percent
from lift.core.words import CheckVerdict

FAIL = 0.50
"""A pair of arms that can overlook +50 % on a whole category holds no control region."""
WARN = 0.25


def control_tracks(evidence: Evidence) -> list[Finding]:
    """Judge the smallest detectable uplift of the whole category: the widest base, so the least noise."""
    row = evidence.row("category")
    if row is None:
        return []
    value = row.law.window(0).detectable(evidence.spec.measure.confidence)
    verdict: CheckVerdict = "fail" if value > FAIL else "warn" if value > WARN else "pass"
    en, de = {
        "fail": ("No control unit tracks the test region", "Keine Kontrolleinheit läuft mit der Testregion mit"),
        "warn": ("The control tracks the test region loosely", "Die Kontrolle folgt der Testregion nur lose"),
        "pass": ("The control tracks the test region", "Die Kontrolle läuft mit der Testregion mit"),
    }[verdict]
    value_en, value_de = percent(value)
    good = verdict == "pass"
    return [
        note(
            "control tracks test", verdict, value=value, limit=FAIL, level="category", item=row.item,
            en=f"{en}: in the category {row.item}, an uplift from {value_en} on would be found.",
            de=f"{de}: in der Kategorie {row.item} würde ein Uplift ab {value_de} gefunden.",
            advice_en="" if good else "Use more control regions, several smaller test regions, or more history.",
            advice_de="" if good else "Mehr Kontrollregionen, mehrere kleine Testregionen oder mehr Vorgeschichte nutzen.",
        )
    ]  # fmt: skip

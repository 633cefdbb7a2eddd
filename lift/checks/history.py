"""Is there a year of history, and more than one region in an arm, to tell drift and shocks from the campaign?"""

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, form, note
from lift.core.words import YEAR_WEEKS

PER_YEAR = {"week": YEAR_WEEKS, "day": 364, "month": 12}


def slow_drift(evidence: Evidence) -> list[Finding]:
    """Warn when less than a year lies before the campaign: slow drift then cannot be told from an effect."""
    panel = evidence.main.panel
    found, year = len(panel.windows.pre), PER_YEAR[panel.frequency]
    if found >= year:
        return []
    return [
        note(
            "slow drift", "warn", value=found, limit=year,
            en=f"{found} {form(found, 'period lies', 'periods lie')} before the campaign, a year has {year}: slow drift between the arms and season "
               "cannot be told from the campaign with certainty.",
            de=f"Vor der Kampagne {form(found, 'liegt', 'liegen')} {found} {form(found, 'Periode', 'Perioden')}, ein Jahr hat {year}: langsames Auseinanderlaufen und Saison "
               "lassen sich nicht sicher von der Kampagne trennen.",
            advice_en="Hand in a year of history or more.",
            advice_de="Mindestens ein Jahr Vorgeschichte liefern.",
        )
    ]  # fmt: skip


def one_against_one(evidence: Evidence) -> list[Finding]:
    """Warn when one region stands against one: a shock that begins with the campaign looks like an effect."""
    design = evidence.main.design
    if design.assignment != "regions" or len(design.test) > 1 or len(design.control) > 1:
        return []
    return [
        note(
            "one region against one", "warn", value=1, limit=2,
            en="One region is compared with one: a regional shock that begins with the campaign cannot be told from uplift.",
            de="Eine Region steht gegen eine: ein regionaler Sondereffekt, der mit der Kampagne beginnt, sieht aus wie Uplift.",
            advice_en="Name more control regions, or spread the next campaign over several small test regions.",
            advice_de="Mehr Kontrollregionen nennen oder die nächste Kampagne auf mehrere kleine Testregionen verteilen.",
        )
    ]  # fmt: skip

"""Has the study's method been tried on campaigns that never happened, on this very panel?"""

from lift.checks.evidence import Evidence
from lift.core.calibration import Tried
from lift.core.finding import Finding, form, note, percent


def calibrated(evidence: Evidence) -> list[Finding]:
    """Hold the method's false positive rate on the panel against the nominal one; say so where there is none.

    Warned about: the interval of the rate lies above the nominal one, or the calibration belongs to another design or
    other data.
    """
    found, design = evidence.calibration, evidence.main.design
    if found is None:
        return [
            note(
                "calibration", "pass",
                en="The panel was not calibrated: how often the method finds something where nothing happened is known from other panels only.",
                de="Das Panel wurde nicht kalibriert: Wie oft das Verfahren etwas findet, wo nichts war, ist nur von anderen Panels bekannt.",
                advice_en="Run lift calibrate to see it on your own panel.",
                advice_de="Mit lift calibrate am eigenen Panel nachsehen.",
            )
        ]  # fmt: skip
    if found.fingerprint != design.fingerprint or dict(found.inputs) != dict(evidence.inputs):
        return [_old()]
    seen = found.of(evidence.account.method)
    if seen is None or not seen.campaigns:
        return [_old()]
    return [_seen(seen, 1.0 - evidence.spec.measure.confidence, found.recommended)]


def _seen(seen: Tried, nominal: float, recommended: str | None) -> Finding:
    rate, low, high = seen.rate(nominal)
    honest = seen.honest(nominal)
    other = recommended if recommended not in (None, seen.method) and not honest else None
    (en, de), (low_en, low_de), (high_en, high_de), (at_en, at_de) = map(percent, (rate, low, high, nominal))
    return note(
        "calibration", "pass" if honest else "warn", value=rate, limit=nominal,
        en=f"In {seen.campaigns} false {form(seen.campaigns, 'campaign', 'campaigns')} on this panel the method called {en} significant ({low_en} to {high_en}), {at_en} is what it promises.",
        de=f"In {seen.campaigns} {form(seen.campaigns, 'vorgetäuschter Kampagne', 'vorgetäuschten Kampagnen')} auf diesem Panel nannte das Verfahren {de} signifikant ({low_de} bis {high_de}), versprochen sind {at_de}.",
        advice_en="" if honest else f"Do not rely on the verdict{f'; {other} kept its promise here' if other else ''}.",
        advice_de="" if honest else f"Auf das Urteil ist kein Verlass{f'; {other} hielt hier, was es verspricht' if other else ''}.",
    )  # fmt: skip


def _old() -> Finding:
    return note(
        "calibration", "warn",
        en="calibration.json belongs to another design, method or state of the data: it says nothing about this result.",
        de="calibration.json gehört zu einem anderen Design, Verfahren oder Datenstand: Über dieses Ergebnis sagt es nichts.",
        advice_en="Run lift calibrate again.",
        advice_de="lift calibrate erneut ausführen.",
    )  # fmt: skip

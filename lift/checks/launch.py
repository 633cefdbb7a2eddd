"""Are there SKUs without any history among the promoted ones?"""

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, note
from lift.core.words import PROMOTED


def launched(evidence: Evidence) -> list[Finding]:
    """Warn that all sales of launched SKUs count as incremental, the launch itself and the campaign taken together."""
    new = [item for item in evidence.main.panel.items if item.launch]
    if not new:
        return []
    return [
        note(
            "launch", "warn", value=float(len(new)), limit=0.0, level="promoted", item=PROMOTED,
            en=f"{len(new)} of the promoted SKUs are new: nothing is expected of them, so all that they sold counts as incremental "
               "on the promoted set, whether the launch or the campaign sold it.",
            de=f"{len(new)} der beworbenen Artikel sind neu: von ihnen wird nichts erwartet, also zählt bei den beworbenen Artikeln "
               "ihr ganzer Absatz als zusätzlich, ob ihn die Einführung oder die Kampagne brachte.",
            advice_en="Read the brand and the category: they show what the launch added beyond what it took from other SKUs.",
            advice_de="Marke und Kategorie lesen: sie zeigen, was die Einführung über die anderen Artikel hinaus brachte.",
        )
    ]  # fmt: skip

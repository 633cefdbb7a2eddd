"""Are there SKUs without any history among the promoted ones?"""

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, note
from lift.core.words import PROMOTED
from lift.inference.tree import launched_in_control


def launched(evidence: Evidence) -> list[Finding]:
    """Warn that all sales of launched SKUs count as incremental, the launch itself and the campaign taken together."""
    both = launched_in_control(evidence.main)
    new = [k for k, item in enumerate(evidence.main.panel.items) if item.launch and k not in both]
    found: list[Finding] = []
    if both:
        found.append(
            note(
                "launch", "warn", value=float(len(both)), limit=0.0, level="promoted", item=PROMOTED,
                en=f"{len(both)} promoted SKUs without history were sold by the control too. They are compared within the promoted "
                   "set, the brand and the category, and are part of the brand's row (rest).",
                de=f"{len(both)} beworbene Artikel ohne Vorgeschichte verkaufte auch die Kontrolle. Sie werden innerhalb der beworbenen "
                   "Artikel, der Marke und der Kategorie verglichen und stehen in der Zeile (rest) der Marke.",
                advice_en="Check that test and control listed them at the same time: a difference in listing counts as an effect.",
                advice_de="Prüfen, ob Test und Kontrolle sie gleichzeitig gelistet haben: ein Unterschied zählt als Wirkung.",
            )
        )  # fmt: skip
    if not new:
        return found
    return [
        *found,
        note(
            "launch", "warn", value=float(len(new)), limit=0.0, level="promoted", item=PROMOTED,
            en=f"Promoted SKUs that are new in the test and not sold by the control: {len(new)}. Nothing is expected of them, so all "
               "that they sold counts as incremental, whether the launch or the campaign sold it.",
            de=f"Beworbene Artikel, die im Test neu sind und in der Kontrolle fehlen: {len(new)}. Von ihnen wird nichts erwartet, also "
               "zählt ihr ganzer Absatz als zusätzlich, ob ihn die Einführung oder die Kampagne brachte.",
            advice_en="Read the brand and the category: they show what the launch added beyond what it took from other SKUs.",
            advice_de="Marke und Kategorie lesen: sie zeigen, was die Einführung über die anderen Artikel hinaus brachte.",
        ),
    ]  # fmt: skip

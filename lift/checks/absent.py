"""Are there promoted SKUs that only one of the arms sells?"""

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, note, percent
from lift.core.words import PROMOTED

MOST_NAMED = 5


def sold_in_both_arms(evidence: Evidence) -> list[Finding]:
    """Warn of promoted SKUs that one arm did not list before the campaign: their own uplift cannot be measured.

    An arm lists an SKU when one of its stores has the periods of history that a comparison needs. Launches have a check
    of their own. `value` is the SKUs' share of what the test units sold of the promoted set before the campaign.
    """
    panel, design = evidence.main.panel, evidence.main.design
    pre = panel.windows.pre.slice
    skus = [k for k, item in enumerate(panel.items) if item.level == "sku" and item.promoted and not item.launch]
    test, control = (
        panel.weight[0, panel.at(units), pre].sum(axis=(0, 1)) > 0 for units in (design.test, design.control)
    )
    sold = panel.total[0, panel.at(design.test), pre].sum(axis=(0, 1))
    whole = float(sum(sold[k] for k in skus))
    found: list[Finding] = []
    for has, lacks, en, de in (
        (test, control, ("the test", "the control"), ("im Test", "in der Kontrolle")),
        (control, test, ("the control", "the test"), ("in der Kontrolle", "im Test")),
    ):
        only = [k for k in skus if has[k] and not lacks[k]]
        if not only:
            continue
        names = [panel.items[k].key for k in only]
        listed = ", ".join(names[:MOST_NAMED]) + (", \N{HORIZONTAL ELLIPSIS}" if len(names) > MOST_NAMED else "")
        share = sum(float(sold[k]) for k in only) / whole if whole > 0 else 0.0
        part = percent(share)
        found.append(
            note(
                "sold in both arms", "warn", value=share, limit=0.0, level="promoted", item=PROMOTED,
                en=f"Promoted SKUs that {en[0]} sold before the campaign and {en[1]} did not, or not regularly: {len(only)} ({listed}); "
                   f"{part[0]} of what the test sold of the promoted set. They have no uplift of their own; in the promoted set, the brand "
                   "and the category they are counted with what the other arm does sell.",
                de=f"Beworbene Artikel, die vor der Kampagne {de[0]} verkauft wurden und {de[1]} nicht oder nicht regelmäßig: {len(only)} "
                   f"({listed}); {part[1]} dessen, was der Test von den beworbenen Artikeln verkaufte. Sie haben keinen eigenen Uplift; in den "
                   "beworbenen Artikeln, der Marke und der Kategorie zählen sie gegen das, was die andere Gruppe führt.",
                advice_en="Take control units that sell them, or leave them out of skus and read the brand.",
                advice_de="Kontrolleinheiten nehmen, die sie führen, oder sie aus skus streichen und die Marke lesen.",
            )
        )  # fmt: skip
    return found

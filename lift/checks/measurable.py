"""Is the promoted set sold densely enough to be measured at all?"""

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, note, percent
from lift.core.words import MIN_SELLING_SHARE, PROMOTED


def promoted_measurable(evidence: Evidence) -> list[Finding]:
    """Fail when the promoted set is refused: too few of its store-periods before the campaign have sales."""
    reason = next((n for n in evidence.account.not_measured if n.level == "promoted"), None)
    if reason is None:
        return [
            note(
                "promoted set measurable", "pass", limit=MIN_SELLING_SHARE, level="promoted", item=PROMOTED,
                en="The promoted SKUs sell densely enough in both arms to be measured.",
                de="Die beworbenen Artikel verkaufen sich in beiden Gruppen dicht genug, um gemessen zu werden.",
            )
        ]  # fmt: skip
    (value_en, value_de), (limit_en, limit_de) = percent(reason.value), percent(reason.limit)
    return [
        note(
            "promoted set measurable", "fail", value=reason.value, limit=reason.limit, level="promoted", item=PROMOTED,
            en=f"The promoted SKUs cannot be measured ({reason.reason.replace('_', ' ')}): {value_en}, limit {limit_en}.",
            de=f"Die beworbenen Artikel sind nicht messbar: {value_de} bei einer Grenze von {limit_de}.",
            advice_en="Add stores that sell them, or measure a brand that sells every week.",
            advice_de="Läden aufnehmen, die sie führen, oder eine Marke messen, die jede Woche verkauft wird.",
        )
    ]  # fmt: skip

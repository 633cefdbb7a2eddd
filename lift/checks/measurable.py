"""Is the promoted set sold densely enough to be measured at all?"""

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, note, percent
from lift.core.words import MIN_SELLING_SHARE, PROMOTED

REASONS = {
    "not_listed": (
        "no store of test or control sold them regularly (8 listed periods before the campaign, and open in every window)",
        "kein Markt in Test oder Kontrolle führte sie regelmäßig (8 gelistete Perioden vor der Kampagne, in jedem Fenster geöffnet)",
    ),
    "too_thin": (
        "only {value} of their store-periods before the campaign have sales, {limit} are needed in both arms",
        "nur {value} ihrer Markt-Perioden vor der Kampagne haben Verkäufe, nötig sind {limit} in beiden Gruppen",
    ),
    "empty_periods": (
        "one arm sold none of them in {value} of the periods before the campaign, {limit} are allowed",
        "eine Gruppe verkaufte in {value} der Perioden vor der Kampagne nichts davon, erlaubt sind {limit}",
    ),
    "no_variance": (
        "fewer than two units of an arm sold them, the method needs two",
        "weniger als zwei Einheiten einer Gruppe verkauften sie, das Verfahren braucht zwei",
    ),
}
"""Why the promoted set is refused, in English and in German."""


def promoted_measurable(evidence: Evidence) -> list[Finding]:
    """Fail when the promoted set is refused: too few of its store-periods before the campaign have sales.

    Warn when it is refused because all of it is new: a launch has no uplift, but a brand and a category that have one.
    """
    reason = next((n for n in evidence.account.not_measured if n.level == "promoted"), None)
    if reason is None:
        return [
            note(
                "promoted set measurable", "pass", limit=MIN_SELLING_SHARE, level="promoted", item=PROMOTED,
                en="The promoted SKUs sell densely enough in both arms to be measured.",
                de="Die beworbenen Artikel verkaufen sich in beiden Gruppen dicht genug, um gemessen zu werden.",
            )
        ]  # fmt: skip
    if reason.reason == "launch":
        return [
            note(
                "promoted set measurable", "warn", value=0.0, limit=reason.limit, level="promoted", item=PROMOTED,
                en="All promoted SKUs are new: nothing can be expected of them without the campaign, so they have no uplift.",
                de="Alle beworbenen Artikel sind neu: ohne Kampagne ist von ihnen nichts zu erwarten, sie haben keinen Uplift.",
                advice_en="Read the brand and the category: they tell how much of the launch came on top.",
                advice_de="Marke und Kategorie lesen: sie sagen, wie viel der Neueinführung zusätzlich ist.",
            )
        ]  # fmt: skip
    en, de = REASONS[reason.reason]
    (value_en, value_de), (limit_en, limit_de) = percent(reason.value), percent(reason.limit)
    return [
        note(
            "promoted set measurable", "fail", value=reason.value, limit=reason.limit, level="promoted", item=PROMOTED,
            en=f"The promoted SKUs cannot be measured: {en.format(value=value_en, limit=limit_en)}.",
            de=f"Die beworbenen Artikel sind nicht messbar: {de.format(value=value_de, limit=limit_de)}.",
            advice_en="Add stores that sell them, or measure a brand that sells every week.",
            advice_de="Märkte aufnehmen, die sie führen, oder eine Marke messen, die jede Woche verkauft wird.",
        )
    ]  # fmt: skip

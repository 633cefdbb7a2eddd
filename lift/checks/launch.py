"""Are there SKUs without any history among the promoted ones, and is their listing part of the campaign?"""

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, form, note
from lift.core.words import LAUNCH, PROMOTED
from lift.inference.tree import launched_in_control


def launched(evidence: Evidence) -> list[Finding]:
    """Tell a launch from a campaign: what the control sells too is compared, what it does not sell is asked about."""
    both = launched_in_control(evidence.main)
    new = [k for k, item in enumerate(evidence.main.panel.items) if item.launch and k not in both]
    found: list[Finding] = []
    if both:
        found.append(
            note(
                "launch", "warn", value=float(len(both)), limit=0.0, level="promoted", item=PROMOTED,
                en=f"{len(both)} promoted {form(len(both), 'SKU', 'SKUs')} without history {form(len(both), 'was', 'were')} sold by the "
                   f"control too, {form(len(both), 'is', 'are')} compared within the promoted set, the brand and the category, and "
                   f"{form(len(both), 'is', 'are')} part of the brand's row (rest).",
                de=f"{len(both)} {form(len(both), 'beworbenen', 'beworbene')} Artikel ohne Vorgeschichte verkaufte auch die Kontrolle. Verglichen "
                   f"{form(len(both), 'wird er', 'werden sie')} innerhalb der beworbenen Artikel, der Marke und der Kategorie, in der Zeile "
                   "(rest) der Marke.",
                advice_en="Check that test and control listed them at the same time: a difference in listing counts as an effect.",
                advice_de="Prüfen, ob Test und Kontrolle sie gleichzeitig gelistet haben: ein Unterschied zählt als Wirkung.",
            )
        )  # fmt: skip
    return [*found, _alone(evidence, len(new))] if new else found


def _alone(evidence: Evidence, count: int) -> Finding:
    """SKUs that the test alone sells: the launch and the campaign cannot be told apart, so the user is asked."""
    sold, whole = _launched_sales(evidence), evidence.campaign("promoted")
    gain = 0.0 if whole is None else whole.incremental
    share = f"{sold:,.0f}", f"{gain:+,.0f}"
    en, de = share, tuple(words.replace(",", ".") for words in share)
    if LAUNCH in evidence.spec.campaign.includes:
        return note(
            "launch", "pass", value=float(count), limit=0.0, level="promoted", item=PROMOTED,
            en=f"Promoted SKUs that are new in the test and not sold by the control: {count}. By the study their listing was part "
               f"of the campaign, so all that they sold counts as its effect: {en[0]} of revenue in the campaign, of {en[1]} of the "
               "promoted set.",
            de=f"Beworbene Artikel, die im Test neu sind und in der Kontrolle fehlen: {count}. Ihre Listung war laut Studie Teil der "
               f"Kampagne, also zählt ihr ganzer Umsatz als ihre Wirkung: {de[0]} in der Kampagne, von {de[1]} der beworbenen Artikel.",
        )  # fmt: skip
    return note(
        "launch", "warn", value=float(count), limit=0.0, level="promoted", item=PROMOTED,
        en=f"Promoted SKUs that are new in the test and not sold by the control: {count}. Nothing is expected of them, so all "
           f"that they sold counts as incremental, whether the launch or the campaign sold it: {en[0]} of revenue in the campaign, of "
           f"{en[1]} of the promoted set. The control cannot tell the two apart.",
        de=f"Beworbene Artikel, die im Test neu sind und in der Kontrolle fehlen: {count}. Von ihnen wird nichts erwartet, also "
           f"zählt ihr ganzer Umsatz als zusätzlich, ob ihn die Einführung oder die Kampagne brachte: {de[0]} in der Kampagne, von "
           f"{de[1]} der beworbenen Artikel. Die Kontrolle kann beides nicht trennen.",
        advice_en='How is it to be read? If the listing was part of the campaign, write [campaign] includes = ["launch"]. If not, take '
                  "these SKUs out of skus and launch; brand and category then show what the launch added.",
        advice_de='Wie ist es zu lesen? War die Listung Teil der Kampagne, [campaign] includes = ["launch"] eintragen. Wenn nicht, diese '
                  "Artikel aus skus und launch nehmen; Marke und Kategorie zeigen dann, was die Einführung brachte.",
    )  # fmt: skip


def _launched_sales(evidence: Evidence) -> float:
    """What the launched SKUs sold in the test during the campaign: their rows expect nothing."""
    named = {i.key for i in evidence.main.panel.items if i.launch}
    rows = (r for r in evidence.account.rows if r.level == "sku" and r.item in named and r.law.expected[0] <= 0)
    return float(sum(r.law.observed[0] for r in rows))

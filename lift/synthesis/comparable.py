"""What can be pooled: the same campaign once, returns of one definition."""

from collections import Counter
from collections.abc import Sequence

from lift.core.errors import StudyError, listing
from lift.core.finding import Finding, form, note
from lift.core.words import Window
from lift.synthesis.extract import Extract


def refuse_twice(studies: Sequence[Extract]) -> None:
    """Raise StudyError when one campaign is among the studies more than once."""
    seen: dict[tuple[object, ...], list[Extract]] = {}
    for study in studies:
        seen.setdefault(study.identity, []).append(study)
    twice = [group for group in seen.values() if len(group) > 1]
    if twice:
        first = " and ".join(study.folder or study.name for study in twice[0])
        raise StudyError(
            f"{len(twice)} {form(len(twice), 'campaign is', 'campaigns are')} there more than once, with the same "
            f"days, SKUs and sales: {first}; keep one result of each"
        )


def definition(studies: Sequence[Extract]) -> tuple[tuple[Window, str] | None, list[Finding]]:
    """The window and price basis on which all returns can be told, or None with a finding that says why not.

    The window is campaign and after-effect together only where all studies have both. Revenue at shelf prices with VAT
    and without are two bases; where all know their VAT, all are told net of it.
    """
    with_roi = [study for study in studies if study.returns]
    if not with_roi:
        return None, [_no_roi()]
    window: Window = "total" if all(any(w == "total" for w, _ in s.returns) for s in with_roi) else "campaign"
    for words, kinds in (
        (("currencies", "Währungen"), Counter(str(s.study["currency"]) for s in with_roi)),
        (("bases of spend", "Grundlagen des Einsatzes"), Counter(s.spend_basis for s in with_roi if s.spend_basis)),
    ):
        if len(kinds) > 1:
            return None, [_mixed(words, kinds)]
    bases = Counter(str(s.study.get("revenue_basis") or "not stated") for s in with_roi)
    if len(bases) == 1:
        return (window, "revenue"), []
    if all((window, "net_revenue") in s.returns for s in with_roi):
        return (window, "net_revenue"), []
    return None, [_mixed(("bases of revenue", "Grundlagen des Umsatzes"), bases)]


def dependence(studies: Sequence[Extract]) -> list[Finding]:
    """A warning when studies rest on the same table of sales: their errors are then not independent."""
    shared = [n for sales, n in Counter(study.sales for study in studies).items() if sales and n > 1]
    if not shared:
        return []
    n = sum(shared)
    return [
        note(
            "shared panel", "warn", value=float(n), limit=0.0,
            en=f"{n} of {len(studies)} studies {form(n, 'rests', 'rest')} on the same table of sales as another one.",
            de=f"{n} von {len(studies)} Studien {form(n, 'beruht', 'beruhen')} auf derselben Absatztabelle wie "
            "eine andere.",
            advice_en="Where they share weeks or control regions, errors are related and the intervals too narrow.",
            advice_de="Bei gemeinsamen Wochen oder Kontrollregionen hängen Fehler zusammen, Intervalle sind zu eng.",
        )
    ]  # fmt: skip


def _no_roi() -> Finding:
    return note(
        "portfolio ROI", "warn",
        en="None of the studies has an ROI with an interval.", de="Keine der Studien hat einen ROI mit Intervall.",
        advice_en="State [campaign.spend] in the study files and run them again.",
        advice_de="[campaign.spend] in den Studiendateien angeben und die Studien erneut messen.",
    )  # fmt: skip


def _mixed(words: tuple[str, str], kinds: Counter[str]) -> Finding:
    shown = listing(f"{kind} ({n})" for kind, n in sorted(kinds.items()))
    return note(
        "portfolio ROI", "warn", value=float(len(kinds)), limit=1.0,
        en=f"No median ROI: the studies have {len(kinds)} {words[0]}, {shown}.",
        de=f"Kein Median-ROI: Die Studien haben {len(kinds)} {words[1]}, {shown}.",
        advice_en="Put studies of one kind together, in a portfolio of their own.",
        advice_de="Studien einer Art zu einem eigenen Portfolio zusammenstellen.",
    )  # fmt: skip

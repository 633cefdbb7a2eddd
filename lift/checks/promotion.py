"""Did price and promotion of the promoted SKUs move alike in test and control?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lift.checks.evidence import Evidence
from lift.core.design import Design
from lift.core.finding import Finding, decimal, note, percent
from lift.core.panel import Floats, Panel
from lift.core.prices import Conditions
from lift.core.words import PROMOTED, adjusted_method

MATTERS = {"price": 0.02, "promo": 0.05, "feature": 0.05, "display": 0.05}
"""Smaller differences than these, in the price index or in a share of sales, are never warned about."""
TIMES = 4.0
"""SDs of the same difference between stretches of the history as long as the campaign. Shares of a few promotions have
long tails: at three, 10 % of made panels on which nothing happened warned, at four 2 to 3 % (regions 1 v 1 and 1 v 9 with
frequent promotions, 2 v 6, 3 v 9 and stores; 70 each)."""
NONE_AT_ALL = 0.1
"""A promotion ran in the test only when the control had less of it than this share of the test's."""
NAMES = {
    "price": ("the price", "der Preis"), "promo": ("the share on promotion", "der Aktionsanteil"),
    "feature": ("the share in the leaflet", "der Handzettelanteil"),
    "display": ("the share on display", "der Displayanteil"),
}  # fmt: skip
RISES = {
    "promo": ("on promotion", "in Aktion"),
    "feature": ("in the leaflet", "im Handzettel"),
    "display": ("on display", "im Display"),
}


@dataclass(frozen=True, slots=True)
class Imbalance:
    """One condition's change from before the campaign to the campaign, test less control, in logs or in shares.

    `limit`: what it may be. `only_test`: the test had it during the campaign, the control as good as not at all.
    """

    name: str
    change: float
    limit: float
    only_test: bool

    @property
    def unequal(self) -> bool:
        """Whether it changed by more than it did in history, and by what matters."""
        return abs(self.change) > self.limit


def imbalances(found: Conditions, panel: Panel, design: Design) -> list[Imbalance]:
    """Difference in differences of every condition of the promoted SKUs, with its limit.

    An arm's condition in a period is the mean over its store-SKU pairs with sales, each less its own mean before the
    campaign and weighted by its revenue then. The limit is four SDs of the same difference between history and each of
    its stretches as long as the campaign (at most half of it), and at least what matters.
    """
    test, control = panel.at(design.test), panel.at(design.control)
    pre, campaign = panel.windows.pre.slice, panel.windows.campaign.slice
    gap = _mean(found, found.sums, test) - _mean(found, found.sums, control)
    levels = [_mean(found, found.level, units)[:, campaign] for units in (test, control)]
    out: list[Imbalance] = []
    for j, name in enumerate(found.names):
        before, during = _known(gap[j, pre]), _known(gap[j, campaign])
        if not len(before) or not len(during):
            continue
        change = float(during.mean() - before.mean())
        length = max(1, min(len(during), len(before) // 2))
        blocks = np.convolve(before, np.full(length, 1.0 / length), "valid")
        spread = math.sqrt(float(((blocks - before.mean()) ** 2).mean()))
        here, there = (abs(float(_known(level[j]).mean())) if len(_known(level[j])) else 0.0 for level in levels)
        only = name != "price" and here > MATTERS[name] and there < NONE_AT_ALL * here
        out.append(Imbalance(name, change, max(MATTERS[name], TIMES * spread), only))
    return out


def promotion_unequal(evidence: Evidence) -> list[Finding]:
    """Warn when price, promotion, leaflet or display changed with the campaign in one arm more than in the other.

    Says nothing of sales without such columns, nor of what the study declares part of the campaign.
    """
    if evidence.conditions is None:
        return []
    found = imbalances(evidence.conditions, evidence.main.panel, evidence.main.design)
    return [*([_compared(evidence, found)] if found else []), _read(evidence)]


def _compared(evidence: Evidence, found: Sequence[Imbalance]) -> Finding:
    worst = max(found, key=lambda each: abs(each.change) / each.limit)
    moved = [each for each in found if each.unequal]
    en, de = ("; ".join(words) for words in zip(*(_told(each) for each in moved or found), strict=True))
    alone_en, alone_de = _by_itself(evidence, found) if moved else ("", "")
    only_en, only_de = (
        (" It ran in the test only.", " Das lief nur im Test.")
        if any(each.unequal and each.only_test for each in found)
        else ("", "")
    )
    names = ", ".join(f'"{each.name}"' for each in moved)
    return note(
        "price and promotion", "warn" if moved else "pass", value=worst.change, limit=worst.limit, level="promoted", item=PROMOTED,
        en=f"Promoted SKUs, test less control, campaign less before: {en}; "
           f"{'more' if moved else 'no more'} than such differences usually are.{only_en}{alone_en}",
        de=f"Beworbene Artikel, Test minus Kontrolle, Kampagne minus vorher: {de}; "
           f"{'mehr' if moved else 'nicht mehr'}, als solche Unterschiede sonst betragen.{only_de}{alone_de}",
        advice_en=f"If it was part of the campaign, write [campaign] includes = [{names}]: then what it sold counts as its effect." if moved else "",
        advice_de=f"War es Teil der Kampagne, [campaign] includes = [{names}] eintragen: dann zählt, was es verkaufte, als ihre Wirkung." if moved else "",
    )  # fmt: skip


def _told(one: Imbalance) -> tuple[str, str]:
    """A condition's change and limit: a price in per cent, a share in points."""
    name_en, name_de = NAMES[one.name]
    if one.name == "price":
        value, limit, unit = percent(math.expm1(one.change), sign=True), percent(math.expm1(one.limit)), ("", "")
    else:
        value, limit, unit = decimal(100 * one.change, sign=True), decimal(100 * one.limit), (" points", " Punkte")
    return (
        f"{name_en} {value[0]}{unit[0]} (limit {limit[0]}{unit[0]})",
        f"{name_de} {value[1]}{unit[1]} (Grenze {limit[1]}{unit[1]})",
    )


def _by_itself(evidence: Evidence, found: Sequence[Imbalance]) -> tuple[str, str]:
    """What the difference would sell by itself, by what sales answered to before the campaign."""
    e = evidence.elasticities
    if e is None:
        return "", ""
    promoted = {item.key for item in evidence.main.panel.items if item.level == "sku" and item.promoted}
    used = e.used[[i for i, sku in enumerate(e.skus) if sku in promoted]].mean(axis=0)
    change = {each.name: each.change for each in found}
    alone = percent(
        math.expm1(sum(float(b) * change.get(name, 0.0) for name, b in zip(e.covariates, used, strict=True)))
    )
    return (
        f" By how sales responded to it before, that alone makes {alone[0]} of uplift.",
        f" Nach dem, wie der Absatz zuvor darauf reagierte, macht das allein {alone[1]} Uplift.",
    )


def _read(evidence: Evidence) -> Finding:
    """Say which sales the result is read from."""
    e = evidence.elasticities
    if e is None:
        return note(
            "price and promotion", "pass",
            en="Price and promotion did not differ between stores before the campaign, so sales cannot be adjusted for them.",
            de="Preis und Aktionen unterschieden sich vor der Kampagne nicht zwischen Märkten; die Verkäufe lassen sich nicht bereinigen.",
        )  # fmt: skip
    answers = [_answer(n, float(b)) for n, b in zip(e.covariates, e.pooled, strict=True)]
    en, de = (", ".join(words) for words in zip(*answers, strict=True))
    plain = not adjusted_method(evidence.account.method)
    return note(
        "price and promotion", "pass",
        en=f"The result is read from sales {'as they are, not ' if plain else ''}adjusted for price and promotion; the other side stands "
           f"beside it. How sales responded before the campaign: {en}.",
        de=f"Das Ergebnis liest sich aus {'unbereinigten' if plain else 'um Preis und Aktionen bereinigten'} Verkäufen; die andere Seite steht "
           f"daneben. Wie der Absatz vor der Kampagne reagierte: {de}.",
    )  # fmt: skip


def _answer(name: str, b: float) -> tuple[str, str]:
    """What units answered to, over all SKUs: an elasticity, or the rise with a flag."""
    if name == "price":
        said = decimal(b, 2)
        return f"price elasticity {said[0]}", f"Preiselastizität {said[1]}"
    (rise_en, rise_de), (en, de) = percent(math.expm1(b), sign=True), RISES[name]
    return f"{en} {rise_en} units", f"{de} {rise_de} Absatz"


def _mean(found: Conditions, sums: Floats, units: np.ndarray) -> Floats:
    """Mean over the pairs of some units by period [J, T]; NaN where none of them sold."""
    weight = found.weight[units].sum(axis=0)
    return np.divide(sums[:, units].sum(axis=1), weight, out=np.full(sums[:, 0].shape, np.nan), where=weight > 0)


def _known(values: Floats) -> Floats:
    return values[np.isfinite(values)]

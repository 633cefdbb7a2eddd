"""Did stores of one arm start or stop selling a promoted SKU more than those of the other?"""

import math
from collections.abc import Mapping
from typing import Any

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, form, note
from lift.core.words import MAX_ZERO_RUN

MATTERS = 0.05
"""Share of an arm's stores by which the two may differ in any case, in stores that started less those that stopped."""
TIMES = 3.0
"""And by as many SDs as such a difference has by chance, when each store moves by itself and as often in both arms."""


def listing_moved(evidence: Evidence) -> list[Finding]:
    """Warn where listing moved in one arm more than in the other during the campaign; count the stores in any case.

    Launched SKUs have a check of their own. A listing that a campaign has won is its effect, one that was decided
    without it is not; sales cannot tell which. Nothing is said of a campaign too short to tell a store that stopped
    from one that sold nothing for a while.
    """
    panel = evidence.main.panel
    if len(panel.windows.campaign) <= MAX_ZERO_RUN[panel.frequency]:
        return []
    launched = {i.key for i in panel.items if i.launch}
    old = [r for r in evidence.listings if r["window"] == "campaign" and r["item"] not in launched]
    before = {r["item"]: r for r in evidence.listings if r["window"] == "pre"}
    if not old:
        return []
    moved = {row["item"]: _moved(row, before[row["item"]]) for row in old}
    worst = max(moved, key=lambda item: abs(moved[item][0]) / moved[item][1])
    row, (change, limit) = next(r for r in old if r["item"] == worst), moved[worst]
    counts = [int(row[f"{what}_{arm}"]) for arm in ("test", "control") for what in ("started", "stopped")]
    unequal = abs(change) > limit
    return [
        note(
            "listing", "warn" if unequal else "pass", value=change, limit=limit, level="sku", item=worst,
            en=f"During the campaign, {counts[0]} test {form(counts[0], 'store', 'stores')} started and {counts[1]} stopped selling SKU {worst}, in the control "
               f"{counts[2]} and {counts[3]}: {'more' if unequal else 'no more'} difference than {limit:.0%} of the stores. "
               f"{'' if len(moved) == 1 else 'Of all promoted SKUs it moved most.'}".rstrip(),
            de=f"Während der Kampagne {form(counts[0], 'begann', 'begannen')} {counts[0]} {form(counts[0], 'Testmarkt', 'Testmärkte')}, Artikel {worst} zu verkaufen, {counts[1]} {form(counts[1], 'hörte', 'hörten')} auf; in der "
               f"Kontrolle {counts[2]} und {counts[3]}. Das ist {'mehr' if unequal else 'nicht mehr'} Unterschied als "
               f"{100 * limit:.0f}\N{NO-BREAK SPACE}% der Märkte. {'' if len(moved) == 1 else 'Kein beworbener Artikel bewegte sich mehr.'}".rstrip(),
            advice_en="If the campaign won these listings, they are its effect; if they were decided without it, they are not: read "
                      "distribution and rate of sale apart." if unequal else "",
            advice_de="Hat die Kampagne diese Listungen gewonnen, gehören sie zu ihrer Wirkung; sonst nicht: Distribution und Abverkauf "
                      "getrennt lesen." if unequal else "",
        )
    ]  # fmt: skip


def _moved(row: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[float, float]:
    """Stores that started less those that stopped, as a share, test less control; and what that may be."""
    size = {arm: max(before[f"stores_{arm}"], 1) for arm in ("test", "control")}
    net = {arm: (row[f"started_{arm}"] - row[f"stopped_{arm}"]) / size[arm] for arm in size}
    often = sum(row[f"{what}_{arm}"] for arm in size for what in ("started", "stopped")) / sum(size.values())
    chance = math.sqrt(often * sum(1.0 / count for count in size.values()))
    return net["test"] - net["control"], max(MATTERS, TIMES * chance)

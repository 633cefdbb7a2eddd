"""The long tail of a category: SKUs beyond a fixed number get no row of their own, their sales stay in every sum."""

from collections.abc import Mapping

import numpy as np

from lift.core.finding import Finding, note
from lift.core.panel import Item
from lift.core.words import REST
from lift.data.bits import unpack
from lift.data.source import Source

MOST_SKUS = 5_000
"""So many SKUs beside the promoted ones are measured one by one at most."""


def detail_of(source: Source) -> tuple[tuple[Item, ...], Mapping[str, str]]:
    """Return the items of the other SKUs, and the segment of each SKU.

    Up to `MOST_SKUS` every SKU is an item. Beyond, those with the most store-periods of sales before the campaign are,
    and what is left of a brand is one item "(rest)" without a row of its own: what the campaign did cannot choose.
    """
    details = source.details
    if len(details) <= MOST_SKUS:
        return details, {item.key: item.members[0] for item in details}
    names = np.array([item.key for item in details], dtype=object)
    sold = _selling(source, names)
    kept = np.zeros(len(names), dtype=bool)
    kept[np.argsort(-sold, kind="stable")[:MOST_SKUS]] = True
    items = [item for item, stays in zip(details, kept, strict=True) if stays]
    segment_of = {item.key: item.members[0] for item in items}
    tails: dict[str, str] = {}
    for item, stays in zip(details, kept, strict=True):
        if not stays:
            segment_of[item.key] = tails.setdefault(str(item.parent), f"tail:{item.parent}")
    rests = tuple(Item("sku", REST, brand, (segment,), row=False) for brand, segment in sorted(tails.items()))
    return (*items, *rests), segment_of


def _selling(source: Source, names: np.ndarray) -> np.ndarray:
    """Store-periods with sales in the pre window, by SKU; `names` are sorted."""
    totals, windows = source.totals, source.windows
    periods = unpack(totals.there.sold, windows.pre.stop)[:, windows.pre.slice].sum(axis=1)
    at = {name: i for i, name in enumerate(names.tolist())}
    place = totals.there.by_sku(at)
    inside = place >= 0
    return np.bincount(place[inside], weights=periods[inside], minlength=len(names))


def tail_note(source: Source) -> tuple[Finding, ...]:
    """Say how many SKUs have no row of their own because there are too many; nothing where there are not."""
    over = len(source.details) - MOST_SKUS
    if over <= 0:
        return ()
    en, de = f"{over:,}", f"{over:,}".replace(",", ".")
    most_en, most_de = f"{MOST_SKUS:,}", f"{MOST_SKUS:,}".replace(",", ".")
    return (
        note(
            "many SKUs", "warn", value=over, limit=MOST_SKUS,
            en=f"{en} SKUs beside the promoted ones, those that sold in the fewest stores and periods, have no row of "
            f"their own: {most_en} are measured one by one. Their sales are in their brand's (rest) and in every sum.",
            de=f"{de} nicht beworbene Artikel, die in den wenigsten Märkten und Perioden verkauft wurden, haben keine "
            f"eigene Zeile: einzeln gemessen werden {most_de}. Ihre Verkäufe stehen im (Rest) ihrer Marke und in "
            "jeder Summe.",
            advice_en="If one of them matters, name it among the promoted SKUs or give fewer SKUs.",
            advice_de="Kommt es auf einen davon an, bitte weniger Artikel übergeben.",
        ),
    )  # fmt: skip

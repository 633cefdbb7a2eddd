"""Which SKUs the campaign promoted: the SKUs or the brand named in the study, found among the products."""

from dataclasses import dataclass

import pandas as pd

from lift.core.errors import StudyError, listing, nearest
from lift.core.finding import form
from lift.core.spec import CampaignSpec


@dataclass(frozen=True, slots=True)
class Promotion:
    """Promoted SKUs and those of them that were launched (no sales before the start), both sorted."""

    promoted: tuple[str, ...]
    launch: tuple[str, ...]


def resolve(
    campaign: CampaignSpec, products: pd.DataFrame, sold: frozenset[str], sold_before: frozenset[str]
) -> Promotion:
    """Find the promoted SKUs among `products` (sku, brand, category, brand_name).

    `sold` are SKUs with sales in the periods of the study, `sold_before` those with sales before the campaign. Launch
    SKUs belong to the promoted ones whether they are named there too or not. SKUs of a promoted brand that sold
    nothing in the periods are left out; those that came up after the start belong to the promoted set, but are too new
    to be measured by themselves. Raises StudyError for unknown names, for promoted SKUs that sold nothing
    before the start and are not under `launch`, and for launch SKUs that did.
    """
    known = frozenset(products["sku"])
    launch = frozenset(campaign.launch)
    named = frozenset(campaign.skus) | launch
    unknown = sorted(named - known)
    if unknown:
        raise StudyError(
            f"[campaign] {len(unknown)} of {len(named)} promoted SKUs {form(len(unknown), 'is', 'are')} not in the "
            f"data: {listing(unknown)}{nearest(unknown[0], sorted(known))}; correct skus or launch"
        )
    if campaign.brand is not None:
        named |= _of_brand(campaign.brand, products) & (sold | launch)
        if not named:
            raise StudyError(
                f"[campaign] brand {campaign.brand!r} has no sales in the periods of the study; correct it"
            )
    if not named:
        raise StudyError('[campaign] names no promoted SKU: give skus = [...] or brand = "..."')
    early = sorted(launch & sold_before)
    if early:
        raise StudyError(
            f"[campaign] {len(early)} launch {form(len(early), 'SKU', 'SKUs')} sold before the campaign's start "
            f"({campaign.start}): {listing(early)}; take them out of launch, they are measured like any other"
        )
    late = sorted(frozenset(campaign.skus) - launch - sold_before)
    if late:
        raise StudyError(
            f"[campaign] {len(late)} of {len(named)} promoted SKUs {form(len(late), 'has', 'have')} no sales before "
            f"the campaign's start ({campaign.start}) in stores that take part: {listing(late)}; list them under "
            "launch if they were new, else correct skus"
        )
    return Promotion(tuple(sorted(named)), tuple(sorted(launch)))


def _of_brand(brand: str, products: pd.DataFrame) -> frozenset[str]:
    """Return the SKUs of a brand, by its name in the data or by the name of its item ("brand / category")."""
    names = zip(products["sku"], products["brand_name"], products["brand"], strict=True)
    found = frozenset(sku for sku, name, item in names if brand in {name, item})
    if not found:
        known = sorted({*products["brand_name"], *products["brand"]})
        raise StudyError(f"[campaign] brand {brand!r} is not in the data{nearest(brand, known)}; correct brand")
    return found

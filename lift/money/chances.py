"""How likely the headline's return lies above a threshold, any threshold."""

from collections.abc import Mapping, Sequence
from typing import Any

from lift.core.spec import CampaignSpec
from lift.money.prices import BASES, price_chain
from lift.money.roi import RevenueBasis, headline_row, spend_in_test

USUAL = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
"""Returns per unit of spend that are asked about in any case; 1 is break-even."""


def chances(
    effects: Sequence[Mapping[str, Any]],
    campaign: CampaignSpec,
    revenue_basis: RevenueBasis,
    promoted_brands: Sequence[str],
) -> list[dict[str, Any]]:
    """P(return > threshold) of the headline by price basis, from the law behind its interval.

    ``P(incremental x worth / spend > t) = P(incremental > t x spend / worth)``. Thresholds are the usual ones and the
    study's. [] without spend or without a valid headline.
    """
    row = headline_row(effects, promoted_brands)
    if campaign.spend is None or row is None:
        return []
    chain, paid = price_chain(campaign, revenue_basis), spend_in_test(campaign.spend)
    asked = sorted({*USUAL, *campaign.spend.thresholds})
    worth = [(basis, chain.factor(basis)) for basis in BASES]
    return [
        {"basis": basis, "threshold": threshold, "chance": row["chance"](threshold * paid / each)}
        for basis, each in worth
        if each is not None
        for threshold in asked
    ]

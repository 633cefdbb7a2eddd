"""Effect and spend -> euro per euro, by item, window and price basis.

ROI per euro = incremental revenue in the test region / spend in the test region; break-even at 1. It is the house
convention of German sales-effect studies, not (gain - cost) / cost. Profit ROI = per euro on the margin basis - 1.
"""

from collections.abc import Callable, Mapping, Sequence
from math import isnan
from typing import Any, Literal

from lift.core.spec import CampaignSpec, SpendSpec
from lift.core.words import PROMOTED_BRANDS, RoiStatus
from lift.money.prices import BASES, Basis, PriceChain, price_chain

BREAK_EVEN = 1.0

RevenueBasis = Literal["gross", "net"] | None


def spend_in_test(spend: SpendSpec) -> float:
    """Return what was spent on the test units: the total, or the stated share of a national spend."""
    return spend.total if spend.scope == "test" else spend.total * (spend.share_in_test or 0.0)


def headline_item(promoted_brands: Sequence[str]) -> str:
    """Return the item of the headline: the promoted brand, or the sum of them when there are several."""
    return promoted_brands[0] if len(promoted_brands) == 1 else PROMOTED_BRANDS


def headline_window(effects: Sequence[Mapping[str, Any]]) -> str:
    """Return the window of the headline: campaign and after-effect together where the study has both."""
    return "total" if any(row["window"] == "total" for row in effects) else "campaign"


def headline_row(
    effects: Sequence[Mapping[str, Any]], promoted_brands: Sequence[str], metric: str = "revenue"
) -> Mapping[str, Any] | None:
    """Return the effects row of the headline's item and window; None where it is missing or has no increment."""
    wanted = ("brand", headline_item(promoted_brands), headline_window(effects), metric)
    found = (r for r in effects if (r["level"], r["item"], r["window"], r["metric"]) == wanted)
    return next((r for r in found if known(r["incremental"]) is not None), None)


def known(value: float | None) -> float | None:
    """Return a number of an effects row; None when it is missing, written as None or as NaN."""
    return None if value is None or isnan(value) else value


def roi_rows(
    effects: Sequence[Mapping[str, Any]],
    campaign: CampaignSpec,
    revenue_basis: RevenueBasis,
    promoted_brands: Sequence[str],
) -> list[dict[str, Any]]:
    """Return one mapping for each item, window and price basis, in the order of the effects; [] without spend.

    `effects` are effects rows as mappings, each with a further entry `chance`: a function that gives the
    probability that the row's incremental sales exceed an amount, read from the same distribution as the interval.
    Rows of other metrics, of SKUs and of brands that were not promoted have no ROI. Interval ends are those of the
    incremental revenue; `status` is "earned" when the lower one reaches break-even, "not_earned" when the upper one
    stays below, else "open". Pass no rows at all for an invalid test: it has no ROI.
    """
    if campaign.spend is None:
        return []
    chain, paid = price_chain(campaign, revenue_basis), spend_in_test(campaign.spend)
    headline = ("brand", headline_item(promoted_brands), "revenue", headline_window(effects))
    brands = {*promoted_brands, headline[1]}
    return [
        _entry(row, basis, factor, paid, headline)
        for row in effects
        if row["metric"] == "revenue" and known(row["incremental"]) is not None and _has_roi(row, brands)
        for basis, factor in _factors(chain)
    ]


def _has_roi(row: Mapping[str, Any], brands: set[str]) -> bool:
    return row["level"] in {"promoted", "category"} or (row["level"] == "brand" and row["item"] in brands)


def _factors(chain: PriceChain) -> list[tuple[Basis, float]]:
    found: list[tuple[Basis, float]] = []
    for basis in BASES:
        factor = chain.factor(basis)
        if factor is not None:
            found.append((basis, factor))
    return found


def _entry(
    row: Mapping[str, Any], basis: Basis, factor: float, spend: float, headline: tuple[str, str, str, str]
) -> dict[str, Any]:
    chance: Callable[[float], float | None] = row["chance"]
    per_euro = row["incremental"] * factor / spend
    low, high = (None if end is None else end * factor / spend for end in _ends(row))
    return {
        "level": row["level"],
        "item": row["item"],
        "basis": basis,
        "window": row["window"],
        "incremental": row["incremental"] * factor,
        "spend": spend,
        "per_euro": per_euro,
        "low": low,
        "high": high,
        "break_even": BREAK_EVEN,
        "chance_above_break_even": chance(BREAK_EVEN * spend / factor),
        "profit_roi": per_euro - BREAK_EVEN if basis == "margin" else None,
        "status": roi_status(low, high),
        "headline": (row["level"], row["item"], basis, row["window"]) == headline,
    }


def _ends(row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    return known(row["incremental_low"]), known(row["incremental_high"])


def roi_status(low: float | None, high: float | None) -> RoiStatus:
    """Return whether an interval of a return says that the spend was earned back."""
    if low is not None and low >= BREAK_EVEN:
        return "earned"
    return "not_earned" if high is not None and high < BREAK_EVEN else "open"

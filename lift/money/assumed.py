"""The headline under assumptions: in the whole market (roll-out), and with what comes later (scenarios).

Neither is measured, so neither is in `roi`: they stand apart, each with the assumption that it rests on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lift.core.spec import CampaignSpec, RolloutSpec, ScenarioSpec
from lift.money.prices import BASES, price_chain
from lift.money.roi import BREAK_EVEN, RevenueBasis, headline_row, known, roi_status, spend_in_test
from lift.money.scaled import Factor, Scaled, scaled

Row = Mapping[str, Any]


def rollout(
    effects: Sequence[Row],
    campaign: CampaignSpec,
    revenue_basis: RevenueBasis,
    promoted_brands: Sequence[str],
    plan: RolloutSpec | None,
) -> dict[str, Any] | None:
    """The headline in the whole market: ``measured / share_in_test x transfer``, a row for each price basis.

    The spend is that of the roll-out, else a national campaign spend; without one there is no return. The interval
    carries the measured effect's and the transfer's uncertainty; the share is taken as it is stated. None without a
    roll-out or without a valid headline.
    """
    row = headline_row(effects, promoted_brands)
    if plan is None or row is None:
        return None
    ends = (None if end is None else end / plan.share_in_test for end in (plan.transfer_low, plan.transfer_high))
    factor = Factor(plan.transfer / plan.share_in_test, *ends)
    spend = plan.spend
    if spend is None and campaign.spend is not None and campaign.spend.scope == "national":
        spend = campaign.spend.total
    return {**asdict(plan), "spend": spend, "rows": _rows(row, campaign, revenue_basis, factor, spend)}


def scenarios(
    effects: Sequence[Row],
    campaign: CampaignSpec,
    revenue_basis: RevenueBasis,
    promoted_brands: Sequence[str],
    assumed: Sequence[ScenarioSpec],
) -> list[dict[str, Any]]:
    """The headline times each long-term multiplier, a row for each price basis; [] without a valid headline."""
    row = headline_row(effects, promoted_brands)
    if row is None:
        return []
    spend = None if campaign.spend is None else spend_in_test(campaign.spend)
    return [
        {
            **asdict(one),
            "rows": _rows(
                row, campaign, revenue_basis, Factor(one.multiplier, one.multiplier_low, one.multiplier_high), spend
            ),
        }
        for one in assumed
    ]


def _rows(
    row: Row, campaign: CampaignSpec, revenue_basis: RevenueBasis, factor: Factor, spend: float | None
) -> list[dict[str, Any]]:
    ends = (known(row["incremental_low"]), known(row["incremental_high"]))
    found = scaled(row["incremental"], ends, row["chance"], factor, row["confidence"])
    chain = price_chain(campaign, revenue_basis)
    worth = [(basis, chain.factor(basis)) for basis in BASES]
    return [_row(row, basis, each, found, spend) for basis, each in worth if each is not None]


def _row(row: Row, basis: str, worth: float, found: Scaled, spend: float | None) -> dict[str, Any]:
    amounts = [None if amount is None else amount * worth for amount in (found.value, found.low, found.high)]
    per_euro, low, high = (None if amount is None or spend is None else amount / spend for amount in amounts)
    return {
        "level": row["level"], "item": row["item"], "window": row["window"], "basis": basis,
        "incremental": amounts[0], "incremental_low": amounts[1], "incremental_high": amounts[2],
        "spend": spend, "per_euro": per_euro, "low": low, "high": high,
        "chance_above_break_even": None if spend is None else found.chance(BREAK_EVEN * spend / worth),
        "profit_roi": per_euro - BREAK_EVEN if basis == "margin" and per_euro is not None else None,
        "status": None if spend is None else roi_status(low, high),
    }  # fmt: skip

"""The money side of a study in one mapping: the spend, what a unit of effect cost, the margin that would pay for it."""

from collections.abc import Mapping, Sequence
from typing import Any

from lift.core.spec import CampaignSpec
from lift.money.prices import price_chain
from lift.money.roi import RevenueBasis, headline_item, headline_row, headline_window, known, spend_in_test


def money(
    effects: Sequence[Mapping[str, Any]],
    campaign: CampaignSpec,
    revenue_basis: RevenueBasis,
    promoted_brands: Sequence[str],
    coverage: float | None = None,
) -> dict[str, Any]:
    """Return the `money` of a result.

    Spend and its terms, the price chain step by step, and for the headline's item and window: the break-even margin
    (spend / incremental revenue on the base that a margin is a share of), the spend per incremental unit and per
    incremental unit of revenue, and the projection of the measured increment to the whole test region with `coverage`,
    the stated share of its turnover that the measured stores hold; an assumption, kept apart. `cost_per` is total
    spend / activity. Without spend, or without positive increment, the costs are None. Pass no effects for an
    invalid test.
    """
    chain, spend = price_chain(campaign, revenue_basis), campaign.spend
    paid = None if spend is None else spend_in_test(spend)
    revenue, units = (_increment(effects, promoted_brands, metric) for metric in ("revenue", "units"))
    base, factor = chain.margin_base()
    return {
        "spend": None if spend is None else spend.total,
        "spend_in_test": paid,
        "scope": None if spend is None else spend.scope,
        "share_in_test": None if spend is None else spend.share_in_test,
        "basis": None if spend is None else spend.basis,
        "items": {} if spend is None else dict(spend.items),
        "revenue_basis": revenue_basis,
        "vat": campaign.vat,
        "retail_margin": campaign.retail_margin,
        "margin": campaign.margin,
        "chain": [{"step": step.step, "label": dict(step.label), "factor": step.factor} for step in chain.steps],
        "headline": {"level": "brand", "item": headline_item(promoted_brands), "window": headline_window(effects)},
        "break_even_margin": _per(paid, None if revenue is None else revenue * factor),
        "break_even_margin_base": base,
        "cost_per_incremental_unit": _per(paid, units),
        "cost_per_incremental_euro": _per(paid, revenue),
        "cost_per": {name: _per(None if spend is None else spend.total, n) for name, n in campaign.activity.items()},
        "projection": _projection(headline_row(effects, promoted_brands), paid, coverage),
    }


def _increment(effects: Sequence[Mapping[str, Any]], promoted_brands: Sequence[str], metric: str) -> float | None:
    row = headline_row(effects, promoted_brands, metric)
    return None if row is None else row["incremental"]


def _per(spend: float | None, amount: float | None) -> float | None:
    return None if spend is None or amount is None or amount <= 0 else spend / amount


def _projection(row: Mapping[str, Any] | None, spend: float | None, coverage: float | None) -> dict[str, Any] | None:
    """Everything measured over the coverage, which is taken as it is stated; ends are None where they are not known."""
    if coverage is None or row is None:
        return None
    ends = (known(row[f"incremental{end}"]) for end in ("", "_low", "_high"))
    amounts = [None if amount is None else amount / coverage for amount in ends]
    returns = [None if amount is None or spend is None else amount / spend for amount in amounts]
    return {
        "coverage": coverage,
        **dict(zip(("incremental", "incremental_low", "incremental_high"), amounts, strict=True)),
        **dict(zip(("per_euro", "low", "high"), returns, strict=True)),
    }

"""Euro per euro, worked by hand."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lift.core.spec import CampaignSpec, SpendSpec
from lift.money import money, roi_rows, spend_in_test

PLAIN = CampaignSpec(start=date(2025, 3, 3), end=date(2025, 4, 27))
FULL = replace(PLAIN, vat=0.25, retail_margin=0.25, margin=0.5, spend=SpendSpec(100.0, {"fees": 60.0, "post": 40.0}))


def above(low: float, high: float) -> Callable[[float], float]:
    """The chance of more than a threshold when all amounts between two are equally likely."""
    return lambda threshold: min(1.0, max(0.0, (high - threshold) / (high - low)))


def effect(**values: Any) -> dict[str, Any]:
    row = {
        "level": "brand", "item": "Salsa Sol", "window": "campaign", "metric": "revenue",
        "incremental": 400.0, "incremental_low": 200.0, "incremental_high": 600.0, **values,
    }  # fmt: skip
    return {"chance": above(row["incremental_low"] or 0, row["incremental_high"] or 1), **row}


def only(rows: list[dict[str, Any]], **values: object) -> dict[str, Any]:
    found = [row for row in rows if all(row[name] == value for name, value in values.items())]
    assert len(found) == 1, found
    return found[0]


def rows(
    effects: list[Mapping[str, Any]], campaign: CampaignSpec = FULL, brands: tuple[str, ...] = ("Salsa Sol",)
) -> list:
    return roi_rows(effects, campaign, "gross", brands)


def test_every_basis_of_one_row() -> None:
    # 400 gross -> 320 net -> 240 manufacturer -> 120 margin, for 100 spent
    found = rows([effect()])
    assert [row["basis"] for row in found] == ["revenue", "net_revenue", "margin"]
    for basis, factor, chance, profit, status in (
        ("revenue", 1.0, 1.0, None, "earned"),
        ("net_revenue", 0.8, 1.0, None, "earned"),
        ("margin", 0.3, (600 - 100 / 0.3) / 400, 0.2, "open"),
    ):
        row = only(found, basis=basis)
        assert row["incremental"] == pytest.approx(400 * factor)
        assert row["per_euro"] == pytest.approx(4 * factor)
        assert (row["low"], row["high"]) == (pytest.approx(2 * factor), pytest.approx(6 * factor))
        assert row["chance_above_break_even"] == pytest.approx(chance)
        assert row["profit_roi"] == (None if profit is None else pytest.approx(profit))
        assert (row["status"], row["spend"], row["break_even"]) == (status, 100.0, 1.0)


@pytest.mark.parametrize(
    ("low", "high", "status"),
    [
        (100.0, 300.0, "earned"),
        (99.9, 300.0, "open"),
        (-50.0, 100.0, "open"),
        (-50.0, 99.9, "not_earned"),
        (None, None, "open"),
    ],
)
def test_status(low: float | None, high: float | None, status: str) -> None:
    campaign = replace(PLAIN, spend=SpendSpec(100.0))
    row = only(rows([effect(incremental_low=low, incremental_high=high)], campaign), basis="revenue")
    assert row["status"] == status


def test_a_negative_effect_costs_on_top() -> None:
    row = only(rows([effect(incremental=-50.0, incremental_low=-90.0, incremental_high=-10.0)]), basis="margin")
    assert row["per_euro"] == pytest.approx(-0.15)
    assert row["profit_roi"] == pytest.approx(-1.15)
    assert row["chance_above_break_even"] == 0.0


def test_national_spend_counts_by_its_share() -> None:
    spend = SpendSpec(1000.0, scope="national", share_in_test=0.1)
    assert spend_in_test(spend) == 100.0
    assert only(rows([effect()], replace(PLAIN, spend=spend)), basis="revenue")["per_euro"] == 4.0


def test_which_rows_have_an_roi() -> None:
    effects = [
        effect(level="sku", item="1"),
        effect(level="promoted", item="promoted"),
        effect(level="brand", item="(rest)"),
        effect(level="brand", item="Rival"),
        effect(level="brand"),
        effect(level="brand", metric="units"),
        effect(level="category", item="Salsa"),
        effect(level="category", item="Dips", incremental=None, incremental_low=None, incremental_high=None),
        effect(level="category", item="Chips", incremental=float("nan")),
    ]
    found = [(row["level"], row["item"]) for row in rows(effects, replace(PLAIN, spend=SpendSpec(1.0)))]
    assert found == [("promoted", "promoted"), ("brand", "Salsa Sol"), ("category", "Salsa")]


def test_without_spend_there_is_no_roi() -> None:
    assert rows([effect()], PLAIN) == []


def test_the_headline_is_the_promoted_brand_over_the_campaign() -> None:
    found = rows([effect(level="promoted", item="promoted"), effect(), effect(level="category", item="Salsa")])
    assert [(row["item"], row["basis"]) for row in found if row["headline"]] == [("Salsa Sol", "revenue")]


def test_the_headline_is_the_total_where_there_is_an_after_window() -> None:
    found = rows([effect(window=window) for window in ("campaign", "after", "total")])
    assert [(row["window"], row["basis"]) for row in found if row["headline"]] == [("total", "revenue")]


def test_the_headline_of_several_brands_is_their_sum() -> None:
    effects = [effect(item="A"), effect(item="B"), effect(item="(promoted brands)")]
    found = rows(effects, brands=("A", "B"))
    assert len(found) == 9
    assert [row["item"] for row in found if row["headline"]] == ["(promoted brands)"]


def test_the_account() -> None:
    effects = [effect(), effect(metric="units", incremental=80.0)]
    campaign = replace(FULL, activity={"creators": 20.0, "posts": 0.0})
    account = money(effects, campaign, "gross", ("Salsa Sol",), coverage=0.4)
    assert (account["spend"], account["spend_in_test"], account["scope"], account["share_in_test"]) == (
        100,
        100,
        "test",
        None,
    )
    assert account["items"] == {"fees": 60.0, "post": 40.0}
    assert (account["vat"], account["retail_margin"], account["margin"]) == (0.25, 0.25, 0.5)
    assert [step["step"] for step in account["chain"]] == ["revenue", "net", "manufacturer", "margin"]
    assert account["headline"] == {"level": "brand", "item": "Salsa Sol", "window": "campaign"}
    assert account["break_even_margin"] == pytest.approx(100 / 240)
    assert account["break_even_margin_base"] == "manufacturer"
    assert account["cost_per_incremental_unit"] == pytest.approx(1.25)
    assert account["cost_per_incremental_euro"] == pytest.approx(0.25)
    assert account["cost_per"] == {"creators": 5.0, "posts": None}
    assert account["projection"] == {
        "coverage": 0.4, "incremental": 1000.0, "incremental_low": 500.0, "incremental_high": 1500.0,
        "per_euro": 10.0, "low": 5.0, "high": 15.0,
    }  # fmt: skip


def test_the_margin_that_breaks_even_earns_its_spend() -> None:
    account = money([effect()], FULL, "gross", ("Salsa Sol",))
    again = replace(FULL, margin=account["break_even_margin"])
    row = only(rows([effect()], again), basis="margin")
    assert row["profit_roi"] == pytest.approx(0.0)


@pytest.mark.parametrize("increment", [0.0, -5.0, None, float("nan")])
def test_no_increment_has_no_cost(increment: float | None) -> None:
    account = money([effect(incremental=increment)], FULL, "gross", ("Salsa Sol",))
    assert account["break_even_margin"] is None
    assert account["cost_per_incremental_euro"] is None
    assert account["cost_per_incremental_unit"] is None


def test_an_account_without_spend_or_effects() -> None:
    account = money([], PLAIN, None, ("Salsa Sol",), coverage=0.4)
    assert account["spend"] is None
    assert account["items"] == {}
    assert account["projection"] is None
    assert [step["factor"] for step in account["chain"]] == [1.0]

"""Roll-out, scenarios and chances: hand-computed, and the mixing of two uncertainties against draws."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from lift.core.spec import CampaignSpec, RolloutSpec, ScenarioSpec, SpendSpec
from lift.inference.outcome import Outcome
from lift.money import chances, rollout, scenarios
from lift.money.scaled import Factor, scaled

SPENT = CampaignSpec(
    start=date(2025, 3, 3), end=date(2025, 4, 27), vat=0.25, retail_margin=0.25, margin=0.5, spend=SpendSpec(100.0)
)
BRANDS = ("Salsa Sol",)


def row(**values: Any) -> dict[str, Any]:
    """400 (200 to 600), all amounts between equally likely; at the study's confidence of 0.5, 300 to 500."""
    return {
        "level": "brand", "item": "Salsa Sol", "window": "campaign", "metric": "revenue", "confidence": 0.5,
        "incremental": 400.0, "incremental_low": 300.0, "incremental_high": 500.0,
        "chance": lambda amount: float(np.clip((600.0 - amount) / 400.0, 0.0, 1.0)), **values,
    }  # fmt: skip


def test_a_rollout_by_hand() -> None:
    # 400 / 0.1 x 0.5 = 2,000 at shelf prices; x 0.8 net; x 0.75 x 0.5 = 600 margin; for 1,000 spent
    plan = RolloutSpec(0.1, "Germany", spend=1000.0, transfer=0.5)
    found = rollout([row()], SPENT, "gross", BRANDS, plan)
    assert found is not None
    assert (found["name"], found["spend"], found["transfer_low"]) == ("Germany", 1000.0, None)
    by_basis = {r["basis"]: r for r in found["rows"]}
    for basis, worth in (("revenue", 1.0), ("net_revenue", 0.8), ("margin", 0.3)):
        told = by_basis[basis]
        wanted = [2000.0 * worth, 1500.0 * worth, 2500.0 * worth]
        assert [told[f"incremental{end}"] for end in ("", "_low", "_high")] == pytest.approx(wanted)
        assert [told[end] for end in ("per_euro", "low", "high")] == pytest.approx([w / 1000.0 for w in wanted])
    assert by_basis["revenue"]["status"] == "earned"
    assert by_basis["margin"]["status"] == "not_earned"
    assert by_basis["margin"]["profit_roi"] == pytest.approx(-0.4)
    # margin breaks even at 1,000 / 0.3 = 3,333 in the market, 666.7 in the test: beyond all that is possible
    assert by_basis["margin"]["chance_above_break_even"] == 0.0
    assert by_basis["net_revenue"]["chance_above_break_even"] == pytest.approx((600.0 - 250.0) / 400.0)


def test_a_national_spend_is_that_of_the_rollout_and_a_test_spend_is_not() -> None:
    national = replace(SPENT, spend=SpendSpec(1000.0, scope="national", share_in_test=0.2))
    told = rollout([row()], national, "gross", BRANDS, RolloutSpec(0.2))
    assert told is not None
    assert told["rows"][0]["per_euro"] == pytest.approx(2.0)
    told = rollout([row()], SPENT, "gross", BRANDS, RolloutSpec(0.2))
    assert told is not None
    assert (told["spend"], told["rows"][0]["per_euro"], told["rows"][0]["status"]) == (None, None, None)
    assert told["rows"][0]["incremental"] == pytest.approx(2000.0)


def test_scenarios_by_hand() -> None:
    plain, ranged = scenarios(
        [row()], SPENT, "gross", BRANDS,
        [ScenarioSpec("a", 2.0, "study A"), ScenarioSpec("b", 2.0, "study B", 1.5, 2.5)],
    )  # fmt: skip
    assert [plain["rows"][0][key] for key in ("incremental", "per_euro", "low", "high")] == [800.0, 8.0, 6.0, 10.0]
    first = ranged["rows"][0]
    assert first["per_euro"] == 8.0
    assert first["low"] < 6.0 < 10.0 < first["high"]
    assert (ranged["source"], ranged["multiplier_low"]) == ("study B", 1.5)


def test_without_a_valid_headline_nothing_is_assumed() -> None:
    assert rollout([], SPENT, "gross", BRANDS, RolloutSpec(0.1)) is None
    assert rollout([row()], SPENT, "gross", BRANDS, None) is None
    assert scenarios([row(incremental=None)], SPENT, "gross", BRANDS, [ScenarioSpec("a", 2.0, "A")]) == []


def test_an_effect_without_law_keeps_its_point_alone() -> None:
    launch = row(incremental_low=None, incremental_high=None, chance=lambda _: None)
    told = rollout([launch], SPENT, "gross", BRANDS, RolloutSpec(0.1, spend=10.0, transfer_low=0.5, transfer_high=2.0))
    assert told is not None
    first = told["rows"][0]
    assert first["incremental"] == pytest.approx(4000.0)
    assert (first["low"], first["high"], first["chance_above_break_even"], first["status"]) == (
        None,
        None,
        None,
        "open",
    )


def test_the_ends_of_a_factor_are_its_quantiles() -> None:
    values = np.array(Factor(2.0, 1.0, 6.0).values(0.8))
    assert np.median(values) == pytest.approx(2.0)
    assert (values < 1.0).mean() == pytest.approx(0.1, abs=0.003)
    assert (values > 6.0).mean() == pytest.approx(0.1, abs=0.003)


@pytest.mark.parametrize(("observed", "sd"), [(130.0, 0.05), (101.0, 0.1), (80.0, 0.1)])
def test_both_uncertainties_are_carried(observed: float, sd: float) -> None:
    effect, factor, confidence = Outcome(observed, 100.0, sd), Factor(2.0, 1.2, 3.0), 0.9
    found = scaled(effect.incremental, effect.incremental_interval(confidence), effect.chance_above, factor, confidence)
    rng = np.random.Generator(np.random.PCG64(5))
    z, w = rng.standard_normal((2, 400_000))
    reach = ndtri(0.95)
    f = 2.0 * np.where(z > 0, (3.0 / 2.0) ** (z / reach), (2.0 / 1.2) ** (z / reach))
    amounts = (observed - 100.0 * np.exp(sd * w)) * f
    low, high = np.quantile(amounts, [0.05, 0.95])
    assert found.value == pytest.approx(2.0 * effect.incremental)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.4), pytest.approx(high, abs=0.4))
    assert found.chance(10.0) == pytest.approx((amounts > 10.0).mean(), abs=0.004)


def test_the_chance_of_any_threshold() -> None:
    effect = Outcome(1300.0, 1000.0, 0.1)
    told = row(incremental=300.0, chance=effect.chance_above)
    spend = replace(SPENT, spend=SpendSpec(100.0, thresholds=(2.4, 1.0)))
    found = {(r["basis"], r["threshold"]): r["chance"] for r in chances([told], spend, "gross", BRANDS)}
    assert sorted({t for _, t in found}) == [0.5, 1.0, 1.5, 2.0, 2.4, 3.0, 4.0]
    # more than 240 is expected sales below 1,060
    assert found["revenue", 2.4] == pytest.approx(ndtr(np.log(1060.0 / 1000.0) / 0.1))
    # a margin of 0.3 per euro of revenue: 1.0 is 333.3 of revenue
    assert found["margin", 1.0] == pytest.approx(ndtr(np.log((1300.0 - 100.0 / 0.3) / 1000.0) / 0.1))
    assert chances([told], replace(SPENT, spend=None), "gross", BRANDS) == []

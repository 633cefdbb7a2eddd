"""The whole chain on small planted panels of many shapes: one law, rows that add up, no ROI for an invalid test."""

from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from main_rules import check_all, rows

import lift


@st.composite
def recipes(draw: st.DrawFn) -> dict[str, Any]:
    """Options of `lift.simulate`: sizes, windows, assignment, effect and how thin the sales are."""
    regions, stores, skus = draw(st.integers(2, 5)), draw(st.integers(2, 4)), draw(st.integers(1, 3))
    campaign, after = draw(st.integers(1, 8)), draw(st.sampled_from([0, 0, 4]))
    assignment = draw(st.sampled_from(["regions", "stores"]))
    arm = {"regions": {"test_regions": draw(st.integers(1, regions - 1))}, "stores": {"test_stores": regions}}
    return {
        "seed": draw(st.integers(5000, 5999)), "regions": regions, "stores_per_region": stores, "skus": skus,
        "brands": draw(st.integers(1, 3)), "categories": draw(st.integers(1, 2)), "promoted": draw(st.integers(1, skus)),
        "campaign_weeks": campaign, "after_weeks": after, "weeks": draw(st.integers(10, 40)) + campaign + after,
        "assignment": assignment, **arm[assignment], "units": draw(st.sampled_from([1.0, 10.0, 30.0])),
        "uplift": draw(st.sampled_from([-0.3, 0.0, 0.12, 1.0])), "delisted": draw(st.sampled_from([0.0, 0.1])),
    }  # fmt: skip


def measured(recipe: dict[str, Any]) -> lift.Result:
    with TemporaryDirectory() as folder:
        return lift.run(lift.Study.load(lift.simulate(**recipe).write(folder)), threads=1)


@settings(max_examples=16)
@given(recipe=recipes())
def test_every_number_is_read_from_one_law(recipe: dict[str, Any]) -> None:
    try:
        result = measured(recipe)
    except lift.LiftError as error:
        event(f"refused: {type(error).__name__}")
        assert len(str(error)) > 30  # in words
        return
    event(result.verdict)
    check_all(result)
    windows = {r["window"] for r in result.document["effects"]}
    assert windows == ({"campaign", "after", "total"} if recipe["after_weeks"] else {"campaign"})
    assert (result.roi.per_euro is None) == (result.verdict == "invalid")
    assert result.roi_table.empty == (result.verdict == "invalid")
    if recipe["assignment"] == "stores":
        assert result.effects["units_test"].eq(recipe["test_stores"]).all()


def thin() -> dict[str, Any]:
    """Promoted SKUs that hardly sell."""
    return {"seed": 5000, "regions": 4, "stores_per_region": 3, "weeks": 40, "units": 0.2, "test_regions": 1}


def test_an_invalid_test_keeps_its_numbers_and_has_no_roi() -> None:
    result = measured(thin())
    assert result.verdict == "invalid"
    assert set(result.effects["verdict"]) == {"invalid"}
    assert rows(result, level="promoted")[0]["uplift"] is not None
    assert result.document["roi"] == []
    assert result.roi.per_euro is None
    assert result.document["verdict"]["reasons"]
    check_all(result)


def test_the_rules_can_fail() -> None:
    """A wrong verdict, an interval that contradicts its p-value and a brand that does not add up are seen."""
    result = measured({"seed": 5000, "regions": 4, "stores_per_region": 2, "weeks": 40, "brands": 2, "uplift": 0.5})
    check_all(result)
    for column, value in (("verdict", "proven"), ("p_value", 0.5), ("uplift_low", -0.9), ("expected", 1.0)):
        effects = result.effects.copy()
        at = effects.index[(effects["level"] == "brand") & (effects["verdict"] != "proven")][0]
        if column in {"p_value", "uplift_low"}:
            at = effects.index[effects["verdict"].isin(["proven", "negative"])][0]
        effects.loc[at, column] = value
        wrong = lift.Result(result.document, effects, result.weekly)
        with pytest.raises(AssertionError):
            check_all(wrong)

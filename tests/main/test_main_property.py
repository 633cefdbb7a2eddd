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
    regions, skus = draw(st.integers(3, 6)), draw(st.integers(1, 3))
    campaign, after = draw(st.integers(1, 8)), draw(st.sampled_from([0, 4]))
    assignment = draw(st.sampled_from(["regions", "stores"]))
    arm = {"regions": {"test_regions": draw(st.integers(1, 2))}, "stores": {"test_stores": regions}}
    return {
        "seed": draw(st.integers(5000, 5999)), "regions": regions, "stores_per_region": draw(st.integers(3, 5)),
        "brands": draw(st.integers(1, 3)), "categories": draw(st.integers(1, 2)), "skus": skus,
        "promoted": draw(st.integers(1, skus)), "campaign_weeks": campaign, "after_weeks": after,
        "weeks": draw(st.integers(20, 56)) + campaign + after, "assignment": assignment, **arm[assignment],
        "units": draw(st.sampled_from([40.0, 5.0])), "uplift": draw(st.sampled_from([1.0, 0.12, 0.0, -0.4])),
        "delisted": draw(st.sampled_from([0.0, 0.1])), "from_competitors": draw(st.sampled_from([0.0, 0.4])),
    }  # fmt: skip


def measured(recipe: dict[str, Any]) -> lift.Result:
    with TemporaryDirectory() as folder:
        return lift.run(lift.Study.load(lift.simulate(**recipe).write(folder)), threads=1)


@settings(max_examples=12)
@given(recipe=recipes())
def test_every_number_is_read_from_one_law(recipe: dict[str, Any]) -> None:
    try:
        result = measured(recipe)
    except lift.LiftError as error:  # in words, which other tests read
        event(f"refused: {type(error).__name__}")
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


@pytest.mark.parametrize(
    ("verdict", "column", "value"),
    [
        ("proven", "verdict", "inconclusive"),
        ("inconclusive", "verdict", "proven"),
        ("proven", "p_value", 0.5),
        ("proven", "uplift_low", -0.01),
        ("inconclusive", "incremental_low", 1.0),
        ("proven", "expected", 1.0),
        ("proven", "uplift", None),
    ],
)
def test_the_rules_can_fail(planted: lift.Result, verdict: str, column: str, value: object) -> None:
    """A verdict, an interval or a sum that contradicts the rest of its row or table is seen."""
    effects = planted.effects.copy()
    at = effects.index[(effects["level"] != "promoted") & (effects["verdict"] == verdict)][0]
    effects.loc[at, column] = value
    with pytest.raises(AssertionError):
        check_all(lift.Result(planted.document, effects, planted.weekly))


@pytest.fixture(scope="module")
def planted() -> lift.Result:
    """A result with proven and inconclusive rows, which holds to the rules."""
    result = measured({"seed": 5001, "regions": 5, "stores_per_region": 3, "weeks": 60, "brands": 3, "uplift": 0.6})
    check_all(result)
    return result

"""Which design would find more: the smallest number of test units that does, found by trying every one."""

import math

import pytest

from lift.study.stronger import stronger


def rows(detectable: float, uplift: float, test: int = 1, control: int = 9) -> list[dict]:
    about = {"window": "campaign", "metric": "revenue", "uplift": uplift, "detectable": detectable,
             "units_test": test, "units_control": control, "expected": 20_000.0}  # fmt: skip
    return [{"level": "promoted", "item": "promoted", **about}, {"level": "brand", "item": "Sol", **about}]


def expected(detectable: float, test: int, control: int, n: int, units: int) -> float:
    """What n test units of these find, were they alike: twice the noise needs twice the log uplift."""
    noise = math.sqrt((1 / n + 1 / (units - n)) / (1 / test + 1 / control))
    return math.expm1(math.log1p(detectable) * noise)


@pytest.mark.parametrize(("units", "detectable", "uplift"), [(10, 0.25, 0.08), (40, 0.25, 0.14), (100, 0.1, 0.02)])
def test_no_smaller_number_of_test_units_would_do(units, detectable, uplift) -> None:
    found = {e["why"]: e for e in stronger(rows(detectable, uplift, 1, units - 1), [], 1, units)}
    for why, wanted in (("half", detectable / 2), ("measured", uplift)):
        enough = [n for n in range(1, units) if expected(detectable, 1, units - 1, n, units) <= wanted + 1e-12]
        assert found[why]["uplift"] == wanted
        assert found[why]["units_test"] == (min(enough) if enough else None)
    best = min(expected(detectable, 1, units - 1, n, units) for n in range(1, units))
    assert found["best"]["uplift"] == pytest.approx(best)
    assert found["best"]["units_test"] == units // 2


def test_a_split_in_halves_cannot_be_bettered() -> None:
    assert {e["why"] for e in stronger(rows(0.2, 0.3, 5, 5), [], 5, 10)} == {"half"}


def test_the_spend_is_earned_back_from_its_share_of_expected_sales_on() -> None:
    head = {"level": "brand", "item": "Sol", "window": "campaign", "headline": True, "spend": 1_500.0}
    (entry,) = (e for e in stronger(rows(0.2, 0.05), [head], 1, 10) if e["why"] == "break_even")
    assert (entry["item"], entry["uplift"], entry["detectable"]) == ("Sol", 0.075, 0.2)


def test_an_invalid_test_and_a_launch_say_nothing() -> None:
    assert stronger([], [], 1, 10) == []
    assert stronger([{**rows(0.2, 0.1)[0], "detectable": None}], [], 1, 10) == []

"""One draw for every rule of unbalanced panels: the break hardly moves the uplift, and is counted where it should be.

How often intervals hold the truth is for the bench: one draw's own error is taken out here.
"""

from pathlib import Path
from typing import Any

import pytest
from benchmark_modules import module

import lift

breaks, measure = module("unbalanced.breaks"), module("unbalanced.measure")
SEED = 5001


@pytest.fixture(scope="module")
def draws() -> tuple[Any, Any]:
    return lift.simulate(SEED, campaign=False, **measure.SIZE), lift.simulate(SEED, **measure.SIZE)


@pytest.fixture(scope="module")
def unbroken(draws: tuple[Any, Any], tmp_path_factory: pytest.TempPathFactory) -> float:
    row = measure.broken("nothing", *draws, tmp_path_factory.mktemp("nothing"))[0]
    return row["uplift"] - row["truth"]


@pytest.mark.parametrize("name", [name for name in breaks.BREAKS if name != "nothing"])
def test_a_break_is_no_effect(name: str, draws: tuple[Any, Any], unbroken: float, tmp_path: Path) -> None:
    row = measure.broken(name, *draws, tmp_path)[0]
    assert row["level"] == "promoted"
    assert abs(row["uplift"] - row["truth"] - unbroken) < 0.03
    assert row["low"] < row["truth"] + unbroken < row["high"]
    assert bool(row["counted"]) == bool(breaks.BREAKS[name].check)


def test_absent_deliveries_taken_for_zero_would_be_seen(
    draws: tuple[Any, Any], unbroken: float, tmp_path: Path
) -> None:
    """The measure can fail: two of eight test stores without three weeks of rows, read as no sales."""
    name = "deliveries missing, absent = missing"
    what = breaks.BREAKS[name]
    wrong = breaks.Break(what.rule, what.check, what.gone)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure, "BREAKS", {"wrong": wrong})
        row = measure.broken("wrong", *draws, tmp_path)[0]
    assert row["uplift"] - row["truth"] - unbroken < -0.05
    assert row["counted"]

"""Placebos and the result without each unit, as tables: a planted effect is seen where it was planted."""

import numpy as np
import pytest
from test_checks_before import evidence, made

from lift.checks import CHECKS
from lift.core.panel import Span
from lift.study.doubts import doubts


def treated(m, unit: str, factor: float, span: Span | None = None):
    """The market with the sales of one unit's stores times a factor, in the campaign or another span."""
    sales = m.sales.copy()
    at = np.array([name == unit for name in m.unit])
    span = span or m.windows.campaign
    sales[at, span.start : span.stop] *= factor
    return m.with_sales(sales)


def test_a_control_region_that_rises_is_seen_among_the_placebos() -> None:
    seen = evidence(made(3))
    unit = seen.main.design.control[4]
    plain, planted = (doubts(evidence(m))["placebos"] for m in (made(3), treated(made(3), unit, 1.5)))
    regions = planted[planted["kind"] == "unit"].set_index("unit")
    assert sorted(regions.index) == sorted(seen.main.design.control)
    before = plain[plain["kind"] == "unit"].set_index("unit")
    assert regions["uplift_low"][unit] > 0.2
    assert regions["uplift"][unit] == pytest.approx(1.5 * (1 + before["uplift"][unit]) - 1, abs=0.12)
    others = regions.index != unit
    assert (
        regions["uplift"][others].mean() < before["uplift"][others].mean()
    )  # the one that rose is among their controls


def test_false_campaigns_are_those_of_the_check() -> None:
    seen = evidence(made(3).times(1.25, span=Span(44, 52)))
    table = doubts(seen)["placebos"]
    periods = table[table["kind"] == "period"]
    (finding,) = CHECKS["placebo in time"](seen)
    top = periods.iloc[0]
    assert len(periods) == 3
    assert f"from {top['week']:%Y-%m-%d} on, shows {top['uplift']:.1%}" in finding.message["en"]
    assert top["uplift_low"] > 0


def test_what_is_left_without_a_unit_is_what_the_check_says() -> None:
    unit = evidence(made(3)).main.design.control[2]
    seen = evidence(treated(made(3), unit, 2.0))
    table = doubts(seen)["leave_one_out"]
    whole, without = table[table["unit"].isna()], table[table["unit"] == unit]
    (finding,) = CHECKS["leave one unit out"](seen)
    told = f"{whole['uplift'].iloc[0]:.1%} with it, {without['uplift'].iloc[0]:.1%} without it".replace("-", "−")
    assert unit in finding.message["en"]
    assert told in finding.message["en"]
    assert (table["uplift_low"] < table["uplift"]).all()
    assert (table["uplift"] < table["uplift_high"]).all()
    assert set(table["arm"].dropna()) == {"control"}  # the only test unit stays


def test_stores_drawn_one_by_one_have_no_placebo_regions() -> None:
    seen = evidence(made(3, test=5, stores=1, assignment="stores"))
    assert set(doubts(seen)["placebos"]["kind"]) == {"period"}

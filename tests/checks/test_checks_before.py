"""Checks of the time before the start and of single units: a planted threat is seen, a clean panel is let be."""

from dataclasses import replace

import numpy as np
import pytest
from made_markets import Market, compare, design_of, market, panel, study, windows

from lift.checks import CHECKS, Evidence
from lift.core.panel import Item, Span
from lift.estimators.did import Did
from lift.estimators.did_classic import DidClassic
from lift.estimators.noise import NoisePrior
from lift.inference.sample import Comparison

QUICK = Did(
    NoisePrior(
        rho=((0.0, 1.0), (0.55, 1.0), (0.88, 1.0)), phi=((0.0, 1.0),), drift=((0.0, 1.0), (1.0, 1.0)),
        shared=((0.0, 1.0), (1.0, 1.0)),
    )
)  # fmt: skip
HISTORY = ("pre-trend", "structural break", "placebo in time")
ALL = (*HISTORY, "leave one unit out", "one dominant unit")


def made(seed: int = 1, **options) -> Market:
    """One region against nine, a year before eight weeks of campaign."""
    given = {
        "control": 9, "span": windows(52, 8), "layout": {"Food": {"Sol": 3}}, "noise": 0.08, "regional": 0.03,
        "rho": 0.7,
    }  # fmt: skip
    return market(seed, **(given | options))


def evidence(m: Market, estimator=QUICK) -> Evidence:
    """The promoted set alone: these checks look at nothing else."""
    at = [m.skus.index(sku) for sku in m.promoted]
    main = panel(m, (Item("promoted", "promoted", None, m.promoted, promoted=True),), [at], m.unit)
    return Evidence(study(m), Comparison(main, design_of(m, main)), None, False, estimator)


def verdict(name: str, m: Market, estimator=QUICK) -> str:
    (finding,) = CHECKS[name](evidence(m, estimator))
    return finding.verdict


def ramp(m: Market, whole: float) -> Market:
    """The test arm's sales grow by so much in logs from the first period to the last before the campaign, and on."""
    rise = np.exp(np.linspace(0.0, whole * m.windows.campaign.stop / m.windows.campaign.start, m.windows.campaign.stop))
    test = np.array([a == "test" for a in m.arm])
    return m.with_sales(np.where(test[:, None, None], m.sales * rise[None, :, None], m.sales))


@pytest.mark.parametrize("name", ALL)
def test_a_clean_panel_passes(name) -> None:
    assert {f.verdict for f in CHECKS[name](evidence(made()))} == {"pass"}


@pytest.mark.parametrize("name", ALL)
def test_the_campaign_itself_is_no_threat(name) -> None:
    """None of them looks at the effect: a large one changes no verdict."""
    assert {f.verdict for f in CHECKS[name](evidence(made().times(1.6)))} == {"pass"}


class TestPreTrend:
    @pytest.mark.parametrize("whole", [0.5, -0.5])
    def test_a_test_arm_that_drifts_away(self, whole) -> None:
        (finding,) = CHECKS["pre-trend"](evidence(ramp(made(), whole)))
        assert finding.verdict == "warn"
        assert finding.value < finding.limit
        # Half of the history and half of the campaign further on, the line adds its share of the rise.
        share = whole * 0.5 * (52 + 8) / 52
        found = float(finding.message["en"].split("would make ")[1].split("%")[0].replace("−", "-")) / 100.0
        assert found == pytest.approx(np.expm1(share), abs=0.1)

    def test_a_trend_of_the_market_is_none_of_the_contrast(self) -> None:
        m = made()
        rise = np.exp(np.linspace(0.0, 1.0, m.sales.shape[1]))[None, :, None]
        assert verdict("pre-trend", m.with_sales(m.sales * rise)) == "pass"


class TestStructuralBreak:
    def test_a_jump_six_weeks_before_the_start_is_dated(self) -> None:
        m = made(2).times(1.25, span=Span(46, 60))
        (finding,) = CHECKS["structural break"](evidence(m))
        assert finding.verdict == "warn"
        assert str(np.datetime64("2024-01-01") + 7 * 46) in finding.message["en"]
        assert float(finding.message["en"].split("campaign is ")[1].split("%")[0]) == pytest.approx(25, abs=8)

    def test_an_old_jump_is_history(self) -> None:
        assert verdict("structural break", made(2).times(1.25, span=Span(0, 20))) == "pass"


class TestPlaceboInTime:
    @pytest.mark.parametrize(("first", "factor"), [(44, 1.25), (36, 0.8)])
    def test_an_event_before_the_start_is_found_by_the_study_s_own_method(self, first, factor) -> None:
        (finding,) = CHECKS["placebo in time"](evidence(made(3).times(factor, span=Span(first, first + 8))))
        assert finding.verdict == "warn"
        day = np.datetime64("2024-01-01") + 7 * first
        assert str(day) in finding.message["en"]
        assert f"ab {day.item():%d.%m.%Y}" in finding.message["de"]

    def test_it_asks_the_estimator_of_the_study(self) -> None:
        m = made(3, test=5, stores=1, assignment="stores").times(1.2, span=Span(44, 52))
        (finding,) = CHECKS["placebo in time"](evidence(m, DidClassic()))
        at = np.array([a == "test" for a in m.arm])
        sales = (m.sales[:, :, :2] * m.price[:2]).sum(axis=2)
        change = np.log(sales[:, 44:52].mean(axis=1) / sales[:, :44].mean(axis=1))
        uplift = np.expm1(change[at].mean() - change[~at].mean())
        assert f"{uplift * 100:.1f}%".replace("-", "−") in finding.message["en"]

    @pytest.mark.parametrize(("pre", "count"), [(9, 0), (20, 1), (24, 1), (32, 2), (52, 3)])
    def test_as_many_false_campaigns_as_leave_history(self, pre, count) -> None:
        found = CHECKS["placebo in time"](evidence(made(span=windows(pre, 8))))
        assert len(found) == min(count, 1)
        if found:
            assert f"before the real one: {count}." in found[0].message["en"]


class TestLeaveOneUnitOut:
    def test_a_control_region_with_an_event_of_its_own(self) -> None:
        m = made(4)
        event = np.array([r == "control 05" for r in m.region])
        sales = m.sales.copy()
        sales[event, 52:] *= 4.0
        (finding,) = CHECKS["leave one unit out"](evidence(m.with_sales(sales)))
        assert finding.verdict == "warn"
        assert "control 05 (control)" in finding.message["en"]

    def test_a_test_region_that_has_all_of_the_effect(self) -> None:
        m = made(4, test=4)
        event = np.array([r == "test 03" for r in m.region])
        sales = m.sales.copy()
        sales[event, 52:] *= 1.8
        (finding,) = CHECKS["leave one unit out"](evidence(m.with_sales(sales)))
        assert finding.verdict == "warn"
        assert "test 03 (Test)" in finding.message["de"]

    def test_one_against_one_has_nothing_to_leave_out(self) -> None:
        assert CHECKS["leave one unit out"](evidence(made(control=1))) == []


class TestOneDominantUnit:
    @pytest.mark.parametrize(("arm", "test", "control"), [("control", 1, 5), ("test", 4, 3)])
    def test_a_unit_that_makes_up_its_arm(self, arm, test, control) -> None:
        m = made(test=test, control=control)
        giant = np.array([r == f"{arm} 02" for r in m.region])
        sales = m.sales.copy()
        sales[giant] *= 20.0
        found = [f for f in CHECKS["one dominant unit"](evidence(m.with_sales(sales))) if f.verdict == "warn"]
        assert [f"{arm} 02" in f.message["en"] for f in found] == [True]
        assert found[0].value > 0.8

    def test_of_two_units_one_is_always_larger(self) -> None:
        assert CHECKS["one dominant unit"](evidence(made(control=2))) == []


class TestSoldInBothArms:
    def ask(self, m: Market, *, launch: bool = False):
        main, _ = compare(m)
        items = tuple(replace(item, launch=launch) for item in main.panel.items)
        main = replace(main, panel=replace(main.panel, items=items))
        return CHECKS["sold in both arms"](Evidence(study(m), main, None, False))

    @pytest.mark.parametrize(("arm", "words"), [("control", "the test sold"), ("test", "the control sold")])
    def test_a_promoted_sku_that_one_arm_does_not_sell(self, arm, words) -> None:
        (finding,) = self.ask(market().times(0.0, arm=arm, skus=("Sol-1",), span=Span(0, 24)))
        assert finding.verdict == "warn"
        assert words in finding.message["en"]
        assert "1 (Sol-1)" in finding.message["de"]

    def test_both_arms_sell_all(self) -> None:
        assert self.ask(market()) == []

    def test_other_skus_are_not_asked_for(self) -> None:
        assert self.ask(market().times(0.0, arm="control", skus=("Sol-3",), span=Span(0, 24))) == []

    def test_a_launch_has_its_own_check(self) -> None:
        m = market().times(0.0, arm="control", skus=("Sol-1",), span=Span(0, 24))
        assert self.ask(m, launch=True) == []

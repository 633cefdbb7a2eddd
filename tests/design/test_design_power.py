"""The smallest detectable uplift: which back-tests are made, where their verdict turns, and what follows from them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_markets import compare, market, windows

from lift.core.design import Design
from lift.core.errors import DesignError
from lift.core.panel import Span, Windows
from lift.design import power_backtest
from lift.design.false_campaigns import FalseCampaign, at_places, planted
from lift.design.groups import grown, others, scattered
from lift.design.places import needed, spread, starts
from lift.design.power import Asked, Setting, alternatives, dealt, plan, relevant
from lift.design.power_backtest import Law, Needed, back_test, ends, law, steady
from lift.estimators import estimator
from lift.inference import paired

DID = paired(estimator("did"), "noise-model")
WELCH = paired(estimator("did-classic"), "welch")


def silent(*_: object) -> None:
    """Nobody watches."""


def setting(seed: int = 1, known: int = 40, estimator=WELCH, **options) -> Setting:
    """A panel of 40 weeks, all known, and a campaign of 4 that comes after 20 of history.

    Welch's comparison is the quick one; what holds for every estimator is tried with it.
    """
    options = {"test": 2, "control": 6, "noise": 0.05, "regional": 0.03, "span": windows(known - 1, 1)} | options
    main, _ = compare(market(seed, **options))
    return Setting(main.panel, main.design, estimator, Asked(4, 20, (2, 8), (10,), 0.90, 1, 30, 0))


@given(known=st.integers(1, 200), periods=st.integers(1, 30), history=st.integers(1, 104))
def test_every_start_leaves_room_for_history_and_campaign(known, periods, history) -> None:
    if known < needed(periods, history):
        with pytest.raises(DesignError, match=f"at least {needed(periods, history)}"):
            starts(known, periods, history)
        return
    places, before = starts(known, periods, history)
    assert places[-1] + periods == known
    assert list(places) == sorted(set(places))
    assert before <= history
    assert places[0] >= min(history, max(8, history / 2))
    assert known < periods + history or places[0] >= before == history


@given(count=st.integers(1, 60), most=st.integers(1, 12))
def test_places_are_spread_evenly_and_hold_the_last(count, most) -> None:
    found = spread(range(count), most)
    assert len(found) == min(count, most)
    assert found[-1] == count - 1
    assert np.ptp(np.diff(found)) <= 1 if len(found) > 2 else True


@settings(max_examples=30)
@given(test=st.integers(1, 4), control=st.integers(1, 6), unused=st.integers(0, 4), data=st.data())
def test_groups_are_different_of_the_size_asked_for_and_keep_the_control_apart(test, control, unused, data) -> None:
    names = iter(f"u{i}" for i in range(20))
    arms = [tuple(next(names) for _ in range(n)) for n in (test, control, unused)]
    design = Design("regions", arms[0], arms[1], (1 / control,) * control, arms[2])
    count = data.draw(st.integers(1, test + control + unused - 1))
    for found in (others(design, count, 5, 1), grown(design, min(count, test + unused + control - 1), 3, 1)):
        assert 1 <= len(found) <= 5
        assert len({frozenset(d.test) for d in found}) == len(found)
        for d in found:
            assert len(d.test) == min(count, test + unused + control - 1)
            assert sum(d.weights) == pytest.approx(1.0)
            assert not set(d.test) & (set(d.control) | set(d.unused))
            assert {*d.test, *d.control, *d.unused} == {*arms[0], *arms[1], *arms[2]}
    assert others(design, count, 5, 1) == others(design, count, 5, 1)


def test_units_are_added_from_the_unused_ones_first() -> None:
    design = Design("regions", ("a",), ("b", "c"), (0.5, 0.5), ("d",))
    assert grown(design, 1, 3, 1) == [design]
    (two,) = grown(design, 2, 3, 1)
    assert (two.test, two.control) == (("a", "d"), ("b", "c"))
    for three in grown(design, 3, 3, 1):
        assert {"a", "d"} < set(three.test)
        assert len(three.control) == 1


def test_scattered_stores_come_from_all_regions_alike() -> None:
    main, _ = compare(market(test=2, control=3, stores=4, assignment="stores", span=windows(39, 1)))
    region = dict(zip(main.panel.units, main.panel.region, strict=True))
    for design in scattered(main.panel, 7, 4, 1):
        counts = [[region[u] for u in design.test].count(name) for name in set(region.values())]
        assert sorted(counts) == [1, 1, 1, 2, 2]
        assert {region[u] for u in design.control} == set(region.values())
        assert len(design.control) == 20 - 7


@pytest.mark.parametrize(("how", "near"), [(DID, 1e-6), (WELCH, 1e-3)], ids=["did", "did-classic"])
def test_the_verdict_turns_exactly_where_the_back_test_says(how, near) -> None:
    """Exactly, where intervals do not move with the effect; Welch's do a little, with what promoted SKUs weigh."""
    s = setting(3)
    (case,) = at_places(relevant(s.panel), [s.design], [30], 4, 20)
    found = {n.key: n for n in back_test(how, [case], 0.90, silent)}
    assert {level for level, _ in found} == {"promoted", "brand", "category", "sku"}
    plain = ends(how, case.comparison, 0.90)
    share = {key: _raised(case, key) for key in found}
    for key, n in found.items():
        for away, proven in ((-near, False), (near, True)):
            size = np.expm1(n.log_uplift + away) / share[key]
            low, _, sold = ends(how, planted(case.comparison, size), 0.90)[key]
            assert sold / plain[key][2] == pytest.approx(np.exp(n.log_uplift + away))
            assert (low > 0) == proven
    assert found["promoted", "promoted"].log_uplift == pytest.approx(-plain["promoted", "promoted"][0], abs=near)


def _raised(case: FalseCampaign, key: tuple[str, str]) -> float:
    """What part of a level's sales in the campaign the promoted SKUs are."""
    doubled = ends(WELCH, planted(case.comparison, 1.0), 0.90)[key][2]
    return doubled / ends(WELCH, case.comparison, 0.90)[key][2] - 1.0


def test_without_planting_the_answer_is_the_same_for_an_estimator_that_does_not_look() -> None:
    s = setting(2)
    found = at_places(relevant(s.panel), [s.design], [24, 30, 36], 4, 20)
    moved, taken = (back_test(DID, found, 0.90, silent, slopes) for slopes in (None, {}))
    assert [n.log_uplift for n in moved] == pytest.approx([n.log_uplift for n in taken], abs=1e-9)
    assert all(n.slope == pytest.approx(1.0, abs=1e-9) for n in moved)


def adjusted() -> tuple[FalseCampaign, ...]:
    """Campaigns whose brand and category sold a little more than what of them is compared, as after an adjustment."""
    s = setting(2, regional=0.001, noise=0.005)
    panel = relevant(s.panel)
    total = panel.total.copy()
    above = [k for k, item in enumerate(panel.items) if item.level in {"brand", "category"}]
    total[..., above] += 0.05 * total[..., [panel.item("promoted", "promoted")]]
    return at_places(replace(panel, total=total), [s.design], range(32, 37), 4, 20)


def test_after_some_steady_back_tests_no_more_effects_are_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(power_backtest, "planted", lambda *given: asked.append(1) or planted(*given))
    monkeypatch.setattr(power_backtest, "PLANTED", 3)
    found = adjusted()
    short = back_test(DID, found, 0.90, silent)
    assert len(asked) == 2 * 3
    slopes = steady(short)
    assert slopes is not None
    assert slopes["promoted", "promoted"] == pytest.approx(1.0, abs=0.01)
    assert slopes["category", "Food"] > 1.012, "levels rise by slopes of their own"
    monkeypatch.setattr(power_backtest, "PLANTED", len(found))
    long = back_test(DID, found, 0.90, silent)
    assert [n.key for n in short] == [n.key for n in long]
    for a, b in zip(short, long, strict=True):
        assert a.log_uplift == pytest.approx(b.log_uplift, abs=0.02 * b.half)


def test_planting_goes_on_where_the_promoted_set_is_not_steady() -> None:
    one = Needed(("promoted", "promoted"), 0.1, 0.1, 1.0, 0, 0)
    brand = replace(one, key=("brand", "Sol"), slope=0.8)
    assert steady([one, brand, replace(brand, slope=0.9)]) == {one.key: 1.0, brand.key: pytest.approx(0.85)}
    assert steady([one, brand, replace(one, slope=0.98)]) is None
    assert steady([brand]) is None
    assert steady([]) is None


def test_brands_without_promoted_skus_change_nothing() -> None:
    s = setting(4)
    slim = relevant(s.panel)
    assert len(slim.items) < len(s.panel.items)
    (whole,), (part,) = (at_places(panel, [s.design], [30], 4, 20) for panel in (s.panel, slim))
    kept = ends(DID, part.comparison, 0.90)
    for key, values in ends(DID, whole.comparison, 0.90).items():
        if key in kept:
            assert kept[key] == pytest.approx(values, rel=1e-9)


def test_a_case_never_sees_the_weeks_behind_it() -> None:
    s = setting(5)
    (case,) = at_places(relevant(s.panel), [s.design], [24], 4, 20)
    cubes = {name: getattr(case.comparison.panel, name).copy(order="K") for name in ("listed", "total")}
    for cube in cubes.values():
        cube[:, :, 28:] *= 7.0
    later = replace(case.comparison, panel=replace(case.comparison.panel, **cubes))
    assert ends(DID, later, 0.90) == ends(DID, case.comparison, 0.90)


def made(thresholds, widths=(1.0,)) -> Law:
    labels = np.arange(len(thresholds))
    return Law(np.asarray(thresholds, dtype=float), np.asarray(widths, dtype=float), labels, labels, 1.645)


def test_the_next_campaign_stays_below_the_detectable_uplift_in_80_per_cent_of_cases() -> None:
    rng = np.random.default_rng(1)
    draws = rng.standard_normal((4000, 40)) + 1.0
    caught = [x <= np.log1p(made(row).uplift(0.8)) for row, x in zip(draws[:, 1:], draws[:, 0], strict=True)]
    assert np.mean(caught) == pytest.approx(0.8, abs=0.02)


@given(st.lists(st.floats(-1, 3), min_size=10, max_size=60), st.lists(st.floats(0.01, 1), min_size=1, max_size=5))
def test_chance_and_uplift_are_each_others_inverse_and_the_interval_holds_the_point(thresholds, widths) -> None:
    found = made(thresholds, widths)
    assert found.chance(found.uplift(0.8) * (1 + 1e-9) + 1e-9) >= 0.8
    low, high = found.interval()
    assert low <= found.uplift(0.8) <= high


def test_few_back_tests_widen_the_interval_s_own_shape() -> None:
    """Estimates that fall one SD apart need 1 + .842 / 1.645 half-widths, whether 3 back-tests say so or 4,000."""
    z = np.random.default_rng(2).standard_normal(4000)
    many = made(1.0 - z / 1.645).uplift(0.8)
    assert np.log1p(many) == pytest.approx(1.0 + 0.8416 / 1.645, abs=0.03)
    as_claimed, wild = made([1.0 - 1 / 1.645, 1.0 + 1 / 1.645] * 3), made([1.0 - 3 / 1.645, 1.0 + 3 / 1.645] * 3)
    assert np.log1p(as_claimed.uplift(0.8)) == pytest.approx(1.0 + 0.8416 / 1.645, abs=1e-3)
    assert np.log1p(wild.uplift(0.8)) == pytest.approx(1.0 + np.sqrt(58 / 10) * 0.8416 / 1.645, abs=1e-3)
    for few in (as_claimed, wild):
        assert few.chance(few.uplift(0.8)) == pytest.approx(0.8)
        low, high = few.interval()
        assert 0 < low < few.uplift(0.8) < high < np.inf


def test_what_is_never_proven_is_never_detectable() -> None:
    assert made([*[0.1] * 7, *[np.inf] * 5]).uplift(0.8) == np.inf
    assert made([0.1, np.inf]).uplift(0.8) == np.inf
    low, high = made([*[0.1] * 8, *[0.2] * 2]).interval()
    assert np.isfinite(high), "beyond the last back-test the interval's shape goes on"
    assert high > np.expm1(0.2) > low


def test_thresholds_of_other_units_count_in_the_widths_of_the_own() -> None:
    s = setting(1)
    found = back_test(WELCH, at_places(relevant(s.panel), [s.design], [24, 30, 36], 4, 20), 0.90, silent)
    own = [n for n in found if n.key == ("promoted", "promoted")]
    noisy = [replace(n, log_uplift=9 * n.log_uplift, half=9 * n.half, group=1) for n in own]
    alone, pooled = law(own, 1, (), 0.90), law([*own, *noisy], 1, (), 0.90)
    assert pooled.widths.tolist() == alone.widths.tolist()
    assert pooled.thresholds.tolist() == pytest.approx([*alone.thresholds, *alone.thresholds])


def detectable(s: Setting, level: str = "promoted") -> float:
    return next(row.detectable for row in plan(s, silent).rows if row.level == level)


def test_noise_between_regions_makes_it_larger() -> None:
    assert detectable(setting(1, regional=0.10)) > 1.5 * detectable(setting(1, regional=0.01))


def test_rows_add_up_and_alternatives_say_what_they_are() -> None:
    s = setting(1)
    own = plan(s, silent)
    assert [row.level for row in own.rows] == ["promoted", "brand", "category", "sku", "sku"]
    for row in own.rows:
        assert row.incremental == pytest.approx(row.detectable * row.expected)
        assert row.low <= row.detectable <= row.high
        assert (row.periods, row.units, row.stores, row.history) == (4, 2, 4, 20)
    first = own.rows[0]
    at = s.panel.at(s.design.test)
    assert first.expected == pytest.approx(s.panel.sales[at, :4, s.panel.item("promoted", "promoted")].sum())
    rows, untried = alternatives(s, own, silent)
    assert {(u.units, u.reason) for u in untried} == {(1, "method")}, "Welch needs two units"
    assert {(r.scenario, r.periods, r.units) for r in rows} == {
        *(("alternative", n, u) for n in (2, 4, 8) for u in (2, 4) if (n, u) != (4, 2)), ("history", 4, 2),
    }  # fmt: skip
    by = {(r.periods, r.units): r.detectable for r in rows if (r.scenario, r.level) == ("alternative", "promoted")}
    assert by[4, 4] < first.detectable, "more regions show less"
    assert next(r.history for r in rows if r.scenario == "history") == 10


def test_what_the_history_is_too_short_for_is_named() -> None:
    s = setting(1, known=26)
    s = replace(s, asked=replace(s.asked, lengths=(20,), histories=(23,), campaigns=10))
    rows, untried = alternatives(s, plan(s, silent), silent)
    short = {(u.periods, u.history, u.needed, u.found) for u in untried if u.reason == "history"}
    assert short == {(20, 20, 30, 26), (4, 23, 27, 26)}
    assert {r.periods for r in rows} == {4}
    with pytest.raises(DesignError, match="no room to try out a campaign of 30 periods"):
        plan(replace(s, asked=replace(s.asked, periods=30)), silent)


def test_a_promoted_set_that_nobody_sold_cannot_be_planned() -> None:
    s = setting(1)
    cubes = {name: getattr(s.panel, name).copy() for name in ("listed", "weight", "total")}
    promoted = [k for k, item in enumerate(s.panel.items) if item.promoted]
    for cube in cubes.values():
        cube[..., promoted] = 0.0
    with pytest.raises(DesignError, match="promoted set cannot be measured"):
        plan(replace(s, panel=replace(s.panel, **cubes)), silent)


def test_scattered_stores_show_less_where_regions_wander() -> None:
    options = {"regional": 0.10, "stores": 4, "noise": 0.05}
    s = setting(1, **options)
    own = plan(s, silent)
    single, _ = compare(market(1, test=2, control=6, span=windows(39, 1), assignment="stores", **options))
    rows = dealt(replace(s, panel=single.panel), 8, own, silent)
    (row,) = [r for r in rows if r.level == "promoted"]
    assert (row.assignment, row.units, row.stores, row.scenario) == ("stores", 8, 8, "scattered")
    assert row.detectable < 0.7 * own.rows[0].detectable


def test_windows_of_a_case() -> None:
    s = setting(1)
    found = at_places(s.panel, [s.design], [30], 4, 20)[0].comparison.panel.windows
    assert found == Windows(Span(0, 10), Span(10, 30), Span(30, 34), Span(34, 34))

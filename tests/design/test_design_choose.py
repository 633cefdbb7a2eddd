"""Choosing test and control: by what the estimator would detect, on history alone, under the rules."""

from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_markets import compare, market, windows
from test_design_build import resolved

from lift.core.design import Design
from lift.core.errors import DesignError
from lift.core.panel import Panel, Span
from lift.core.spec import MatchSpec
from lift.design.backtest import Candidate, smallest, try_out
from lift.design.choose import Choice, choose
from lift.design.constraints import Constraints, constrain
from lift.design.contest import Contest, Rule, judged_items
from lift.design.pairs import features, pairs
from lift.design.places import rehearsals
from lift.design.screen import screen
from lift.estimators.did import Did

SPAN = windows(20, 4, 0, history=44)


def rules(m, match: MatchSpec, test=(), near=None, kind=None) -> tuple[Panel, Constraints]:
    panel = compare(m)[0].panel
    free = tuple(unit for unit in panel.units if unit not in set(test))
    units = resolved(m, test=tuple(test), control=None, free=free)
    return panel, constrain(match, units, panel, near or {}, kind or {})


def chosen(m, match=None, **options) -> Choice:
    panel, c = rules(m, match or MatchSpec(), **options)
    return choose(panel, c, Rule(Did(), m.assignment, 20, len(m.windows.campaign), 0.9), seed=1)


def uneven(seed: int, loud: float = 0.25):
    """Nine regions of one size; the noise of each differs, from next to none to `loud`."""
    m = market(seed, control=9, stores=1, span=SPAN, regional=0.0, noise=0.01)
    rng = np.random.default_rng(seed)
    spread = np.linspace(0.01, loud, len(m.region))[rng.permutation(len(m.region))]
    level = m.sales / m.sales.mean(axis=(1, 2), keepdims=True) * 1000
    shock = rng.standard_normal((len(m.region), m.sales.shape[1], 1)) * spread[:, None, None]
    return m.with_sales(level * np.exp(shock)), dict(zip(m.region, spread.tolist(), strict=True))


def test_many_designs_at_once_are_measured_as_each_by_itself() -> None:
    m = market(3, control=7, stores=1, span=SPAN)
    panel = compare(m)[0].panel
    items = judged_items(panel, np.arange(len(panel.units)), slice(0, 44))
    panel = panel.take(items)
    spans = rehearsals(Span(20, 44), 4, 20)
    assert len(spans) > 1
    u = panel.units
    candidates = [
        Candidate("regions", u[:2], u[2:], ()),
        Candidate("regions", u[1:3], u[3:5], (u[0], *u[5:])),
        Candidate("regions", u[:1], u[4:6], (*u[1:4], *u[6:])),
        Candidate("regions", u[5:7], u[:2], (*u[2:5], u[7])),
    ]
    tried = try_out(panel, candidates, Did(), spans)
    for c, candidate in enumerate(candidates):
        share = (1 / len(candidate.control),) * len(candidate.control)
        design = Design("regions", candidate.test, candidate.control, share, candidate.untreated)
        for o, span in enumerate(spans):
            alone = Did().expected(replace(panel, windows=span), design, "revenue")
            np.testing.assert_allclose(tried.error[o, c], alone.location[0], atol=1e-9)
            np.testing.assert_allclose(tried.scale[o, c], alone.scale[0], rtol=1e-6)


@given(length=st.integers(1, 12), periods=st.integers(1, 120), pre=st.integers(8, 52), first=st.integers(0, 30))
def test_false_campaigns_lie_within_their_span_and_apart(length, periods, pre, first) -> None:
    span = Span(first, first + periods)
    found = rehearsals(span, length, pre)
    assert bool(found) == (periods - 8 >= (length + 1) // 2)
    for w in found:
        assert first <= w.pre.start
        assert w.campaign.stop <= span.stop
        assert 8 <= len(w.pre) <= max(pre, 8)
        assert (length + 1) // 2 <= len(w.campaign) <= length
    for later, earlier in pairwise(found):
        assert earlier.campaign.stop == later.campaign.start


def test_the_detectable_uplift_is_the_textbooks_where_intervals_are_right() -> None:
    scale = np.full((400, 1), 0.05)
    error = 0.05 * np.random.default_rng(1).standard_normal((400, 1))
    assert smallest(error, scale, scale[0], np.inf, 0.90)[0] == pytest.approx(
        np.expm1(0.05 * (1.645 + 0.842)), rel=0.05
    )
    assert smallest(3 * error, scale, scale[0], np.inf, 0.90)[0] > np.expm1(0.05 * (1.645 + 2.3 * 0.842))


def test_quiet_regions_are_chosen_as_test_and_the_design_detects_less() -> None:
    """Realised on weeks that the choice never saw, against every other region as test."""
    ratios = []
    for seed in range(3):
        m, spread = uneven(seed)
        found = chosen(m, MatchSpec())
        assert spread[found.test[0]] < np.median(list(spread.values()))
        panel, c = rules(m, MatchSpec())
        contest = Contest(panel.take(judged_items(panel, panel.at(c.units), slice(44, 68))), c, None, [m.windows])
        contest = replace(contest, rule=Rule(Did(), "regions", 20, 4, 0.9))
        tests = [np.array(c.units) == unit for unit in c.units]
        controls = [c.controls(one[None])[0] for one in tests]
        own = np.isin(c.units, found.test), np.isin(c.units, found.control)
        realised = contest.score(contest.detectable([own[0], *tests], [own[1], *controls]))
        ratios.append(realised[0] / realised[1:].mean())
    assert np.mean(ratios) < 0.8, ratios


def test_a_control_that_moves_with_the_test_is_found_among_many_that_do_not() -> None:
    m = market(5, control=8, stores=1, span=SPAN, regional=0.2, rho=0.95, noise=0.02)
    sales = m.sales.copy()
    noise = np.exp(0.01 * np.random.default_rng(9).standard_normal(sales[0].shape))
    sales[[r == "control 05" for r in m.region]] = 3 * sales[[r == "test 01" for r in m.region]] * noise
    found = chosen(m.with_sales(sales), test=["test 01"])
    assert found.control == ("control 05",)
    assert [row["control"] for row in found.tried if row["chosen"]] == ["1 quietest"]


def test_only_history_is_looked_at() -> None:
    m, _ = uneven(4)
    wild = np.random.default_rng(2).random(m.sales.shape) * 1000 + 1
    sales = np.where(np.arange(m.sales.shape[1])[None, :, None] < SPAN.history.stop, m.sales, wild)
    first, again = chosen(m, MatchSpec(test_units=2)), chosen(m.with_sales(sales), MatchSpec(test_units=2))
    # What a store usually sells is read before the campaign, so that judged numbers move a little; choices do not.
    assert (again.test, again.control) == (first.test, first.control)


def test_every_rule_is_kept() -> None:
    m, _ = uneven(6)
    near = {"control 02": ["control 03"], "control 09": ["control 01"]}
    match = MatchSpec(
        test_units=3, control_units=4, must_test=("control 02",), never_test=("control 04", "test 01"),
        must_control=("control 05",), never_control=("control 06",), max_share=0.4,
    )  # fmt: skip
    found = chosen(m, match, near=near)
    assert (len(found.test), len(found.control)) == (3, 4)
    assert "control 02" in found.test
    assert "control 05" in found.control
    assert not {"control 04", "test 01"} & set(found.test)
    assert not {"control 06", "control 03"} & set(found.control)
    assert not set(found.test) & set(found.control)


def test_with_fewer_periods_than_a_false_campaign_needs_the_quietest_is_taken() -> None:
    span = windows(20, 12, 0, history=20)
    m = market(3, control=5, span=span)
    found = chosen(m, test=["test 01"])
    assert found.tried == ()
    assert found.control


@pytest.mark.parametrize("seed", range(4))
def test_an_exhaustive_screen_ranks_all_sets_and_a_search_finds_about_the_best(seed, monkeypatch) -> None:
    m, _ = uneven(seed)
    panel, c = rules(m, MatchSpec(test_units=3))
    sales = panel.sales[panel.at(c.units)][:, :44][:, :, :1] + 1.0
    every = screen(c, sales, seed)
    assert len(every.test) == 120
    assert (np.diff(every.noise) >= 0).all()
    monkeypatch.setattr("lift.design.screen.DRAWS", 30)
    assert screen(c, sales, seed).noise[0] <= every.noise[2]


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_matched_stores_are_those_with_the_smallest_sum_of_distances(seed) -> None:
    m = market(seed, test=3, control=5, stores=1, assignment="stores", span=windows(8, 2, 0, history=10))
    panel, c = rules(m, MatchSpec(), test=m.units("test"))
    where = features(panel.sales[:, :10])
    test = np.isin(c.units, m.units("test"))
    found = pairs(c, test, where, 1, None)
    rows, columns = np.flatnonzero(test), np.flatnonzero(~test)

    def cost(order) -> float:
        return float(sum(np.sqrt(((where[r] - where[k]) ** 2).mean()) for r, k in zip(rows, order, strict=True)))

    assert len(set(found)) == 3
    assert cost(found) == pytest.approx(min(cost(order) for order in permutations(columns, 3)))


def test_pairs_are_of_one_kind_and_within_the_caliper() -> None:
    m = market(2, test=3, control=9, stores=1, assignment="stores", span=windows(8, 2, 0, history=10))
    units = [*m.units("test"), *m.units("control")]
    kind = {name: "big" if i % 3 else "small" for i, name in enumerate(units)}
    panel, c = rules(m, MatchSpec(), test=m.units("test"), kind=kind)
    where, test = features(panel.sales[:, :10]), np.isin(c.units, m.units("test"))
    found = pairs(c, test, where, 2, None)
    assert sorted(kind[c.units[i]] for i in found) == ["big"] * 4 + ["small"] * 2
    with pytest.raises(DesignError, match=r"of 3 test stores (has|have) no partner .* caliper = 0.01"):
        pairs(c, test, where, 1, 0.01)
    with pytest.raises(DesignError, match="5 control stores for each of 3 test stores need 15, 9 may be control"):
        pairs(c, test, where, 5, None)

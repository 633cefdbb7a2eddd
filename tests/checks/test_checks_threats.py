"""Each threat is seen where it was planted, and not seen where it was not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_markets import accounts, compare, market, study, windows
from scipy import stats

from lift.checks import CHECKS, Evidence
from lift.checks.assignment import anova_p
from lift.core.design import Design
from lift.core.panel import Panel, Span
from lift.estimators.did import Did
from lift.estimators.did_classic import DidClassic
from lift.estimators.noise import NoisePrior
from lift.inference.sample import Comparison

QUICK = Did(
    NoisePrior(rho=((0.0, 1.0), (0.75, 1.0)), phi=((0.0, 1.0),), drift=((0.0, 1.0), (1.0, 1.0)), shared=((0.0, 1.0),))
)


def ask(name: str, m, estimator=QUICK, *, whole: bool = True, method: str = "did/noise-model"):
    main, (revenue, _) = accounts(estimator, m, method)
    return CHECKS[name](Evidence(study(m), main, revenue, whole))


def verdicts(*args, **options) -> list[str]:
    return [f.verdict for f in ask(*args, **options)]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(-5, 5).map(lambda x: round(x, 3))), min_size=4, max_size=30)
)
def test_anova_is_scipys(rows) -> None:
    group = [g for g, _ in rows]
    values = np.array([v for _, v in rows])
    parts = [values[np.array(group) == g] for g in sorted(set(group))]
    if len(parts) < 2 or len(values) <= len(parts):
        assert anova_p(values, group) == 1.0
        return
    within = sum(((p - p.mean()) ** 2).sum() for p in parts)
    if within > 1e-9:
        assert anova_p(values, group) == pytest.approx(stats.f_oneway(*parts).pvalue, rel=1e-7, abs=1e-12)


def test_anova_at_the_edges() -> None:
    assert anova_p(np.empty(0), []) == 1.0
    assert anova_p(np.zeros(4), list("aabb")) == 1.0
    assert anova_p(np.array([1.0, 1.0, 2.0, 2.0]), list("aabb")) == 0.0
    assert anova_p(np.array([1.0, 2.0]), list("ab")) == 1.0


class TestAssignment:
    def regional(self, size: float, **options):
        """Stores as units in whole regions, which drift apart by `size`."""
        return market(
            5,
            **(
                {
                    "test": 2,
                    "control": 4,
                    "stores": 5,
                    "assignment": "stores",
                    "regional": size,
                    "rho": 0.98,
                    "noise": 0.05,
                }
                | options
            ),
        )

    def test_stores_that_move_with_their_region_are_no_units(self) -> None:
        assert verdicts("assignment", self.regional(0.3)) == ["fail"]

    def test_stores_on_their_own_in_whole_regions_are_a_warning(self) -> None:
        assert verdicts("assignment", self.regional(0.0)) == ["warn"]

    def test_stores_spread_over_regions_are_fine(self) -> None:
        assert verdicts("assignment", self.regional(0.3), whole=False) == []

    def test_declared_regions_are_fine(self) -> None:
        assert verdicts("assignment", self.regional(0.3, assignment="regions")) == []

    def test_found_out_is_said(self) -> None:
        main, (revenue, _) = accounts(QUICK, market())
        main = replace(main, design=replace(main.design, declared=False))
        (finding,) = CHECKS["assignment"](Evidence(study(market()), main, revenue, True))
        assert finding.verdict == "warn"
        assert '"regions"' in finding.message["en"]

    def test_it_rarely_cries_over_independent_stores(self) -> None:
        """At p < 0.01, 40 panels without regional movement should fail 0 or 1 times; 4 or more is one in 1,000."""
        m = self.regional(0.0)
        _, (revenue, _) = accounts(QUICK, m)
        found = []
        for seed in range(40):
            sales = market(seed, test=2, control=4, stores=5, regional=0.0, noise=0.05).sales
            main, _ = compare(m.with_sales(sales))
            found += CHECKS["assignment"](Evidence(study(m), main, revenue, True))
        assert len(found) == 40
        assert sum(f.verdict == "fail" for f in found) < 4


class TestControlUntreated:
    def test_a_control_that_got_the_campaign_too(self) -> None:
        m = market(2, unused=5, noise=0.02, regional=0.01).times(1.3, skus=("Sol-1", "Sol-2"))
        assert verdicts("control untreated", m) == ["pass"]
        assert verdicts("control untreated", m.times(1.3, arm="control", skus=("Sol-1", "Sol-2"))) == ["fail"]

    def test_a_small_rise_beside_a_large_effect_is_no_failure(self) -> None:
        m = market(2, unused=5, noise=0.01, regional=0.0).times(2.0, skus=("Sol-1", "Sol-2"))
        assert verdicts("control untreated", m.times(1.1, arm="control", skus=("Sol-1", "Sol-2"))) == ["warn"]

    def test_a_falling_control_is_no_treated_one(self) -> None:
        m = market(2, unused=5, noise=0.02, regional=0.01)
        assert verdicts("control untreated", m.times(0.7, arm="control", skus=("Sol-1", "Sol-2"))) == ["pass"]

    @pytest.mark.parametrize(("unused", "said"), [(0, 0), (2, 0), (3, 1)])
    def test_it_needs_three_that_are_neither(self, unused, said) -> None:
        assert len(ask("control untreated", market(unused=unused))) == said


class TestTracking:
    @pytest.mark.parametrize(
        ("noise", "regional", "verdict"), [(0.02, 0.01, "pass"), (0.05, 0.16, "warn"), (0.3, 0.6, "fail")]
    )
    def test_by_the_smallest_detectable_uplift_of_the_category(self, noise, regional, verdict) -> None:
        (finding,) = ask("control tracks test", market(3, noise=noise, regional=regional))
        assert finding.verdict == verdict
        assert (finding.value > 0.5) == (verdict == "fail")
        assert (finding.value > 0.25) == (verdict != "pass")

    def test_an_effect_does_not_make_it_fail(self) -> None:
        m = market(3, noise=0.02)
        (plain,), (moved,) = ask("control tracks test", m), ask("control tracks test", m.times(3.0))
        assert moved.value == pytest.approx(plain.value, rel=1e-6)


class TestHistory:
    @pytest.mark.parametrize(("pre", "said"), [(51, ["warn"]), (52, []), (60, [])])
    def test_a_year_of_weeks(self, pre, said) -> None:
        assert verdicts("slow drift", market(span=windows(pre, 2), layout={"Food": {"Sol": 2}})) == said

    @pytest.mark.parametrize(
        ("test", "control", "assignment", "said"),
        [(1, 1, "regions", ["warn"]), (2, 1, "regions", []), (1, 2, "regions", []), (1, 1, "stores", [])],
    )
    def test_one_region_against_one(self, test, control, assignment, said) -> None:
        m = market(test=test, control=control, assignment=assignment)
        assert verdicts("one region against one", m) == said


class TestMeasurable:
    def test_dense(self) -> None:
        assert verdicts("promoted set measurable", market()) == ["pass"]

    def test_thin(self) -> None:
        m = market(rate=0.5, promoted=1)
        m = m.with_sales(np.random.default_rng(1).poisson(m.sales).astype(float))
        (finding,) = ask("promoted set measurable", m)
        assert (finding.verdict, finding.level, finding.item) == ("fail", "promoted", "promoted")
        assert finding.value < finding.limit == 0.7

    def test_listed_in_one_arm_only(self) -> None:
        m = market().times(0.0, arm="control", skus=("Sol-1", "Sol-2"), span=Span(0, 24))
        assert verdicts("promoted set measurable", m) == ["fail"]

    def test_a_launch_is_said_and_not_failed(self) -> None:
        m = market()
        for arm in ("test", "control"):
            m = m.times(0.0, arm=arm, skus=m.promoted, span=Span(0, 20))
        assert verdicts("promoted set measurable", m) == ["warn"]


class TestSecondOpinion:
    def made(self, **options):
        return market(4, **({"test": 3, "control": 5, "stores": 3, "assignment": "stores", "regional": 0.0} | options))

    def test_it_is_welchs(self) -> None:
        m = self.made().times(1.2, skus=("Sol-1", "Sol-2"))
        (finding,) = ask("second opinion", m)
        sales = (m.sales[:, :, :2] * m.price[:2]).sum(axis=2)
        change = np.log(sales[:, 20:].mean(axis=1) / sales[:, :20].mean(axis=1))
        test = np.array([a == "test" for a in m.arm])
        assert finding.value == pytest.approx(np.expm1(change[test].mean() - change[~test].mean()))
        assert finding.verdict == "pass"

    def test_disagreement_is_a_warning(self) -> None:
        """The middle store of every arm leaps up and down: Welch sees no effect, the sums over the arm do."""
        m = self.made(noise=0.01, stores=1, test=3).times(1.1, skus=("Sol-1", "Sol-2"))
        sales = m.sales.copy()
        sales[0, 20:] *= 1.5
        sales[1, 20:] /= 1.5
        (finding,) = ask("second opinion", m.with_sales(sales).times(1.15, skus=("Sol-1", "Sol-2")))
        assert finding.verdict == "warn"
        assert "disagrees" in finding.message["en"]

    def test_it_keeps_quiet_where_it_has_nothing_to_add(self) -> None:
        assert ask("second opinion", market()) == []
        assert ask("second opinion", self.made(), DidClassic(), method="did-classic/welch") == []
        assert ask("second opinion", market(test=1, stores=1, assignment="stores")) == []


@pytest.mark.parametrize(("rise", "expected"), [(0.0, "pass"), (0.5, "warn")])
def test_a_control_unit_that_rises_alone_stands_out(rise, expected) -> None:
    rng = np.random.default_rng(7)
    weeks = pd.date_range("2024-01-01", periods=40, freq="7D")
    rows = [
        {"unit": u, "week": w, "item": "x", "revenue": 100 * np.exp(0.05 * rng.normal())}
        for u in ("t", *(f"c{i}" for i in range(8)))
        for w in weeks
    ]
    for row in rows:
        if row["unit"] == "c3" and row["week"] >= weeks[32]:
            row["revenue"] *= 1 + rise
    panel = Panel.from_frame(pd.DataFrame(rows), str(weeks[32].date()), str((weeks[39] + pd.Timedelta(days=6)).date()))
    panel = replace(panel, items=(replace(panel.items[0], level="promoted"),))
    control = tuple(f"c{i}" for i in range(8))
    design = Design("regions", ("t",), control, (0.125,) * 8)
    (found,) = CHECKS["control units alike"](Evidence(None, Comparison(panel, design), None, whole_regions=False))
    assert found.verdict == expected
    assert rise == 0.0 or "c3" in found.message["en"]

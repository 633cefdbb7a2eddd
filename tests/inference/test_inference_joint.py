"""The joint law of the parts: sums of parts, shares, source of volume; and who may be measured."""

import numpy as np
import pytest
from made_markets import accounts, compare, market, windows

from lift.core.panel import Span
from lift.estimators.did import Did
from lift.estimators.noise import NoisePrior
from lift.inference.account import Joint
from lift.inference.measurable import refusals
from lift.inference.volume import market_share, sets, source_of_volume

QUICK = Did(
    NoisePrior(rho=((0.0, 1.0), (0.75, 1.0)), phi=((0.0, 1.0),), drift=((0.0, 1.0), (1.0, 1.0)), shared=((0.0, 1.0),))
)


def joint(df: float = np.inf) -> Joint:
    rng = np.random.default_rng(3)
    root = 0.03 * rng.standard_normal((6, 8))
    parts = tuple(frozenset({name}) for name in "abc")
    observed = np.array([[30.0, 40.0, 50.0], [20.0, 30.0, 10.0]])
    return Joint("revenue", parts, observed, observed * np.exp(0.1 * rng.standard_normal((2, 3))), root @ root.T, df)


@pytest.mark.parametrize("segments", [{"a"}, {"a", "c"}, {"a", "b", "c"}])
def test_the_law_of_a_sum_is_that_of_draws(segments) -> None:
    law = joint()
    z = np.random.default_rng(1).multivariate_normal(np.zeros(6), law.cov, size=300_000).reshape(-1, 2, 3)
    inside = [part <= segments for part in law.parts]
    logs = np.log((law.expected * np.exp(z))[:, :, inside].sum(axis=2))
    found = law.law(frozenset(segments))
    np.testing.assert_allclose(np.median(logs, axis=0), np.log(found.expected), atol=6e-3)
    np.testing.assert_allclose(np.cov(logs.T), found.cov, rtol=0.03, atol=2e-5)
    np.testing.assert_allclose(found.observed, law.observed[:, inside].sum(axis=1))
    total = np.log(np.exp(logs).sum(axis=1))
    assert found.total().sd == pytest.approx(total.std(), rel=0.02)


def test_the_law_of_a_difference_of_shares_is_that_of_draws() -> None:
    law = joint()
    z = np.random.default_rng(1).multivariate_normal(np.zeros(6), law.cov, size=300_000).reshape(-1, 2, 3)
    sales = (law.expected * np.exp(z)).sum(axis=1)
    ratio = np.log(sales[:, 0] / sales.sum(axis=1))
    gradient = law.shares(frozenset("a"), None) - law.shares(frozenset("abc"), None)
    assert np.sqrt(gradient @ law.cov @ gradient) == pytest.approx(ratio.std(), rel=0.02)


def test_nothing_is_the_law_of_nothing() -> None:
    law = joint().law(frozenset())
    np.testing.assert_array_equal(law.observed, 0.0)
    np.testing.assert_array_equal(law.cov, 0.0)
    assert law.total().incremental == 0.0


def test_source_of_volume_reads_the_rows_of_the_table() -> None:
    m = market(span=windows(12, 3, 2)).times(1.5, skus=("Sol-1", "Sol-2"))
    main, (revenue, _) = accounts(QUICK, m)
    rows = source_of_volume(revenue, sets(main.panel.items), 0.9)
    law = {(r.level, r.item): r.law for r in revenue.rows}
    for window, pick in (
        ("campaign", lambda x: x.window(0)),
        ("after", lambda x: x.window(1)),
        ("total", lambda x: x.total()),
    ):
        value = {r["part"]: r for r in rows if r["window"] == window and r["item"] is None}
        rivals = {r["item"]: r["value"] for r in rows if r["window"] == window and r["item"] is not None}
        brands = {item: -pick(law[level, item]).incremental for level, item in law if level == "brand"}
        assert rivals == {item: pytest.approx(gain) for item, gain in brands.items() if item != "Sol"}
        gain = {
            name: pick(law[name]).incremental
            for name in (("promoted", "promoted"), ("brand", "Sol"), ("category", "Food"))
        }
        promoted, brand, category = gain.values()
        assert value["promoted"]["value"] == pytest.approx(promoted)
        assert value["own_brand"]["value"] == pytest.approx(promoted - brand)
        assert value["competitors"]["value"] == pytest.approx(brand - category)
        assert value["category_growth"]["value"] == pytest.approx(category)
        if promoted > 0:
            shares = sum(value[p]["share_of_gain"] for p in ("own_brand", "competitors", "category_growth"))
            assert shares == pytest.approx(1.0)


def test_a_launch_keeps_its_gain_in_the_interval() -> None:
    m = market(promoted=3)
    m = m.times(0.0, skus=m.promoted, span=Span(0, 20)).times(0.0, arm="control", skus=m.promoted, span=Span(0, 24))
    main, (revenue, _) = accounts(QUICK, m)
    (promoted,) = [r for r in source_of_volume(revenue, sets(main.panel.items), 0.9) if r["part"] == "promoted"]
    assert promoted["low"] == promoted["value"] == promoted["high"] > 0


def test_market_share_by_hand() -> None:
    m = market(span=windows(12, 3, 0)).times(1.5, skus=("Sol-1", "Sol-2"))
    main, (revenue, _) = accounts(QUICK, m)
    sales = m.sales[[a == "test" for a in m.arm]] * m.price
    before = {("promoted", "promoted"): sales[:, :12, :2].sum(), ("brand", "Sol"): sales[:, :12, :3].sum()}
    before["category", "Food"] = sales[:, :12].sum()
    rows = market_share(revenue, main.panel.items, before, 0.9)
    assert [(r["level"], r["item"], r["of"]) for r in rows] == [
        ("promoted", "promoted", "Food"),
        ("brand", "Sol", "Food"),
    ]
    assert rows[0]["observed"] == pytest.approx(sales[:, 12:, :2].sum() / sales[:, 12:].sum())
    assert rows[0]["before"] == pytest.approx(sales[:, :12, :2].sum() / sales[:, :12].sum())
    law = {(r.level, r.item): r.law for r in revenue.rows}
    expected = law["promoted", "promoted"].expected[0] / law["category", "Food"].expected[0]
    assert rows[0]["expected"] == pytest.approx(expected)
    assert rows[0]["points"] == pytest.approx(rows[0]["observed"] - expected)


class TestMeasurable:
    """Decided on the pre-weeks alone, in both arms."""

    def reasons(self, m, metric="revenue"):
        main, _ = compare(m)
        return {
            (i.level, i.key): r and (r.reason, r.value)
            for i, r in zip(main.panel.items, refusals(main.panel, main.design, metric), strict=True)
        }

    def test_a_dense_panel_has_no_refusal(self) -> None:
        assert set(self.reasons(market()).values()) == {None}

    @pytest.mark.parametrize("arm", ["test", "control"])
    @pytest.mark.parametrize(("empty", "refused"), [(6, False), (7, True)])
    def test_seventy_per_cent_of_the_store_weeks_in_each_arm(self, arm, empty, refused) -> None:
        """20 weeks: 6 empty ones leave 70 %, in one store after the other so that no week is empty in the whole arm."""
        m = market(stores=2)
        sales = m.sales.copy()
        stores = [i for i, a in enumerate(m.arm) if a == arm]
        for n, s in enumerate(stores):
            at = [3, 5, 7, 9, 11, 13, 15][:empty]
            sales[s, [t + n % 2 for t in at], 0] = 0.0
        found = self.reasons(m.with_sales(sales))["sku", "Sol-1"]
        assert (found is not None) == refused
        if refused:
            assert found == ("too_thin", pytest.approx(13 / 20))

    def test_weeks_in_which_an_arm_sold_nothing(self) -> None:
        def without(weeks):
            m = market()
            for t in weeks:
                m = m.times(0.0, skus=("Sol-1",), span=Span(t, t + 1))
            return self.reasons(m)["sku", "Sol-1"]

        assert without([4, 8]) is None
        assert without([4, 8, 12]) == ("empty_periods", pytest.approx(0.15))

    def test_the_campaign_moves_no_refusal(self) -> None:
        m = market(rate=1.5)
        m = m.with_sales(np.random.default_rng(0).poisson(m.sales).astype(float))
        before = self.reasons(m)
        assert len(set(before.values())) > 1
        assert self.reasons(m.times(0.0, skus=("Sol-1", "Luna-1"))) == before
        assert self.reasons(m.times(9.0)) == before

    @pytest.mark.parametrize("arm", ["test", "control"])
    def test_delisted_before_the_campaign_is_not_compared(self, arm) -> None:
        """The last 5 of 60 weeks are too few to be too thin, but no store of that arm lists it any more."""
        m = market(span=windows(60, 4)).times(0.0, arm=arm, skus=("Sol-1",), span=Span(55, 64))
        assert self.reasons(m)["sku", "Sol-1"] == ("not_listed", 0.0)

    def test_an_arm_that_closes_in_the_campaign_is_not_compared(self) -> None:
        m = market(span=windows(20, 8)).times(0.0, arm="control", span=Span(20, 26))
        assert set(self.reasons(m).values()) == {("not_listed", 0.25)}

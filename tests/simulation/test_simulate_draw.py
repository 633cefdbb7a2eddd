"""The planted panel: same seed same panel, the truth is what was planted, the noise is as stated."""

import numpy as np
import pandas as pd
import pytest

import lift
from lift import StudyError
from lift.core.words import PRODUCT_COLUMNS, SALES_COLUMNS, STORE_COLUMNS
from lift.simulation import Simulation, simulate
from lift.simulation.campaign import lift_by_week
from lift.simulation.shocks import shocks

SMALL = {"regions": 6, "stores_per_region": 4, "weeks": 60}
KEYS = ["level", "item", "window", "metric"]


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return simulate(seed=1)


@pytest.fixture(scope="module")
def without() -> Simulation:
    return simulate(seed=1, campaign=False)


def post_sums(sim: Simulation, value: str) -> pd.DataFrame:
    """Sales of the test stores by SKU and window, from the rows alone."""
    o = sim.options
    sales = sim.sales.merge(sim.stores, on="store_id")
    sales = sales[sales["region"].isin(sim.test) & (sales["week"] >= np.datetime64(sim.plan.first))]
    window = np.where(sales["week"] <= np.datetime64(sim.plan.last), "campaign", "after")
    table = sales.groupby(["sku", window])[value].sum().unstack()
    assert o.after_weeks
    return table.assign(total=table.sum(axis=1))


def test_the_same_seed_gives_the_same_panel(sim: Simulation) -> None:
    again, other = simulate(seed=1), simulate(seed=2)
    for name in ("sales", "stores", "products", "truth"):
        pd.testing.assert_frame_equal(getattr(sim, name), getattr(again, name))
    assert not sim.sales["units"].equals(other.sales["units"])


def test_the_tables_are_what_a_user_hands_in(sim: Simulation) -> None:
    assert list(sim.sales.columns[:5]) == list(SALES_COLUMNS)
    assert list(sim.stores.columns[:2]) == list(STORE_COLUMNS)
    assert list(sim.products.columns[:3]) == list(PRODUCT_COLUMNS)
    assert not sim.sales.duplicated(["store_id", "sku", "week"]).any()
    assert not sim.sales.isna().any(axis=None)
    assert (len(sim.stores), len(sim.products), sim.sales["week"].nunique()) == (96, 32, 104)
    assert set(sim.sales["week"].dt.day_of_week) == {0}
    assert (sim.sales["units"] >= 1).all()
    cents = sim.sales["revenue"] * 100
    assert np.abs(cents - cents.round()).max() < 1e-6
    assert np.allclose(sim.sales["revenue"], sim.sales["units"] * sim.sales["price"])
    assert ((sim.sales["price"] < sim.sales["base_price"]) == (sim.sales["promo"] == 1)).all()


def test_the_campaign_ends_with_the_panel(sim: Simulation) -> None:
    weeks = np.sort(sim.sales["week"].unique())
    assert sim.plan.first.isoformat() == "2025-03-03"
    assert sim.plan.last.isoformat() == "2025-04-27"
    assert (weeks >= np.datetime64(sim.plan.first)).sum() == 16


@pytest.mark.parametrize("metric", ["revenue", "units"])
def test_the_truth_is_with_minus_without(sim: Simulation, without: Simulation, metric: str) -> None:
    with_, base = post_sums(sim, metric), post_sums(without, metric)
    truth = sim.truth.set_index(KEYS)
    own = sim.products.query("category == 'Salsa & Dips'")
    sets = {("sku", sku): [sku] for sku in own["sku"]}
    sets |= {("brand", b): list(g["sku"]) for b, g in own.groupby("brand")}
    sets |= {("category", "Salsa & Dips"): list(own["sku"]), ("promoted", "promoted"): ["4001", "4002"]}
    sets[("brand", "Casa Verda / Salsa & Dips")] = sets.pop(("brand", "Casa Verda"))
    assert {key[:2] for key in truth.index} == set(sets)
    for (level, item), skus in sets.items():
        for window in ("campaign", "after", "total"):
            before = base.loc[skus, window].sum()
            gain = with_.loc[skus, window].sum() - before
            row = truth.loc[(level, item, window, metric)]
            assert row["incremental"] == pytest.approx(gain, abs=1e-6)
            assert row["uplift"] == pytest.approx(gain / before, abs=1e-12)


def test_the_levels_of_the_truth_add_up(sim: Simulation) -> None:
    gain = sim.truth.set_index(KEYS)["incremental"]
    of_brand = sim.products.query("category == 'Salsa & Dips'").set_index("sku")["brand"]
    skus, brands = (gain[level].unstack("item") for level in ("sku", "brand"))
    promoted, category = (gain[level].unstack("item").iloc[:, 0] for level in ("promoted", "category"))
    np.testing.assert_allclose(skus[["4001", "4002"]].sum(axis=1), promoted)
    own = of_brand[of_brand == "Salsa Sol"].index
    np.testing.assert_allclose(skus[own].sum(axis=1), brands["Salsa Sol"])
    np.testing.assert_allclose(brands.sum(axis=1), category)
    total = gain.unstack("window")
    np.testing.assert_allclose(total["campaign"] + total["after"], total["total"])


def test_the_default_effect_has_the_size_that_the_trade_reports() -> None:
    tables = [simulate(seed=s).truth.set_index(KEYS)["uplift"] for s in range(6)]
    mean = sum(t.xs(("campaign", "revenue"), level=("window", "metric")) for t in tables) / len(tables)
    after = sum(t.xs(("after", "units"), level=("window", "metric")) for t in tables) / len(tables)
    assert 0.115 < mean["promoted"]["promoted"] < 0.125
    assert 0.04 < mean["brand"]["Salsa Sol"] < 0.06
    assert 0 < mean["category"]["Salsa & Dips"] < 0.03
    assert 0.02 < after["promoted"]["promoted"] < 0.05


@pytest.mark.parametrize("change", [{"uplift": 0.0}, {"campaign": False}])
def test_no_campaign_no_effect(without: Simulation, change: dict[str, object]) -> None:
    sim = simulate(seed=1, **change)
    assert (sim.truth["incremental"] == 0).all()
    assert (sim.truth["uplift"] == 0).all()
    pd.testing.assert_frame_equal(sim.sales, without.sales)


def test_the_campaign_touches_nothing_but_its_own_cells(sim: Simulation, without: Simulation) -> None:
    keys = ["store_id", "week", "sku"]
    both = sim.sales.merge(without.sales, on=keys, how="outer", suffixes=("", "_without")).fillna({"units": 0})
    both = both.merge(sim.stores, on="store_id").merge(sim.products, on="sku")
    changed = both[both["units"] != both["units_without"].fillna(0)]
    assert set(changed["region"]) == set(sim.test)
    assert set(changed["category"]) == {"Salsa & Dips"}
    assert changed["week"].min() >= np.datetime64(sim.plan.first)


def test_another_uplift_meets_the_same_noise() -> None:
    low, high = (simulate(seed=4, uplift=u, **SMALL) for u in (0.05, 0.30))
    for name in ("test", "promoted"):
        assert getattr(low, name) == getattr(high, name)
    first = np.datetime64(low.plan.first)
    before = [s.sales[s.sales["week"] < first].reset_index(drop=True) for s in (low, high)]
    pd.testing.assert_frame_equal(*before)

    def base(sim: Simulation) -> pd.Series:
        t = sim.truth.query("window == 'total'")
        return (t["incremental"] / t["uplift"]).to_numpy()

    np.testing.assert_allclose(base(low), base(high), rtol=1e-9)


def test_cannibalisation_and_competitors_lose_their_share() -> None:
    def gains(**change: float) -> pd.Series:
        sim = simulate(seed=2, uplift=0.4, units=300.0, test_regions=6, **change)
        truth = sim.truth.query("metric == 'units' and window == 'total'")
        return truth.set_index(["level", "item"])["incremental"]

    for own, others in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.3, 0.2)):
        g = gains(cannibalisation=own, from_competitors=others)
        promoted = g["promoted"]["promoted"]
        assert (promoted - g["brand"]["Salsa Sol"]) / promoted == pytest.approx(own, abs=0.02)
        assert (g["brand"]["Salsa Sol"] - g["category"]["Salsa & Dips"]) / promoted == pytest.approx(others, abs=0.02)


def test_the_effect_rises_and_then_fades_from_week_to_week() -> None:
    sim = simulate(seed=1, **SMALL)
    weekly = lift_by_week(sim.options)
    assert weekly[:8].mean() == pytest.approx(0.12)
    np.testing.assert_allclose(weekly[:3] / weekly[3], [1 / 3, 2 / 3, 1])
    np.testing.assert_allclose(weekly[9:] / weekly[8:-1], 0.7)


def test_rows_are_absent_as_often_as_in_real_panels() -> None:
    shares = [1 - len(simulate(seed=s, campaign=False).sales) / (96 * 104 * 32) for s in range(8)]
    assert min(shares) > 0.05
    assert max(shares) < 0.10


def regional_sds(**change: object) -> dict[str, float]:
    """Standard deviation of a region's log sales around what all regions share, by level."""
    quiet: dict[str, object] = {
        "national_promotions": 0.0, "regional_promotions": 0.0, "trend_spread": 0.0, "out_of_stock": 0.0,
        "store_changes": 0.0, "delisted": 0.0, "week_noise": 0.0, "units": 2000.0, "stores_per_region": 2,
    }  # fmt: skip
    sim = simulate(seed=3, campaign=False, regions=16, weeks=160, **(quiet | change))
    rows = sim.sales.merge(sim.stores, on="store_id").merge(sim.products, on="sku")
    result: dict[str, float] = {}
    for level, keys in (("category", ["category"]), ("brand", ["category", "brand"]), ("sku", ["sku"])):
        series = np.log(rows.groupby(["region", "week", *keys])["units"].sum().unstack(["region"]))
        own = series.sub(series.mean(axis=1), axis=0)
        own -= own.groupby(keys).transform("mean")
        result[level] = float(np.sqrt((own**2).to_numpy().mean() * 16 / 15))
    return result


@pytest.mark.parametrize("persistence", [0.7, "random-walk"])
def test_regional_shocks_are_as_large_as_in_real_panels(persistence: float | str) -> None:
    sd = regional_sds(shock_persistence=persistence)
    assert 0.04 < sd["category"] < 0.06
    assert 0.07 < sd["brand"] < 0.12
    assert 0.07 < sd["sku"] < 0.12
    assert sd["brand"] < sd["sku"]


def test_without_shocks_the_regions_move_alike() -> None:
    sd = regional_sds(category_shock=0.0, brand_shock=0.0, sku_shock=0.0)
    assert max(sd.values()) < 0.03


@pytest.mark.parametrize("rho", [0.0, 0.7, 0.95])
def test_shocks_have_the_stated_spread_and_memory(rho: float) -> None:
    x = shocks(np.random.default_rng(1), 0.05, rho, 60, (4000,))
    assert x[0].std() == pytest.approx(0.05, rel=0.05)
    assert x[-1].std() == pytest.approx(0.05, rel=0.05)
    assert np.corrcoef(x[30], x[31])[0, 1] == pytest.approx(rho, abs=0.05)


def test_a_random_walk_has_the_same_spread_on_average_and_keeps_drifting() -> None:
    x = shocks(np.random.default_rng(1), 0.05, "random-walk", 60, (4000,))
    assert np.sqrt((x**2).mean()) == pytest.approx(0.05, rel=0.03)
    np.testing.assert_allclose(x.mean(axis=0), 0, atol=1e-12)
    assert np.corrcoef(np.diff(x, axis=0)[10], np.diff(x, axis=0)[11])[0, 1] == pytest.approx(0, abs=0.05)


def test_stores_can_be_drawn_one_by_one() -> None:
    sim = simulate(seed=5, assignment="stores", test_stores=7, **SMALL)
    assert len(sim.test) == 7
    assert set(sim.test) <= set(sim.stores["store_id"])
    base = simulate(seed=5, assignment="stores", test_stores=7, campaign=False, **SMALL)
    gain = sim.sales["units"].sum() - base.sales["units"].sum()
    assert gain == sim.truth.set_index(KEYS).loc[("category", "Salsa & Dips", "total", "units")]["incremental"]


def test_named_regions_and_skus_are_taken() -> None:
    sim = simulate(seed=5, regions=4, stores_per_region=3, weeks=40, test_regions=["Bremen"], promoted=["4003", "4006"])
    assert sim.test == ("Bremen",)
    assert sim.promoted == ("4003", "4006")
    rows = sim.truth.query("level == 'sku' and window == 'campaign' and metric == 'units'").set_index("item")
    assert rows["uplift"].nlargest(2).index.sort_values().tolist() == ["4003", "4006"]


def test_no_after_window_no_after_rows() -> None:
    sim = simulate(seed=1, regions=4, stores_per_region=2, weeks=30, test_regions=1, after_weeks=0)
    assert set(sim.truth["window"]) == {"campaign"}


def test_a_brand_name_of_one_category_stays_as_it_is() -> None:
    sim = simulate(seed=1, shared_brands=0, **SMALL)
    assert not sim.truth["item"].str.contains(" / ").any()


def test_more_names_than_are_known() -> None:
    sim = simulate(seed=1, regions=120, stores_per_region=12, weeks=12, campaign_weeks=2, after_weeks=1,
                   categories=8, brands=5, skus=6)  # fmt: skip
    assert sim.stores["store_id"].is_unique
    assert sim.products["sku"].is_unique
    assert sim.stores["region"].nunique() == 120
    assert sim.products.groupby("category")["brand"].nunique().tolist() == [5] * 8


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"uplft": 0.1}, "uplift"),
        ({"weeks": 16}, "weeks = 16"),
        ({"test_regions": ["Leipzg"]}, "Leipzig"),
        ({"test_regions": 12}, "1 to 11"),
        ({"test_regions": ["Kiel", "Kiel"]}, "repeated"),
        ({"promoted": ["1"]}, "promoted"),
        ({"cannibalisation": 0.7, "from_competitors": 0.7}, "from_competitors"),
        ({"out_of_stock": float("nan")}, "out_of_stock"),
        ({"shock_persistence": 1.0}, "random-walk"),
        ({"shock_persistence": "walk"}, "random-walk"),
        ({"assignment": "store"}, "assignment"),
    ],
)
def test_wrong_options_are_refused_with_their_name(change: dict[str, object], says: str) -> None:
    with pytest.raises(StudyError, match=says):
        simulate(**change)


def test_the_package_can_be_called() -> None:
    sim = lift.simulate(3, regions=3, stores_per_region=2, weeks=30, test_regions=1)
    pd.testing.assert_frame_equal(
        sim.sales, simulate(seed=3, regions=3, stores_per_region=2, weeks=30, test_regions=1).sales
    )

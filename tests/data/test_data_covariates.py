"""Price and promotion in the sales: read, refused, and adjusted for as a slow second way does it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from data_oracle import cubes
from data_tables import Tables, panel, study
from test_data_panels import skus_of

from lift.core.errors import DataError
from lift.core.prices import Elasticities
from lift.core.spec import MeasureSpec
from lift.data import adjusted, covariates_of, open_source, read_conditions, read_main, store_weeks

PLAIN = panel(4)
REGIONS = {f"s{i}": f"R{i % 3}" for i in range(9)}


def priced(seed: int = 4, *, base: bool = True) -> Tables:
    """The panel with price, feature and display that differ by store and week, and now and then a row without units."""
    tables = panel(seed)
    rng = np.random.default_rng(seed)
    sales = tables.sales.copy()
    cut = rng.choice([0.0, 0.0, 0.2, 0.3], len(sales))
    usual = 1.5 + sales["sku"].astype(int) / 50
    sales["price"] = np.where(sales["units"] > 0, (usual * (1 - cut)).round(2), np.nan)
    if base:
        sales["base_price"] = usual
    sales["feature"] = rng.random(len(sales)) < 0.2
    sales["promo"] = (cut > 0).astype(int)
    return replace(tables, sales=sales)


def elasticities(skus: tuple[str, ...], names: tuple[str, ...]) -> Elasticities:
    used = np.random.default_rng(1).normal(-0.5, 1.0, (len(skus), len(names)))
    return Elasticities(names, skus, used.mean(axis=0), used.std(axis=0), used, used, used)


def by_hand(sales: pd.DataFrame, found: Elasticities, first, last) -> pd.DataFrame:
    """Adjusted sales row by row, from the definition."""
    frame = sales.copy()
    ratio = frame["price"] / frame.get("base_price", 1.0)
    frame["x_price"] = np.log(ratio.astype(float))
    frame["x_feature"] = frame["feature"].astype(float)
    before = frame[(frame["week"] >= first) & (frame["week"] <= last)]
    means = before[before["units"] > 0].groupby(["store_id", "sku"])[["x_price", "x_feature"]].mean()
    sums = before.groupby("sku")[["revenue", "units"]].sum()
    out = []
    for row in frame.itertuples():
        log = 0.0
        if row.sku in found.skus and row.units > 0 and (row.store_id, row.sku) in means.index:
            mean, b = means.loc[(row.store_id, row.sku)], found.used[found.skus.index(row.sku)]
            log = sum(b[j] * (getattr(row, f"x_{n}") - mean[f"x_{n}"]) for j, n in enumerate(found.covariates))
        factor = np.exp(-np.clip(log, -np.log(10), np.log(10)))
        units, revenue = sums.loc[row.sku, ["units", "revenue"]] if row.sku in sums.index else (0.0, 0.0)
        price = revenue / units if units > 0 and revenue > 0 else np.nan
        money = row.units * factor * price if price > 0 else row.revenue * factor
        out.append((round(row.units * factor, 3), round(money, 2)))
    units, revenue = zip(*out, strict=True)
    return frame.assign(units=units, revenue=revenue)


@pytest.mark.parametrize("base", [True, False])
def test_adjusted_sums_equal_plain_loops(tmp_path: Path, base: bool) -> None:
    tables = priced(base=base)
    with open_source(study(tables.write(tmp_path))) as source:
        names = covariates_of(source.sales)
        assert names == ("price", "feature")
        plain = read_main(source, REGIONS)
        found = elasticities(tuple(sorted(source.tree.segment_of)), names)
        twin = read_main(adjusted(source, found), REGIONS)
        days = [pd.Timestamp(day).date() for day in source.periods]
        pre = source.windows.pre
        sales = by_hand(tables.sales, found, days[pre.start], days[pre.stop - 1])
        expected = cubes(
            sales, skus_of(twin.items), twin.items, REGIONS, source.periods, source.windows, "listed"
        )  # fmt: skip
    for name in ("listed", "weight"):
        np.testing.assert_allclose(getattr(twin, name), expected[name], rtol=1e-9, atol=0.005, err_msg=name)
    np.testing.assert_array_equal(twin.selling, plain.selling)
    assert np.abs(twin.listed - plain.listed).max() > 1


def test_no_elasticity_changes_no_units(tmp_path: Path) -> None:
    with open_source(study(priced().write(tmp_path))) as source:
        plain = read_main(source, REGIONS)
        found = elasticities(tuple(sorted(source.tree.segment_of)), ("price", "feature"))
        twin = read_main(adjusted(source, replace(found, used=np.zeros_like(found.used))), REGIONS)
    np.testing.assert_allclose(twin.listed[1], plain.listed[1], atol=1e-9)
    np.testing.assert_allclose(twin.weight[1], plain.weight[1], atol=1e-9)


def test_store_weeks_are_the_rows_with_sales(tmp_path: Path) -> None:
    tables = priced()
    with open_source(study(tables.write(tmp_path))) as source:
        found = {sku: (y, x, seen) for sku, y, x, seen in store_weeks(source, sorted(REGIONS))}
        pre = source.windows.pre
        days = {pd.Timestamp(source.periods[t]).date(): t - pre.start for t in range(pre.start, pre.stop)}
    rows = tables.sales[tables.sales["week"].isin(list(days)) & (tables.sales["units"] > 0)]
    for sku, (y, x, seen) in found.items():
        here = rows[rows["sku"] == sku]
        assert seen.sum() == len(here)
        stores = sorted(set(here["store_id"]))
        for row in here.itertuples():
            at = stores.index(row.store_id), days[row.week]
            assert y[at] == pytest.approx(np.log(row.units))
            assert x[at][0] == pytest.approx(np.log(row.price / row.base_price), abs=1e-6)
            assert x[at][1] == float(row.feature)


def test_conditions_are_weighted_means_of_changes(tmp_path: Path) -> None:
    tables = priced()
    with open_source(study(tables.write(tmp_path))) as source:
        found = read_conditions(source, REGIONS)
        pre, days = source.windows.pre, [pd.Timestamp(day).date() for day in source.periods]
    assert found.names == ("price", "promo", "feature")
    sales = tables.sales[tables.sales["sku"].isin(["10", "11"]) & (tables.sales["units"] > 0)].copy()
    before = sales[sales["week"].isin(days[pre.slice])]
    means = before.groupby(["store_id", "sku"]).agg(mean=("promo", "mean"), worth=("revenue", "sum"))
    sales = sales.join(means, on=["store_id", "sku"]).dropna(subset="worth")
    sales["unit"] = [REGIONS[store] for store in sales["store_id"]]
    for u, unit in enumerate(sorted(set(REGIONS.values()))):
        for t in (pre.start, pre.stop, len(days) - 1):
            at = sales[(sales["unit"] == unit) & (sales["week"] == days[t])]
            weight = at["worth"].sum()
            if weight > 0:
                change = ((at["promo"] - at["mean"]) * at["worth"]).sum() / weight
                assert found.sums[1, u, t] / found.weight[u, t] == pytest.approx(change, abs=1e-5)
                assert found.level[1, u, t] / found.weight[u, t] == pytest.approx(
                    (at["promo"] * at["worth"]).sum() / weight, abs=1e-5
                )


def test_promo_stands_in_where_there_is_nothing_else(tmp_path: Path) -> None:
    tables = priced()
    tables = replace(tables, sales=tables.sales.drop(columns=["price", "base_price", "feature"]))
    spec = study(tables.write(tmp_path))
    with open_source(spec) as source:
        assert covariates_of(source.sales) == ("promo",)
        assert covariates_of(source.sales, ("promo",)) == ()
    with open_source(replace(spec, measure=MeasureSpec(adjust="none"))) as source:
        assert covariates_of(source.sales) == ()


BAD = [
    ("price", np.inf, "infinite price"), ("price", -1.0, "negative price"), ("price", 0.0, "a price of 0"),
    ("price", None, "units but no price"), ("base_price", 0.0, "a base_price of 0"), ("promo", 2, "promo outside"),
    ("feature", -0.1, "feature outside 0 to 1"), ("feature", None, "no feature"), ("feature", "A+", "of type|is text"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value", "words"), BAD, ids=[f"{c} {v}" for c, v, _ in BAD])
def test_what_cannot_be_a_price_or_flag_is_refused(tmp_path: Path, column: str, value, words: str) -> None:
    tables = priced()
    sales = tables.sales.copy()
    sold = sales.index[sales["units"] > 0][:3]
    if isinstance(value, str):
        sales[column] = value
    else:
        sales[column] = sales[column].astype("Float64")
        sales.loc[sold, column] = pd.NA if value is None else value
    spec = study(replace(tables, sales=sales).write(tmp_path))
    with pytest.raises(DataError, match=words) as error, open_source(spec):
        pass
    assert 'adjust = "none"' in str(error.value)
    with open_source(replace(spec, measure=MeasureSpec(adjust="none"))):
        pass


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"data": {"columns": {"price": "shelf"}}}, "shelf"), ({"campaign": {"includes": ("display",)}}, "includes")],
)
def test_a_column_that_the_study_names_must_be_there(tmp_path: Path, changes, words: str) -> None:
    sales = priced().sales.drop(columns=["price", "base_price"])
    spec = study(replace(priced(), sales=sales).write(tmp_path), **changes)
    with pytest.raises(DataError, match=words), open_source(spec):
        pass

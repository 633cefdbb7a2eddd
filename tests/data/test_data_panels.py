"""The panel against a slow second way to it, for all rules for absent rows and several choices of units."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from data_oracle import cubes
from data_tables import Tables, panel, products, study

from lift.core.errors import DataError, DesignError
from lift.core.panel import Item, Panel
from lift.data import Source, open_source, read_detail, read_main

UNITS = {
    "regions": lambda store: f"R{int(store[1]) % 3}",
    "stores": str,
    "blocks": lambda store: f"b{int(store[1]) // 4}",
}


def skus_of(items: tuple[Item, ...]) -> dict[str, list[str]]:
    """The SKUs of each item, from the names alone."""
    frame = products()
    in_sauces = frame[frame["category"] == "Sauces"]
    found: dict[str, list[str]] = {}
    for item in items:
        name = item.key.removesuffix(" (rest)")
        if item.level == "sku":
            chosen = [item.key]
        elif item.level == "promoted":
            chosen = ["10", "11"]
        elif item.level == "brand":
            chosen = in_sauces.loc[in_sauces["brand"] == name.removesuffix(" / Sauces"), "sku"].tolist()
            chosen = ["12"] if item.key == "Sol (rest)" else chosen
        else:
            chosen = in_sauces["sku"].tolist()
            chosen = [sku for sku in chosen if sku not in ("10", "11", "12")] if item.key != name else chosen
        found[f"{item.level}:{item.key}"] = chosen
    return found


def assert_same(found: Panel, tables: Tables, source: Source, unit_of: dict[str, str]) -> None:
    expected = cubes(
        tables.sales,
        skus_of(found.items),
        found.items,
        unit_of,
        source.periods,
        source.windows,
        source.spec.data.absent,
    )
    for name, cube in expected.items():
        np.testing.assert_allclose(getattr(found, name), cube, rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("absent", ["listed", "zero", "missing"])
@pytest.mark.parametrize(("seed", "units"), [(1, "regions"), (2, "stores"), (3, "blocks")])
def test_panel_equals_plain_loops(tmp_path: Path, absent: str, seed: int, units: str) -> None:
    tables = panel(seed)
    spec = study(tables.write(tmp_path), data={"absent": absent})
    with open_source(spec) as source:
        unit_of = {store: UNITS[units](store) for store in source.stores["store_id"]}
        assert_same(read_main(source, unit_of), tables, source, unit_of)
        assert_same(read_detail(source, unit_of), tables, source, unit_of)


def test_sparse_panel_equals_plain_loops(tmp_path: Path) -> None:
    tables = panel(5, density=0.15)
    with open_source(study(tables.write(tmp_path), campaign={"pre_periods": 9})) as source:
        unit_of = {store: f"R{int(store[1]) % 3}" for store in source.stores["store_id"]}
        found = read_main(source, unit_of)
        assert_same(found, tables, source, unit_of)
        assert (found.total != found.listed).any()


def test_metrics_apart(tmp_path: Path) -> None:
    """Stores that know only the units, or only the revenue, of a SKU enter the comparison of that metric alone."""
    sales = panel(7, density=0.9).sales
    no_revenue = sales["sku"].isin(["10", "20"]) & sales["store_id"].isin(["s0", "s4"])
    no_units = sales["sku"].isin(["10", "12"]) & sales["store_id"].isin(["s3", "s5"])
    # Sales after the campaign's start of a store without base are left out for one metric only.
    late = sales["week"] >= study(tmp_path).campaign.start
    sales.loc[no_revenue & ~late, "revenue"] = 0
    sales.loc[no_units & ~late, "units"] = 0
    tables = Tables(sales, panel(7).stores, products())
    with open_source(study(tables.write(tmp_path))) as source:
        unit_of = {store: store for store in source.stores["store_id"]}
        found = read_main(source, unit_of)
        assert_same(found, tables, source, unit_of)
        assert_same(read_detail(source, unit_of), tables, source, unit_of)
    k, post = found.item("sku", "10"), found.windows.post.slice
    assert found.weight[0, 0, :, k].sum() == 0 < found.weight[1, 0, :, k].sum()
    assert found.listed[0, 0, post, k].sum() == 0 < found.listed[1, 0, post, k].sum()
    assert found.weight[1, 3, :, k].sum() == 0 < found.weight[0, 3, :, k].sum()


def test_totals_are_group_sums(tmp_path: Path) -> None:
    tables = panel(4)
    with open_source(study(tables.write(tmp_path))) as source:
        found = read_main(source, dict(zip(source.stores["store_id"], source.stores["region"], strict=True)))
    frame = tables.sales.merge(tables.stores, on="store_id").merge(tables.products, on="sku")
    frame = frame[frame["category"] == "Sauces"]
    k = found.item("category", "Sauces")
    for m, metric in enumerate(("revenue", "units")):
        sums = frame.pivot_table(index="region", columns="week", values=metric, aggfunc="sum", fill_value=0)
        np.testing.assert_allclose(found.total[m, :, :, k], sums.to_numpy()[:, : len(found.periods)], rtol=1e-12)
    assert found.units == ("R0", "R1", "R2")
    assert found.region == found.units
    assert found.stores.tolist() == [3, 3, 3]


def test_stores_left_out_are_in_nothing(tmp_path: Path) -> None:
    tables = panel(4)
    with open_source(study(tables.write(tmp_path))) as source:
        whole = read_main(source, {s: s for s in source.stores["store_id"]})
        part = read_main(source, {s: s for s in source.stores["store_id"] if s != "s3"})
    keep = whole.at(part.units)
    np.testing.assert_array_equal(whole.total[:, keep], part.total)
    np.testing.assert_array_equal(whole.weight[:, keep], part.weight)
    assert part.region == ("R0", "R1", "R2", "R1", "R2", "R0", "R1", "R2")


def test_post_sales_do_not_move_listing_or_weights(tmp_path: Path) -> None:
    tables = panel(6)
    start = study(tmp_path).campaign.start
    after = tables.sales["week"] >= start
    changed = tables.sales.copy()
    promoted = after & changed["sku"].isin(["10", "11"])
    changed.loc[promoted, ["units", "revenue"]] *= 3
    changed = changed[~(after & (changed["sku"] == "12"))]
    found = []
    for name, sales in (("a", tables.sales), ("b", changed)):
        with open_source(study(replace(tables, sales=sales).write(tmp_path / name))) as source:
            found.append(read_main(source, dict(zip(source.stores["store_id"], source.stores["region"], strict=True))))
    one, two = found
    np.testing.assert_array_equal(one.weight, two.weight)
    np.testing.assert_array_equal(one.store_periods, two.store_periods)
    assert (one.listed != two.listed).any()


def test_additive_over_the_tree(tmp_path: Path) -> None:
    with open_source(study(panel(2).write(tmp_path))) as source:
        found = read_main(source, {s: s for s in source.stores["store_id"]})

    def total(level: str, key: str) -> np.ndarray:
        return found.total[..., found.item(level, key)]

    np.testing.assert_allclose(total("sku", "10") + total("sku", "11"), total("promoted", "promoted"))
    np.testing.assert_allclose(total("promoted", "promoted") + total("brand", "Sol (rest)"), total("brand", "Sol"))
    np.testing.assert_allclose(total("brand", "Sol") + total("category", "Sauces (rest)"), total("category", "Sauces"))


def test_detail_in_portions(tmp_path: Path) -> None:
    with open_source(study(panel(2).write(tmp_path))) as source:
        unit_of = dict.fromkeys(source.stores["store_id"], "all")
        whole = read_detail(source, unit_of)
        part = read_detail(source, unit_of, ["30", "12"])
        with pytest.raises(DataError, match="1 SKU is not in the categories of the promoted ones: 60"):
            read_detail(source, unit_of, ["60"])
    assert [item.key for item in whole.items] == ["12", "20", "21", "30", "40"]
    assert [item.parent for item in whole.items] == ["Sol", "Luna", "Luna", "Solo", "X / Sauces"]
    np.testing.assert_array_equal(whole.take([0, 3]).weight, part.weight)
    assert part.region == ("R0 + R1 + R2",)


def test_design_of_unknown_or_no_stores(tmp_path: Path) -> None:
    with open_source(study(panel(2).write(tmp_path))) as source:
        with pytest.raises(DesignError, match="1 store of the design has no sales in the data, or is excluded: s99"):
            read_main(source, {"s99": "R0"})
        with pytest.raises(DesignError, match="no store takes part"):
            read_main(source, {})


def test_a_closure_that_goes_on_behind_the_windows_is_one(tmp_path: Path) -> None:
    """Two silent periods at the end of the campaign, and silent after it: the store is closed, not empty."""
    tables = panel(1, density=1.0)
    weeks = sorted(tables.sales["week"].unique())
    last = weeks[33]
    gone = (tables.sales["store_id"] == "s3") & (tables.sales["week"] >= weeks[32])
    short = tables.sales[~gone | (tables.sales["week"] > weeks[34])]
    unit_of = {f"s{i}": f"s{i}" for i in range(9)}
    found = []
    for sales in (tables.sales[~gone], short):
        spec = study(replace(tables, sales=sales).write(tmp_path), campaign={"after_weeks": 0})
        with open_source(spec) as source:
            assert source.calendar.stored[-1].astype(object) == last
            read = read_main(source, unit_of)
        found.append(read.weight[0, read.units.index("s3"), -2:].sum())
    closed, silent = found
    assert closed == 0
    assert silent > 0

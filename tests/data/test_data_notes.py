"""What reading finds and says: warnings, passes and the tables of the survey."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from data_tables import Tables, panel, study

from lift.core.finding import Finding
from lift.data import open_source, read_main, survey

WHOLE = panel(1, density=0.95)


def findings(tables: Tables, folder: Path, **spec: Any) -> dict[str, Finding]:
    with open_source(study(tables.write(folder), **spec)) as source:
        return {finding.check: finding for finding in source.findings}


def with_sales(sales: pd.DataFrame) -> Tables:
    return replace(WHOLE, sales=sales)


def test_passes(tmp_path: Path) -> None:
    found = findings(WHOLE, tmp_path)
    assert found["duplicates"].verdict == "pass"
    assert found["zero share"].verdict == "pass"
    assert 0 < (found["zero share"].value or 0) < 0.9
    for finding in found.values():
        assert finding.message.keys() == {"de", "en"}
        assert all(finding.message.values())
        assert finding.verdict == "pass" or all(finding.advice.values())


def test_a_period_absent_in_all_stores_is_left_out(tmp_path: Path) -> None:
    holes = [date(2024, 5, 6), date(2024, 9, 2)]
    tables = with_sales(WHOLE.sales[~WHOLE.sales["week"].isin(holes)])
    found = findings(tables, tmp_path)["missing periods"]
    assert (found.verdict, found.value) == ("warn", 2)
    assert "2024-05-06, 2024-09-02" in found.message["en"]
    with open_source(study(tmp_path)) as source:
        panel_of = read_main(source, {s: s for s in source.stores["store_id"]})
    assert not set(np.array(holes, dtype="datetime64[D]")) & set(panel_of.periods)
    assert len(panel_of.windows.after) == 3
    assert panel_of.windows.clipped == 0


def test_odd_rows_are_counted(tmp_path: Path) -> None:
    sales = WHOLE.sales.copy()
    sales.loc[sales.index[:4], ["units", "revenue"]] = [0, 2.5]
    sales.loc[sales.index[4:9], ["units", "revenue"]] = [2, 0]
    found = findings(with_sales(sales), tmp_path)
    assert found["revenue without units"].value == 4
    assert found["units without revenue"].value == 5
    by_survey = {finding.check: finding for finding in survey(study(tmp_path)).findings}
    assert by_survey.keys() == found.keys()
    assert by_survey["units without revenue"] == found["units without revenue"]
    assert "returns" not in found


def test_returns_are_kept_when_asked_for(tmp_path: Path) -> None:
    sales = WHOLE.sales.copy()
    rows = sales.index[(sales["sku"] == "20") & (sales["store_id"] == "s0")][:3]
    sales.loc[rows, ["units", "revenue"]] = [-1, -2.25]
    found = findings(with_sales(sales), tmp_path, data={"returns": "keep"})
    assert found["returns"].value == 3
    with open_source(study(tmp_path, data={"returns": "keep"})) as source:
        kept = read_main(source, dict.fromkeys(source.stores["store_id"], "all"))
    inside = sales[sales["sku"].isin(["20", "21"]) & (sales["week"] < date(2024, 9, 23))]
    assert kept.total[0, :, :, kept.item("brand", "Luna")].sum() == pytest.approx(inside["revenue"].sum())


def test_stores_that_open_close_or_end_early(tmp_path: Path) -> None:
    late = (WHOLE.sales["store_id"] == "s5") & (WHOLE.sales["week"] >= date(2024, 9, 23))
    found = findings(with_sales(WHOLE.sales[~late]), tmp_path)
    assert found["store openings and closings"].value == 2
    assert "s1, s2" in found["store openings and closings"].message["de"]
    assert "s5" in found["sales end early"].message["en"]


def test_stores_without_sales(tmp_path: Path) -> None:
    more = pd.concat([WHOLE.stores, pd.DataFrame({"store_id": ["x1", "x2"], "region": ["R9", None]})])
    found = findings(replace(WHOLE, stores=more), tmp_path)["stores without sales"]
    assert found.value == 2
    with open_source(study(tmp_path)) as source:
        assert "x1" not in set(source.stores["store_id"])


def test_sums_among_skus(tmp_path: Path) -> None:
    sauces = WHOLE.sales[WHOLE.sales["sku"].isin(["10", "11", "12"])]
    total = sauces.groupby(["store_id", "week"], as_index=False)[["units", "revenue"]].sum().assign(sku="99")
    more = pd.concat([WHOLE.products, pd.DataFrame([("99", "Sol", "Sauces")], columns=["sku", "brand", "category"])])
    found = findings(replace(WHOLE, sales=pd.concat([WHOLE.sales, total]), products=more), tmp_path)["sums among SKUs"]
    assert found.value == 1
    assert "99" in found.message["en"]


def test_sums_by_name(tmp_path: Path) -> None:
    texts = [f"item {sku}" for sku in WHOLE.products["sku"]]
    texts[1], texts[4] = "Sol GESAMT", "totally different"
    found = findings(replace(WHOLE, products=WHOLE.products.assign(description=texts)), tmp_path)
    assert found["sums among SKUs"].value == 1
    assert "11" in found["sums among SKUs"].message["de"]


def test_giant_quantities(tmp_path: Path) -> None:
    sales = WHOLE.sales.copy()
    row = sales.index[sales["sku"] == "21"][0]
    sales.loc[row, "units"] = 40_000
    found = findings(with_sales(sales), tmp_path)["giant quantities"]
    assert found.value == 40_000
    assert "21" in found.message["en"]
    assert "40.000" in found.message["de"]


def test_launches(tmp_path: Path) -> None:
    fresh = WHOLE.sales[(WHOLE.sales["sku"] != "10") | (WHOLE.sales["week"] >= date(2024, 7, 15))]
    more = pd.concat([WHOLE.products, pd.DataFrame([("98", "Sol", "Sauces")], columns=["sku", "brand", "category"])])
    tables = replace(WHOLE, sales=fresh, products=more)
    found = findings(tables, tmp_path, campaign={"launch": ("10", "98")})
    assert found["launch without sales"].value == 1
    with open_source(study(tmp_path, campaign={"launch": ("10", "98")})) as source:
        assert source.promoted == ("10", "11", "98")
        assert source.launch == ("10", "98")
        launched = read_main(source, dict.fromkeys(source.stores["store_id"], "all"))
    k = launched.item("sku", "10")
    assert launched.total[..., k].sum() > 0
    assert not launched.weight[..., k].any()
    assert not launched.listed[..., k].any()


@pytest.mark.parametrize(
    ("brand", "promoted"),
    [("Sol", ("10", "11", "12")), ("X", ("40", "41")), ("X / Crisps", ("41",)), ("Cola", ("60",))],
)
def test_a_promoted_brand(tmp_path: Path, brand: str, promoted: tuple[str, ...]) -> None:
    with open_source(study(WHOLE.write(tmp_path), campaign={"skus": (), "brand": brand})) as source:
        assert source.promoted == promoted


def test_survey_tables(tmp_path: Path) -> None:
    found = survey(study(WHOLE.write(tmp_path)))
    assert found.problem is None
    overview = dict(zip(found.tables["overview"]["fact"], found.tables["overview"]["value"], strict=True))
    assert overview["rows"] == len(WHOLE.sales)
    assert (overview["stores"], overview["regions"], overview["SKUs"], overview["brands"]) == (9, 3, 10, 7)
    assert (overview["first period"], overview["periods"]) == ("2024-01-01", 40)
    regions = found.tables["regions"].set_index("region")
    assert regions["stores"].tolist() == [3, 3, 3]
    assert regions["revenue_share"].sum() == pytest.approx(1)
    by_region = WHOLE.sales.merge(WHOLE.stores, on="store_id").groupby("region")["revenue"].sum()
    np.testing.assert_allclose(regions["revenue"], by_region)
    assert found.tables["categories"]["skus"].tolist() == [2, 1, 7]
    brands = found.tables["brands"].set_index("brand")["revenue"]
    assert set(brands.index) >= {"X / Sauces", "X / Crisps", "Cola"}
    closures = found.tables["closures"].set_index("store_id")
    assert closures["closed_periods"].to_dict() == {"s1": 12, "s2": 7}
    assert len(found.tables["periods"]) == 40
    assert found.tables["periods"]["rows"].sum() == len(WHOLE.sales)


def test_survey_shows_the_panel_although_the_campaign_is_wrong(tmp_path: Path) -> None:
    spec = study(WHOLE.write(tmp_path), campaign={"skus": ("nothing",)})
    found = survey(spec)
    assert "1 promoted SKUs is not in the data: nothing" in str(found.problem)
    assert len(found.tables["regions"]) == 3

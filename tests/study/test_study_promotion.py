"""Whole studies on planted panels with prices: which side is read, what stands beside it, and what was part of it."""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import lift

TINY = {
    "regions": 5, "stores_per_region": 3, "weeks": 44, "campaign_weeks": 4, "after_weeks": 2, "categories": 1,
    "brands": 2, "skus": 2, "promoted": 1, "test_regions": 1, "regional_promotions": 0.06, "shared_brands": 0,
    "week_noise": 0.15, "category_shock": 0.02, "brand_shock": 0.02, "sku_shock": 0.02, "delisted": 0.0,
}  # fmt: skip


def run(folder: Path, sections=None, **options) -> lift.Result:
    file = lift.simulate(seed=4, **(TINY | options)).write(folder)
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    for name, values in (sections or {}).items():
        content[name] |= values
    return lift.run(lift.Study.from_dict(content, folder))


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> lift.Result:
    """The promoted SKU is 20 % cheaper in the test region, and nowhere else, while the campaign runs."""
    return run(tmp_path_factory.mktemp("cut"), campaign_cut=0.2)


def side(result: lift.Result, level: str = "promoted", window: str = "campaign", metric: str = "revenue"):
    frame = result.tables["adjusted"]
    at = (frame["level"] == level) & (frame["window"] == window) & (frame["metric"] == metric)
    return frame[at].iloc[0]


def about_promotion(result: lift.Result) -> list[str]:
    return [f["verdict"] for f in result.document["findings"] if f["check"] == "price and promotion"]


def test_a_price_cut_is_not_taken_for_the_campaign(cut: lift.Result) -> None:
    """A cut of 20 % sells 50 % more pieces by itself; the campaign adds 12 %."""
    both = side(cut)
    assert both["plain"] > 0.25
    assert both["adjusted_low"] < 0.12 < both["adjusted_high"]
    assert abs(both["adjusted"] - 0.12) < abs(both["plain"] - 0.12)
    assert about_promotion(cut) == ["warn", "pass"]


def test_the_result_is_read_from_the_adjusted_side(cut: lift.Result) -> None:
    assert set(cut.effects["method"]) == {"did/noise-model/adjusted"}
    assert set(cut.tables["methods"]["method"].str.endswith("/adjusted")) == {True}
    for row in cut.tables["adjusted"].itertuples():
        own = cut.effects.query("level == @row.level and item == @row.item and window == @row.window")
        own = own[own["metric"] == row.metric].iloc[0]
        assert (row.adjusted, row.adjusted_low, row.adjusted_high) == pytest.approx(
            (own["uplift"], own["uplift_low"], own["uplift_high"])
        )


def test_what_was_sold_stays_what_was_sold(cut: lift.Result, tmp_path: Path) -> None:
    plain = run(tmp_path, {"measure": {"adjust": "none"}}, campaign_cut=0.2)
    assert "adjusted" not in plain.tables
    assert about_promotion(plain) == []
    assert set(plain.effects["method"]) == {"did/noise-model"}
    pd.testing.assert_series_equal(plain.effects["observed"], cut.effects["observed"])
    both = side(cut)
    own = plain.effects.query("level == 'promoted' and window == 'campaign' and metric == 'revenue'").iloc[0]
    assert both["plain"] == pytest.approx(own["uplift"], rel=1e-9)


def test_elasticities_are_told(cut: lift.Result) -> None:
    frame = cut.tables["elasticities"]
    assert set(frame["covariate"]) == {"price"}
    assert len(frame) == 4
    assert np.all(np.abs(frame["used"] + 2.0) < 0.5)


def test_what_the_study_declares_part_of_the_campaign_counts(cut: lift.Result, tmp_path: Path) -> None:
    result = run(tmp_path, {"campaign": {"includes": ["price", "promo"]}}, campaign_cut=0.2)
    row = result.effects.query("level == 'promoted' and window == 'campaign' and metric == 'revenue'").iloc[0]
    assert row["uplift"] == pytest.approx(side(cut)["plain"], rel=1e-9)
    assert row["method"] == "did/noise-model"
    assert about_promotion(result) == []


def test_beside_reads_sales_as_they_are(tmp_path: Path) -> None:
    asked = {"measure": {"adjust": "beside", "method": "did-classic"}}
    result = run(tmp_path, asked, assignment="stores", test_stores=5)
    assert set(result.effects["method"]) == {"did-classic/welch"}
    row = result.effects.query("level == 'category' and window == 'total' and metric == 'units'").iloc[0]
    assert side(result, "category", "total", "units")["plain"] == pytest.approx(row["uplift"])
    assert about_promotion(result) == ["pass", "pass"]

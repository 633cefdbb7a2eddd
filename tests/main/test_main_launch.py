"""A launch must not move what it does not contain."""

import tomllib
from pathlib import Path

import pandas as pd

import lift


def test_a_launch_in_test_and_control_finds_nothing_where_nothing_happened(tmp_path: Path) -> None:
    """4002 begins to sell everywhere with a campaign that never ran: no row may be far from zero."""
    simulation = lift.simulate(seed=5001, campaign=False, regions=6, stores_per_region=3, test_regions=1, weeks=80)
    study = tomllib.loads(simulation.write(tmp_path).read_text(encoding="utf-8"))
    sales = pd.read_parquet(tmp_path / "sales.parquet")
    early = pd.to_datetime(sales["week"]) < pd.Timestamp(study["campaign"]["start"])
    sales[~((sales["sku"] == "4002") & early)].to_parquet(tmp_path / "sales.parquet")
    study["campaign"]["launch"] = ["4002"]
    result = lift.run(lift.Study.from_dict(study, tmp_path))
    effects = result.effects
    assert ("sku", "4002", "launch") in {(n["level"], n["item"], n["reason"]) for n in result.document["not_measured"]}
    assert "launch" in set(result.findings["check"])
    upper = effects[effects["level"].isin(["promoted", "brand", "category"])]
    assert (upper["p_value"] > 0.001).all(), upper[["level", "item", "window", "uplift", "p_value"]]
    assert (upper["uplift"].abs() < 0.35).all()


def test_a_launch_in_the_test_alone_is_all_incremental(tmp_path: Path) -> None:
    simulation = lift.simulate(seed=5002, campaign=False, regions=6, stores_per_region=3, test_regions=1, weeks=80)
    study = tomllib.loads(simulation.write(tmp_path).read_text(encoding="utf-8"))
    sales = pd.read_parquet(tmp_path / "sales.parquet")
    stores = pd.read_parquet(tmp_path / "stores.parquet")
    test = sales["store_id"].isin(stores.loc[stores["region"].isin(study["regions"]["test"]), "store_id"])
    early = pd.to_datetime(sales["week"]) < pd.Timestamp(study["campaign"]["start"])
    sales[~((sales["sku"] == "4002") & (early | ~test))].to_parquet(tmp_path / "sales.parquet")
    study["campaign"]["launch"] = ["4002"]
    result = lift.run(lift.Study.from_dict(study, tmp_path))
    (asked,) = [f for f in result.document["findings"] if f["check"] == "launch"]
    assert (asked["verdict"], asked["value"]) == ("warn", 1)
    assert 'includes = ["launch"]' in asked["advice"]["en"]
    effects = result.effects
    sold = effects.query("item == '4002' and window == 'campaign' and metric == 'revenue'")["observed"].item()
    assert f"{sold:,.0f} of revenue" in asked["message"]["en"]
    new = effects[effects["item"] == "4002"]
    assert len(new)
    assert (new["expected"] == 0).all()
    assert (new["incremental"] == new["observed"]).all()
    assert new["uplift"].isna().all()
    study["campaign"]["includes"] = ["launch"]
    answered = lift.run(lift.Study.from_dict(study, tmp_path))
    (told,) = [f for f in answered.document["findings"] if f["check"] == "launch"]
    assert (told["verdict"], told["advice"]["en"]) == ("pass", "")
    pd.testing.assert_frame_equal(answered.effects, effects)

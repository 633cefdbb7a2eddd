"""`lift power` on whole studies: nothing from the campaign on is looked at, and money follows from the uplift."""

import json
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

import lift
from lift.core.power import Detectable
from lift.store.values import to_json
from lift.study import detection

SMALL = {
    "regions": 6, "stores_per_region": 3, "weeks": 56, "campaign_weeks": 4, "after_weeks": 4, "categories": 1,
    "brands": 2, "skus": 2, "promoted": 1, "test_regions": 2, "campaign": False,
}  # fmt: skip


def study(folder: Path, **changes) -> dict:
    """A written study of small size, as mappings; `changes` by section."""
    content = tomllib.loads(lift.simulate(seed=3, **SMALL).write(folder).read_text(encoding="utf-8"))
    content["measure"]["method"] = "did-classic"
    return content | {name: content[name] | values for name, values in changes.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("power")


@pytest.fixture(scope="module")
def found(folder: Path):
    return lift.power(lift.Study.from_dict(study(folder), folder), campaigns=20)


def test_the_plan_comes_first_and_the_table_holds_every_row(found) -> None:
    assert [row.level for row in found.plan] == ["promoted", "brand", "category", "sku"]
    assert found.detectable == found.plan[0].detectable > 0
    assert list(found.table.columns) == list(Detectable.__slots__)
    assert len(found.table) == len(found.rows) > len(found.plan)
    assert {"plan", "alternative", "scattered"} <= set(found.table["scenario"])
    assert (found.method, found.planned_history) == ("did-classic/welch/adjusted", 48)
    assert found.plan[0].history == 44, "48 periods lie before the campaign: one of 4 leaves 44"


def test_what_is_planned_is_adjusted_as_the_run_will_be(tmp_path) -> None:
    """Regional promotions are noise to a design that the run will take out, and so must the plan."""
    busy = SMALL | {"regional_promotions": 0.3, "week_noise": 0.05, "campaign_weeks": 8, "weeks": 70}
    content = tomllib.loads(lift.simulate(seed=3, **busy).write(tmp_path).read_text(encoding="utf-8"))
    by = {}
    for adjust in ("promotion", "beside"):
        content["measure"]["adjust"] = adjust
        study = lift.Study.from_dict(content, tmp_path)
        found = lift.power(study, campaigns=10, plan_only=True)
        by[adjust] = (found.method, found.detectable, lift.match(study).detectable["promoted promoted"])
    assert by["promotion"][0] == "did/noise-model/adjusted"
    assert by["beside"][0] == "did/noise-model"
    for at in (1, 2):
        assert by["promotion"][at] < 0.9 * by["beside"][at], "planned unadjusted, both would be the same number"


def test_it_is_the_same_every_time_and_fits_into_json(found, folder) -> None:
    again = lift.power(lift.Study.from_dict(study(folder), folder), campaigns=20)
    assert to_json(again.to_dict()) == to_json(found.to_dict())
    assert json.loads(to_json(found.to_dict()))["schema"] == 1
    other = lift.power(lift.Study.from_dict(study(folder, measure={"seed": 3}), folder), campaigns=20, plan_only=True)
    assert other.plan[1:] != found.plan[1:]


def test_nothing_from_the_campaign_on_is_looked_at(found, folder, tmp_path) -> None:
    content = study(folder)
    sales = pd.read_parquet(folder / "sales.parquet")
    before = sales[pd.to_datetime(sales["week"]).dt.date < content["campaign"]["start"]]
    before.to_parquet(tmp_path / "sales.parquet")
    for name in ("stores", "products"):
        (tmp_path / f"{name}.parquet").write_bytes((folder / f"{name}.parquet").read_bytes())
    short = lift.power(lift.Study.from_dict(content, tmp_path), campaigns=20)
    assert short == found
    with pytest.raises(lift.LiftError):
        lift.run(lift.Study.from_dict(content, tmp_path))


def test_a_campaign_further_ahead_uses_the_same_weeks_of_the_year_before(folder) -> None:
    plan = study(folder)["campaign"]
    weeks = timedelta(days=7 * 26)
    later = {"start": plan["start"] + weeks, "end": plan["end"] + weeks, "pre_weeks": 30}
    ahead = lift.power(lift.Study.from_dict(study(folder, campaign=later), folder), campaigns=20, plan_only=True)
    sales = pd.read_parquet(folder / "sales.parquet")
    stores = pd.read_parquet(folder / "stores.parquet")
    inside = stores.loc[stores["region"].isin(study(folder)["regions"]["test"]), "store_id"]
    first, last = (day - timedelta(days=364) for day in (later["start"], later["end"]))
    week = pd.to_datetime(sales["week"]).dt.date
    own = sales[week.between(first, last) & sales["store_id"].isin(inside) & sales["sku"].isin(plan["skus"])]
    assert ahead.plan[0].expected == pytest.approx(own["revenue"].sum())
    assert ahead.known > str(plan["end"])


def test_returns_follow_from_the_uplift_and_the_spend(found) -> None:
    rows = {(row.level, row.item): row for row in found.plan}
    assert {entry.level for entry in found.returns} == {"promoted", "brand", "category"}
    for entry in found.returns:
        row = rows[entry.level, entry.item]
        factor = {"revenue": 1.0, "net_revenue": 1 / 1.07, "margin": 0.75 * 0.32 / 1.07}[entry.basis]
        assert entry.per_euro == pytest.approx(row.incremental * factor / entry.spend)
        assert entry.break_even * row.expected * factor == pytest.approx(entry.spend)
        assert 0.0 <= entry.chance <= 1.0
        for per_euro, least in entry.spends:
            assert per_euro * least == pytest.approx(row.incremental * factor)
    curve = [point for point in found.curve if point.level == "promoted"]
    assert [p.uplift for p in curve] == sorted(p.uplift for p in curve)
    assert next(p.uplift for p in curve if p.chance == 0.8) == found.detectable


def test_without_spend_only_the_least_spend_is_told(folder) -> None:
    content = study(folder)
    del content["campaign"]["spend"]
    bare = lift.power(lift.Study.from_dict(content, folder), campaigns=20, plan_only=True)
    assert all(entry.spend != entry.spend for entry in bare.returns)
    assert all(least > 0 for entry in bare.returns for _, least in entry.spends)
    assert json.loads(to_json(bare.to_dict()))["returns"][0]["per_euro"] is None
    assert {row.scenario for row in bare.rows} == {"plan"}


def test_a_matched_control_is_not_tried_on_the_weeks_that_matched_it(folder) -> None:
    loaded = lift.Study.from_dict(study(folder, regions={"control": "match"}, campaign={"pre_weeks": 18}), folder)
    panel = loaded.panel()
    assert panel.windows.history.stop > 0
    kept = detection._apart(panel, loaded.spec)
    assert kept.periods[0] == panel.periods[panel.windows.history.stop]
    assert kept.sales.shape[1] == kept.volume.shape[1] == len(kept.periods)
    named = lift.Study.from_dict(study(folder), folder)
    assert detection._apart(panel, named.spec) is panel


def test_too_little_history_says_how_much_is_needed(folder) -> None:
    early = {"start": date(2023, 8, 14), "end": date(2023, 9, 10)}
    with pytest.raises(lift.DesignError, match="at least 12"):
        lift.power(lift.Study.from_dict(study(folder, campaign=early), folder))


def test_it_shows_itself_in_a_notebook_with_names_escaped(found) -> None:
    page = replace(found, study="<b>bold</b>")._repr_html_()
    assert "&lt;b&gt;bold" in page
    assert "<b>" not in page
    assert page.count("<tr>") > len(found.plan)

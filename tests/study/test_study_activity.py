# ruff: noqa: E501
"""A study with a table of posts, from its file to the report: rates, measured values, dose, refusals."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import lift
from lift.core.design import Design
from lift.core.errors import StudyError
from lift.report import render_html, render_xlsx
from lift.report.sections.activity import activity
from lift.report.source import read
from lift.study.activity import acted, counted

RECIPE = {
    "seed": 11, "regions": 9, "stores_per_region": 2, "weeks": 40, "campaign_weeks": 4, "after_weeks": 0,
    "categories": 1, "brands": 2, "skus": 2, "promoted": 1, "test_regions": 5,
}  # fmt: skip


@pytest.fixture(scope="module")
def sections(tmp_path_factory):
    """The study file as sections, its folder, and its test regions."""
    folder = tmp_path_factory.mktemp("activity")
    sim = lift.simulate(**RECIPE)
    spec = lift.Study.load(sim.write(folder)).spec
    stores = pd.read_parquet(spec.data.stores)
    stores["homes"] = [1_000.0 * (1 + len(str(region))) for region in stores["region"]]
    stores.to_parquet(spec.data.stores)
    test = list(spec.regions.test)
    rows = [
        {"platform": "TikTok", "followers": 4_000, "impressions": 3_000, "likes": 200, "fee": 30, "creator": f"c{k}-{i}",
         "region": region}
        for k, region in enumerate(test) for i in range(3 * k + 2)
    ]  # fmt: skip
    control = next(region for region in stores["region"] if region not in test)
    rows += [{**rows[0], "creator": "x", "region": control}, {**rows[0], "creator": "y", "region": "Nowhere"}]
    pd.DataFrame(rows).to_csv(folder / "posts.csv", index=False)
    campaign = {
        "start": spec.campaign.start, "end": spec.campaign.end, "skus": list(spec.campaign.skus),
        "spend": {"total": 5_000.0}, "activity": {"table": "posts.csv"},
    }  # fmt: skip
    found = {
        "study": {"name": "Activity"}, "campaign": campaign, "regions": {"test": test},
        "data": {"sales": spec.data.sales, "stores": spec.data.stores, "products": spec.data.products},
    }  # fmt: skip
    return found, folder


def study(sections, **activity):
    found, folder = sections
    campaign = {**found["campaign"], "activity": {"table": "posts.csv", **activity}}
    return lift.Study.from_dict({**found, "campaign": campaign}, folder)


@pytest.fixture(scope="module")
def result(sections):
    return lift.run(study(sections, households="homes"))


def test_platforms_and_stores_have_a_table_each(result):
    document = result.document
    assert document["activity"] == {"posts": 42, "creators": 42, "impressions": 126_000, "tier": "nano"}
    assert result.tables["activity"].iloc[0]["engagement_rate"] == pytest.approx(0.05)
    measured = result.tables["activity_measured"].set_index("per")
    assert measured.loc["creators", "count"] == 40  # those of the test regions alone
    headline = result.roi
    assert measured.loc["creators", "value"] == pytest.approx(headline.incremental / 40)
    assert measured.loc["impressions", "low"] == pytest.approx(headline.low * headline.spend / 120)
    assert "activity_creators" not in result.tables
    assert "posts" not in document["study"]["campaign"]
    assert set(result.manifest["inputs"]) >= {"sales", "activity"}


def test_dose_is_told_by_households(result):
    found, units = result.document["dose"], result.tables["dose"]
    assert (found["per"], found["reason"], found["units"]) == ("households", None, 5)
    assert found["low"] < found["slope"] < found["high"]
    assert len(units) == 5
    assert units["dose"].iloc[0] == pytest.approx(2 / (1 + len(units["unit"].iloc[0])))


def test_posts_from_control_regions_and_unknown_ones_are_warned_about(result):
    found = [f for f in result.document["findings"] if f["check"] == "activity"]
    assert [f["verdict"] for f in found] == ["warn", "warn"]
    assert "1 of 42 posts comes from control regions" in found[0]["message"]["en"]
    assert "1 of 42 posts has no region of the panel: Nowhere" in found[1]["message"]["en"]


def test_posts_dated_outside_the_campaign_are_warned_about(sections):
    spec, design = study(sections).spec, Design("regions", ("A",), ("B",), (1.0,))
    first, last = str(spec.campaign.start), str(spec.campaign.end)
    posts = pd.DataFrame(
        {"platform": "TikTok", "followers": 4_000.0, "date": [first, last, "2001-05-01", None, "05.01.2001"]}
    )
    found = acted(spec, posts, design, pd.DataFrame({"region": ["A", "B"]})).findings
    assert [finding.message["en"] for finding in found] == [
        "1 of 5 posts is dated outside the campaign; it counts all the same."
    ]
    assert not acted(spec, posts[:2], design, pd.DataFrame({"region": ["A", "B"]})).findings


def test_the_report_keeps_the_two_apart_and_names_no_creator(result):
    page = render_html(result, "de")
    assert page.index("Was die Plattformen melden") < page.index("Was in den Märkten gemessen wurde")
    assert page.index("Wirkung nach Dosis") < page.index("Creator je 1.000 Haushalte")
    assert "c0-0" not in page


def test_a_method_that_cannot_measure_a_lone_unit_is_named(result):
    document = {**result.document, "dose": {"per": "region", "units": 5, "needed": 5, "reason": "method"}}
    told = activity(read(replace(result, document=document), "en")).blocks[-1]
    assert "the study's method cannot measure a single test unit" in told.text


def test_the_workbook_holds_both_tables(result):
    assert render_xlsx(result, "de").startswith(b"PK")


def test_a_count_that_contradicts_the_table_is_refused(sections):
    with pytest.raises(StudyError, match="creators = 50, but its table has 42"):
        lift.run(study(sections, creators=50))


def test_a_column_that_is_not_there_is_named(sections):
    with pytest.raises(StudyError, match=r"no column 'home'.*did you mean 'homes'"):
        lift.run(study(sections, households="home"))


def test_what_is_no_key_of_the_table_stays_a_count(sections):
    spec = study(sections, samples=700, show_creators=True).spec
    assert spec.campaign.activity == {"samples": 700}
    assert spec.campaign.posts.show_creators
    with pytest.raises(StudyError, match="show_creators"):
        study(sections, show_creators="yes")


def test_a_national_campaign_has_no_value_per_creator_without_regions(sections):
    found, folder = sections
    spend = {"total": 5_000.0, "scope": "national", "share_in_test": 0.2}
    spec = lift.Study.from_dict({**found, "campaign": {**found["campaign"], "spend": spend}}, folder).spec
    posts = pd.DataFrame({"platform": ["TikTok"], "followers": [2_000.0], "creator": ["anna"]})
    design = Design("regions", ("a",), ("b",), (1.0,))
    stores = pd.DataFrame({"store_id": ["1", "2"], "region": ["a", "b"]})
    assert acted(spec, posts, design, stores).in_test == {}
    local = acted(spec, posts.assign(region="a"), design, stores)
    assert local.in_test == {"creators": 1, "posts": 1}
    assert np.array_equal(local.tables["activity"]["posts"], [1, 1, 1, 1])
    assert counted(spec, posts).campaign.activity == {"posts": 1, "creators": 1}


def test_creators_are_shown_when_asked(sections):
    spec = study(sections, show_creators=True).spec
    posts = pd.DataFrame({"platform": ["TikTok"], "followers": [2_000.0], "creator": ["anna"]})
    stores = pd.DataFrame({"store_id": ["1", "2"], "region": ["a", "b"]})
    told = acted(spec, posts, Design("regions", ("a",), ("b",), (1.0,)), stores)
    assert told.tables["activity_creators"]["creator"].tolist() == ["anna"]

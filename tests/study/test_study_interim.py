"""A look before the campaign is over: the numbers are there, and nothing is proven by them."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import lift
from lift.report.html import render
from lift.report.terminal import summary
from lift.study import locked
from lift.study.planning import plan


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A campaign that would be proven after five of its eight weeks already, fixed in a lock."""
    place = tmp_path_factory.mktemp("interim")
    options: dict[str, Any] = {
        "regions": 6,
        "stores_per_region": 2,
        "weeks": 70,
        "categories": 1,
        "brands": 2,
        "skus": 3,
    }
    lift.simulate(seed=3, uplift=0.8, **options, test_regions=1, store_changes=0.0, delisted=0.0).write(place)
    start = lift.Study.load(place / "study.toml").spec.campaign.start
    stretch = f'first = {start - timedelta(weeks=20)}\nlast = {start - timedelta(days=127)}\nreason = "TV campaign"\n'
    with (place / "study.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[[exclude_periods]]\n{stretch}")
    study = lift.Study.load(place / "study.toml")
    locked.write(study.spec, plan(study, study.spec.campaign.start - timedelta(days=9)).lock)
    sales = pd.read_parquet(place / "sales.parquet")
    last = pd.Timestamp(study.spec.campaign.start) + pd.Timedelta(weeks=4)
    sales[pd.to_datetime(sales["week"]) <= last].to_parquet(place / "sales.parquet")
    return place


@pytest.fixture(scope="module")
def early(folder) -> lift.Result:
    return lift.run(lift.Study.load(folder / "study.toml"))


def test_nothing_is_proven_and_the_numbers_stay(early) -> None:
    document = early.document
    assert early.verdict == "incomplete"
    assert {row["verdict"] for row in document["effects"]} == {"incomplete"}
    assert set(early.tables["methods"]["verdict"]) == {"incomplete"}
    main = next(r for r in document["effects"] if (r["level"], r["metric"]) == ("promoted", "revenue"))
    assert main["window"] == "campaign"
    assert main["p_value"] < 0.01 < 0.2 < main["uplift"]
    assert (document["design"]["windows"]["missing"], document["design"]["windows"]["clipped"]) == (3, 8)
    assert document["roi"] == []
    assert early.roi.per_euro is None


def test_page_one_says_so_in_both_languages(early) -> None:
    sentence = early.document["verdict"]["sentence"]
    assert sentence["en"].startswith("Interim look before the end of the campaign, no proof: so far")
    assert sentence["de"].startswith("Zwischenstand vor dem Ende der Kampagne, kein Nachweis:")
    (reason,) = early.document["verdict"]["reasons"]
    assert reason["check"] == "interim look"
    assert "3 of 8 weeks are missing" in reason["message"]["en"]
    for language, word, why in (
        ("en", "Incomplete", "Why there is no verdict yet"), ("de", "Zwischenstand", "Warum es noch kein Urteil gibt"),
    ):  # fmt: skip
        page = render(early, language)
        first = page[page.index('id="glance"') : page.index('id="levels"')]
        assert word in first
        assert why in first
        assert reason["message"][language].split(":")[0] in first.replace("&#39;", "'")
        assert word in summary(early, language=language)


def test_excluded_periods_are_counted_shown_and_locked(early) -> None:
    windows = early.document["design"]["windows"]
    (out,) = windows["excluded"]
    assert (out["reason"], out["periods"], windows["pre"]["periods"]) == ("TV campaign", 2, 50)
    assert (early.weekly["window"] == "pre").sum() == 50 * early.weekly.groupby(["level", "item", "metric"]).ngroups
    assert "TV campaign (2 Wochen)" in render(early, "de").replace("\N{NO-BREAK SPACE}", " ")
    (said,) = [f for f in early.document["findings"] if f["check"] == "design lock"]
    assert said["message"]["en"].startswith("Everything stands as fixed")


def test_an_end_moved_forward_after_the_lock_is_no_end(folder, tmp_path) -> None:
    """Who shortens the campaign to where the data ends has still looked before the end that was fixed."""
    content = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
    start: date = content["campaign"]["start"]
    content["campaign"] |= {"end": start + timedelta(days=34), "after_weeks": 0}
    shortened = lift.Study.from_dict(content, folder)
    result = lift.run(shortened)
    assert result.verdict == "incomplete"
    told = [f["message"]["en"] for f in result.document["findings"] if f["check"] == "interim look"]
    assert len(told) == 1
    assert "before the end fixed in design.lock" in told[0]
    alone = {
        **content,
        "data": {**content["data"], **{k: str(folder / f"{k}.parquet") for k in ("sales", "stores", "products")}},
    }
    assert lift.run(lift.Study.from_dict(alone, tmp_path)).verdict == "proven"

"""Rates of posts by hand, and incremental revenue per creator, post and 1,000 impressions."""

import pandas as pd
import pytest

from lift.core.activity import ALL, tier_of
from lift.money.activity import main_tier, measured_rows, rates, rates_by_creator, totals

POSTS = pd.DataFrame(
    {
        "platform": ["Instagram", "instagram", "TikTok"], "creator": ["anna", "anna", "bo"],
        "followers": [5_000.0, 5_000.0, 40_000.0], "impressions": [4_000.0, 6_000.0, 50_000.0],
        "likes": [200.0, 300.0, 6_000.0], "comments": [20.0, 30.0, None], "clicks": [100.0, 150.0, 1_000.0],
        "redemptions": [2.0, 3.0, 0.0], "fee": [50.0, 50.0, 400.0], "revenue": [80.0, None, 1_000.0],
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("followers", "tier"),
    [(0, "below"), (999, "below"), (1_000, "nano"), (10_000, "nano"), (10_001, "micro"), (100_000, "micro"),
     (100_001, "mid"), (1_000_000, "mid"), (1_000_001, "macro")],
)  # fmt: skip
def test_tiers_end_where_the_trade_says(followers, tier):
    assert tier_of(followers) == tier


def test_rates_are_ratios_of_sums_over_rows_that_know_both_parts():
    rows = {(r["tier"], r["platform"]): r for r in rates(POSTS)}
    assert set(rows) == {
        (ALL, ALL), ("nano", ALL), ("micro", ALL), (ALL, "Instagram"), (ALL, "TikTok"), ("nano", "Instagram"),
        ("micro", "TikTok"),
    }  # fmt: skip
    nano = rows["nano", "Instagram"]
    assert (nano["creators"], nano["posts"], nano["interactions"]) == (1, 2, 550)
    assert nano["engagement_rate"] == pytest.approx(550 / 10_000)
    assert nano["cpm"] == pytest.approx(1_000 * 100 / 10_000)
    assert nano["click_through"] == pytest.approx(250 / 10_000)
    assert nano["cost_per_acquisition"] == pytest.approx(20)
    assert nano["roas"] == pytest.approx(80 / 50)
    bo = rows["micro", "TikTok"]
    assert bo["engagement_rate"] is None
    assert bo["cost_per_acquisition"] is None
    assert rows[ALL, ALL]["engagement_rate"] == pytest.approx(550 / 10_000)


def test_columns_that_are_missing_give_no_rates():
    (row, *_) = rates(POSTS[["platform", "followers"]])
    assert row["posts"] == 3
    assert all(row[key] is None for key in ("creators", "interactions", "engagement_rate", "cpm", "fee", "roas"))


def test_creators_are_named_only_by_the_rows_that_name_them():
    rows = rates_by_creator(POSTS)
    assert [(r["creator"], r["platform"], r["posts"]) for r in rows] == [("anna", "Instagram", 2), ("bo", "TikTok", 1)]
    assert rates_by_creator(POSTS.drop(columns="creator")) == []


def test_totals_and_tier():
    assert totals(POSTS) == {"creators": 2, "posts": 3, "impressions": 60_000}
    assert totals(POSTS.assign(impressions=[1.0, None, 2.0], creator=["a", None, "b"])) == {"posts": 3}
    assert main_tier(POSTS) == "nano"


def test_incremental_revenue_is_divided_with_its_interval():
    row = {
        "level": "brand", "item": "Salsa", "window": "campaign", "metric": "revenue", "incremental": 12_000.0,
        "incremental_low": 3_000.0, "incremental_high": 21_000.0,
    }  # fmt: skip
    found = measured_rows([row], {"creators": 100.0, "impressions": 60_000.0}, ["Salsa"])
    assert [(r["per"], r["value"], r["low"], r["high"]) for r in found] == [
        ("creators", 120.0, 30.0, 210.0), ("impressions", 200.0, 50.0, 350.0),
    ]  # fmt: skip
    assert measured_rows([], {"creators": 100.0}, ["Salsa"]) == []
    launch = {**row, "incremental_low": None, "incremental_high": None}
    assert measured_rows([launch], {"posts": 3.0}, ["Salsa"])[0]["low"] is None

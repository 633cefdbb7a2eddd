# ruff: noqa: E501
"""The table of posts: read from Parquet and CSV alike, each fault one clear error."""

import pandas as pd
import pytest

from lift.core.errors import DataError
from lift.data.activity import read_activity

POSTS = """platform,followers,impressions,likes,fee,creator,post
Instagram,5000,4000,300,50.5,anna,p1
TikTok,900,,40,,bo,p2
"""


def table(tmp_path, text, name="posts.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / name)


def test_csv_and_parquet_read_alike(tmp_path):
    one = read_activity(table(tmp_path, POSTS))
    typed = pd.DataFrame(
        {
            "Platform": ["Instagram", "TikTok"], "followers": [5000, 900], "impressions": [4000, None],
            "likes": [300, 40], "fee": [50.5, None], "creator": ["anna", "bo"], "post": ["p1", "p2"], "mood": ["good", "bad"],
        }
    )  # fmt: skip
    typed.to_parquet(tmp_path / "posts.parquet")
    pd.testing.assert_frame_equal(one, read_activity(str(tmp_path / "posts.parquet"))[one.columns])
    assert list(one.columns) == ["platform", "creator", "post", "followers", "impressions", "likes", "fee"]


def test_semicolons_allow_a_decimal_comma_in_amounts(tmp_path):
    found = read_activity(table(tmp_path, "\ufeffplatform;followers;fee\nTikTok;1200;12,50\n"))
    assert found["fee"].tolist() == [12.5]


def test_small_and_typed_decimals_stay_numbers(tmp_path):
    found = read_activity(table(tmp_path, "platform,followers,fee\nTikTok,1200.0,0.125\nTikTok,1200,1250.50\n"))
    assert found["fee"].tolist() == [0.125, 1250.5]
    pd.DataFrame({"platform": ["TikTok"], "followers": [1200.0], "fee": [1.125]}).to_parquet(tmp_path / "posts.parquet")
    assert read_activity(str(tmp_path / "posts.parquet"))["fee"].tolist() == [1.125]


FAULTS = [
    (
        "platform,followers,impressions\nTikTok,1200,1.000\n",
        "impressions = '1.000' in row 1 may be thousands or decimals",
    ),
    ("platform,followers,impressions\nTikTok,1200,12.345.000\n", "impressions = '12.345.000' in row 1 is not a number"),
    ("platform,followers,fee\nTikTok,1200,1.250\n", "fee = '1.250' in row 1 may be thousands or decimals"),
    ("platform,likes\nTikTok,3\n", "no column followers"),
    ("platform,follower\nTikTok,3\n", "did you mean 'follower'"),
    ("platform,followers\n", "has no rows"),
    ("", "no column platform"),
    ("platform,followers,likes\nTikTok,1000,many\n", "likes = 'many' in row 1 is not a number"),
    ("platform;followers\nTikTok;12.345\n", "followers = '12.345' in row 1 is not a whole number; write digits alone"),
    ("platform;followers;fee\nTikTok;1000;1.234,50\n", "fee = '1.234,50' in row 1 is not a number"),
    ("platform,followers\nTikTok,-5\n", "is negative"),
    ("platform,followers\nTikTok,inf\n", "is not a number"),
    ("platform,followers\nTikTok,\nTikTok,5\n", "1 of 2 rows has no followers, the first is row 1"),
    ("platform,followers\n,5\n", "1 of 1 rows has no platform"),
    ("platform,followers,post\nTikTok,5,a\ntiktok,6,a\n", "1 post occurs more than once: a"),
    ("platform,followers\nTikTok,5,7\n", "1 row has another number of cells"),
    ("platform,followers,followers\nTikTok,5,7\n", "the column followers occurs more than once"),
]


@pytest.mark.parametrize(("text", "words"), FAULTS)
def test_each_fault_has_its_error(tmp_path, text, words):
    with pytest.raises(DataError) as caught:
        read_activity(table(tmp_path, text))
    assert words in str(caught.value)
    assert "[campaign.activity] table posts.csv" in str(caught.value)


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(DataError, match="there is no file"):
        read_activity(str(tmp_path / "none.csv"))
    (tmp_path / "latin.csv").write_bytes("platform,followers\nMünchen,5\n".encode("latin-1"))
    with pytest.raises(DataError, match="save it as CSV in UTF-8"):
        read_activity(str(tmp_path / "latin.csv"))
    (tmp_path / "bad.parquet").write_bytes(b"no parquet")
    with pytest.raises(DataError, match="no Parquet file that can be read"):
        read_activity(str(tmp_path / "bad.parquet"))


def test_amounts_are_in_the_studys_currency(tmp_path):
    head = "platform,followers,fee,currency\n"
    same = read_activity(table(tmp_path, head + "TikTok,1200,12,EUR\nTikTok,1300,,USD\nTikTok,1400,3,\n"))
    assert same["fee"].sum() == 15
    assert "currency" not in same
    mixed = table(tmp_path, head + "TikTok,1200,12,EUR\nTikTok,1300,11,usd\nTikTok,1400,9,GBP\n")
    with pytest.raises(
        DataError, match=r"amounts of 2 of 3 rows are in GBP, USD, the first in row 2, .*nothing is conv"
    ):
        read_activity(mixed)
    with pytest.raises(DataError, match=r"amounts of 2 of 3 rows are in EUR, GBP, the first in row 1, .*in USD"):
        read_activity(mixed, "USD")

"""The pooled SKUs in the report: beside each one's own uplift, lone ones named, nothing where nothing was pooled."""

from dataclasses import replace

import pandas as pd
import pytest
from report_samples import HOSTILE, make

from lift.report.blocks import Table, Text
from lift.report.sections.pooled import pooled
from lift.report.source import read


def given(language="en", lone=("4003",), names=None, promoted=3):
    result = make(language=language, promoted=promoted, names=names)
    skus = result.document["design"]["promoted"]
    rows = [
        {"level": "sku", "item": sku, "window": window, "metric": metric, "uplift": 0.1234, "low": 0.05, "high": 0.2,
         "weight": 0.4, "lone": sku in lone}
        for metric in ("revenue", "units") for window in ("campaign", "after", "total") for sku in skus
    ]  # fmt: skip
    return replace(result, tables={**result.tables, "pooled": pd.DataFrame(rows)})


def test_own_and_pooled_uplift_stand_side_by_side() -> None:
    result = given()
    blocks = pooled(read(result, "en"))
    (shown,) = [b for b in blocks if isinstance(b, Table)]
    own = {r["item"]: r for r in result.document["effects"] if (r["window"], r["metric"]) == ("campaign", "revenue")}
    assert [row[0].text for row in shown.rows] == list(result.document["design"]["promoted"])
    for row in shown.rows:
        assert row[1].value == own[row[0].text]["uplift"]
        assert row[3].value == 0.1234
        assert (row[3].text, row[5].text) == ("+12.3%", "40%")
    assert [row[6].text for row in shown.rows] == ["", "", "stands alone"]


@pytest.mark.parametrize(("lone", "texts"), [((), 1), (("4001",), 2)])
def test_the_lone_are_explained_where_there_are_any(lone, texts) -> None:
    assert sum(isinstance(b, Text) for b in pooled(read(given("de", lone), "de"))) == texts


def test_names_from_the_data_are_cleaned() -> None:
    blocks = pooled(read(given("de", names=list(HOSTILE[:3]))))
    (shown,) = [b for b in blocks if isinstance(b, Table)]
    assert all(len(row[0].text) <= 80 for row in shown.rows)


def test_many_skus_are_cut_and_the_file_is_named() -> None:
    blocks = pooled(read(given("en", promoted=50), "en"))
    assert sum(len(b.rows) for b in blocks if isinstance(b, Table)) == 40
    assert any("pooled.parquet" in b.text for b in blocks if isinstance(b, Text))


def test_without_the_table_nothing_is_said() -> None:
    assert pooled(read(make(), "en")) == []

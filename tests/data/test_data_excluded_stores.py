"""Stores that a study excludes: their rows are sales like any other's, but no number looks at them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from data_tables import Tables, panel, study

from lift.core.errors import DataError, DesignError
from lift.core.panel import Panel
from lift.core.spec import ExcludedSpec, RegionSpec, StudySpec
from lift.data import open_source, read_main, survey

WHOLE = panel(1)
REGIONS = RegionSpec(test=("R0",), control=("R1",), exclude=("R2",))
OUT = set(WHOLE.stores.loc[WHOLE.stores["region"] == "R2", "store_id"])


def put(folder: Path, sales: pd.DataFrame) -> StudySpec:
    return study(replace(WHOLE, sales=sales).write(folder), regions=REGIONS)


def read(spec: StudySpec) -> tuple[Panel, dict[str, str]]:
    with open_source(spec) as source:
        unit_of = dict(zip(source.stores["store_id"], source.stores["region"], strict=True))
        inside = {store: region for store, region in unit_of.items() if region != "R2"}
        assert set(unit_of) == set(WHOLE.stores["store_id"]), "excluded stores with sales are stores of the data"
        return read_main(source, inside), {f.check: f.message["en"] for f in source.findings}


def same(one: Panel, other: Panel) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("total", "listed", "weight"))


def test_what_excluded_stores_sold_changes_nothing(tmp_path: Path) -> None:
    whole, _ = read(put(tmp_path / "whole", WHOLE.sales))
    out = WHOLE.sales["store_id"].isin(OUT)
    more, _ = read(put(tmp_path / "more", WHOLE.sales.assign(units=WHOLE.sales["units"] + 7.0 * out)))
    assert same(whole, more)


def test_rows_of_excluded_stores_are_not_searched_for_copies_and_the_finding_counts_none_of_them(
    tmp_path: Path,
) -> None:
    rows = WHOLE.sales[WHOLE.sales["store_id"].isin(OUT)].head(3)
    spec = put(tmp_path, pd.concat([WHOLE.sales, rows]))
    whole, told = read(spec)
    assert f"in {(~WHOLE.sales['store_id'].isin(OUT)).sum():,} rows" in told["duplicates"]
    assert same(whole, read(put(tmp_path / "clean", WHOLE.sales))[0])
    with pytest.raises(DataError, match="3 duplicate rows"):
        survey(spec)  # `lift check` looks at all


def test_copies_in_a_store_that_takes_part_are_refused_and_excluded_ones_not_counted(tmp_path: Path) -> None:
    out = WHOLE.sales["store_id"].isin(OUT)
    copies = pd.concat([WHOLE.sales[out].head(3), WHOLE.sales[~out].head(2)])
    with pytest.raises(DataError, match="2 duplicate rows"):
        read(put(tmp_path, pd.concat([WHOLE.sales, copies])))


def test_a_store_that_no_table_knows_is_refused_whatever_is_excluded(tmp_path: Path) -> None:
    sales = WHOLE.sales.copy()
    sales.loc[sales.index[sales["store_id"].isin(OUT)][0], "store_id"] = "nowhere"
    with pytest.raises(DataError, match="1 of 10 stores"):
        read(put(tmp_path, sales))


@pytest.mark.parametrize("gap", [(), (ExcludedSpec(date(2024, 3, 4), date(2024, 3, 17), "TV", ("R0",)),)])
def test_a_sku_that_no_table_knows_is_refused_in_a_store_that_takes_part(tmp_path: Path, gap: tuple) -> None:
    sales = WHOLE.sales.copy()
    sales.loc[sales.index[~sales["store_id"].isin(OUT)][0], "sku"] = "nowhere"
    with pytest.raises(DataError, match="1 of 11 SKUs"):
        read(replace(put(tmp_path, sales), exclude_periods=gap))


def test_a_sku_that_excluded_stores_alone_sell_is_none_of_the_study(tmp_path: Path) -> None:
    extra = WHOLE.products.iloc[[0]].assign(sku="99")
    row = WHOLE.sales[WHOLE.sales["store_id"].isin(OUT)].head(1).assign(sku="99")
    tables = Tables(pd.concat([WHOLE.sales, row]), WHOLE.stores, pd.concat([WHOLE.products, extra]))
    with open_source(study(tables.write(tmp_path), regions=REGIONS)) as source:
        assert "99" not in set(source.products["sku"])


def test_rows_outside_the_calendar_are_none_of_the_studys_excluded_or_not(tmp_path: Path) -> None:
    """A stretch that is left out hides a store that no table knows, and an excluded region that sold only then."""
    gap = (ExcludedSpec(date(2024, 3, 4), date(2024, 3, 17), "flood"),)
    out = WHOLE.sales["store_id"].isin(OUT)
    there = pd.to_datetime(WHOLE.sales["week"]).between("2024-03-04", "2024-03-17")
    strange = WHOLE.sales[out & there].head(3).assign(store_id="nowhere")
    spec = replace(put(tmp_path, pd.concat([WHOLE.sales[~out | there], strange])), exclude_periods=gap)
    with open_source(spec) as source:
        assert set(source.stores["store_id"]) == set(WHOLE.stores["store_id"]) - OUT


def test_a_store_that_is_excluded_is_no_store_of_a_panel(tmp_path: Path) -> None:
    said = "1 store of the design has no sales in the data, or is excluded: s2"
    with open_source(put(tmp_path, WHOLE.sales)) as source, pytest.raises(DesignError, match=said):
        read_main(source, {"s0": "R0", "s1": "R1", "s2": "R2"})


def test_a_study_of_no_store_is_refused(tmp_path: Path) -> None:
    spec = study(WHOLE.write(tmp_path), regions=RegionSpec(test=("R0",), exclude=("R0", "R1", "R2")))
    with pytest.raises(DesignError, match=r"exclude names every store that has sales \(9\)"):
        open_source(spec)

"""Weighted distribution and rate of sale: recovered where they were planted."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from data_tables import FIRST, Tables, products, study

from lift.core.design import Design
from lift.data import open_source, read_main
from lift.data.distribution import distribution

WEEKS = 38
LAUNCH = 28
RATE = {"R0": 6, "R1": 3}


def launched() -> Tables:
    """Ten stores a region of different size; SKU 12 comes in week 28 into 8 stores of R0 and 5 of R1."""
    rows = []
    for store in range(20):
        region, size = f"R{store % 2}", 1 + store // 2
        for t in range(WEEKS):
            day = (FIRST + 7 * t).astype(object)
            rows += [(f"s{store:02d}", day, sku, size, float(size)) for sku in ("10", "20")]
            lists = store // 2 < {"R0": 8, "R1": 5}[region]
            if lists and t >= LAUNCH:
                rows.append((f"s{store:02d}", day, "12", RATE[region], 2.0 * RATE[region]))
    sales = pd.DataFrame(rows, columns=["store_id", "week", "sku", "units", "revenue"])
    stores = pd.DataFrame({"store_id": [f"s{s:02d}" for s in range(20)], "region": [f"R{s % 2}" for s in range(20)]})
    return Tables(sales, stores, products())


def test_a_launch_in_four_fifths_of_the_stores_is_told_apart_from_how_fast_it_sells(tmp_path: Path) -> None:
    launched().write(tmp_path)
    spec = study(tmp_path, campaign={"skus": ("10", "12"), "launch": ("12",), "end": date(2024, 8, 25)})
    units = {f"s{s:02d}": f"R{s % 2}" for s in range(20)}
    with open_source(spec) as source:
        panel = read_main(source, units)
        table = distribution(source, panel, Design("regions", ("R0",), ("R1",), (1.0,)), units)
    own = table.set_index(["item", "window"])
    new, old = own.loc["12", "campaign"], own.loc["10", "campaign"]
    size = np.arange(1, 11)
    assert new["distribution_test"] == pytest.approx(size[:8].sum() / size.sum())
    assert new["distribution_control"] == pytest.approx(size[:5].sum() / size.sum())
    assert (new["stores_test"], new["stores_control"]) == (8, 5)
    assert (new["started_test"], new["started_control"], new["stopped_test"]) == (8, 5, 0)
    assert (old["started_test"], old["stopped_control"]) == (0, 0)
    assert (new["rate_test"], new["rate_control"]) == (6, 3)
    assert old["distribution_test"] == old["distribution_control"] == 1
    assert old["rate_test"] == size.mean()
    before = own.loc["12", "pre"]
    assert before["distribution_test"] == 0
    assert np.isnan(before["rate_test"])
    assert list(table["window"].unique()) == ["pre", "campaign", "after"]


def test_stores_that_stop_and_start_are_counted(tmp_path: Path) -> None:
    """From week 28 on, stores 0 and 2 of R0 and 1 of R1 no longer sell SKU 10; store 3 of R1 sells it from then on."""
    made = launched()
    sales = made.sales
    late = pd.to_datetime(sales["week"]) >= pd.Timestamp((FIRST + 7 * LAUNCH).astype(object))
    stops, starts = sales["store_id"].isin(["s00", "s02", "s01"]), sales["store_id"] == "s03"
    gone = (sales["sku"] == "10") & ((stops & late) | (starts & ~late))
    replace(made, sales=sales[~gone]).write(tmp_path)
    spec = study(tmp_path, campaign={"skus": ("10",), "end": date(2024, 8, 25)})
    units = {f"s{s:02d}": f"R{s % 2}" for s in range(20)}
    with open_source(spec) as source:
        table = distribution(source, read_main(source, units), Design("regions", ("R0",), ("R1",), (1.0,)), units)
    row = table.set_index("window").loc["campaign"]
    assert [row[f"stopped_{arm}"] for arm in ("test", "control")] == [2, 1]
    assert [row[f"started_{arm}"] for arm in ("test", "control")] == [0, 1]
    before = table.set_index("window").loc["pre"]
    assert [before[f"{what}_{arm}"] for what in ("started", "stopped") for arm in ("test", "control")] == [0, 0, 0, 0]


def test_arms_are_the_designs_own(tmp_path: Path) -> None:
    launched().write(tmp_path)
    spec = replace(study(tmp_path, campaign={"skus": ("10",)}))
    units = {f"s{s:02d}": f"s{s:02d}" for s in range(20)}
    with open_source(spec) as source:
        panel = read_main(source, units)
        table = distribution(source, panel, Design("stores", ("s00",), ("s01", "s03"), (0.5, 0.5)), units)
    assert set(table["stores_test"]) == {1}
    assert set(table["stores_control"]) == {2}

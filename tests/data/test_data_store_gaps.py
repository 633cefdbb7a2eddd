"""Stores without any row in the midst of selling are counted; thin stores and closures are not."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
from data_tables import FIRST, Tables, panel, study

from lift.core.finding import Finding
from lift.data import survey


def seen(tables: Tables, folder: Path) -> list[Finding]:
    tables.write(folder)
    return [f for f in survey(study(folder)).findings if f.check == "gaps of stores"]


def without(tables: Tables, store: str, *weeks: int) -> Tables:
    gone = {pd.Timestamp(FIRST + 7 * week).date() for week in weeks}
    sales = tables.sales
    return replace(tables, sales=sales[~((sales["store_id"] == store) & sales["week"].isin(gone))])


def test_missing_deliveries_are_counted_by_store_and_period(tmp_path: Path) -> None:
    whole = panel(1, density=1.0)
    store, other = "s3", "s4"
    assert seen(whole, tmp_path / "whole") == []
    (found,) = seen(without(without(whole, store, 5, 6), other, 9), tmp_path / "gaps")
    assert (found.verdict, found.value) == ("warn", 3)
    assert f"in between, for 3 periods in all: {store}, {other}." in found.message["en"]


def test_a_closure_and_the_end_of_the_data_are_no_gaps(tmp_path: Path) -> None:
    whole = panel(1, density=1.0)
    store = "s3"
    last = int(whole.sales["week"].nunique()) - 1
    assert seen(without(whole, store, *range(4, 10)), tmp_path / "closed") == []
    assert seen(without(whole, store, last), tmp_path / "ended") == []


def test_a_store_of_few_rows_may_sell_nothing(tmp_path: Path) -> None:
    whole = panel(1, density=1.0)
    store = "s3"
    thin = whole.sales[(whole.sales["store_id"] != store) | whole.sales["sku"].isin(["10", "11"])]
    assert seen(without(replace(whole, sales=thin), store, 5), tmp_path) == []

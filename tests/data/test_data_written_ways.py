"""Regions written in two ways are refused, brands are counted; units and revenue of different signs are counted."""

from dataclasses import replace
from pathlib import Path

import pytest
from data_tables import panel, study

from lift.core.errors import DataError
from lift.data import survey

WHOLE = panel(1)


@pytest.mark.parametrize("other", ["R0 ", "r0"])
def test_a_region_written_in_two_ways_is_refused(other: str, tmp_path: Path) -> None:
    stores = WHOLE.stores.copy()
    stores.loc[0, "region"] = other
    with pytest.raises(DataError, match=r"1 region is written in several ways.*'R0'"):
        survey(study(replace(WHOLE, stores=stores).write(tmp_path)))


def test_a_brand_written_in_two_ways_is_counted(tmp_path: Path) -> None:
    products = WHOLE.products.copy()
    products.loc[0, "brand"] = "SOL"
    findings = survey(study(replace(WHOLE, products=products).write(tmp_path))).findings
    (found,) = (f for f in findings if f.check == "names alike")
    assert "1 brands or categories are written in several ways: 'SOL' and 'Sol'" in found.message["en"]
    assert not [f for f in survey(study(WHOLE.write(tmp_path))).findings if f.check == "names alike"]


def test_opposite_signs_are_counted(tmp_path: Path) -> None:
    sales = WHOLE.sales.copy()
    sold = sales.index[(sales["units"] > 0) & (sales["revenue"] > 0)]
    sales.loc[sold[:3], "revenue"] *= -1
    sales.loc[sold[3:5], ["units", "revenue"]] *= -1
    replace(WHOLE, sales=sales).write(tmp_path)
    findings = {f.check: f for f in survey(study(tmp_path, data={"returns": "keep"})).findings}
    assert (findings["returns"].value, findings["opposite signs"].value) == (5, 3)

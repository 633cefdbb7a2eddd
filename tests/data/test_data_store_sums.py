"""A total among the stores is found: of all, of a region, in a region of its own or within one; others are not."""

from pathlib import Path

import pandas as pd
import pytest
from data_tables import panel, study

from lift.core.finding import Finding
from lift.data import survey

WHOLE = panel(1)


def found(folder: Path, region: str | None, of: str | None, name: str = "x1") -> list[Finding]:
    """Add a store with the sums of a region (or of all stores) to a region and read the panel."""
    inside = WHOLE.stores[WHOLE.stores["region"] == of]["store_id"] if of else WHOLE.stores["store_id"]
    sums = (
        WHOLE.sales[WHOLE.sales["store_id"].isin(inside)]
        .groupby(["week", "sku"], as_index=False)[["units", "revenue"]]
        .sum()
        .assign(store_id=name)
    )
    WHOLE.write(folder)
    if region is not None:
        pd.concat([WHOLE.sales, sums[WHOLE.sales.columns]]).to_parquet(folder / "sales.parquet")
        stores = pd.concat([WHOLE.stores, pd.DataFrame({"store_id": [name], "region": [region]})])
        stores.to_parquet(folder / "stores.parquet")
    return [f for f in survey(study(folder)).findings if f.check == "sums among stores"]


def test_a_panel_without_sums_is_not_doubted(tmp_path: Path) -> None:
    assert found(tmp_path, None, None) == []


@pytest.mark.parametrize(
    ("region", "of"), [("All", None), ("R1", None), ("Region R1", "R1"), ("R1", "R1"), ("R2", "R1")]
)
def test_a_sum_is_found(region: str, of: str | None, tmp_path: Path) -> None:
    (finding,) = found(tmp_path, region, of)
    assert (finding.verdict, finding.value) == ("warn", 1)
    assert finding.message["en"].endswith("1 of 10 stores looks like a sum of other stores: x1.")


def test_a_sum_by_name_is_found(tmp_path: Path) -> None:
    changed = WHOLE.stores.replace({"store_id": {"s3": "Gesamt Nord"}})
    WHOLE.write(tmp_path)
    changed.to_parquet(tmp_path / "stores.parquet")
    WHOLE.sales.replace({"store_id": {"s3": "Gesamt Nord"}}).to_parquet(tmp_path / "sales.parquet")
    (finding,) = (f for f in survey(study(tmp_path)).findings if f.check == "sums among stores")
    assert "Gesamt Nord" in finding.message["en"]

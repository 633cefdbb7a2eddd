"""The unbroken panel, how to write it, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from fuzz.outcome import Read
from lift.core.spec import CampaignSpec, DataSpec, RegionSpec, StudySpec
from lift.data import survey

STORES, WEEKS, SKUS = 6, 24, 5


@dataclass(frozen=True)
class Panel:
    """Three tables as Arrow, the options of [data], and what to do to the files once they are written."""

    sales: pa.Table
    stores: pa.Table
    products: pa.Table
    data: Mapping[str, Any]
    start: date = date(2024, 5, 6)
    end: date = date(2024, 6, 2)

    def put(self, table: str, column: str, values: pa.Array) -> "Panel":
        """Return the panel with other values in a column."""
        old: pa.Table = getattr(self, table)
        return replace(self, **{table: old.set_column(old.column_names.index(column), column, values)})


def panel(seed: int, first: str = "2024-01-01") -> Panel:
    """A full panel of weekly sales."""
    rng = np.random.default_rng(seed)
    store, week, sku = (axis.ravel() for axis in np.meshgrid(*map(np.arange, (STORES, WEEKS, SKUS)), indexing="ij"))
    units = rng.integers(1, 40, len(store)).astype(float)
    sales = pd.DataFrame(
        {
            "store_id": [f"s{i}" for i in store],
            "week": np.datetime64(first) + 7 * week,
            "sku": [f"{40 + i}" for i in sku],
            "units": units,
            "revenue": np.round(units * (1.0 + 0.5 * sku) + rng.integers(0, 50, len(store)) / 100, 2),
        }
    )
    sales["week"] = sales["week"].dt.date
    stores = pd.DataFrame(
        {"store_id": [f"s{i}" for i in range(STORES)], "region": [f"R{i % 3}" for i in range(STORES)]}
    )
    products = pd.DataFrame(
        {"sku": [f"{40 + i}" for i in range(SKUS)], "brand": ["Sol", "Sol", "Luna", "Luna", "Kola"], "category": "Dips"}
    )
    return Panel(*(_plain(pa.Table.from_pandas(f, preserve_index=False)) for f in (sales, stores, products)), data={})


def _plain(table: pa.Table) -> pa.Table:
    """Text as plain strings, whatever the version of pandas makes of it."""
    kinds = (pa.string() if pa.types.is_large_string(field.type) else field.type for field in table.schema)
    return table.cast(pa.schema(list(zip(table.column_names, kinds, strict=True))))


def study(folder: Path, given: Panel) -> StudySpec:
    """The study of a panel that is written to a folder."""
    paths = {name: str(folder / f"{name}.parquet") for name in ("sales", "stores", "products")}
    return StudySpec(
        name="fuzz",
        data=DataSpec(**{**paths, **given.data}),
        campaign=CampaignSpec(start=given.start, end=given.end, pre_weeks=52, skus=("40", "41")),
        regions=RegionSpec(test=("R0",)),
    )


def write(folder: Path, given: Panel) -> None:
    """Write the three tables."""
    for name in ("sales", "stores", "products"):
        pq.write_table(getattr(given, name), folder / f"{name}.parquet", compression="none")


def read(folder: Path, given: Panel) -> Read:
    """Read as `lift check` does; the meaning is every table but the names of stores, and whether the campaign fits."""
    found = survey(study(folder, given), threads=1)
    if found.problem is not None:
        raise found.problem
    meaning = tuple(found.tables[name].to_csv() for name in ("overview", "regions", "brands", "periods"))
    return Read(meaning, found.findings)

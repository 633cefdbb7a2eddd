"""Small panels for the tests of the data layer, how to write them, and the study that reads them."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lift.core.spec import CampaignSpec, DataSpec, RegionSpec, StudySpec

FIRST = np.datetime64("2024-01-01")
"""A Monday."""


@dataclass(frozen=True)
class Tables:
    """The three tables of one panel."""

    sales: pd.DataFrame
    stores: pd.DataFrame
    products: pd.DataFrame

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("sales", "stores", "products"):
            getattr(self, name).to_parquet(folder / f"{name}.parquet")
        return folder


def products() -> pd.DataFrame:
    """Ten SKUs: brand X is in two categories, brand Solo has one SKU."""
    rows = [
        ("10", "Sol", "Sauces"), ("11", "Sol", "Sauces"), ("12", "Sol", "Sauces"),
        ("20", "Luna", "Sauces"), ("21", "Luna", "Sauces"), ("30", "Solo", "Sauces"),
        ("40", "X", "Sauces"), ("41", "X", "Crisps"), ("50", "Chip", "Crisps"), ("60", "Cola", "Drinks"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["sku", "brand", "category"])


def panel(seed: int = 1, periods: int = 40, stores: int = 9, density: float = 0.7) -> Tables:
    """A ragged panel: absent rows, explicit zeros, stretches without an item, stores that open or close."""
    rng = np.random.default_rng(seed)
    items = products()
    rows: list[tuple[Any, ...]] = []
    for store in range(stores):
        begin, end = 0, periods
        if store == 1:
            begin = 12
        if store == 2:
            end = periods - 7
        for sku in items["sku"]:
            lo, hi = begin, end
            if rng.random() < 0.35:
                lo = max(lo, int(rng.integers(0, periods)))
            if rng.random() < 0.35:
                hi = min(hi, int(rng.integers(0, periods)))
            gap = int(rng.integers(0, periods)) if rng.random() < 0.4 else periods
            for t in range(lo, hi):
                if gap <= t < gap + int(rng.integers(3, 9)) or rng.random() > density:
                    continue
                units = float(rng.integers(0, 5)) + (0.125 if sku == "60" else 0)
                rows.append(
                    (f"s{store}", FIRST + 7 * t, sku, units, round(units * 1.37 + rng.random(), 2) if units else 0)
                )
    sales = pd.DataFrame(rows, columns=["store_id", "week", "sku", "units", "revenue"])
    sales["week"] = pd.to_datetime(sales["week"]).dt.date
    frame = pd.DataFrame({"store_id": [f"s{i}" for i in range(stores)], "region": [f"R{i % 3}" for i in range(stores)]})
    return Tables(sales, frame, items)


def study(
    folder: Path, *, data: dict[str, Any] | None = None, campaign: dict[str, Any] | None = None, **more: Any
) -> StudySpec:
    """A study of the panel in `folder`: campaign in weeks 28 to 33, after-effect 4 weeks, 20 weeks before."""
    settings: dict[str, Any] = {
        "sales": str(folder / "sales.parquet"),
        "stores": str(folder / "stores.parquet"),
        "products": str(folder / "products.parquet"),
    }
    terms: dict[str, Any] = {
        "start": date(2024, 7, 15), "end": date(2024, 8, 25), "pre_periods": 20, "after_weeks": 4, "skus": ("10", "11"),
    }  # fmt: skip
    spec = StudySpec(
        name="test",
        data=DataSpec(**(settings | (data or {}))),
        campaign=CampaignSpec(**(terms | (campaign or {}))),
        regions=RegionSpec(test=("R0",)),
    )
    return replace(spec, **more)

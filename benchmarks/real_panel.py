"""A real panel: The Complete Journey, as sample_data/make_completejourney.py makes it."""

import hashlib
import importlib.util
from pathlib import Path

import pandas as pd
from draws import CACHE, ROOT

SCRIPT = ROOT / "sample_data" / "make_completejourney.py"
PRE_WEEKS = 26
DENSE = 0.70
"""A brand can be drawn when it sells in this share of all store-weeks of its category."""
KEYS = ["brand", "category"]


def folder() -> Path:
    """Where the converted panel lies: a place for every state of the script that makes it."""
    return CACHE / f"completejourney-{hashlib.sha256(SCRIPT.read_bytes()).hexdigest()[:12]}"


def prepare() -> None:
    """Convert the panel, once; beside it a list of which SKU sold in which week."""
    listing = folder() / "sold.parquet"
    if listing.exists():
        return
    spec = importlib.util.spec_from_file_location(SCRIPT.stem, SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main([str(folder())])
    sales = pd.read_parquet(folder() / "sales.parquet").merge(pd.read_parquet(folder() / "products.parquet"), on="sku")
    cells = sales["store_id"].nunique() * sales["week"].nunique()
    selling = sales.drop_duplicates([*KEYS, "store_id", "week"]).groupby(KEYS).size().rename("dense") / cells
    rows = sales[[*KEYS, "sku", "week"]].drop_duplicates().merge(selling.reset_index(), on=KEYS)
    rows.to_parquet(listing)


def read_sold() -> pd.DataFrame:
    """Read brand, category, sku, week and dense (the brand's share of store-weeks with sales), a row a SKU and week."""
    return pd.read_parquet(folder() / "sold.parquet")


def read_rows() -> tuple[pd.DataFrame, int, int]:
    """Read the sales with brand and category, `store` and `at` their positions; and how many stores and weeks."""
    rows = pd.read_parquet(folder() / "sales.parquet").merge(pd.read_parquet(folder() / "products.parquet"), on="sku")
    weeks, stores = sorted(rows["week"].unique()), sorted(rows["store_id"].unique(), key=int)
    rows["at"] = rows["week"].map({w: t for t, w in enumerate(weeks)})
    rows["store"] = rows["store_id"].map({s: i for i, s in enumerate(stores)})
    return rows, len(stores), len(weeks)


def dense_brands(sold: pd.DataFrame) -> list[list[str]]:
    """Return (brand, category) of the brands that can be drawn."""
    return sold.loc[sold["dense"] >= DENSE, KEYS].drop_duplicates().sort_values(KEYS).to_numpy().tolist()

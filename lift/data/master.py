"""The stores and the products: one row each, from their own table or from columns of the sales."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lift.core.alike import alike, pairs
from lift.core.errors import DataError, listing
from lift.core.finding import form
from lift.core.words import BRAND_SEPARATOR
from lift.data.columns import Columns, find_columns, numbered, select
from lift.data.engine import Engine, Rows, fetch
from lift.data.files import Files


@dataclass(frozen=True, slots=True)
class Master:
    """One row per key, sorted by it; `origin` names the table it was read from ("stores", "products" or "sales")."""

    frame: pd.DataFrame
    origin: str


def read_table(engine: Engine, files: Files, columns: Columns, key: str) -> Master:
    """Read a table of stores or products whole, keeping its further columns.

    Raises DataError for keys that are missing or occur twice.
    """
    used = set(columns.names.values())
    further = tuple(name for name in columns.present if name not in used and name not in columns.names)
    table = select(engine.table(files), columns, further)
    table = table.mutate(day=numbered(table.day)) if "day" in table.columns else table
    frame: Any = fetch(files.table, table).to_pandas()
    blank = int((frame[key].isna() | (frame[key] == "")).sum())
    if blank:
        raise DataError(
            f"{files.table}: {blank:,} of {len(frame):,} rows {form(blank, 'has', 'have')} no {key}; fill it in or "
            "remove them"
        )
    twice = sorted(name for name, n in Counter(plain(frame, key)).items() if n > 1)
    if twice:
        raise DataError(
            f"{files.table}: {len(twice):,} {key} occur more than once: {listing(twice)}; keep one row each"
        )
    return Master(frame.sort_values(key, ignore_index=True), files.table)


def read_from_sales(sales: Rows, key: str, attributes: tuple[str, ...]) -> Master:
    """Read stores or products from columns of the sales.

    Raises DataError when a store or SKU stands there with different attributes (a store in two regions).
    """
    frame: Any = fetch("sales", sales.select(key, *attributes).distinct()).to_pandas()
    twice = sorted(name for name, n in Counter(plain(frame, key)).items() if n > 1)
    if twice:
        of_first = frame[frame[key] == twice[0]].sort_values(list(attributes))
        shown = listing(" / ".join(map(str, row)) for row in of_first[list(attributes)].to_numpy().tolist())
        raise DataError(
            f"sales: {len(twice):,} {key} {form(len(twice), 'has', 'have')} more than one {' and '.join(attributes)}: "
            f"{listing(twice)} ({twice[0]}: {shown}); each must have one"
        )
    return Master(frame.sort_values(key, ignore_index=True), "sales")


def read_products(engine: Engine, files: Files | None, renames: Any, sales: Rows) -> Master:
    """Return sku, brand, category (as named in the data) and description."""
    if files is None:
        return read_from_sales(sales, "sku", ("brand", "category"))
    columns = find_columns(files, renames, ("sku", "brand", "category"), ("description",))
    return read_table(engine, files, columns, "sku")


def read_stores(engine: Engine, files: Files | None, renames: Any, sales: Rows) -> Master:
    """Return store_id, region and further attributes."""
    if files is None:
        return read_from_sales(sales, "store_id", ("region",))
    columns = find_columns(files, renames, ("store_id", "region"))
    return read_table(engine, files, columns, "store_id")


def check_known(
    sold: dict[str, int], master: Master, key: str, attributes: tuple[str, ...], named: frozenset[str] = frozenset()
) -> pd.DataFrame:
    """Return the rows of the stores or SKUs that have sales, and of those `named`; `sold` counts rows of sales by key.

    Raises DataError for sales of a store or SKU that the table does not hold, or holds without an attribute.
    """
    noun = {"store_id": "stores", "sku": "SKUs"}[key]
    keys = plain(master.frame, key)
    known = set(keys)
    strange = sorted(name for name in sold if name not in known)
    if strange:
        rows = sum(sold[name] for name in strange)
        raise DataError(
            f"sales: {len(strange):,} of {len(sold):,} {noun} ({rows:,} {form(rows, 'row', 'rows')}) "
            f"{form(len(strange), 'is', 'are')} not in the table {master.origin}: {listing(strange)}; add them there, "
            f"or leave their sales out{_zeros(strange, known)}"
        )
    wanted = {*sold, *named}
    frame = master.frame.take(np.flatnonzero([of in wanted for of in keys])).reset_index(drop=True)
    for name in attributes:
        pairs = zip(plain(frame, key), plain(frame, name), strict=True)
        blank = [of for of, value in pairs if not isinstance(value, str) or value == ""]
        if blank:
            raise DataError(
                f"{master.origin}: {len(blank):,} {noun if len(blank) > 1 else noun[:-1]} with sales "
                f"{form(len(blank), 'has', 'have')} no {name}: "
                f"{listing(sorted(blank))}; fill it in"
            )
    if "region" in attributes:
        _refuse_alike(master.origin, plain(frame, "region"))
    return frame


def _refuse_alike(origin: str, regions: list[str]) -> None:
    """A region that is written in two ways is two regions, one of which is not treated."""
    groups = alike(sorted(set(regions)))
    if groups:
        raise DataError(
            f"{origin}: {len(groups):,} {form(len(groups), 'region is', 'regions are')} written in several ways, which "
            f"differ in blanks, capitals or composed letters only: {listing(pairs(groups))}; write each in one way"
        )


def plain(frame: pd.DataFrame, column: str) -> list[Any]:
    """Return a column as Python objects; taken one by one, Arrow's text costs several microseconds each."""
    return frame[column].to_numpy(dtype=object).tolist()


def _zeros(strange: list[str], known: set[str]) -> str:
    """Say it when the two tables merely write the same ids differently."""
    stripped = {name.strip().lstrip("0") for name in known}
    if all(name.strip().lstrip("0") in stripped for name in strange):
        return "; they differ by leading zeros or blanks only: write the ids alike in both tables"
    return ""


def with_brand_items(products: pd.DataFrame) -> pd.DataFrame:
    """Return the products with `brand` as the name of the brand item and `brand_name` as it stood in the data.

    A brand name in several categories is several items, named "brand / category".
    """
    names = plain(products, "brand")
    homes = Counter(brand for brand, _ in set(zip(names, plain(products, "category"), strict=True)))
    items = [
        f"{brand}{BRAND_SEPARATOR}{category}" if homes[brand] > 1 else brand
        for brand, category in zip(names, plain(products, "category"), strict=True)
    ]
    return products.assign(brand=items, brand_name=names)

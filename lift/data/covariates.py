"""Price and promotion in the rows of sales: which columns there are, and the covariates that are formed of them."""

from collections.abc import Mapping, Sequence

import ibis
import numpy as np

from lift.core.errors import DataError
from lift.core.panel import Span
from lift.core.prices import COVARIATES
from lift.core.words import LAUNCH
from lift.data.bits import calendar_table
from lift.data.calendar import Calendar
from lift.data.columns import Columns
from lift.data.engine import Rows, small_table
from lift.data.totals import CENTS, rounded

MICRO = 1_000_000
"""Covariates are summed in whole millionths, so that the order of rows cannot change a sum."""


def refuse_missing(renames: Mapping[str, str], included: Sequence[str], columns: Columns) -> None:
    """Raise DataError for a covariate that the study names and the sales do not have.

    `renames` are those of [data.columns], `included` what was part of the campaign; a launch is no column.
    """
    missing = [name for name in COVARIATES if name in renames and name not in columns]
    if missing:
        raise DataError(
            f'sales: no column {renames[missing[0]]!r}, which [data.columns] {missing[0]} = "{renames[missing[0]]}" '
            "names; correct it there, or leave the line out"
        )
    strange = [name for name in included if name not in columns and name != LAUNCH]
    if strange:
        raise DataError(f"sales: no column {strange[0]!r}, which [campaign] includes names; take it out there")


def conditions_of(sales: Rows, included: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what is known of the conditions of a sale, less what was part of the campaign (`included`)."""
    known = ("price", "promo", "feature", "display")
    return tuple(name for name in known if name in sales.columns and name not in included)


def covariates_of(sales: Rows, included: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what sales are adjusted by: price, feature and display; `promo` only where there is none of them.

    A flag that says no more than the price does would share its effect with it. Left out is what was part of the
    campaign (`included`).
    """
    known = conditions_of(sales)
    formed = tuple(name for name in known if name != "promo") or known
    return tuple(name for name in formed if name not in included)


def value(sales: Rows, name: str) -> Rows:
    """Return one covariate as a column: log(price / base price) for "price", else the flag itself.

    Without base prices log(price) stands there: every use of it is less the store's own mean before the campaign, which
    takes the place of the base price. Null where nothing was sold.
    """
    if name != "price":
        return sales[name]
    ratio = sales.price / sales.base_price.nullif(0) if "base_price" in sales.columns else sales.price
    return ibis.ifelse(ratio > 0, ratio, ibis.null("float64")).ln()  # pyright: ignore[reportAttributeAccessIssue]


def micro(column: Rows) -> Rows:
    """Return a column in whole millionths."""
    return rounded(column * MICRO).cast("int64")


def sold_before(sales: Rows, skus: Mapping[str, int], calendar: Calendar, pre: Span) -> Rows:
    """Return the rows with units sold of some SKUs in the pre window, with the SKU's number (`item`) and `period`."""
    items = small_table({"sku": list(skus), "item": np.array(list(skus.values()), dtype=np.int64)})
    table = sales.inner_join(items, "sku").inner_join(calendar_table(calendar).select("day", "period"), "day")
    return table.filter((table.units > 0) & (table.period >= pre.start) & (table.period < pre.stop))


def pair_means(sales: Rows, skus: Mapping[str, int], calendar: Calendar, pre: Span, names: tuple[str, ...]) -> Rows:
    """Return the query of each store-SKU pair's means before the campaign, over the periods in which it sold units.

    One row per pair: store_id, sku, `mean_...` of each covariate, and `worth`, its revenue then in cents.
    """
    table = sold_before(sales, skus, calendar, pre)
    table = table.mutate(cents=rounded(table.revenue * CENTS).cast("int64"))
    count = table.count().cast("float64")
    means = {f"mean_{name}": micro(value(table, name)).sum().cast("float64") / count / MICRO for name in names}
    return table.group_by("store_id", "sku").agg(worth=table.cents.sum().cast("int64"), **means)

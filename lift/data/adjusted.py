"""Sales as they would have been at each store's usual price and promotion: the same source with other amounts."""

import math
from collections.abc import Mapping
from dataclasses import replace

import ibis
import numpy as np

from lift.core.prices import Elasticities
from lift.data.covariates import pair_means, value
from lift.data.engine import Rows, small_table
from lift.data.source import Source
from lift.data.totals import CENTS, MILLI, by_pair, counted, read_totals, with_sums

MOST_LOG = math.log(10.0)
"""No price or promotion is taken to multiply or divide sales by more than ten."""


def adjusted(source: Source, found: Elasticities) -> Source:
    """The source with adjusted sales: units times ``exp(-b' (x - the pair's mean x before the campaign))``.

    b are the SKU's elasticities, x its covariates; revenue becomes those units at one price per SKU, its mean price
    paid before the campaign, so that neither a price nor what it sells moves it. A store that had not sold the SKU
    keeps its units. What a store lists, and when, stays as it was.
    """
    sales = _adjusted_sales(source, found)
    sums = by_pair(sales, source.calendar, source.windows.pre, source.keys, small=False)
    totals = read_totals(with_sums(counted(source.pairs, source.keys), sums), source.keys)
    return replace(source, sales=sales, totals=totals, sums={}, regional=None, small=False)


def _adjusted_sales(source: Source, found: Elasticities) -> Rows:
    sales, names = source.sales, found.covariates
    skus = {sku: i for i, sku in enumerate(found.skus)}
    means = pair_means(sales, skus, source.calendar, source.windows.pre, names).drop("worth")
    means = source.engine.keep("sales", means)
    prices = _prices(source)
    answers = small_table(
        {
            "sku": list(found.skus),
            "at_price": np.array([prices.get(sku, 0.0) for sku in found.skus]),
            **{f"b_{name}": found.used[:, j] for j, name in enumerate(names)},
        }  # pyright: ignore[reportArgumentType]
    )
    table = sales.inner_join(answers, "sku").left_join(means, ["store_id", "sku"])
    log = sum(table[f"b_{name}"] * (value(table, name) - table[f"mean_{name}"]) for name in names)
    # Engines do not agree on what the lesser of null and a number is, so nulls go first.
    factor = ibis.greatest(ibis.least(log.fill_null(0.0), MOST_LOG), -MOST_LOG).negate().exp()  # pyright: ignore[reportAttributeAccessIssue]
    units = table.units * factor
    revenue = ibis.ifelse(table.at_price > 0, units * table.at_price, table.revenue * factor)
    return table.select("store_id", "sku", "day", units=units, revenue=revenue)


def _prices(source: Source) -> Mapping[str, float]:
    """Mean price paid per unit of each SKU before the campaign, in major units of currency."""
    cents: dict[str, int] = {}
    milli: dict[str, int] = {}
    own = source.totals
    for sku, revenue, units in zip(own.there.sku.tolist(), own.revenue.tolist(), own.units.tolist(), strict=True):
        cents[sku] = cents.get(sku, 0) + revenue
        milli[sku] = milli.get(sku, 0) + units
    return {sku: (cents[sku] / CENTS) / (milli[sku] / MILLI) for sku in cents if milli[sku] > 0 and cents[sku] > 0}

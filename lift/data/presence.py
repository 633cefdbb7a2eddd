"""Which store sold which SKU, when and how much of it before the campaign: the one look at the rows that count."""

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import ibis

from lift.core.errors import DataError, listing
from lift.core.finding import form
from lift.core.panel import Span
from lift.data.bits import bit_count, bit_or, calendar_table, words
from lift.data.calendar import Calendar
from lift.data.columns import numbered
from lift.data.engine import Rows, fetch
from lift.data.keys import Keys
from lift.data.scan import row_name
from lift.data.totals import minor_units


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """What a look at the rows is about: sales, periods, the span that is summed, and the stores and SKUs that count.

    `zeros`: whether a row may be no sale.
    """

    sales: Rows
    calendar: Calendar
    span: Span
    keys: Keys
    zeros: bool


def by_presence(scope: Scope, *, small: bool) -> Rows:
    """Return the query of all pairs of stores and SKUs that count, both by number, with what is known of their rows.

    `rows`; `seen0`... and, with `zeros`, `sold0`... (the periods with a row, and with sales; without zeros every row is
    a sale, and both would be the same); `revenue` in cents and `units` in thousandths, summed over the span.
    """
    calendar, span = scope.calendar, scope.span
    table = minor_units(scope.keys.joined(scope.sales).inner_join(calendar_table(calendar), "day"), small=small)
    packed = [f"bit{word}" for word in range(words(len(calendar)))]
    aggregates: dict[str, Any] = {"rows": table.count()}
    aggregates |= {f"seen{w}": bit_or(table[bit]) for w, bit in enumerate(packed)}
    if scope.zeros:
        sold = (table.cents != 0) | (table.milli != 0)
        aggregates |= {f"sold{w}": bit_or(sold.ifelse(table[bit], 0)) for w, bit in enumerate(packed)}
    inside = (table.period >= span.start) & (table.period < span.stop)
    for name, amount in (("revenue", table.cents), ("units", table.milli)):
        aggregates[name] = inside.ifelse(amount, 0).sum().cast("int64")
    return table.group_by("store", "item").agg(**aggregates)


def refuse_doubled_rows(scope: Scope, pairs: Rows) -> int:
    """Return how many rows the pairs have.

    Raises DataError when a store and SKU have two rows in one period.
    """
    periods = reduce(add, (bit_count(pairs[name]) for name in pairs.columns if name.startswith("seen")))
    found = fetch("sales", pairs.agg(rows=pairs.rows.sum(), periods=periods.sum())).to_pylist()[0]
    if found["rows"] == found["periods"]:
        return int(found["rows"] or 0)
    table = scope.keys.joined(scope.sales).semi_join(calendar_table(scope.calendar), "day")
    counts = table.group_by("store_id", "sku", "day").agg(n=ibis._.count())
    doubled = counts.filter(counts.n > 1)
    by_pair = doubled.group_by("store_id", "sku").agg(extra=(doubled.n - 1).sum())
    found = fetch("sales", by_pair.agg(pairs=by_pair.count(), rows=by_pair.extra.sum())).to_pylist()[0]
    first = doubled.order_by("store_id", "sku", "day").limit(3)
    shown = fetch("sales", first.mutate(day=numbered(first.day))).to_pylist()
    names = listing(row_name(row["store_id"], row["day"], row["sku"]) for row in shown)
    raise DataError(
        f"sales: {int(found['rows']):,} duplicate {form(found['rows'], 'row', 'rows')} in {found['pairs']:,} store-SKU "
        f"{form(found['pairs'], 'pair', 'pairs')} (for example {names}); one row per store, SKU and period is needed: "
        "remove the copies, or sum the rows if each is a part"
    )

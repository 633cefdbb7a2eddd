"""Which store and SKU had a row in which period: the one look at all rows, whoever takes part in the study."""

from functools import reduce
from typing import Any

import ibis

from lift.core.errors import DataError, listing
from lift.core.finding import form
from lift.data.bits import bit_count, bit_or, calendar_table, words
from lift.data.calendar import Calendar
from lift.data.engine import Rows, fetch
from lift.data.keys import Keys
from lift.data.scan import row_name
from lift.data.totals import minor_units


def by_presence(sales: Rows, calendar: Calendar, keys: Keys, *, zeros: bool) -> Rows:
    """Return the query of all pairs with their rows: `store`, `item`, `rows`, `seen0`... and, with `zeros`, `sold0`...

    Without zeros every row is a sale, and both would be the same. `rows` counts periods with a row: those of a
    pair, unless one occurs twice (see `refuse_doubled_rows`).
    """
    table = keys.joined(sales).inner_join(calendar_table(calendar), "day")
    packed = [f"bit{word}" for word in range(words(len(calendar)))]
    aggregates: dict[str, Any] = {f"seen{w}": bit_or(table[bit]) for w, bit in enumerate(packed)}
    if zeros:
        table = minor_units(table)
        sold = (table.cents != 0) | (table.milli != 0)
        aggregates |= {f"sold{w}": bit_or(sold.ifelse(table[bit], 0)) for w, bit in enumerate(packed)}
    pairs = table.group_by("store", "item").agg(**aggregates)
    return pairs.mutate(rows=reduce(lambda a, b: a + b, (bit_count(pairs[f"seen{w}"]) for w in range(len(packed)))))


def refuse_doubled_rows(sales: Rows, calendar: Calendar, pairs: Rows, rows: int) -> bool:
    """Return whether all `rows` of the sales in the calendar are in the pairs, once each.

    Raises DataError when a store and SKU have two rows in one period; otherwise rows are missing from the pairs whose
    store or SKU no table knows.
    """
    if int(fetch("sales", pairs.agg(rows=pairs.rows.sum())).to_pylist()[0]["rows"] or 0) == rows:
        return True
    table = sales.semi_join(calendar_table(calendar), "day")
    counts = table.group_by("store_id", "sku", "day").agg(n=ibis._.count())
    doubled = counts.filter(counts.n > 1)
    by_pair = doubled.group_by("store_id", "sku").agg(extra=(doubled.n - 1).sum())
    found = fetch("sales", by_pair.agg(pairs=by_pair.count(), rows=by_pair.extra.sum())).to_pylist()[0]
    if not found["pairs"]:
        return False
    shown = fetch("sales", doubled.order_by("store_id", "sku", "day").limit(3)).to_pylist()
    names = listing(row_name(row["store_id"], row["day"], row["sku"]) for row in shown)
    raise DataError(
        f"sales: {int(found['rows']):,} duplicate {form(found['rows'], 'row', 'rows')} in {found['pairs']:,} store-SKU "
        f"{form(found['pairs'], 'pair', 'pairs')} (for example {names}); one row per store, SKU and period is needed: "
        "remove the copies, or sum the rows if each is a part"
    )

"""The first look at the sales: one scan that counts, by date, everything that cannot be sales."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from lift.core.errors import DataError, listing
from lift.core.panel import Dates, Ints
from lift.data.engine import Rows, fetch

TOO_LARGE = 1e12
"""No row holds more units or revenue than this; beyond it, sums of minor units would leave 64 bits."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows that no table of sales may hold: a test, what it means and what to do; `returns` may excuse it."""

    test: Callable[[Rows], Rows]
    what: str
    advice: str
    excused: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """Rows by stored date (sorted), and rows with units but no revenue and the other way round."""

    dates: Dates
    rows: Ints
    revenue_only: int
    units_only: int
    returns: int


def _blank(name: str) -> Callable[[Rows], Rows]:
    return lambda t: t[name].isnull() | (t[name] == "")


def _rules(table: Rows) -> dict[str, Rule]:
    """Return the rules that apply to the columns at hand, in the order in which they are reported."""
    rules: dict[str, Rule] = {}
    for name in ("store_id", "sku", "region", "brand", "category"):
        if name in table.columns:
            rules[f"no_{name}"] = Rule(_blank(name), f"have no {name}", "fill it in, or leave these rows out")
    rules["no_week"] = Rule(lambda t: t.day.isnull(), "have no date in week", "fill it in, or leave these rows out")
    if "clock" in table.columns:
        rules["clock"] = Rule(
            lambda t: t.clock != 0,
            "have a time with a time zone that is not midnight UTC",
            "the day is ambiguous: write `week` as plain dates",
        )
    for name in ("units", "revenue"):
        rules |= _amount_rules(name)
    return rules


def _amount_rules(name: str) -> dict[str, Rule]:
    return {
        f"null_{name}": Rule(lambda t: t[name].isnull(), f"have no {name} (null)", "write 0, or leave these rows out"),
        f"nan_{name}": Rule(lambda t: t[name].isnan(), f"have NaN in {name}", "write 0, or leave these rows out"),
        f"inf_{name}": Rule(lambda t: t[name].isinf(), f"have infinite {name}", "correct the export"),
        f"large_{name}": Rule(
            lambda t: t[name].abs() > TOO_LARGE, f"have {name} above {TOO_LARGE:g}", "correct the export"
        ),
        f"negative_{name}": Rule(
            lambda t: t[name] < 0,
            f"have negative {name}",
            'if these are returns, write returns = "keep" under [data]; else correct them',
            excused=True,
        ),
    }


def scan(sales: Rows, *, keep_returns: bool) -> Scan:
    """Count in one scan; raise DataError for the first rule that rows break, with how many and examples."""
    rules = _rules(sales)
    counts: Mapping[str, Rows] = {name: rule.test(sales) for name, rule in rules.items()}
    extra = {
        "revenue_only": (sales.revenue > 0) & (sales.units == 0),
        "units_only": (sales.units > 0) & (sales.revenue == 0),
        "returns": (sales.units < 0) | (sales.revenue < 0),
    }
    query = sales.group_by("day").agg(
        rows=sales.count(), **{name: sales.count(where=test) for name, test in {**counts, **extra}.items()}
    )
    found = fetch("sales", query).to_pydict()
    for name, rule in rules.items():
        broken = sum(found[name])
        if broken and not (rule.excused and keep_returns):
            raise DataError(
                f"sales: {broken:,} of {sum(found['rows']):,} rows {rule.what} ({_examples(sales, rule)}); "
                f"{rule.advice}"
            )
    days = np.array(found["day"], dtype=np.int64)
    order = np.argsort(days)
    return Scan(
        dates=days[order].astype("datetime64[D]"),
        rows=np.array(found["rows"], dtype=np.int64)[order],
        revenue_only=sum(found["revenue_only"]),
        units_only=sum(found["units_only"]),
        returns=sum(found["returns"]),
    )


def _examples(sales: Rows, rule: Rule) -> str:
    """Name a few of the rows: the first in order, so that the message is the same in every run."""
    broken = sales.filter(rule.test(sales)).select("store_id", "day", "sku").distinct()
    rows = fetch("sales", broken.order_by("store_id", "day", "sku").limit(3)).to_pylist()
    return "for example " + listing(row_name(row["store_id"], row["day"], row["sku"]) for row in rows)


def row_name(store: str | None, day: int | None, sku: str | None) -> str:
    """Return "store 12 on 2025-03-03, SKU 4001"; a missing part is named as such."""
    when = "?" if day is None else str(np.datetime64(day, "D"))
    return f"store {store or '?'} on {when}, SKU {sku or '?'}"

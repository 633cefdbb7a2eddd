"""The first look at the sales: one scan that counts, by date, everything that cannot be sales."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_

import numpy as np

from lift.core.errors import DataError, listing
from lift.core.finding import form
from lift.core.panel import Dates, Ints
from lift.core.prices import COVARIATES
from lift.data.columns import numbered
from lift.data.engine import Rows, fetch

UNREAD = 'or do without these columns: [measure] adjust = "none"'
"""What else to do about a covariate that cannot be used."""
NAMES = ("store_id", "sku", "region", "brand", "category")
"""Columns of names that a table of sales may hold; none may be blank."""
AMOUNTS = ("units", "revenue")
TOO_LARGE = 1e12
"""No row holds more units or revenue than this; beyond it, sums of minor units would leave 64 bits."""
SMALL = 1e12
"""Thousandths of it stay far below 2^53, up to where floats hold every whole number."""
GIANT_UNITS = 1000
"""A row is worth a second look when it holds more units than this."""
FAINT = 0.006
"""Revenue below may be less than half a cent; a tenth of it, units that may be less than half a thousandth."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows that no table of sales may hold: a test, what it means and what to do; `returns` may excuse it."""

    test: Callable[[Rows], Rows]
    what: str
    advice: str
    excused: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """Rows by stored date (sorted), and rows with units but no revenue and the other way round.

    `opposite`: of the `returns`, those in which units and revenue have different signs.

    `small`: all revenue in cents and all units in thousandths are positive and far below 2^53 together. `faint` rows
    may round to no cent and no thousandth of a unit. `giant`: whether a row holds more than GIANT_UNITS. `empty` are
    columns of price and promotion that hold nothing but nulls: as good as not there.
    """

    dates: Dates
    rows: Ints
    revenue_only: int
    units_only: int
    returns: int
    faint: int
    small: bool
    giant: bool
    opposite: int = 0
    empty: tuple[str, ...] = ()


def _blank(name: str) -> Callable[[Rows], Rows]:
    return lambda t: t[name].isnull() | (t[name] == "")


def _nan(name: str) -> Callable[[Rows], Rows]:
    """By its spelling: the bounds that Parquet files state leave NaN out, and an engine may answer from them alone."""
    return lambda t: t[name].cast("string").lower() == "nan"


def _rules(table: Rows) -> dict[str, Rule]:
    """Return the rules that apply to the columns at hand, in the order in which they are reported."""
    rules: dict[str, Rule] = {}
    for name in NAMES:
        if name in table.columns:
            rules[f"no_{name}"] = Rule(_blank(name), f"no {name}", "fill it in, or leave these rows out")
    rules["no_week"] = Rule(lambda t: t.day.isnull(), "no date in week", "fill it in, or leave these rows out")
    if "clock" in table.columns:
        rules["clock"] = Rule(
            lambda t: t.clock != 0,
            "a time with a time zone that is not midnight UTC",
            "the day is ambiguous: write `week` as plain dates",
        )
    for name in AMOUNTS:
        rules |= _amount_rules(name)
    return rules | _covariate_rules(table)


def _amount_rules(name: str) -> dict[str, Rule]:
    return {
        f"null_{name}": Rule(lambda t: t[name].isnull(), f"no {name} (null)", "write 0, or leave these rows out"),
        f"nan_{name}": Rule(_nan(name), f"NaN in {name}", "write 0, or leave these rows out"),
        f"inf_{name}": Rule(lambda t: t[name].isinf(), f"infinite {name}", "correct the export"),
        f"large_{name}": Rule(lambda t: t[name].abs() > TOO_LARGE, f"{name} above {TOO_LARGE:g}", "correct the export"),
        f"negative_{name}": Rule(
            lambda t: t[name] < 0,
            f"negative {name}",
            'if these are returns, write returns = "keep" under [data]; else correct them',
            excused=True,
        ),
    }


def _covariate_rules(table: Rows) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for name in (name for name in COVARIATES if name in table.columns):
        rules |= _price_rules(name) if name in {"price", "base_price"} else _flag_rules(name)
    return rules


def _price_rules(name: str) -> dict[str, Rule]:
    """A price is needed where units were sold; elsewhere it may be missing, but must not be nonsense."""
    return {
        f"null_{name}": Rule(
            lambda t: t[name].isnull() & (t.units != 0), f"units but no {name} (null)", f"fill it in, {UNREAD}"
        ),
        f"nan_{name}": Rule(_nan(name), f"NaN in {name}", f"correct the export, {UNREAD}"),
        f"inf_{name}": Rule(lambda t: t[name].isinf(), f"infinite {name}", f"correct the export, {UNREAD}"),
        f"negative_{name}": Rule(lambda t: t[name] < 0, f"negative {name}", f"correct the export, {UNREAD}"),
        f"zero_{name}": Rule(
            lambda t: (t[name] == 0) & (t.units != 0), f"units but a {name} of 0", f"correct the export, {UNREAD}"
        ),
    }


def _flag_rules(name: str) -> dict[str, Rule]:
    return {
        f"null_{name}": Rule(lambda t: t[name].isnull(), f"no {name} (null)", f"write 0 for none, {UNREAD}"),
        f"nan_{name}": Rule(_nan(name), f"NaN in {name}", f"write 0 for none, {UNREAD}"),
        f"range_{name}": Rule(
            lambda t: (t[name] < 0) | (t[name] > 1), f"{name} outside 0 to 1", f"write it as a share, {UNREAD}"
        ),
    }


ENDLESS = Rule(
    lambda t: t.day.notnull() & numbered(t.day).isnull(),
    "a date in week that is no day (infinity)",
    "correct the export",
)
"""Told by the dates that are found, not row by row."""


def scan(sales: Rows, *, keep_returns: bool) -> Scan:
    """Count in one scan; raise DataError for the first rule that rows break, with how many and examples.

    Which rule is broken is counted only where a row is not sound: that is several times cheaper to tell.
    """
    rules = _rules(sales)
    optional = [name for name in COVARIATES if name in sales.columns]
    tests = {"sound": _sound(sales, keep_returns=keep_returns), "plain": _plain(sales)}
    tests |= {"giant": sales.units > GIANT_UNITS}
    tests |= {f"filled_{name}": sales[name].notnull() for name in optional}
    sums = {f"sum_{name}": sales[name].sum() for name in (*AMOUNTS, *optional)}
    query = sales.group_by("day").agg(
        rows=sales.count(), **{name: _counted(test) for name, test in tests.items()}, **sums
    )
    query = query.mutate(day=numbered(query.day))
    found = fetch("sales", query).to_pydict()
    empty = tuple(name for name in optional if not sum(found[f"filled_{name}"]))
    finite = all(np.isfinite(value) for name in sums for value in found[name] if value is not None)
    if sum(found["sound"]) < sum(found["rows"]) or not finite:
        excused = {name for name, rule in rules.items() if rule.excused and keep_returns}
        asked = {name: rule for name, rule in rules.items() if name not in {*excused, *(f"null_{c}" for c in empty)}}
        _refuse(sales, asked, finite=finite)
    if None in found["day"]:
        _refuse(sales, {"endless": ENDLESS}, finite=True)
    odd = dict.fromkeys(ODD, 0)
    if sum(found["plain"]) < sum(found["rows"]):
        counts = {name: _counted(test(sales)) for name, test in ODD.items()}
        odd = {name: int(n or 0) for name, n in fetch("sales", sales.agg(**counts)).to_pylist()[0].items()}
    days = np.array(found["day"], dtype=np.int64)
    order = np.argsort(days)
    return Scan(
        dates=days[order].astype("datetime64[D]"),
        rows=np.array(found["rows"], dtype=np.int64)[order],
        giant=sum(found["giant"]) > 0,
        small=not odd["returns"] and all(sum(filter(None, found[f"sum_{n}"])) < SMALL for n in AMOUNTS),
        empty=empty,
        **odd,
    )


ODD: Mapping[str, Callable[[Rows], Rows]] = {
    "revenue_only": lambda t: (t.revenue > 0) & (t.units == 0),
    "units_only": lambda t: (t.units > 0) & (t.revenue == 0),
    "returns": lambda t: (t.units < 0) | (t.revenue < 0),
    "faint": lambda t: (t.revenue.abs() < FAINT) & (t.units.abs() < FAINT / 10),
    "opposite": lambda t: ((t.units > 0) & (t.revenue < 0)) | ((t.units < 0) & (t.revenue > 0)),
}
"""Rows that may stand in a table of sales but are worth a word; counted only where a row is not `_plain`."""


def _plain(sales: Rows) -> Rows:
    """Whether a row is none of the odd ones; null where it might be."""
    return (sales.revenue >= FAINT) & (sales.units >= FAINT / 10)


def _counted(test: Rows) -> Rows:
    """Count the rows that pass; a sum of ones, because engines filter an aggregate several times more slowly."""
    return test.ifelse(1, 0).sum()


def _sound(sales: Rows, *, keep_returns: bool) -> Rows:
    """Whether a row breaks no rule but that on NaN, of which the sums tell; null where it might."""
    least = -TOO_LARGE if keep_returns else 0
    tests = [sales[name] > "" for name in NAMES if name in sales.columns]
    tests += [sales[name].between(least, TOO_LARGE) for name in AMOUNTS]
    tests += [sales.day.notnull(), *([sales.clock == 0] if "clock" in sales.columns else [])]
    covariates = {name: rule for name, rule in _covariate_rules(sales).items() if not name.startswith("nan_")}
    tests += [~rule.test(sales).fill_null(False) for rule in covariates.values()]
    return reduce(and_, tests)


def _refuse(sales: Rows, rules: Mapping[str, Rule], *, finite: bool) -> None:
    """Raise DataError for the first rule that rows break; at the latest where sums are not `finite`."""
    counts = {name: sales.count(where=rule.test(sales)) for name, rule in rules.items()}
    found = fetch("sales", sales.agg(rows=sales.count(), **counts)).to_pylist()[0]
    total = found["rows"]
    for name, rule in rules.items():
        if found[name]:
            raise DataError(
                f"sales: {found[name]:,} of {total:,} rows {form(found[name], 'has', 'have')} "
                f"{rule.what}{_examples(sales, rule)}; {rule.advice}"
            )
    if not finite:
        raise DataError(f"sales: some of {total:,} rows hold NaN or infinite numbers; write 0, or leave them out")


def _examples(sales: Rows, rule: Rule) -> str:
    """Name a few of the rows, the first in order, so that the message is the same in every run; "" without any."""
    broken = sales.filter(rule.test(sales)).select("store_id", "day", "sku").distinct()
    broken = broken.mutate(day=numbered(broken.day))
    rows = fetch("sales", broken.order_by("store_id", "day", "sku").limit(3)).to_pylist()
    names = listing(row_name(row["store_id"], row["day"], row["sku"]) for row in rows)
    return f" (for example {names})" if rows else ""


def row_name(store: str | None, day: int | None, sku: str | None) -> str:
    """Return "store 12 on 2025-03-03, SKU 4001"; a missing part is named as such."""
    when = "?" if day is None else str(np.datetime64(day, "D"))
    return f"store {store or '?'} on {when}, SKU {sku or '?'}"

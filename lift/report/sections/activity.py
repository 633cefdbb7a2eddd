"""What creators did: what platforms report and what the stores measured, never in one table, and the effect by dose."""

from collections.abc import Mapping, Sequence
from typing import Any

from lift.core.activity import ALL, THOUSAND
from lift.report.benchmarks import activity_benchmarks
from lift.report.blocks import Block, Cell, Heading, Section, Table, Text
from lift.report.names import clean, short
from lift.report.numerals import MISSING
from lift.report.sections.cells import interval, name, number, table
from lift.report.source import Row, Source

TABLES = ("activity", "activity_creators", "activity_measured")
_MOST = 40
_RATES = ("engagement_rate", "click_through")


def has_activity(source: Source) -> bool:
    """Whether the result holds anything for this section."""
    return any(key in source.tables for key in TABLES) or bool(source.document.get("dose"))


def activity(source: Source) -> Section:
    """Platforms first, the stores behind them, then the dose; an invalid test has the first alone."""
    blocks: list[Block] = []
    if "activity" in source.tables:
        rows = source.records("activity")
        blocks += [
            Heading(source.say("activity.reported")), Text(source.say("activity.reported_intro")),
            _rates(source, "activity.rates", rows, named=False), _norms(source),
        ]  # fmt: skip
    if "activity_creators" in source.tables:
        rows = source.records("activity_creators")
        blocks.append(_rates(source, "activity.by_creator", rows[:_MOST], named=True))
        if len(rows) > _MOST:
            n = source.numbers.number(len(rows))
            blocks.append(Text(source.say("trust.table_more", most=_MOST, n=n, file="activity_creators.parquet")))
    if "activity_measured" in source.tables and source.valid:
        blocks += [
            Heading(source.say("activity.measured")), Text(source.say("activity.measured_intro")), _measured(source),
        ]  # fmt: skip
    if source.valid:
        blocks += _dose(source)
    return Section("activity", source.say("section.activity"), tuple(blocks))


def _rates(source: Source, caption: str, rows: Sequence[Row], *, named: bool) -> Table:
    say = source.say
    heads = [(say("activity.column.creator"), False)] * named
    heads += [(say("activity.column.tier"), False), (say("activity.column.platform"), False)]
    heads += [(say(f"activity.column.{key}"), True) for key in ("posts", "creators")[: 1 if named else 2]]
    heads += [
        (say(f"activity.column.{key}"), True)
        for key in ("engagement_rate", "cpm", "click_through", "cost_per_acquisition", "roas")
    ]
    return table(say(caption), heads, [_rate_row(source, row, named=named) for row in rows], say("activity.note"))


def _rate_row(source: Source, row: Row, *, named: bool) -> tuple[Cell, ...]:
    numbers = source.numbers
    first = (name(short(clean(row["creator"]), 40)),) if named else ()
    platform = source.say("activity.all") if row["platform"] == ALL else clean(row["platform"])
    tier = source.say("activity.all") if row["tier"] == ALL else source.word("tier", row["tier"])
    counts = ("posts",) if named else ("posts", "creators")
    return (
        *first, Cell(tier), name(platform), *(number(numbers.number(row[key]), row[key]) for key in counts),
        _percent(source, row["engagement_rate"]), number(numbers.money(row["cpm"]), row["cpm"], "money"),
        _percent(source, row["click_through"]),
        number(numbers.money(row["cost_per_acquisition"]), row["cost_per_acquisition"], "money"),
        number(numbers.roi(row["roas"]), row["roas"], "return"),
    )  # fmt: skip


def _percent(source: Source, value: float | None) -> Cell:
    return number(source.numbers.percent(value), value, "percent")


def _norms(source: Source) -> Table:
    """Reference values of the trade, with what is and is not known of them."""
    rows: list[tuple[Cell, ...]] = []
    for norm in activity_benchmarks():
        write = source.numbers.share if norm.measure in _RATES else source.numbers.roi
        ends = [write(norm.low), write(norm.high)]
        value = ends[0] if norm.low == norm.high else source.numbers.interval(*ends)
        rows.append((
            Cell(source.say(f"activity.column.{norm.measure}")), name(norm.platform or source.say("activity.all")),
            number(value), Cell(norm.source(source.language)), Cell(source.say("benchmarks.unstated")),
            Cell(source.say("benchmarks.unstated")), Cell(source.say(f"activity.define.{norm.measure}")),
        ))  # fmt: skip
    columns = ("position", "value", "source", "year", "n", "definition")
    heads = [(source.say(f"column.{key}"), key == "value") for key in columns]
    heads.insert(1, (source.say("activity.column.platform"), False))
    return table(source.say("activity.norms"), heads, rows, source.say("activity.norms_note"))


def _measured(source: Source) -> Table:
    numbers, records = source.numbers, source.records("activity_measured")
    rows: list[tuple[Cell, ...]] = []
    for row in records:
        ends = Cell(MISSING)
        if row["low"] is not None and row["high"] is not None:
            words = numbers.interval(numbers.money(row["low"]), numbers.money(row["high"]))
            ends = interval(words, row["low"], row["high"], "money")
        rows.append((
            Cell(source.say(f"activity.per.{row['per']}", n=numbers.number(THOUSAND))),
            number(numbers.number(row["count"]), row["count"]),
            number(numbers.money(row["value"], sign=True), row["value"], "money"), ends,
        ))  # fmt: skip
    heads = [
        (source.say("activity.column.per"), False), (source.say("activity.column.count"), True),
        (source.say("column.incremental"), True), (source.say("column.interval", level=source.confidence), True),
    ]  # fmt: skip
    item, window = source.label(records[0]), source.mid("window", records[0]["window"])
    return table(source.say("activity.measured_caption", item=item, window=window), heads, rows)


def _dose(source: Source) -> list[Block]:
    found: Mapping[str, Any] | None = source.document.get("dose")
    if not found:
        return []
    per = source.say(f"dose.per.{found['per']}") if found["per"] in {"region", "households"} else clean(found["per"])
    head = Heading(source.say("dose.title"))
    if found["reason"] is not None:
        why = source.say(f"dose.refused.{found['reason']}", n=found["units"], needed=found["needed"], per=per)
        return [head, Text(why)]
    numbers = source.numbers
    key = "more" if found["low"] > 0 else "less" if found["high"] < 0 else "open"
    low, high = (numbers.percent(found[end], sign=True) for end in ("span_low", "span_high"))
    dose = [_amount(source, found[end]) for end in ("smallest", "largest")]
    said = source.say(
        f"dose.{key}", per=per, n=found["units"], smallest=dose[0], largest=dose[1],
        span=numbers.percent(found["span"], sign=True), interval=source.interval(low, high),
    )  # fmt: skip
    return [head, Text(said), _units(source, per), Text(source.say("dose.limits"))]


def _amount(source: Source, dose: float) -> str:
    return source.numbers.number(dose, 0 if dose == round(dose) or dose >= 100 else 2)


def _units(source: Source, per: str) -> Table:
    numbers = source.numbers
    rows = [
        (
            name(clean(row["unit"])), number(_amount(source, row["dose"]), row["dose"]),
            number(numbers.percent(row["uplift"], sign=True), row["uplift"], "percent"),
            interval(numbers.span(row["low"], row["high"]), row["low"], row["high"], "percent"),
        )
        for row in sorted(source.records("dose"), key=lambda r: (-r["dose"], str(r["unit"])))[:_MOST]
    ]  # fmt: skip
    heads = [
        (source.say("dose.unit"), False), (per, True), (source.say("column.uplift"), True),
        (source.say("column.interval", level=source.confidence), True),
    ]  # fmt: skip
    return table(source.say("dose.caption"), heads, rows)

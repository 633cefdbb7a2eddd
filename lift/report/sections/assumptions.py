"""What is assumed, not measured: the whole market, and long-term multipliers; apart from the measured return."""

from collections.abc import Mapping, Sequence
from typing import Any

from lift.report.blocks import Block, Cell, Heading, Table, Text
from lift.report.names import clean
from lift.report.returns import basis_words
from lift.report.sections.cells import interval, name, number, table
from lift.report.source import Row, Source
from lift.report.tones import tone


def assumptions(source: Source) -> list[Block]:
    """Roll-out and scenarios, each with the assumption that it rests on; nothing where the study states none."""
    terms: Mapping[str, Any] = source.document.get("money") or {}
    plan, scenarios = terms.get("rollout"), terms.get("scenarios") or []
    if not plan and not scenarios:
        return []
    blocks: list[Block] = [Heading(source.say("assumed.heading")), Text(source.say("assumed.intro"))]
    if plan:
        label = clean(plan["name"] or source.say("assumed.market"))
        blocks += [
            Text(_rollout_words(source, plan, label)),
            _table(source, source.say("assumed.rollout"), [(label, row) for row in plan["rows"]]),
        ]
    if scenarios:
        rows = [(clean(one["name"]), row) for one in scenarios for row in one["rows"]]
        blocks += [_table(source, source.say("assumed.scenarios"), rows), _sources(source, scenarios)]
    return blocks


def _rollout_words(source: Source, plan: Row, label: str) -> str:
    """The assumptions in words: share, transfer with its range, and what it would cost."""
    numbers = source.numbers
    words = source.say(
        "assumed.rollout_terms", name=label, share=numbers.percent(plan["share_in_test"]),
        transfer=_factor(source, plan, "transfer", lambda value: numbers.percent(value, 0)),
    )  # fmt: skip
    if plan["spend"] is None:
        cost = source.say("assumed.no_spend")
    else:
        cost = source.say("assumed.spend", spend=numbers.money(plan["spend"], 0))
    return f"{words} {cost}"


def _factor(source: Source, row: Row, key: str, write: Any) -> str:
    """A factor with its range, where it has one."""
    low, high = row[f"{key}_low"], row[f"{key}_high"]
    value = write(row[key])
    return value if low is None else f"{value} ({source.numbers.interval(write(low), write(high))})"


def _table(source: Source, caption: str, rows: Sequence[tuple[str, Row]]) -> Table:
    numbers, say = source.numbers, source.say
    level = say("column.interval", level=source.confidence)
    heads = [
        (say("column.assumption"), False), (say("column.basis"), False), (say("column.assumed"), True),
        (level, True), (say("column.roi", symbol=numbers.symbol), True), (level, True), (say("column.status"), False),
    ]  # fmt: skip
    cells: list[tuple[Cell, ...]] = []
    for label, row in rows:
        gains, ends = (row["incremental_low"], row["incremental_high"]), (row["low"], row["high"])
        amounts, returns = [numbers.money(gain, 0) for gain in gains], [numbers.roi(end) for end in ends]
        status = Cell(source.word("roi.status", row["status"]), kind="verdict", tone=tone(row["status"]))
        cells.append((
            name(label),
            Cell(basis_words(source, row)),
            number(numbers.money(row["incremental"], 0, sign=True), row["incremental"], "money"),
            interval(numbers.interval(*amounts), *gains, "money") if gains[0] is not None else number("–"),
            number(numbers.roi(row["per_euro"]), row["per_euro"], "return"),
            interval(numbers.interval(*returns), *ends, "return") if ends[0] is not None else number("–"),
            Cell("–") if row["per_euro"] is None else status,
        ))  # fmt: skip
    first = rows[0][1]
    note = say("assumed.note", item=source.label(first), window=source.mid("window", first["window"]))
    return table(caption, heads, cells, note)


def _sources(source: Source, scenarios: Sequence[Row]) -> Table:
    """The multipliers and where they are from."""
    heads = [
        (source.say("column.assumption"), False), (source.say("column.multiplier"), True),
        (source.say("column.source"), False),
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in scenarios:
        words = _factor(source, one, "multiplier", lambda value: source.numbers.number(value, 2))
        rows.append((name(clean(one["name"])), number(words, one["multiplier"]), Cell(clean(one["source"]))))
    return table(source.say("assumed.multipliers"), heads, rows)

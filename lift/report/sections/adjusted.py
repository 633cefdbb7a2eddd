"""Uplift with and without adjustment for price and promotion, side by side."""

from typing import Any

from lift.core.words import adjusted_method
from lift.report.blocks import Block, Cell, Text
from lift.report.sections.cells import interval, name, number, table
from lift.report.source import Row, Source

_METRIC = "revenue"


def adjusted(source: Source) -> list[Block]:
    """The table of both sides for revenue, and which of them the result is read from; nothing without such a table."""
    frame: Any = source.tables.get("adjusted")
    if frame is None or not len(frame):
        return []
    level = source.say("column.interval", level=source.confidence)
    heads = [
        (source.say("column.item"), False), (source.say("column.window"), False),
        (source.say("column.plain"), True), (level, True), (source.say("column.adjusted"), True), (level, True),
    ]  # fmt: skip
    rows = [_row(source, r) for r in frame.to_dict("records") if r["metric"] == _METRIC]
    read = "adjusted" if adjusted_method(str((source.main() or {}).get("method") or "")) else "plain"
    return [Text(source.say(f"trust.adjusted.{read}")), table(source.say("trust.table.adjusted"), heads, rows)]


def _row(source: Source, row: Row) -> tuple[Cell, ...]:
    numbers = source.numbers
    cells = [name(source.label(row)), Cell(source.word("window", row["window"]))]
    for side in ("plain", "adjusted"):
        low, high = row[f"{side}_low"], row[f"{side}_high"]
        cells.append(number(numbers.percent(row[side], sign=True), row[side], "percent"))
        cells.append(interval(numbers.interval(numbers.percent(low), numbers.percent(high)), low, high, "percent"))
    return tuple(cells)

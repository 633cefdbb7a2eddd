"""What was taken from competitors, brand by brand."""

from collections.abc import Sequence

from lift.report.blocks import Block, Cell, Text
from lift.report.names import item_label, short
from lift.report.sections.cells import interval, name, number, table
from lift.report.source import Row, Source

_MOST = 12
"""Brands shown, those with the largest shifts; the result folder has all."""


def rivals(source: Source, rows: Sequence[Row]) -> list[Block]:
    """Revenue taken from each other brand; nothing where there is one at most, which the whole says already."""
    money = [row for row in rows if row["metric"] == "revenue"]
    size: dict[str, float] = {}
    for row in money:
        size[str(row["item"])] = max(size.get(str(row["item"]), 0.0), abs(row["value"]))
    if len(size) < 2:
        return []
    order = sorted(size, key=lambda item: -size[item])
    cells = [_row(source, row) for item in order[:_MOST] for row in money if row["item"] == item]
    heads = [
        (source.say("column.item"), False), (source.say("column.window"), False), (source.say("column.value"), True),
        (source.say("column.interval", level=source.confidence), True),
    ]  # fmt: skip
    blocks: list[Block] = [table(source.say("volume.rivals"), heads, cells, source.say("volume.rivals_note"))]
    if len(order) > _MOST:
        n = source.numbers.number(len(order))
        blocks.append(Text(source.say("trust.table_more", most=_MOST, n=n, file="result.json")))
    return blocks


def _row(source: Source, row: Row) -> tuple[Cell, ...]:
    write = source.numbers.money
    return (
        name(short(item_label("brand", row["item"], source.language), 80)),
        Cell(source.word("window", row["window"])),
        number(write(row["value"], 0, sign=True), row["value"], "money"),
        interval(
            source.numbers.interval(write(row["low"], 0), write(row["high"], 0)), row["low"], row["high"], "money"
        ),
    )

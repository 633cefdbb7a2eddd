"""Where the promoted SKUs sold, and how fast where they did: distribution and rate of sale."""

from typing import Any

import pandas as pd

from lift.report.blocks import Block, Cell, Text
from lift.report.names import item_label, short
from lift.report.sections.cells import name, number, table
from lift.report.source import Row, Source

_MOST = 20
"""SKUs shown; the table in the result folder has all."""


def distribution(source: Source) -> list[Block]:
    """Weighted distribution and rate of sale by SKU and window, launched SKUs first."""
    frame: Any = source.tables.get("distribution")
    if frame is None or frame.empty:
        return []
    new = set(source.document["design"]["launch"])
    order = sorted(dict.fromkeys(frame["item"]), key=lambda sku: sku not in new)
    rows = [_row(source, r) for sku in order[:_MOST] for r in frame[frame["item"] == sku].to_dict("records")]
    heads = [
        (source.say("column.item"), False), (source.say("column.window"), False), (source.say("column.moved"), True),
        (source.say("column.distribution_test"), True), (source.say("column.distribution_control"), True),
        (source.say("column.rate_test"), True), (source.say("column.rate_control"), True),
    ]  # fmt: skip
    title = source.say("volume.launch" if new else "volume.distribution")
    note = source.say("volume.distribution_note", period=source.say(f"period.{source.study['frequency']}"))
    blocks: list[Block] = [table(title, heads, rows, note)]
    if len(order) > _MOST:
        n = source.numbers.number(len(order))
        blocks.append(Text(source.say("trust.table_more", most=_MOST, n=n, file="distribution.parquet")))
    return blocks


def _row(source: Source, row: Row) -> tuple[Cell, ...]:
    numbers = source.numbers
    shares = [row[f"distribution_{arm}"] for arm in ("test", "control")]
    rates = [row[f"rate_{arm}"] for arm in ("test", "control")]
    return (
        name(short(item_label("sku", row["item"], source.language), 80)),
        Cell(source.word("window", row["window"])),
        number(_moved(source, row)),
        *(number("–") if pd.isna(v) else number(numbers.percent(v, 0), v, "percent") for v in shares),
        *(number("–") if pd.isna(v) else number(numbers.number(v, 2), v) for v in rates),
    )


def _moved(source: Source, row: Row) -> str:
    """Stores that started and stopped selling the SKU, in the test and in the control; a dash before the campaign."""
    if row["window"] == "pre" or "started_test" not in row:
        return "–"
    counts = [f"+{row[f'started_{arm}']} / −{row[f'stopped_{arm}']}" for arm in ("test", "control")]
    return source.say("volume.moved", test=counts[0], control=counts[1])

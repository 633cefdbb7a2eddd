"""The promoted SKUs estimated together, beside each one by itself."""

from typing import Any

from lift.report.blocks import Block, Cell, Text
from lift.report.names import item_label, short
from lift.report.sections.cells import interval, name, number, span, table
from lift.report.source import Row, Source

_MOST = 40


def pooled(source: Source) -> list[Block]:
    """Pooled uplift of the promoted SKUs' revenue over the campaign; nothing where the result has no such table."""
    frame: Any = source.tables.get("pooled")
    if frame is None or not len(frame):
        return []
    here = [r for r in frame.to_dict("records") if (r["window"], r["metric"]) == ("campaign", "revenue")]
    known = [(r, source.row("sku", "campaign", "revenue", str(r["item"]))) for r in here]
    rows = [_row(source, r, own) for r, own in known if own is not None]
    if not rows:
        return []
    level = source.say("column.interval", level=source.confidence)
    heads = [
        (source.say("column.item"), False), (source.say("column.uplift"), True), (level, True),
        (source.say("column.pooled"), True), (level, True), (source.say("column.own_weight"), True),
        (source.say("column.remark"), False),
    ]  # fmt: skip
    caption = source.say("levels.pooled", window=source.mid("window", "campaign"))
    blocks: list[Block] = [Text(source.say("levels.pooled_intro")), table(caption, heads, rows[:_MOST])]
    if len(rows) > _MOST:
        n = source.numbers.number(len(rows))
        blocks.append(Text(source.say("trust.table_more", most=_MOST, n=n, file="pooled.parquet")))
    if any(r["lone"] for r, _ in known):
        blocks.append(Text(source.say("levels.pooled_lone")))
    return blocks


def _row(source: Source, row: Row, own: Row) -> tuple[Cell, ...]:
    numbers = source.numbers
    ends = numbers.interval(numbers.percent(row["low"]), numbers.percent(row["high"]))
    return (
        name(short(item_label("sku", row["item"], source.language), 80)),
        number(numbers.percent(own["uplift"], sign=True), own["uplift"], "percent"), span(source, own, "uplift"),
        number(numbers.percent(row["uplift"], sign=True), row["uplift"], "percent"),
        interval(ends, row["low"], row["high"], "percent"),
        number(numbers.percent(row["weight"], 0), row["weight"], "percent"),
        Cell(source.say("pooled.lone") if row["lone"] else ""),
    )  # fmt: skip

"""How sure, in figures: the other methods, where nothing happened, and the result without each unit."""

from collections.abc import Sequence
from typing import Any

from lift.report.blocks import Block, Cell, Drawing, Text
from lift.report.figures.doubts import (
    MOST,
    Uplift,
    draw_uplifts,
    left_out_rows,
    method_rows,
    placebo_rows,
    uplifts_chart,
    uplifts_size,
)
from lift.report.glossary import column_label
from lift.report.sections.cells import interval, name, number, table
from lift.report.source import Source
from lift.report.tones import tone

_PARTS = (("methods", method_rows), ("placebos", placebo_rows), ("leave_one_out", left_out_rows))


def doubts(source: Source) -> list[Block]:
    """A sentence and a figure with its numbers for each table that the result has."""
    blocks: list[Block] = []
    for key, rows_of in _PARTS:
        if key in source.tables and len(source.tables[key]) and len(rows := rows_of(source)) > 1:
            blocks.append(Text(source.say(f"doubts.told.{key}")))
            blocks.append(_drawing(source, key, rows))
            if len(rows) > MOST:
                count = {"most": MOST, "n": source.numbers.number(len(rows)), "file": f"{key}.parquet"}
                blocks.append(Text(source.say("trust.table_more", **count)))
    return blocks


def _drawing(source: Source, key: str, rows: Sequence[Uplift]) -> Drawing:
    title = source.say(f"trust.table.{key}")
    level = source.numbers.share(float(source.study["confidence"]))
    return Drawing(
        key, title, source.say(f"figure.{key}.desc", level=level, n=min(len(rows), MOST)),
        lambda ax: draw_uplifts(rows, source, ax), uplifts_size(rows), _data(source, key, rows[:MOST], title),
        uplifts_chart(rows, source),
    )  # fmt: skip


def _data(source: Source, key: str, rows: Sequence[Uplift], title: str) -> Any:
    numbers = source.numbers
    heads = [
        (source.say("column.item"), False), (source.say("column.uplift"), True),
        (source.say("column.interval", level=source.confidence), True),
    ]  # fmt: skip
    cells = [
        (
            name(row.name), number(numbers.percent(row.uplift, sign=True), row.uplift, "percent"),
            interval(_ends(source, row), row.low, row.high, "percent"),
        )
        for row in rows
    ]  # fmt: skip
    if key != "methods" or "p_value" not in source.tables[key].columns:
        return table(title, heads, cells)
    more = ("p_value", "verdict", "false_positive_share", "inference")
    heads += [(column_label(column, source.language), column.startswith(("p_", "false_"))) for column in more]
    frame: Any = source.tables[key]
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return table(title, heads, [(*row, *_said(source, r)) for row, r in zip(cells, records, strict=False)])


def _ends(source: Source, row: Uplift) -> str:
    write = source.numbers.percent
    return write(None) if row.low is None else source.numbers.interval(write(row.low), write(row.high))


def _said(source: Source, record: dict[str, Any]) -> tuple[Cell, ...]:
    p, share = record["p_value"], record["false_positive_share"]
    small = p is not None and p < _LEAST_P
    said = source.say("doubts.less", value=source.numbers.number(_LEAST_P, 2)) if small else source.numbers.number(p, 2)
    verdict, inference = record["verdict"], str(record["method"]).split("/")[1]
    return (
        number(said, p), Cell(source.word("verdict", verdict), kind="verdict", tone=tone(verdict)),
        number(source.numbers.percent(share), share, "percent"), Cell(column_label(inference, source.language)),
    )  # fmt: skip


_LEAST_P = 0.01

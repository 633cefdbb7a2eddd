"""How sure, in figures: the other methods, where nothing happened, and the result without each unit."""

from collections.abc import Sequence

from lift.report.blocks import Block, Cell, Drawing, Text
from lift.report.figures.doubts import left_out_rows, method_rows, placebo_rows
from lift.report.figures.uplifts import MOST, Uplift
from lift.report.glossary import column_label
from lift.report.sections.cells import number
from lift.report.sections.uplifts import Head, uplifts_drawing
from lift.report.source import Row, Source
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
    say = source.say
    title = say(f"trust.table.{key}")
    about = say(f"figure.{key}.desc", level=source.level, n=min(len(rows), MOST))
    more = _method_columns(source) if key == "methods" else None
    return uplifts_drawing(
        source, key, title, about, rows, say("column.item"), say("doubts.own"), say("figure.others"), more
    )


def _method_columns(source: Source) -> tuple[list[Head], list[tuple[Cell, ...]]] | None:
    """What the table of methods says besides the uplift."""
    if "p_value" not in source.tables["methods"].columns:
        return None
    more = ("p_value", "verdict", "false_positive_share", "inference")
    heads = [(column_label(column, source.language), column.startswith(("p_", "false_"))) for column in more]
    return heads, [_said(source, record) for record in source.records("methods")]


def _said(source: Source, record: Row) -> tuple[Cell, ...]:
    p, share = record["p_value"], record["false_positive_share"]
    small = p is not None and p < _LEAST_P
    said = source.say("doubts.less", value=source.numbers.number(_LEAST_P, 2)) if small else source.numbers.number(p, 2)
    verdict, inference = record["verdict"], str(record["method"]).split("/")[1]
    return (
        number(said, p), Cell(source.word("verdict", verdict), kind="verdict", tone=tone(verdict)),
        number(source.numbers.percent(share), share, "percent"), Cell(column_label(inference, source.language)),
    )  # fmt: skip


_LEAST_P = 0.01

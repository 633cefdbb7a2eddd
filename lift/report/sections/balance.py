"""Balance: how alike test and control were before the campaign, as figures and a table."""

from typing import Any

from lift.core.words import PROMOTED
from lift.report.blocks import Block, Drawing, Heading
from lift.report.design import balance_table
from lift.report.figures.balance import balance_rows, balance_size, draw_balance, draw_indexed, indexed_size
from lift.report.sections.cells import number, table
from lift.report.source import Source


def balance_blocks(source: Source) -> list[Block]:
    """The table `balance` and the series `indexed` of a result folder; nothing where it has none."""
    blocks: list[Block] = []
    if "indexed" in source.tables and len(frame := _promoted(source.tables["indexed"])):
        draw = lambda ax: draw_indexed(frame, ax, source.language, source.numbers.frequency)  # noqa: E731
        title = source.say("figure.indexed.title")
        blocks.append(
            Drawing("indexed", title, source.say("figure.indexed.desc"), draw, indexed_size(), _series(source, frame))
        )
    if "balance" in source.tables and len(rows := balance_rows(source.tables["balance"])):
        shown = balance_table(rows, source.language)
        if any(row.difference is not None for row in rows):
            title = source.say("figure.balance.title")
            draw = lambda ax: draw_balance(rows, ax, source.language)  # noqa: E731
            blocks.append(Drawing("balance", title, source.say("figure.balance.desc"), draw, balance_size(rows), shown))
        else:
            blocks.append(shown)
    return [Heading(source.say("balance.caption")), *blocks] if blocks else []


def _promoted(frame: Any) -> Any:
    return frame[(frame["level"] == "promoted") & (frame["item"] == PROMOTED)]


def _series(source: Source, frame: Any) -> Any:
    numbers = source.numbers
    heads = [
        (source.say("column.period"), False), (source.say("balance.column.test"), True),
        (source.say("balance.column.control"), True),
    ]  # fmt: skip
    rows = [
        (number(numbers.period(day, year=True)), *(number(numbers.number(v, 1), v) for v in (test, control)))
        for day, test, control in zip(frame["week"], frame["test"], frame["control"], strict=True)
    ]
    return table(source.say("figure.indexed.title"), heads, rows)

"""A small forest of uplifts with its numbers under it."""

from collections.abc import Sequence

from lift.report.blocks import Cell, Drawing
from lift.report.figures.uplifts import MOST, Uplift, draw_uplifts, uplifts_chart, uplifts_size
from lift.report.sections.cells import interval, name, number, table
from lift.report.source import Source

Head = tuple[str, bool]
"""A column's name, and whether it holds numbers."""


def uplifts_drawing(  # noqa: PLR0917 - what a drawing is made of
    source: Source, key: str, title: str, about: str, rows: Sequence[Uplift], first: str, own: str, others: str,
    more: tuple[list[Head], list[tuple[Cell, ...]]] | None = None,
) -> Drawing:  # fmt: skip
    """The figure `key` of the first rows, `about` for who does not see it; `more` columns stand beside its numbers.

    `first` heads the names, `own` and `others` are what the series are called in slides and sheets.
    """
    heads, cells = more or ([], [() for _ in rows])
    heads = [
        (first, False), (source.say("column.uplift"), True),
        (source.say("column.interval", level=source.confidence), True), *heads,
    ]  # fmt: skip
    body = [(*_numbers(source, row), *said) for row, said in zip(rows[:MOST], cells, strict=False)]
    return Drawing(
        key, title, about, lambda ax: draw_uplifts(rows, source, ax), uplifts_size(rows), table(title, heads, body),
        uplifts_chart(rows, source, own, others),
    )  # fmt: skip


def _numbers(source: Source, row: Uplift) -> tuple[Cell, ...]:
    write = source.numbers.percent
    ends = write(None) if row.low is None else source.numbers.interval(write(row.low), write(row.high))
    return (
        name(row.name), number(write(row.uplift, sign=True), row.uplift, "percent"),
        interval(ends, row.low, row.high, "percent"),
    )  # fmt: skip

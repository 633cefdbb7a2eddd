"""Benchmarks: the campaign beside published values, each with its source, base, year and definition."""

from typing import Any

from lift.report.benchmarks import roi_benchmarks
from lift.report.blocks import Block, Cell, Drawing, Section, Text
from lift.report.figures.chart_rows import benchmarks_chart
from lift.report.figures.money import benchmark_value, benchmarks, roi_size
from lift.report.sections.cells import number, table
from lift.report.source import Source


def compare(source: Source, result: Any) -> Section:
    """Strip and table. Only for studies with a headline ROI."""
    others, say = roi_benchmarks(), source.say
    title, level = say("figure.benchmarks.title"), source.level
    heads = [
        (say("column.item"), False),
        (say("column.value"), True),
        (say("column.source"), False),
        (say("column.year"), False),
        (say("column.n"), False),
        (say("column.definition"), False),
    ]
    rows = [
        (
            Cell(other.name(source.language)),
            number(benchmark_value(other, source), other.value, "return"),
            Cell(other.source),
            Cell(other.year or say("benchmarks.unstated")),
            Cell(other.base(source.language)),
            Cell(other.definition(source.language)),
        )
        for other in others
    ]
    blocks: tuple[Block, ...] = (
        Text(say("benchmarks.intro")),
        Drawing(
            "benchmarks",
            title,
            say("figure.benchmarks.desc", level=level, n=len(others)),
            lambda ax: benchmarks(result, ax=ax, language=source.language),
            roi_size(len(others) + 1),
            chart=benchmarks_chart(source),
        ),
        table(say("benchmarks.caption"), heads, rows),
    )
    return Section("benchmarks", say("section.benchmarks"), blocks)

"""Cells and figure tables that several sections set in the same way."""

from collections.abc import Iterable
from math import isfinite

from lift.report.blocks import Cell, Table, Unit
from lift.report.source import Row, Source
from lift.report.tones import tone


def name(words: str) -> Cell:
    """A name from the data, kept apart from its surroundings in any direction of writing."""
    return Cell(words, kind="name")


def number(words: str, value: float | None = None, unit: Unit = "number") -> Cell:
    """A formatted number with the number behind it."""
    return Cell(words, value, "number", unit=unit)


def interval(words: str, low: float | None, high: float | None, unit: Unit = "number") -> Cell:
    """A formatted interval with its ends behind it; without them where one is missing."""
    ends = None if low is None or high is None or not (isfinite(low) and isfinite(high)) else (low, high)
    return Cell(words, kind="number", unit=unit, ends=ends)


def verdict(source: Source, row: Row) -> Cell:
    """The verdict of an effects row in words."""
    return Cell(source.word("verdict", row["verdict"]), kind="verdict", tone=tone(row["verdict"]))


def span(source: Source, row: Row, stem: str, write: object = None, *, signed: bool = False) -> Cell:
    """The interval of `uplift` or `incremental` in one cell."""
    low, high = row[f"{stem}_low"], row[f"{stem}_high"]
    if low is None or high is None:
        return number(source.numbers.percent(None))
    writer = write if callable(write) else source.numbers.percent
    ends = (writer(low, sign=True), writer(high, sign=True)) if signed else (writer(low), writer(high))
    words = source.numbers.interval(str(ends[0]), str(ends[1]))
    return interval(words, low, high, "percent" if stem == "uplift" else "money")


def table(caption: str, heads: Iterable[tuple[str, bool]], rows: Iterable[tuple[Cell, ...]], note: str = "") -> Table:
    """A table from any iterables."""
    return Table(caption, tuple(heads), tuple(rows), note)

"""What was left after the campaign: the share of its effect that stayed, and how fast it fades."""

from typing import Any

import numpy as np
import pandas as pd

from lift.report.blocks import Block, Cell, Text
from lift.report.sections.cells import interval, name, number, table
from lift.report.source import Row, Source
from lift.report.words import periods


def lasting(source: Source) -> list[Block]:
    """Retention and half-life by level; nothing where the result has no such table, or no share can be stated."""
    frame: Any = source.tables.get("lasting")
    if frame is None or not frame["retention"].notna().any():
        return []
    rows = [
        _row(source, r)
        for r in frame.to_dict("records")
        if not pd.isna(r["retention"]) and (r["level"] != "brand" or source.is_promoted(r))
    ]
    level = source.say("column.interval", level=source.confidence)
    heads = [
        (source.say("column.item"), False), (source.say("column.metric"), False),
        (source.say("column.retention"), True), (level, True), (source.say("column.half_life"), True), (level, True),
    ]  # fmt: skip
    note = source.say("time.lasting_note")
    return [table(source.say("time.lasting"), heads, rows, note), *_short(source, frame)]


def _row(source: Source, row: Row) -> tuple[Cell, ...]:
    numbers = source.numbers
    low, high = row["retention_low"], row["retention_high"]
    known = not pd.isna(row["half_life"])
    lives = [row[f"half_life{end}"] for end in ("", "_low", "_high")]
    told = [numbers.number(life, 1) if known else "–" for life in lives]
    return (
        name(source.label(row)),
        Cell(source.word("metric", row["metric"])),
        number(numbers.percent(row["retention"], 0), row["retention"], "percent"),
        _span(source, low, high),
        number(told[0], lives[0] if known else None),
        interval(numbers.interval(told[1], told[2]), lives[1], lives[2]) if known else number("–"),
    )


def _span(source: Source, low: float, high: float) -> Cell:
    """The interval of a share; an end that is not known is open."""
    lower, upper = (source.numbers.percent(None if pd.isna(end) else end, 0) for end in (low, high))
    if pd.isna(low) and pd.isna(high):
        return number(source.say("time.open"))
    if pd.isna(high):
        return number(source.say("time.open_above", low=lower))
    if pd.isna(low):
        return number(source.say("time.open_below", high=upper))
    return interval(source.numbers.interval(lower, upper), low, high, "percent")


def _short(source: Source, frame: Any) -> list[Block]:
    """Why no half-life of the promoted set's revenue is stated, where none is."""
    own = frame[(frame["level"] == "promoted") & (frame["metric"] == "revenue")]
    if own["retention"].isna().any() or own["half_life"].notna().any() or own.empty:
        return []
    low, high = own["retention_low"].fillna(-np.inf), own["retention_high"].fillna(np.inf)
    ended, stayed = bool((low <= 0).all()), bool((high >= 1).all())
    kind = "open" if ended == stayed else "ended" if ended else "stayed"
    after = source.document["design"]["windows"]["after"]["periods"]
    length = periods(int(after), source.study["frequency"], source.language)
    return [Text(source.say(f"time.no_half_life.{kind}", length=length))]

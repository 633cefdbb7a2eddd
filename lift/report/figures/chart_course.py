"""The figures over time as numbers: what hero, weekly and cumulative draw, for charts that can be edited."""

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import pandas as pd

from lift.report.blocks import Chart, Series
from lift.report.figures.course import column, difference, index_scale, only, recent, window_ends
from lift.report.source import Source

_WINDOWS: tuple[tuple[str, Literal["before", "campaign", "after"]], ...] = (
    ("pre", "before"), ("campaign", "campaign"), ("after", "after"),
)  # fmt: skip


def hero_chart(source: Source) -> Chart:
    """Test and expected by period with the interval of what was expected; an index where there is a history."""
    frame = source.series("promoted", None, "revenue")
    scale = index_scale(frame)
    observed, expected, low, high = (
        numbers(column(frame, name) / (scale or 1.0))
        for name in ("observed", "expected", "expected_low", "expected_high")
    )
    series = (
        Series(source.say("figure.test"), "test", observed),
        Series(source.say("figure.expected"), "expected", expected, low, high),
    )
    axis = source.say("figure.hero.axis" if scale else "figure.hero.axis_money")
    return _over_time(source, frame, "lines", unit="index" if scale else "money", axis=axis, series=series)


def weekly_chart(source: Source, level: str = "promoted", item: str | None = None) -> Chart:
    """Observed minus expected by period with interval; one series a window, empty outside it."""
    frame = recent(source.series(level, item, "revenue"))
    ends = difference(frame)
    series: list[Series] = []
    for window, role in _WINDOWS:
        here = (frame["window"] == window).to_numpy()
        if here.any():
            values, low, high = (numbers(np.where(here, end, np.nan)) for end in ends)
            series.append(Series(source.word("window", window), role, values, low, high))
    return _over_time(source, frame, "columns", unit="money", axis=source.say("figure.weekly.axis"), series=series)


def other_weekly_charts(source: Source) -> tuple[tuple[str, Chart], ...]:
    """The same for every other item that the tables show, by its name."""
    weekly: Any = source.weekly
    known = set(zip(weekly["level"], weekly["item"].astype(str), strict=True))
    rows = [r for r in source.shown("campaign")[0] if r["level"] != "promoted" and (r["level"], r["item"]) in known]
    return tuple(
        (f"{source.word('level', r['level'])} {source.label(r)}", weekly_chart(source, r["level"], r["item"]))
        for r in rows
    )


def cumulative_chart(source: Source) -> Chart:
    """The difference added up since the start, and the incremental of each window with interval at its last period."""
    frame = only(source.series("promoted", None, "revenue"), "campaign", "after")
    axis = source.say("figure.cumulative.axis")
    line = Series(axis, "effect", numbers(np.cumsum(difference(frame)[0])))
    ends = np.full((3, len(frame)), np.nan)
    words = [""] * len(frame)
    for window, at in window_ends(frame):
        row = source.main(window)
        if row is not None and row["incremental_low"] is not None:
            ends[:, at] = [float(row[f"incremental{end}"]) for end in ("", "_low", "_high")]
            words[at] = source.numbers.money(row["incremental"], 0)
    total = Series(source.say("column.interval", level=source.confidence), "own", *(numbers(end) for end in ends))
    return _over_time(source, frame, "lines", unit="money", axis=axis, series=(line, total), words=tuple(words))


def numbers(values: Iterable[Any]) -> tuple[float | None, ...]:
    """Floats as a chart holds them: None for what is missing."""
    return tuple(float(v) if np.isfinite(v) else None for v in values)


def _over_time(
    source: Source, frame: pd.DataFrame, kind: Literal["lines", "columns"], *, unit: Literal["index", "money"],
    axis: str, series: Iterable[Series], words: tuple[str, ...] = (),
) -> Chart:  # fmt: skip
    labels = tuple(source.numbers.period(day, year=True) for day in frame["week"])
    groups = tuple(source.word("window", window) for window in frame["window"])
    return Chart(kind, unit, axis, labels, tuple(series), groups, words, currency=source.numbers.currency)

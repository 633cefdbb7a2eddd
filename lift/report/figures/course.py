"""Figures over time: test against expected, the difference by period, and the difference added up."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from lift.core.view import ResultView
from lift.report.figures import canvas
from lift.report.source import Source, read

BEFORE_SHOWN = 12
"""So many periods before the campaign stand beside it for comparison."""


def index_scale(frame: pd.DataFrame) -> float | None:
    """What one index point is: the mean of the history over 100; None when nothing was sold before (a launch)."""
    before = column(only(frame, "pre"), "observed")
    mean = float(np.nanmean(before)) if len(before) else 0.0
    return mean / 100 if mean > 0 else None


def only(frame: Any, *windows: str) -> pd.DataFrame:
    """The periods of these windows."""
    return frame[frame["window"].isin(windows)].reset_index(drop=True)


def column(frame: pd.DataFrame, name: str) -> npt.NDArray[np.float64]:
    """A column as floats, missing values as NaN."""
    return np.asarray(pd.to_numeric(frame[name]), dtype=np.float64)


def hero(
    result: ResultView, level: str = "promoted", item: str | None = None, metric: str = "revenue",
    ax: Axes | None = None, *, language: str | None = None,
) -> Axes:  # fmt: skip
    """Test (solid) against what was to be expected (dashed, with interval), index 100 = mean of the history."""
    source = read(result, language)
    frame = source.series(level, item, metric)
    scale = index_scale(frame)
    ax = canvas.axes(ax, (9.2, 3.5))
    x = np.arange(len(frame), dtype=float)
    observed, expected, low, high = (
        column(frame, name) / (scale or 1.0) for name in ("observed", "expected", "expected_low", "expected_high")
    )
    _windows(ax, source, frame)
    ax.fill_between(x, low, high, color=canvas.EXPECTED, alpha=0.18, linewidth=0)
    after = (frame["window"] != "pre").to_numpy()
    ax.fill_between(x, expected, observed, where=after, color=canvas.EFFECT, alpha=0.45, linewidth=0, interpolate=True)
    if scale:
        ax.axhline(100, color=canvas.GRID, linewidth=1)
    ax.plot(x, expected, color=canvas.EXPECTED, linewidth=1.6, linestyle=(0, (4, 2)))
    ax.plot(x, observed, color=canvas.TEST, linewidth=2.0)
    ax.set_xlim(-0.5, len(x) - 0.5)
    bottom, top = _limits(observed, expected, low, high)
    ax.set_ylim(bottom, top)
    _end_labels(ax, source, x, observed, expected)
    write = source.numbers.number if scale or metric == "units" else source.numbers.money
    canvas.round_ticks(ax.yaxis, bottom, top, write)
    canvas.grid(ax, "y")
    _period_ticks(ax, source, frame)
    ax.set_title(source.say("figure.hero.axis" if scale else "figure.hero.axis_money"), **_CORNER)
    return ax


def weekly(
    result: ResultView, level: str = "promoted", item: str | None = None, metric: str = "revenue",
    ax: Axes | None = None, *, language: str | None = None,
) -> Axes:  # fmt: skip
    """Observed minus expected by period, with interval; the last periods before the campaign in grey beside it."""
    source = read(result, language)
    frame = recent(source.series(level, item, metric))
    ax = canvas.axes(ax, (9.2, 3.3))
    x = np.arange(len(frame), dtype=float)
    value, low, high = difference(frame)
    _windows(ax, source, frame)
    before = (frame["window"] == "pre").to_numpy()
    ax.bar(x[before], value[before], width=0.66, color="#c3c9d1", edgecolor=canvas.MUTED, linewidth=0.5)
    ax.bar(x[~before], value[~before], width=0.66, color=canvas.EFFECT, edgecolor=canvas.EFFECT_INK, linewidth=0.6)
    ends = np.nan_to_num(np.vstack([value - low, high - value]), nan=0.0).clip(min=0)
    ax.errorbar(x, value, yerr=ends, fmt="none", ecolor=canvas.INK, elinewidth=0.9, capsize=2.5, capthick=0.9)
    ax.axhline(0, color=canvas.INK, linewidth=0.9)
    ax.set_xlim(-0.6, len(x) - 0.4)
    bottom, top = _limits(value, low, high, np.zeros(1))
    ax.set_ylim(bottom, top)
    canvas.round_ticks(ax.yaxis, bottom, top, _writer(source, metric))
    canvas.grid(ax, "y")
    _period_ticks(ax, source, frame)
    ax.set_title(source.say("figure.weekly.axis"), **_CORNER)
    return ax


def cumulative(
    result: ResultView, level: str = "promoted", item: str | None = None, metric: str = "revenue",
    ax: Axes | None = None, *, language: str | None = None,
) -> Axes:  # fmt: skip
    """The difference added up since the start, with the interval of each window at the window's end."""
    source = read(result, language)
    frame = only(source.series(level, item, metric), "campaign", "after")
    ax = canvas.axes(ax, (9.2, 3.1))
    x = np.arange(len(frame), dtype=float)
    total = np.cumsum(difference(frame)[0])
    _windows(ax, source, frame)
    ax.axhline(0, color=canvas.INK, linewidth=0.9)
    ax.plot(np.r_[-0.5, x], np.r_[0.0, total], color=canvas.EFFECT_INK, linewidth=2.2, marker="o", markersize=3.5)
    seen = [total, np.zeros(1)]
    for window, at in window_ends(frame):
        row = source.row(level, window, metric, str(frame["item"].iloc[0]))
        if row is None or row["incremental_low"] is None:
            continue
        ends = (float(row["incremental_low"]), float(row["incremental_high"]))
        seen.append(np.array(ends))
        value = float(row["incremental"])
        ax.errorbar([at + 0.12], [value], yerr=[[value - ends[0]], [ends[1] - value]], fmt="D", color=canvas.INK,
                    markersize=4.5, elinewidth=1.2, capsize=4)  # fmt: skip
        rising = at + 1 < len(x) and total[at + 1] > total[at]
        canvas.beside(ax, at + 0.12, value, _writer(source, metric)(value), -9 if rising else 9, weight="bold")
    ax.set_xlim(-0.6, len(x) - 0.4 + max(0.8, 0.09 * len(x)))
    bottom, top = _limits(*seen)
    ax.set_ylim(bottom, top)
    canvas.round_ticks(ax.yaxis, bottom, top, _writer(source, metric))
    canvas.grid(ax, "y")
    _period_ticks(ax, source, frame)
    ax.set_title(source.say("figure.cumulative.axis"), **_CORNER)
    return ax


def recent(frame: pd.DataFrame) -> pd.DataFrame:
    """The periods of campaign and after, and the last ones before."""
    before = len(only(frame, "pre"))
    return frame.iloc[max(0, before - BEFORE_SHOWN) :].reset_index(drop=True)


def difference(frame: pd.DataFrame) -> tuple[npt.NDArray[np.float64], ...]:
    """Observed minus expected by period: point, low and high."""
    observed = column(frame, "observed")
    return tuple(observed - column(frame, name) for name in ("expected", "expected_high", "expected_low"))


_CORNER: dict[str, Any] = {"loc": "left", "fontsize": canvas.SMALL, "color": canvas.MUTED, "pad": 6}


def _writer(source: Source, metric: str) -> Any:
    def write(value: float) -> str:
        return source.numbers.number(value) if metric == "units" else source.numbers.money(value, 0)

    return write


def window_ends(frame: pd.DataFrame) -> list[tuple[str, int]]:
    """The place of the last period of the campaign, and of all when there is a window after."""
    windows = frame["window"].tolist()
    last = len(windows) - 1 - windows[::-1].index("campaign") if "campaign" in windows else -1
    ends = [("campaign", last)] if last >= 0 else []
    return [*ends, ("total", len(windows) - 1)] if "after" in windows else ends


def _windows(ax: Axes, source: Source, frame: pd.DataFrame) -> None:
    windows = frame["window"].tolist()
    for name, color in (("campaign", canvas.BAND_CAMPAIGN), ("after", canvas.BAND_AFTER)):
        at = [i for i, window in enumerate(windows) if window == name]
        if at:
            ax.axvspan(at[0] - 0.5, at[-1] + 0.5, color=color, linewidth=0, zorder=0)
            ax.axvline(at[0] - 0.5, color=canvas.MUTED, linewidth=0.7, linestyle=(0, (1, 2)))
            ax.text(at[0] - 0.4, 1.0, f" {source.word('window', name)}", transform=ax.get_xaxis_transform(), va="top",
                    ha="left", fontsize=canvas.SMALL, color=canvas.INK, parse_math=False)  # fmt: skip


def _end_labels(ax: Axes, source: Source, x: Any, observed: Any, expected: Any) -> None:
    at = float(x[-1]) + 0.7
    gap = 0.04 * (ax.get_ylim()[1] - ax.get_ylim()[0])
    middle = (observed[-1] + expected[-1]) / 2
    apart = max(abs(observed[-1] - expected[-1]) / 2, gap)
    above = 1 if observed[-1] >= expected[-1] else -1
    canvas.label(ax, at, middle + above * apart, source.say("figure.test"), color=canvas.TEST, weight="bold")
    canvas.label(ax, at, middle - above * apart, source.say("figure.expected"), color=canvas.EXPECTED)


def _limits(*series: Any) -> tuple[float, float]:
    values = np.concatenate([np.ravel(s) for s in series])
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    room = (high - low or 1.0) * 0.10
    return low - room * 0.6, high + room * 1.6


def _period_ticks(ax: Axes, source: Source, frame: pd.DataFrame) -> None:
    n = len(frame)
    step = next(s for s in (1, 2, 4, 8, 13, 26, 52, 104, 365, n + 1) if n / s <= 14)
    places = list(range(0, n, step))
    words, year = [], None
    for i in places:
        day = frame["week"].iloc[i]
        name = source.numbers.period(day, year=False)
        here = source.numbers.period_year(day)
        words.append(f"{name}\n{here}" if here != year and source.numbers.frequency != "month" else name)
        year = here
    canvas.ticks(ax.xaxis, places, words)

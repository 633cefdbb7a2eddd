"""How alike test and control are before the campaign: standardised differences, and both arms as indices."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from lift.core.design import BALANCE_COLUMNS, Balance
from lift.core.view import ResultView
from lift.core.words import PROMOTED, Frequency
from lift.report.design import measure_label
from lift.report.figures import canvas
from lift.report.names import item_label, short
from lift.report.numerals import Language, Numbers
from lift.report.source import read
from lift.report.words import text

WIDEST = 3.0
"""Differences are drawn at most so far out; the number beside them says how large they are."""


def balance(result: ResultView, ax: Axes | None = None, language: Language | None = None) -> Axes:
    """The standardised differences of a result's arms before the campaign."""
    return draw_balance(balance_rows(result.tables["balance"]), ax, read(result, language).language)


def indexed(
    result: ResultView, level: str = "promoted", item: str = PROMOTED, ax: Axes | None = None,
    language: Language | None = None,
) -> Axes:  # fmt: skip
    """Both arms of a result before the campaign, index 100 = their own mean."""
    source = read(result, language)
    frame: Any = result.tables["indexed"]
    rows: Any = frame[(frame["level"] == level) & (frame["item"].astype(str) == item)]
    return draw_indexed(rows, ax, source.language, source.numbers.frequency)


def balance_rows(frame: pd.DataFrame) -> list[Balance]:
    """The table `balance` of a result folder as records."""
    kept: Any = frame[list(BALANCE_COLUMNS)].astype(object)
    records: list[dict[str, Any]] = kept.where(kept.notna(), None).to_dict("records")
    return [Balance(**record) for record in records]


def balance_size(rows: list[Balance]) -> tuple[float, float]:
    """Width and height in inches for so many rows."""
    return (9.2, 0.9 + 0.24 * sum(row.difference is not None for row in rows))


def draw_balance(rows: list[Balance], ax: Axes | None = None, language: Language = "en") -> Axes:
    """One dot a measure: test less control in standard deviations between units, where units differ at all."""
    numbers = Numbers(language)
    shown = [row for row in rows if row.difference is not None]
    ax = canvas.axes(ax, balance_size(rows))
    reach = min(WIDEST, max([1.0, *(abs(row.difference or 0.0) * 1.1 for row in shown)]))
    ax.set_xlim(-reach, reach)
    ax.axvline(0, color=canvas.INK, linewidth=0.9)
    for y, row in enumerate(reversed(shown)):
        value = float(row.difference or 0.0)
        at = min(max(value, -reach), reach)
        ax.plot([0.0, at], [y, y], color=canvas.GRID, linewidth=1.6, zorder=1)
        ax.plot([at], [y], marker="o", color=canvas.TEST, markersize=5, clip_on=False)
        about = f" · {short(item_label(row.level, row.item, language), 24)}" if row.level else ""
        canvas.aside(ax, y, 0.0, f"{measure_label(row.measure, language)}{about}")
        canvas.aside(ax, y, 1.0, numbers.number(value, 2, sign=True))
    ax.set_ylim(-0.7, max(len(shown), 1) - 0.3)
    ax.set_yticks([])
    canvas.round_ticks(ax.xaxis, -reach, reach, lambda v: numbers.number(v, 1, sign=True))
    canvas.grid(ax, "x")
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(text("balance.axis", language), fontsize=canvas.SMALL, color=canvas.MUTED)
    return ax


def indexed_size() -> tuple[float, float]:
    """Width and height in inches."""
    return (9.2, 2.8)


def draw_indexed(
    rows: pd.DataFrame, ax: Axes | None = None, language: Language = "en", frequency: Frequency = "week"
) -> Axes:
    """Both arms of one item by period, index 100 = their own mean: test solid, control dashed, labelled at the end."""
    numbers = Numbers(language, frequency=frequency)
    rows = rows.sort_values("week")
    ax = canvas.axes(ax, indexed_size())
    styles: dict[str, tuple[str, Any, float]] = {
        "control": (canvas.EXPECTED, (0, (4, 2)), 1.6),
        "test": (canvas.TEST, "-", 2.0),
    }
    values = {name: np.asarray(rows[name], dtype=np.float64) for name in styles}
    low, high = (float(end(np.concatenate(list(values.values())))) for end in (np.min, np.max))
    room = max(high - low, 1.0)
    ends = [float(values[name][-1]) for name in styles]
    middle, apart = 0.5 * sum(ends), max(abs(ends[0] - ends[1]), 0.09 * room)
    ax.axhline(100, color=canvas.GRID, linewidth=1)
    for name, (color, dash, width) in styles.items():
        ax.plot(np.arange(len(rows)), values[name], color=color, linestyle=dash, linewidth=width)
        up = (name == "test") == (ends[1] >= ends[0])
        words = text(f"balance.column.{name}", language)
        canvas.aside(ax, middle + (0.5 if up else -0.5) * apart, 1.0, words, color=color)
    ax.set_xlim(-0.5, len(rows) - 0.5)
    ax.set_ylim(low - 0.05 * room, high + 0.05 * room)
    places = np.unique(np.linspace(0, len(rows) - 1, 6).round().astype(int)).tolist()
    days = [str(day)[:10] for day in rows["week"]]
    canvas.ticks(ax.xaxis, places, [numbers.period(days[at], year=True) for at in places])
    canvas.round_ticks(ax.yaxis, low, high, numbers.number)
    canvas.grid(ax, "y")
    return ax

"""Uplifts as a small forest: a name a row, the study's own number among others of its kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from lift.report.blocks import Chart, Role, Series
from lift.report.figures import canvas
from lift.report.names import short
from lift.report.source import Source

MOST = 24
"""So many rows a figure shows; the table in the result folder holds all."""
WIDEST = (-1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Uplift:
    """One row: its name, the uplift (a ratio) with its interval, and whether it is the study's own number."""

    name: str
    uplift: float
    low: float | None
    high: float | None
    own: bool = False


def uplift_words(source: Source, row: Uplift) -> str:
    """A row's uplift with its interval, as printed beside it."""
    numbers = source.numbers
    said = numbers.percent(row.uplift, sign=True)
    if row.low is None or row.high is None:
        return said
    return f"{said}  ({numbers.interval(numbers.percent(row.low), numbers.percent(row.high))})"


def uplifts_size(rows: Sequence[Uplift]) -> tuple[float, float]:
    """Width and height in inches for so many rows."""
    return (9.2, 0.9 + 0.25 * min(len(rows), MOST))


def draw_uplifts(rows: Sequence[Uplift], source: Source, ax: Axes | None = None) -> Axes:
    """One row a name: point and interval, the study's own number bold and first; zero is the line of no effect."""
    rows = rows[:MOST]
    ax = canvas.axes(ax, uplifts_size(rows))
    found = [v for row in rows for v in (row.uplift, row.low, row.high) if v is not None]
    left, right = max(min([*found, 0.0]), WIDEST[0]), min(max([*found, 0.0]), WIDEST[1])
    room = 0.05 * (right - left or 0.2)
    ax.set_xlim(left - room, right + room)
    ax.axvline(0, color=canvas.INK, linewidth=0.9)
    for at, row in enumerate(rows):
        color, width = (canvas.TEST, 2.2) if row.own else (canvas.EXPECTED, 1.4)
        if row.low is not None and row.high is not None:
            ends = [max(row.low, left - room), min(row.high, right + room)]
            ax.plot(ends, [-at, -at], color=color, linewidth=width, solid_capstyle="butt")
        ax.plot([row.uplift], [-at], marker="D" if row.own else "o", markersize=6.5 if row.own else 5.0, color=color,
                markerfacecolor="white", markeredgewidth=1.4)  # fmt: skip
        weight = "bold" if row.own else "normal"
        canvas.aside(ax, -at, 0.0, short(row.name, 60), weight)
        canvas.aside(ax, -at, 1.0, uplift_words(source, row), weight)
    uplift_axis(ax, source, -len(rows), left, right)
    return ax


def uplift_axis(ax: Axes, source: Source, bottom: float, left: float, right: float) -> None:
    """Dress the axes of a forest whose last row stands above `bottom`: uplifts below, names in place of ticks."""
    ax.set_ylim(bottom + 0.3, 0.7)
    ax.set_yticks([])
    canvas.round_ticks(ax.xaxis, left, right, lambda v: source.numbers.percent(v, 0, sign=True), 4)
    canvas.grid(ax, "x")
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(source.say("figure.forest.axis"), fontsize=canvas.SMALL, color=canvas.MUTED)


def uplifts_chart(rows: Sequence[Uplift], source: Source, own: str, others: str) -> Chart:
    """The same rows as numbers: the study's own as a series called `own`, the others beside it."""
    rows = rows[:MOST]

    def series(name: str, role: Role, *, first: bool) -> Series:
        value, low, high = (
            tuple(getattr(r, end) if r.own == first else None for r in rows) for end in ("uplift", "low", "high")
        )
        return Series(name, role, value, low, high)

    both = (series(own, "own", first=True), series(others, "other", first=False))
    return Chart(
        "intervals", "share", source.say("figure.forest.axis"), tuple(short(r.name, 60) for r in rows),
        both if any(r.own for r in rows) else both[1:],
        words=tuple(uplift_words(source, r) for r in rows), reference=(0.0, ""),
    )  # fmt: skip

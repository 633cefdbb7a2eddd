"""How sure, as small forests: other methods, placebos, and the result without each unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from lift.core.view import ResultView
from lift.report.blocks import Chart, Role, Series
from lift.report.figures import canvas
from lift.report.glossary import column_label
from lift.report.names import clean, short
from lift.report.source import Source, read

MOST = 24
"""So many rows a figure shows; the table in the result folder holds all."""
_WIDEST = (-1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Uplift:
    """One row: its name, the uplift (a ratio) with its interval, and whether it is the study's own number."""

    name: str
    uplift: float
    low: float | None
    high: float | None
    own: bool = False


def methods(result: ResultView, ax: Axes | None = None, language: str | None = None) -> Axes:
    """The promoted set's uplift by every method that can answer, the study's own first."""
    source = read(result, language)
    return draw_uplifts(method_rows(source), source, ax)


def placebos(result: ResultView, ax: Axes | None = None, language: str | None = None) -> Axes:
    """The campaign beside false campaigns before it and control regions in the place of the test region."""
    source = read(result, language)
    return draw_uplifts(placebo_rows(source), source, ax)


def leave_one_out(result: ResultView, ax: Axes | None = None, language: str | None = None) -> Axes:
    """The promoted set's uplift without each unit, those that move it most first."""
    source = read(result, language)
    return draw_uplifts(left_out_rows(source), source, ax)


def method_rows(source: Source) -> list[Uplift]:
    """The table `methods` as rows."""
    return [
        _row(_method(source, str(record["method"])), record, own=record.get("role") == "verdict")
        for record in _records(source, "methods")
    ]


def placebo_rows(source: Source) -> list[Uplift]:
    """The table `placebos` as rows, behind the campaign itself."""
    main = source.main()
    own = [_row(source.word("window", "campaign"), main, own=True)] if main and main["uplift"] is not None else []
    return [*own, *(_row(_placebo(source, record), record) for record in _records(source, "placebos"))]


def left_out_rows(source: Source) -> list[Uplift]:
    """The table `leave_one_out` as rows: all units, then without those that move the result most."""
    whole, *others = _records(source, "leave_one_out")
    others.sort(key=lambda record: -abs(float(record["uplift"]) - float(whole["uplift"])))
    all_units = _row(source.say("doubts.whole"), whole, own=True)
    return [all_units, *(_row(_without(source, record), record) for record in others)]


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
    left, right = max(min([*found, 0.0]), _WIDEST[0]), min(max([*found, 0.0]), _WIDEST[1])
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
    ax.set_ylim(-len(rows) + 0.3, 0.7)
    ax.set_yticks([])
    canvas.round_ticks(ax.xaxis, left, right, lambda v: source.numbers.percent(v, 0, sign=True), 4)
    canvas.grid(ax, "x")
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(source.say("figure.forest.axis"), fontsize=canvas.SMALL, color=canvas.MUTED)
    return ax


def uplifts_chart(rows: Sequence[Uplift], source: Source) -> Chart:
    """The same rows as numbers: the study's own as a series of its own, the others beside it."""
    rows = rows[:MOST]

    def series(name: str, role: Role, own: bool) -> Series:
        value, low, high = (
            tuple(getattr(r, end) if r.own == own else None for r in rows) for end in ("uplift", "low", "high")
        )
        return Series(name, role, value, low, high)

    both = (series(source.say("doubts.own"), "own", True), series(source.say("figure.others"), "other", False))
    return Chart(
        "intervals", "share", source.say("figure.forest.axis"), tuple(short(r.name, 60) for r in rows),
        both if any(r.own for r in rows) else both[1:],
        words=tuple(uplift_words(source, r) for r in rows), reference=(0.0, ""),
    )  # fmt: skip


def _records(source: Source, key: str) -> list[dict[str, Any]]:
    frame: Any = source.tables[key]
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def _row(name: str, record: Any, *, own: bool = False) -> Uplift:
    low, high = (None if record[key] is None else float(record[key]) for key in ("uplift_low", "uplift_high"))
    return Uplift(name, float(record["uplift"]), low, high, own)


def _method(source: Source, name: str) -> str:
    return column_label(name.partition("/")[0], source.language)


def _without(source: Source, record: dict[str, Any]) -> str:
    return source.say("doubts.without", unit=clean(record["unit"]), arm=source.mid("arm", record["arm"]))


def _placebo(source: Source, record: dict[str, Any]) -> str:
    if record["kind"] == "period":
        return source.say("doubts.period", day=source.numbers.day(str(pd.Timestamp(record["week"]).date())))
    return source.say("doubts.unit", unit=clean(record["unit"]))

"""Charts over periods: lines of test and expected, columns of the difference, the difference added up."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lift.report.blocks import Chart, Role, Series
from lift.report.numerals import Numbers
from lift.report.pptx.charts.plot import Axis, Group, Label, Paint, Plot, Trace, Whiskers
from lift.report.pptx.charts.scale import values_axis
from lift.report.pptx.charts.sheet import Column, Sheet, difference, ends
from lift.report.words import text

_MOST_NAMED = 12
_FOOT = 0.095
_SIDE = 0.085
"""Inches a point of letters: below for slanted periods, on the left for amounts and what they are."""
_FILLS: dict[Role, tuple[Paint, Paint]] = {
    "before": ("ink+75", "ink+35"), "campaign": ("effect", "effect*60"), "after": ("effect+60", "effect*60"),
}  # fmt: skip
_LINES: dict[Role, tuple[Paint, float, str]] = {
    "test": ("test", 2.5, "solid"), "expected": ("ink+35", 2.0, "sysDash"), "effect": ("effect*60", 2.5, "solid"),
}  # fmt: skip


def course(chart: Chart, numbers: Numbers, width: float, height: float, size: float) -> tuple[Plot, Sheet]:
    """A chart over periods and its sheet; room is left for slanted names of periods below and of lines on the right."""
    axis = _axis(chart, numbers)
    sheet = Sheet((*_columns(chart, numbers), *_windows(chart, axis, numbers)))
    bars = [_bars(sheet, at, s) for at, s in enumerate(chart.series) if chart.kind == "columns"]
    lines = [_line(sheet, at, s, chart, axis) for at, s in enumerate(chart.series) if chart.kind == "lines"]
    bands = [] if bars else [_band(sheet, key) for key in _band_keys(chart, axis)]
    names = _names(sheet, chart)
    skip = max(1, -(-len(chart.labels) // _MOST_NAMED))
    left = 0.3 + _SIDE * size
    inner = (left / width, 0.03, 1 - (left + 0.9) / width, 0.97 - _FOOT * size / height)
    groups = (
        *([Group("bar", tuple(bars or bands), gap=40 if bars else 0)] if bars or bands else []),
        *(Group("area", _interval(sheet, at)) for at, s in enumerate(chart.series) if _banded(s)),
        Group("line", (*lines, names)),
    )
    return Plot(groups, Axis(skip=skip), replace(axis, title=chart.axis), inner), sheet


def _axis(chart: Chart, numbers: Numbers) -> Axis:
    found = [v for s in chart.series for v in (*s.values, *s.low, *s.high) if v is not None]
    found += [] if chart.unit == "index" else [0.0]
    low, high = min(found, default=0.0), max(found, default=1.0)
    return values_axis(chart, numbers, low, high + 0.15 * (high - low))


def _columns(chart: Chart, numbers: Numbers) -> Iterable[Column]:
    say = numbers.language
    yield Column("label", text("column.period", say), chart.labels)
    yield Column("group", text("column.window", say), chart.groups)
    for at, series in enumerate(chart.series):
        yield Column(f"s{at}", series.name, series.values)
        if series.low:
            words = (f"{series.name}, {text('slides.low', say)}", f"{series.name}, {text('slides.high', say)}")
            yield from ends(f"s{at}", words, series.values, series.low, series.high)
        if _banded(series):
            width = tuple(
                high - low
                for low, high in zip(series.low, series.high, strict=True)
                if low is not None and high is not None
            )
            formulas = difference(f"s{at} high", f"s{at} low", len(width))
            yield Column(f"s{at} width", text("column.expected_interval", say), width, formulas)


def _windows(chart: Chart, axis: Axis, numbers: Numbers) -> Iterable[Column]:
    """What draws the bands of the windows and their names: constants at the ends of the axis."""
    for key in _band_keys(chart, axis):
        name, end = key
        height = axis.high if end == "top" else axis.low
        yield Column("/".join(key), name, tuple(height if g == name else None for g in chart.groups))
    high = axis.high - 0.045 * (axis.high - axis.low)
    starts = _starts(chart.groups)
    yield Column(
        "names",
        text("slides.labels", numbers.language),
        tuple(high if at in starts else None for at in range(len(chart.groups))),
    )


def _banded(series: Series) -> bool:
    """Whether the interval of a line is drawn as a band: it has one in every period."""
    return series.role == "expected" and bool(series.low) and None not in (*series.low, *series.high)


def _interval(sheet: Sheet, at: int) -> tuple[Trace, Trace]:
    """The band of an interval: its width in grey upon a transparent area up to its lower end."""
    foot, band = f"s{at} low", f"s{at} width"
    return (
        Trace(sheet.head(foot), sheet.ref(foot), sheet.ref("label")),
        Trace(sheet.head(band), sheet.ref(band), sheet.ref("label"), fill="ink@16"),
    )


def _starts(groups: Sequence[str]) -> dict[int, str]:
    """Where each window begins."""
    return {at: name for at, name in enumerate(groups) if at == 0 or groups[at - 1] != name}


def _band_keys(chart: Chart, axis: Axis) -> list[tuple[str, str]]:
    if chart.kind != "lines":
        return []
    windows = list(dict.fromkeys(chart.groups))
    later = windows[1:] if chart.unit == "index" or len(windows) > 2 else windows
    return [(name, end) for name in later for end in (("top", "foot") if axis.low < 0 else ("top",))]


def _band(sheet: Sheet, key: tuple[str, str]) -> Trace:
    at = "/".join(key)
    first = next(c.head for c in sheet.columns if "/" in c.key)
    paint = "effect@18" if key[0] == first else "ink@8"
    return Trace(sheet.head(at), sheet.ref(at), sheet.ref("label"), fill=paint)


def _names(sheet: Sheet, chart: Chart) -> Trace:
    labels = tuple(Label(at, name, "r") for at, name in _starts(chart.groups).items())
    return Trace(sheet.head("names"), sheet.ref("names"), sheet.ref("label"), labels=labels)


def _bars(sheet: Sheet, at: int, series: Series) -> Trace:
    fill, edge = _FILLS[series.role]
    whiskers = Whiskers(sheet.ref(f"s{at} minus"), sheet.ref(f"s{at} plus"), "ink", 1.0)
    return Trace(sheet.head(f"s{at}"), sheet.ref(f"s{at}"), sheet.ref("label"), fill=fill, edge=edge, whiskers=whiskers)


def _line(sheet: Sheet, at: int, series: Series, chart: Chart, axis: Axis) -> Trace:
    key = f"s{at}"
    trace = Trace(sheet.head(key), sheet.ref(key), sheet.ref("label"))
    if series.role == "own":
        whiskers = Whiskers(sheet.ref(f"{key} minus"), sheet.ref(f"{key} plus"), "ink", 1.5)
        labels = tuple(Label(i, _beside(chart, i, words), bold=True) for i, words in enumerate(chart.words) if words)
        return replace(trace, marker="diamond", fill="ink", edge="ink", size=8, whiskers=whiskers, labels=labels)
    paint, width, dash = _LINES[series.role]
    trace = replace(trace, line=paint, width=width, dash=dash)
    if series.role == "effect":
        return replace(trace, marker="circle", fill=paint, edge=paint, size=5)
    words = _apart(chart, at, axis)
    return replace(trace, labels=(Label(len(chart.labels) - 1, words, bold=series.role == "test", paint=paint),))


def _beside(chart: Chart, at: int, words: str) -> str:
    """The value of a point on its right, below where the line goes on upwards, else above."""
    line = next(s.values for s in chart.series if s.role == "effect")
    here, then = line[at], line[min(at + 1, len(line) - 1)]
    rising = here is not None and then is not None and then > here
    return f"\n\n{words}" if rising else f"{words}\n\n"


def _apart(chart: Chart, at: int, axis: Axis) -> str:
    """The name of a line at its end; on the upper or lower of two lines where the other line ends too close by."""
    name, last = chart.series[at].name, [s.values[-1] for s in chart.series]
    mine, other = last[at], last[1 - at]
    if mine is None or other is None or abs(mine - other) > 0.1 * (axis.high - axis.low):
        return name
    return f"{name}\n" if (mine, -at) > (other, at - 1) else f"\n{name}"

"""Charts with one row a name: points with their intervals, as a forest plot or a strip of returns."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lift.report.blocks import Chart, Series
from lift.report.numerals import Numbers
from lift.report.pptx.charts.plot import Axis, Group, Label, Paint, Place, Plot, Trace, Whiskers
from lift.report.pptx.charts.scale import values_axis
from lift.report.pptx.charts.sheet import Column, Sheet, ends
from lift.report.words import text

_FOOT = 0.6
_WIDEST = {"share": (-1.0, 2.0)}


def rows(chart: Chart, numbers: Numbers, width: float, height: float, _size: float) -> tuple[Plot, Sheet]:
    """Points over names as a scatter: names and values stand beside the plot, the reference is a line.

    LibreOffice reads no horizontal error bars of given lengths, so intervals are segments of a line from the same cells
    as well; and it draws the first series on top where PowerPoint draws the last, so the holes in points are both.
    """
    axis = _axis(chart, numbers)
    sheet = Sheet(tuple(_columns(chart, numbers, axis)))
    strong = {i for s in chart.series if s.role == "own" for i, v in enumerate(s.values) if v is not None}
    lines = [_segments(sheet, at, s) for at, s in enumerate(chart.series)]
    filled, hollow = (
        [t for at, s in enumerate(chart.series) for t in _points(sheet, at, s, n)] for n in ("filled", "hollow")
    )
    sides = (_side(sheet, "names at", chart.labels, "l", strong), _side(sheet, "words at", chart.words, "r", strong))
    reference = [_reference(sheet, chart)] if chart.reference else []
    left, right = (_share(words, width, most) for words, most in ((chart.labels, 0.36), (chart.words, 0.36)))
    room = 0.3 / height if chart.reference and chart.reference[1] else 0.02
    inner = (left, room, 1 - left - right, 1 - _FOOT / height - room)
    up = Axis(0.4, len(chart.labels) + 0.6, 1.0, hidden=True)
    group = Group("scatter", (*hollow, *reference, *lines, *filled, *hollow, *sides))
    return Plot((group,), replace(axis, title=chart.axis), up, inner), sheet


def _axis(chart: Chart, numbers: Numbers) -> Axis:
    found = [v for s in chart.series for v in (*s.values, *s.low, *s.high) if v is not None]
    found += [0.0, chart.reference[0] if chart.reference else 0.0]
    low, high = min(found), max(found)
    least, most = _WIDEST.get(chart.unit, (low, high))
    low, high = max(low, least), min(high, most)
    room = 0.03 * (high - low)
    return values_axis(chart, numbers, low - (room if low < 0 else 0.0), high + room)


def _share(words: Iterable[str], width: float, most: float) -> float:
    """The share of the chart's width that words of this length need beside the plot."""
    return min(most, max((len(w) for w in words), default=0) * 0.082 / width + 0.015)


def _columns(chart: Chart, numbers: Numbers, axis: Axis) -> Iterable[Column]:
    say, count = numbers.language, len(chart.labels)
    places = tuple(float(count - at) for at in range(count))
    yield Column("label", text("column.item", say), chart.labels)
    if chart.groups:
        yield Column("group", text("column.level", say), chart.groups)
    point, low, high = (_merged(chart.series, name) for name in ("values", "low", "high"))
    yield Column("value", chart.axis, point)
    words = (text("slides.low", say), text("slides.high", say))
    yield from ends("value", words, point, low, high)
    for at, series in enumerate(chart.series):
        yield from _series(chart, at, series, say)
    label = text("slides.labels", say)
    yield Column("rows", label, places)
    yield Column("names at", label, (axis.low,) * count)
    yield Column("words at", label, (axis.high,) * count)
    if chart.reference:
        value, name = chart.reference
        yield Column("reference at", name or "0", (value, value, *(None,) * (count - 2))[: max(count, 2)])
        yield Column("reference", name or "0", (0.4, count + 0.6, *(None,) * (count - 2))[: max(count, 2)])


def _series(chart: Chart, at: int, series: Series, language: str) -> Iterable[Column]:
    """Where the points of a series lie, which of them are hollow, and the ends of their intervals as segments."""
    count = len(chart.labels)
    for name in ("filled", "hollow"):
        here = [v is not None and (name == "filled" or not _proven(chart, i)) for i, v in enumerate(series.values)]
        if any(here):
            words = series.name if name == "filled" else text("slides.open", language, name=series.name)
            yield Column(f"{name} {at}", words, tuple(float(count - i) if h else None for i, h in enumerate(here)))
    ends, heights, x, y = list[float | None](), list[float | None](), list[str](), list[str]()
    for i, (low, high) in enumerate(zip(series.low, series.high, strict=True)):
        if low is not None and high is not None:
            ends += [low, high, None]
            heights += [float(count - i), float(count - i), None]
            x += [f"={{value low}}{i + 2}", f"={{value high}}{i + 2}", ""]
            y += [f"={{rows}}{i + 2}", f"={{rows}}{i + 2}", ""]
    words = text("column.expected_interval", language)
    yield Column(f"ends {at}", words, tuple(ends), tuple(x))
    yield Column(f"heights {at}", words, tuple(heights), tuple(y))


def _merged(series: Sequence[Series], name: str) -> tuple[float | None, ...]:
    """The values of all series as one column: each row belongs to one of them."""
    columns = [getattr(s, name) or (None,) * len(s.values) for s in series]
    return tuple(next((v for v in row if v is not None), None) for row in zip(*columns, strict=True))


def _proven(chart: Chart, at: int) -> bool:
    return not chart.tones or chart.tones[at] == "proven"


def _look(series: Series) -> tuple[Paint, float]:
    return ("test", 3.0) if series.role == "own" else ("ink+35", 1.5)


def _points(sheet: Sheet, at: int, series: Series, name: str) -> Iterable[Trace]:
    """The points of a series with their error bars, or the holes of those that are not proven."""
    key, (paint, width) = f"{name} {at}", _look(series)
    if not any(column.key == key for column in sheet.columns):
        return
    symbol, size = ("diamond", 12) if series.role == "own" else ("circle", 8)
    trace = Trace(sheet.head(key), sheet.ref(key), sheet.ref("value"), marker=symbol)
    if name == "hollow":
        yield replace(trace, fill="paper", edge="paper", size=size - 5)
    else:
        bars = Whiskers(sheet.ref("value minus"), sheet.ref("value plus"), paint, width, across=True, cap=False)
        yield replace(trace, fill=paint, edge=paint, size=size, whiskers=bars)


def _segments(sheet: Sheet, at: int, series: Series) -> Trace:
    paint, width = _look(series)
    key = f"heights {at}"
    return Trace(sheet.head(key), sheet.ref(key), sheet.ref(f"ends {at}"), line=paint, width=width)


def _side(sheet: Sheet, key: str, words: Sequence[str], place: Place, strong: set[int]) -> Trace:
    labels = tuple(Label(at, w, place, bold=at in strong) for at, w in enumerate(words))
    return Trace(sheet.head(key), sheet.ref("rows"), sheet.ref(key), labels=labels)


def _reference(sheet: Sheet, chart: Chart) -> Trace:
    name = chart.reference[1] if chart.reference else ""
    labels = (Label(1, name, "t"),) if name else ()
    dash = "dash" if name else "solid"
    return Trace(
        sheet.head("reference"), sheet.ref("reference"), sheet.ref("reference at"), line="ink", width=1.25, dash=dash,
        labels=labels,
    )  # fmt: skip

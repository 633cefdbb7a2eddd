"""The source of volume as a waterfall: stacked columns on a transparent base, with the interval of each part."""

from collections.abc import Iterable

from lift.report.blocks import Chart
from lift.report.numerals import Numbers
from lift.report.pptx.charts.plot import Axis, Group, Plot, Trace, Whiskers
from lift.report.pptx.charts.scale import values_axis
from lift.report.pptx.charts.sheet import Column, Sheet, ends
from lift.report.words import text


def waterfall(chart: Chart, numbers: Numbers, _width: float, _height: float, _size: float) -> tuple[Plot, Sheet]:
    """The whole as a column from zero, then each part from where the one before it ends.

    A column that crosses zero is drawn in two pieces, since stacked columns grow away from zero on both sides.
    """
    sheet = Sheet(tuple(_columns(chart, numbers)))
    seen = [v for key in ("start", "end") for v in sheet.ref(key).values if isinstance(v, float)]
    seen += [end + d for end, d in _spread(sheet, "value plus", 1)] + [
        end + d for end, d in _spread(sheet, "value minus", -1)
    ]
    axis = values_axis(chart, numbers, min([0.0, *seen]), max([0.0, *seen]))
    bars = tuple(_bar(sheet, key) for key in ("base", "above", "below"))
    whiskers = Whiskers(sheet.ref("value minus"), sheet.ref("value plus"), "ink", 1.25)
    tips = Trace(sheet.head("end"), sheet.ref("end"), sheet.ref("label"), whiskers=whiskers)
    groups = (Group("bar", bars, stacked=True, gap=60), Group("line", (tips,)))
    return Plot(groups, Axis(), axis, (0.09, 0.04, 0.88, 0.76), 12.0), sheet


def _columns(chart: Chart, numbers: Numbers) -> Iterable[Column]:
    say, series = numbers.language, chart.series[0]
    values = [v or 0.0 for v in series.values]
    starts = [0.0, *(sum(values[1:at]) for at in range(1, len(values)))]
    spans = [(start, start + value) for start, value in zip(starts, values, strict=True)]
    yield Column(
        "label", text("column.part", say), tuple(f"{a}\n{b}" for a, b in zip(chart.labels, chart.words, strict=True))
    )
    yield Column("value", series.name, series.values)
    yield from ends(
        "value", (text("slides.low", say), text("slides.high", say)), series.values, series.low, series.high
    )
    yield Column("start", text("slides.start", say), tuple(a for a, _ in spans))
    yield Column("end", text("slides.end", say), tuple(b for _, b in spans))
    yield Column("base", text("slides.base", say), tuple(_base(a, b) for a, b in spans))
    yield Column("above", text("slides.above", say), tuple(max(a, b, 0.0) - max(min(a, b), 0.0) for a, b in spans))
    yield Column("below", text("slides.below", say), tuple(min(a, b, 0.0) - min(max(a, b), 0.0) for a, b in spans))


def _base(start: float, end: float) -> float:
    """How far from zero a column begins: its end nearer to zero, or zero when it crosses it."""
    return 0.0 if start * end <= 0 else min(start, end, key=abs)


def _spread(sheet: Sheet, key: str, sign: int) -> list[tuple[float, float]]:
    both = zip(sheet.ref("end").values, sheet.ref(key).values, strict=True)
    return [(end, sign * d) for end, d in both if isinstance(end, float) and isinstance(d, float)]


def _bar(sheet: Sheet, key: str) -> Trace:
    if key == "base":
        return Trace(sheet.head(key), sheet.ref(key), sheet.ref("label"))
    whole = ((0, "test", "test"),)
    return Trace(sheet.head(key), sheet.ref(key), sheet.ref("label"), fill="effect", edge="effect*60", points=whole)

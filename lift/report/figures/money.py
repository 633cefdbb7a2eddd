"""Figures of money: return per euro with break-even, the benchmark strip, and the source of volume."""

from collections.abc import Sequence
from dataclasses import replace

from matplotlib.axes import Axes

from lift.core.errors import StudyError
from lift.core.view import ResultView
from lift.report.benchmarks import Benchmark, roi_benchmarks
from lift.report.figures import canvas
from lift.report.returns import roi_label, roi_rows
from lift.report.source import Row, Source, read


def roi(result: ResultView, ax: Axes | None = None, language: str | None = None) -> Axes:
    """Return per euro of spend with interval, for every definition of return, against the line of break-even.

    Raises `StudyError` when the result has no ROI: no spend was stated, or the test is not valid.
    """
    source = read(result, language)
    rows = roi_rows(source)
    if not rows:
        raise StudyError("the result has no ROI to draw: state [campaign.spend], and see that no check failed")
    ax = canvas.axes(ax, roi_size(len(rows)))
    for at, entry in enumerate(rows):
        _interval(ax, -at, entry, strong=bool(entry.get("headline")))
    ends = [end for entry in rows for end in _ends(entry)]
    left, right = _span([*ends, *(float(e["per_euro"]) for e in rows), 0.0, 1.0])
    ax.set_xlim(left, right)
    for at, entry in enumerate(rows):
        weight = "bold" if entry.get("headline") else "normal"
        canvas.aside(ax, -at, 0.0, roi_label(source, entry), weight)
        canvas.aside(ax, -at, 1.0, roi_words(source, entry), weight)
    _break_even(ax, source, len(rows))
    _finish(ax, source, left, right)
    return ax


def benchmarks(result: ResultView, ax: Axes | None = None, language: str | None = None) -> Axes:
    """The headline ROI with its interval beside published values; what they count differs, and is not coloured."""
    source = read(result, language)
    own, others = source.headline, roi_benchmarks()
    if own is None:
        raise StudyError("the result has no headline ROI to set beside benchmarks")
    ax = canvas.axes(ax, roi_size(len(others) + 1))
    left, right = _span([0.0, 1.0, float(own["per_euro"]), *_ends(own), *(b.value for b in others)])
    ax.set_xlim(left, right)
    _interval(ax, 0, own, strong=True)
    canvas.aside(ax, 0, 0.0, source.say("figure.benchmarks.own"), "bold")
    canvas.aside(ax, 0, 1.0, roi_words(source, own), "bold")
    for at, other in enumerate(others, 1):
        ax.plot([other.value], [-at], marker="|", markersize=11, markeredgewidth=2.2, color=canvas.EXPECTED)
        canvas.aside(ax, -at, 0.0, other.name(source.language), "normal")
        canvas.aside(ax, -at, 1.0, benchmark_value(other, source), "normal")
    _break_even(ax, source, len(others) + 1)
    _finish(ax, source, left, right)
    return ax


def benchmark_value(benchmark: Benchmark, source: Source) -> str:
    """The published value as published, with its currency and, where it is not exact, its word."""
    numbers = source.numbers
    if benchmark.currency:
        shown = replace(numbers, currency=benchmark.currency).money(benchmark.value, benchmark.digits)
    else:
        shown = numbers.number(benchmark.value, benchmark.digits)
    return f"{benchmark.prefix(source.language)} {shown}".strip()


def source_of_volume(
    result: ResultView, window: str = "campaign", metric: str = "revenue", item: str | None = None,
    ax: Axes | None = None, *, language: str | None = None,
) -> Axes:  # fmt: skip
    """Where the gain of the promoted SKUs came from: a waterfall whose parts add up to the gain, with intervals.

    Raises `StudyError` when the result holds no breakdown for this window and metric.
    """
    source = read(result, language)
    parts = volume_rows(source, window, metric, item)
    if not parts:
        raise StudyError(f"the result has no source of volume for {window} in {metric}")
    ax = canvas.axes(ax, (9.2, 0.9 + 0.42 * len(parts)))
    start, ends = 0.0, [0.0]
    for at, part in enumerate(parts):
        value, whole = float(part["value"]), part["part"] == "promoted"
        base = 0.0 if whole else start
        face, edge = (canvas.TEST, canvas.INK) if whole else (canvas.EFFECT, canvas.EFFECT_INK)
        ax.barh(-at, value, left=base, height=0.56, color=face, edgecolor=edge, linewidth=0.7)
        if part["low"] is not None and part["high"] is not None:
            low, high = base + float(part["low"]), base + float(part["high"])
            ax.plot([low, high], [-at, -at], color=canvas.INK, linewidth=1.1, marker="|", markersize=7)
            ends += [low, high]
        ends += [base, base + value]
        if not whole:
            start += value
            if at < len(parts) - 1:
                ax.plot([start, start], [-at - 0.72, -at + 0.28], color=canvas.MUTED, linewidth=0.7)
    left, right = _span(ends)
    ax.set_xlim(left, right)
    write = source.numbers.number if metric == "units" else lambda v, sign=False: source.numbers.money(v, 0, sign=sign)
    for at, part in enumerate(parts):
        weight = "bold" if part["part"] == "promoted" else "normal"
        canvas.aside(ax, -at, 0.0, volume_label(source, part), weight)
        canvas.aside(ax, -at, 1.0, write(float(part["value"]), sign=True), weight)
    ax.axvline(0, color=canvas.INK, linewidth=0.9)
    ax.set_ylim(-len(parts) + 0.4, 0.6)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    canvas.round_ticks(ax.xaxis, left, right, write)
    canvas.grid(ax, "x")
    return ax


def volume_rows(source: Source, window: str, metric: str, item: str | None = None) -> list[Row]:
    """The parts of one breakdown in the order of the sum: the gain, own brand, competitors, category growth."""
    rows = [r for r in source.document.get("source_of_volume") or [] if (r["window"], r["metric"]) == (window, metric)]
    order = ("promoted", "own_brand", "competitors", "category_growth")
    out: list[Row] = []
    for part in order:
        here = [r for r in rows if r["part"] == part and item in {None, r["item"]} and r["value"] is not None]
        out += here[:1]
    return out


def volume_label(source: Source, part: Row) -> str:
    """The word for a part; a negative share of the own brand is a halo."""
    halo = part["part"] == "own_brand" and (part["value"] or 0) < 0
    return source.say("volume.part.halo") if halo else source.word("volume.part", part["part"])


def roi_size(rows: int) -> tuple[float, float]:
    """Width and height in inches for so many rows."""
    return (9.2, 0.85 + 0.34 * rows)


def _ends(entry: Row) -> list[float]:
    return [float(entry[name]) for name in ("low", "high") if entry[name] is not None]


def _interval(ax: Axes, y: float, entry: Row, *, strong: bool) -> None:
    color = canvas.TEST if strong else canvas.EXPECTED
    if entry["low"] is not None and entry["high"] is not None:
        ax.plot(
            [entry["low"], entry["high"]],
            [y, y],
            color=color,
            linewidth=5 if strong else 2.4,
            alpha=0.85 if strong else 1,
            solid_capstyle="butt",
        )
    ax.plot(
        [entry["per_euro"]],
        [y],
        marker="D" if strong else "o",
        color="white",
        markeredgecolor=canvas.INK,
        markersize=7 if strong else 5.5,
        markeredgewidth=1.4,
    )


def roi_words(source: Source, entry: Row) -> str:
    """The return of an entry with its interval, as printed beside it."""
    point, low, high = (source.numbers.roi(entry[name]) for name in ("per_euro", "low", "high"))
    return f"{point}  ({source.numbers.interval(low, high)})"


def _break_even(ax: Axes, source: Source, rows: int) -> None:
    ax.axvline(1.0, color=canvas.INK, linewidth=1.1, linestyle=(0, (4, 2)))
    words = source.say("figure.roi.breakeven", value=source.numbers.roi(1.0))
    canvas.beside(ax, 1.0, 0.85, words, 5, color=canvas.MUTED)
    ax.set_ylim(-rows + 0.4, 1.1)


def _finish(ax: Axes, source: Source, left: float, right: float) -> None:
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    canvas.round_ticks(ax.xaxis, left, right, lambda v: source.numbers.number(v, 1))
    canvas.grid(ax, "x")


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = 0.06 * (high - low or 1.0)
    return low - room, high + room

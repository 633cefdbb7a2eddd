"""Many studies side by side: uplift with the mean and where the next one lies, return with the median."""

import math
from collections.abc import Callable, Sequence

from matplotlib.axes import Axes

from lift.core.portfolio import Member, Portfolio
from lift.report.benchmarks import Benchmark
from lift.report.figures import canvas
from lift.report.names import clean, short
from lift.report.numerals import Language, Numbers
from lift.report.words import text

MOST = 60
"""Studies in a figure; the table under it has all."""
_WIDEST = (-1.0, 2.0)


def portfolio(found: Portfolio, ax: Axes | None = None, language: Language = "en") -> Axes:
    """Uplift of each study with its interval, its shrunken value as a ring, the mean, and where the next one lies."""
    numbers, rows = Numbers(language, currency(found)), uplift_rows(found)
    ax = canvas.axes(ax, portfolio_size(len(rows)))
    ends = [0.0, *(end for m in rows for end in (m.low, m.high))]
    left, right = _range(ends, _WIDEST)
    ax.set_xlim(left, right)
    ax.axvline(0, color=canvas.INK, linewidth=0.9)
    for at, m in enumerate(rows):
        _interval(ax, -at, (m.low, m.high), m.uplift, (left, right))
        if m.shrunken is not None:
            ax.plot([m.shrunken], [-at], "o", markersize=8, markerfacecolor="none", color=canvas.EFFECT_INK)
        canvas.aside(ax, -at, 0.0, short(clean(m.name), 34))
        canvas.aside(ax, -at, 1.0, uplift_words(m, numbers))
    at = -len(rows)
    if (mean := found.mean) is not None:
        _interval(ax, at - 0.3, (mean.low, mean.high), mean.mean, (left, right), strong=True)
        canvas.aside(ax, at - 0.3, 0.0, text("portfolio.mean", language), "bold")
        canvas.aside(ax, at - 0.3, 1.0, told(numbers, mean.mean, mean.low, mean.high), "bold")
        if mean.next_low is not None and mean.next_high is not None:
            ax.plot([max(mean.next_low, left), min(mean.next_high, right)], [at - 1.3] * 2, color=canvas.TEST,
                    linewidth=1.4, linestyle=(0, (4, 2)))  # fmt: skip
            canvas.aside(ax, at - 1.3, 0.0, text("portfolio.next", language))
            canvas.aside(ax, at - 1.3, 1.0, numbers.span(mean.next_low, mean.next_high))
    ax.set_ylim(at - 1.9, 0.8)
    _finish(ax, lambda v: numbers.percent(v, 0, sign=True), (left, right))
    ax.set_xlabel(text("figure.forest.axis", language), fontsize=canvas.SMALL, color=canvas.MUTED)
    return ax


def portfolio_roi(
    found: Portfolio, norms: Sequence[Benchmark] = (), ax: Axes | None = None, language: Language = "en"
) -> Axes:
    """Return of each study with its interval, the median with its own, and published values as bars."""
    numbers, rows = Numbers(language, currency(found)), roi_rows(found)
    ax = canvas.axes(ax, portfolio_size(len(rows) + len(norms)))
    ends = [0.0, 1.0, *(n.value for n in norms), *(v for m in rows for v in (m.roi_low or 0.0, m.roi_high or 0.0))]
    left, right = _range(ends, (-math.inf, math.inf))
    ax.set_xlim(left, right)
    ax.axvline(1.0, color=canvas.INK, linewidth=1.1, linestyle=(0, (4, 2)))
    canvas.label(ax, 1.0, 0.75, " " + text("figure.roi.breakeven", language, value=numbers.roi(1.0)), va="bottom",
                 color=canvas.MUTED)  # fmt: skip
    for at, m in enumerate(rows):
        _interval(ax, -at, (m.roi_low or 0.0, m.roi_high or 0.0), m.roi or 0.0, (left, right))
        canvas.aside(ax, -at, 0.0, short(clean(m.name), 34))
        canvas.aside(ax, -at, 1.0, roi_words(m, numbers))
    at = -len(rows) - 0.3
    if (roi := found.roi) is not None:
        ends = (roi.median, roi.median) if roi.low is None or roi.high is None else (roi.low, roi.high)
        _interval(ax, at, ends, roi.median, (left, right), strong=True)
        canvas.aside(ax, at, 0.0, text("portfolio.median", language), "bold")
        words = numbers.roi(roi.median)
        if roi.low is not None:
            words += f"  ({numbers.interval(numbers.roi(roi.low), numbers.roi(roi.high))})"
        canvas.aside(ax, at, 1.0, words, "bold")
    for norm in norms:
        at -= 1.0
        ax.plot([norm.value], [at], marker="|", markersize=11, markeredgewidth=2.2, color=canvas.EXPECTED)
        canvas.aside(ax, at, 0.0, norm.name(language))
        canvas.aside(ax, at, 1.0, norm_value(norm, numbers))
    ax.set_ylim(at - 0.7, 1.2)
    _finish(ax, lambda v: numbers.number(v, 1), (left, right))
    return ax


def portfolio_size(rows: int) -> tuple[float, float]:
    """Width and height in inches for so many rows."""
    return (9.2, 1.4 + 0.27 * rows)


def uplift_rows(found: Portfolio) -> list[Member]:
    """The studies by uplift, the largest first; of too many those that weigh most."""
    kept = sorted(found.members, key=lambda m: -(m.weight or 0.0))[:MOST]
    return sorted(kept, key=lambda m: (-m.uplift, m.name))


def roi_rows(found: Portfolio) -> list[Member]:
    """The studies with a return, the largest first; of too many every so manieth."""
    rows = sorted((m for m in found.members if m.roi is not None), key=lambda m: (-(m.roi or 0.0), m.name))
    step = max(1, math.ceil(len(rows) / MOST))
    return rows[::step]


def currency(found: Portfolio) -> str:
    """The currency of the studies, that of the first where they differ (then no money is pooled)."""
    return found.members[0].currency


def uplift_words(m: Member, numbers: Numbers) -> str:
    """The uplift of a study with its interval."""
    return told(numbers, m.uplift, m.low, m.high)


def roi_words(m: Member, numbers: Numbers) -> str:
    """The return of a study with its interval."""
    return f"{numbers.roi(m.roi)}  ({numbers.interval(numbers.roi(m.roi_low), numbers.roi(m.roi_high))})"


def told(numbers: Numbers, value: float, low: float | None, high: float | None) -> str:
    """An uplift with its interval."""
    ends = numbers.interval(numbers.percent(low), numbers.percent(high))
    return f"{numbers.percent(value, sign=True)}  ({ends})"


def norm_value(norm: Benchmark, numbers: Numbers) -> str:
    """A published return as published."""
    value = numbers.number(norm.value, norm.digits)
    shown = f"{value}\N{NO-BREAK SPACE}{norm.currency}" if norm.currency else value
    return f"{norm.prefix(numbers.language)} {shown}".strip()


def _interval(
    ax: Axes, y: float, ends: tuple[float, float], value: float, span: tuple[float, float], *, strong: bool = False
) -> None:
    color = canvas.TEST if strong else canvas.EXPECTED
    low, high = max(ends[0], span[0]), min(ends[1], span[1])
    ax.plot([low, high], [y, y], color=color, linewidth=4 if strong else 1.6, solid_capstyle="butt")
    for end, edge, marker in ((ends[0], span[0], "<"), (ends[1], span[1], ">")):
        if (end < edge) if marker == "<" else (end > edge):
            ax.plot([edge], [y], marker=marker, color=color, markersize=5, clip_on=False)
    if span[0] <= value <= span[1]:
        ax.plot([value], [y], marker="D" if strong else "s", color=color, markersize=7 if strong else 4)


def _range(ends: Sequence[float], widest: tuple[float, float]) -> tuple[float, float]:
    low, high = min(ends), max(ends)
    room = 0.05 * (high - low or 0.2)
    return max(low - room, widest[0]), min(high + room, widest[1])


def _finish(ax: Axes, write: Callable[[float], str], span: tuple[float, float]) -> None:
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    canvas.round_ticks(ax.xaxis, *span, write)
    canvas.grid(ax, "x")

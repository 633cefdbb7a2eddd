"""The figures of a portfolio as numbers."""

from collections.abc import Callable, Sequence
from typing import Literal

from lift.core.portfolio import Portfolio
from lift.report.blocks import Chart, Role, Series
from lift.report.figures.portfolio import currency, roi_rows, told, uplift_rows
from lift.report.names import clean, short
from lift.report.numerals import Language, Numbers
from lift.report.words import text

Ends = tuple[float, float | None, float | None]
"""A value and the ends of its interval."""
Line = tuple[str, Ends]


def uplift_chart(found: Portfolio, language: Language) -> Chart:
    """Uplift of each study, then the mean."""
    numbers, mean = Numbers(language, currency(found)), found.mean
    own: list[Line] = [] if mean is None else [(text("portfolio.mean", language), (mean.mean, mean.low, mean.high))]
    rows: list[Line] = [(m.name, (m.uplift, m.low, m.high)) for m in uplift_rows(found)]
    axis = text("figure.forest.axis", language)
    return _chart(("share", axis, (0.0, "")), rows, own, lambda *v: told(numbers, *v), language)


def roi_chart(found: Portfolio, language: Language) -> Chart:
    """Return of each study, then the median."""
    numbers, roi = Numbers(language, currency(found)), found.roi
    own: list[Line] = [] if roi is None else [(text("portfolio.median", language), (roi.median, roi.low, roi.high))]
    rows: list[Line] = [(m.name, (m.roi or 0.0, m.roi_low, m.roi_high)) for m in roi_rows(found)]
    even = (1.0, text("figure.roi.breakeven", language, value=numbers.roi(1.0)))

    def words(value: float, low: float | None, high: float | None) -> str:
        return f"{numbers.roi(value)}  ({numbers.interval(numbers.roi(low), numbers.roi(high))})"

    axis = text("column.roi", language, symbol=numbers.symbol)
    return _chart(("roi", axis, even), rows, own, words, language)


def _chart(
    scale: tuple[Literal["share", "roi"], str, tuple[float, str]], rows: Sequence[Line], own: Sequence[Line],
    write: Callable[[float, float | None, float | None], str], language: Language,
) -> Chart:  # fmt: skip
    unit, axis, reference = scale
    every = [*rows, *own]
    shown = [_series(text("portfolio.studies", language), "other", every, range(len(rows)))]
    if own:
        shown.append(_series(own[0][0], "own", every, range(len(rows), len(every))))
    return Chart(
        "intervals", unit, axis, tuple(short(clean(row[0]), 34) for row in every), tuple(shown),
        words=tuple(write(*row[1]) for row in every), reference=reference,
    )  # fmt: skip


def _series(name: str, role: Role, every: Sequence[Line], kept: range) -> Series:
    values, low, high = (tuple(row[1][c] if i in kept else None for i, row in enumerate(every)) for c in range(3))
    return Series(name, role, values, low, high)

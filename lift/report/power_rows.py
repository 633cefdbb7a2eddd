"""Cells of the tables about `lift power`; what is not finite is missing."""

import math

from lift.core.power import Detectable, Power, Return
from lift.report.blocks import Cell
from lift.report.numerals import MISSING, Language, Numbers
from lift.report.sections.cells import interval, number
from lift.report.words import periods


def numbers_of(found: Power, language: Language) -> Numbers:
    """How numbers are written: in the plan's currency and periods."""
    return Numbers(language, found.currency, found.frequency)


def length(found: Power, count: int, language: Language) -> str:
    """So many periods in words."""
    return periods(count, found.frequency, language)


def uplift(value: float, numbers: Numbers) -> Cell:
    """An uplift with its sign."""
    return number(numbers.percent(value, sign=True), value, "percent") if math.isfinite(value) else Cell(MISSING)


def ends(row: Detectable, numbers: Numbers) -> Cell:
    """The interval of a detectable uplift."""
    if not (math.isfinite(row.low) and math.isfinite(row.high)):
        return Cell(MISSING)
    return interval(numbers.span(row.low, row.high), row.low, row.high, "percent")


def money(value: float, numbers: Numbers) -> Cell:
    """An amount in whole units of the currency."""
    return number(numbers.money(value, 0), value, "money") if math.isfinite(value) else Cell(MISSING)


def returned(entry: Return | None, numbers: Numbers) -> tuple[Cell, Cell]:
    """The return at the detectable uplift, and the uplift that breaks even; both missing without a spend."""
    if entry is None:
        return Cell(MISSING), Cell(MISSING)
    roi = entry.per_euro if math.isfinite(entry.per_euro) else None
    return number(numbers.roi(roi), roi), number(numbers.percent(entry.break_even), entry.break_even, "percent")

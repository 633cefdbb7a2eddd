"""What `lift power` found for the cells of a plan, as tables in either language."""

import math

from lift.core.power import CellPower, Contrast, Power
from lift.report.blocks import Cell, Table
from lift.report.names import clean, short
from lift.report.numerals import MISSING, Language, Numbers
from lift.report.sections.cells import interval, name, number, table
from lift.report.words import level_number, periods, text


def cell_tables(found: Power, language: Language) -> list[Table]:
    """The promoted set by cell, and each two cells; none for a plan without cells."""
    tables = [_cells(found, language)] if found.cells else []
    return [*tables, _contrasts(found, language)] if found.contrasts else tables


def _cells(found: Power, language: Language) -> Table:
    numbers = Numbers(language, found.currency, found.frequency)
    paid = any(math.isfinite(r.spend) for cell in found.cells for r in cell.returns)
    keys = ("cell_units", "cell_length", "detectable", "interval", "incremental", *(("roi", "even") if paid else ()))
    heads = [(text("column.cell", language), False)]
    heads += [(text(f"power.column.{key}", language, symbol=numbers.symbol), True) for key in keys]
    rows = [_cell(found, cell, numbers, paid=paid) for cell in found.cells]
    return table(text("power.cells", language), heads, rows, text("power.cells_note", language))


def _cell(found: Power, cell: CellPower, numbers: Numbers, *, paid: bool) -> tuple[Cell, ...]:
    row = next(row for row in cell.rows if row.level == "promoted")
    money = [r for r in cell.returns if (r.level, r.basis) == ("promoted", "revenue")]
    per_euro, even = (money[0].per_euro, money[0].break_even) if money else (math.nan, math.nan)
    incremental = number(numbers.money(row.incremental, 0), row.incremental, "money")
    ends = interval(numbers.span(row.low, row.high), row.low, row.high, "percent")
    return (
        name(short(clean(cell.cell), 40)), number(numbers.number(row.units), row.units),
        Cell(periods(row.periods, found.frequency, numbers.language)), _percent(row.detectable, numbers),
        ends if math.isfinite(row.low) and math.isfinite(row.high) else Cell(MISSING),
        incremental if math.isfinite(row.incremental) else Cell(MISSING),
        *((_roi(per_euro, numbers), _percent(even, numbers, sign=False)) if paid else ()),
    )  # fmt: skip


def _contrasts(found: Power, language: Language) -> Table:
    numbers = Numbers(language, found.currency, found.frequency)
    heads = [(text("column.pair", language), False), (text("power.column.apart", language), True)]
    rows = [_contrast(each, numbers) for each in found.contrasts if each.level == "promoted"]
    level = level_number(found.confidence, numbers)
    note = text("power.contrasts_note", language, level=level, power=numbers.share(found.power))
    return table(text("power.contrasts", language), heads, rows, note)


def _contrast(each: Contrast, numbers: Numbers) -> tuple[Cell, ...]:
    one, other = (short(clean(cell), 40) for cell in (each.cell, each.against))
    return name(text("cells.pair", numbers.language, one=one, other=other)), _percent(each.detectable, numbers)


def _percent(value: float, numbers: Numbers, *, sign: bool = True) -> Cell:
    return number(numbers.percent(value, sign=sign), value, "percent") if math.isfinite(value) else Cell(MISSING)


def _roi(value: float, numbers: Numbers) -> Cell:
    return number(numbers.roi(value), value) if math.isfinite(value) else Cell(MISSING)

"""What `lift power` found for the cells of a plan, as tables in either language."""

import math

from lift.core.power import CellPower, Contrast, Power
from lift.report.blocks import Cell, Table
from lift.report.names import clean, short
from lift.report.numerals import Language, Numbers
from lift.report.power_rows import ends, length, money, numbers_of, returned, uplift
from lift.report.sections.cells import name, number, table
from lift.report.words import level_number, text


def cell_tables(found: Power, language: Language) -> list[Table]:
    """The promoted set by cell, and each two cells; none for a plan without cells."""
    tables = [_cells(found, language)] if found.cells else []
    return [*tables, _contrasts(found, language)] if found.contrasts else tables


def _cells(found: Power, language: Language) -> Table:
    numbers = numbers_of(found, language)
    paid = any(math.isfinite(r.spend) for cell in found.cells for r in cell.returns)
    keys = ("cell_units", "cell_length", "detectable", "interval", "incremental", *(("roi", "even") if paid else ()))
    heads = [(text("column.cell", language), False)]
    heads += [(text(f"power.column.{key}", language, symbol=numbers.symbol), True) for key in keys]
    rows = [_cell(found, cell, numbers, paid=paid) for cell in found.cells]
    return table(text("power.cells", language), heads, rows, text("power.cells_note", language))


def _cell(found: Power, cell: CellPower, numbers: Numbers, *, paid: bool) -> tuple[Cell, ...]:
    row = next(row for row in cell.rows if row.level == "promoted")
    own = (r for r in cell.returns if (r.level, r.basis) == ("promoted", "revenue") and math.isfinite(r.spend))
    return (
        name(short(clean(cell.cell), 40)), number(numbers.number(row.units), row.units),
        Cell(length(found, row.periods, numbers.language)), uplift(row.detectable, numbers), ends(row, numbers),
        money(row.incremental, numbers), *(returned(next(own, None), numbers) if paid else ()),
    )  # fmt: skip


def _contrasts(found: Power, language: Language) -> Table:
    numbers = numbers_of(found, language)
    heads = [(text("column.pair", language), False), (text("power.column.apart", language), True)]
    rows = [_contrast(each, numbers) for each in found.contrasts if each.level == "promoted"]
    level = level_number(found.confidence, numbers)
    note = text("power.contrasts_note", language, level=level, power=numbers.share(found.power))
    return table(text("power.contrasts", language), heads, rows, note)


def _contrast(each: Contrast, numbers: Numbers) -> tuple[Cell, ...]:
    one, other = (short(clean(cell), 40) for cell in (each.cell, each.against))
    return name(text("cells.pair", numbers.language, one=one, other=other)), uplift(each.detectable, numbers)

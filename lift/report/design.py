"""What `lift match` has chosen, as tables and sentences in either language."""

from collections.abc import Mapping, Sequence
from typing import Any

from lift.core.design import Balance, Design
from lift.report.blocks import Cell, Table
from lift.report.names import clean, enumeration, item_label, short
from lift.report.numerals import Language, Numbers
from lift.report.sections.cells import name, number, table
from lift.report.words import known, text

MOST_NAMES = 12
SHARES = ("trend", "selling", "share")


def arms_sentences(design: Design, language: Language) -> tuple[str, ...]:
    """Who is test, who is control, and how the control was found."""
    chosen = text(f"design.chosen.{'match' if design.chosen == 'match' else 'named'}", language)
    return tuple(
        text(
            f"design.{arm}.{design.assignment}",
            language,
            n=len(units),
            names=enumeration(list(units), language, MOST_NAMES),
            chosen=chosen,
        )
        for arm, units in (("test", design.test), ("control", design.control))
    )


def detectable_table(design: Design, language: Language) -> Table:
    """The uplift that the campaign will show in 80 % of cases, by level and item."""
    numbers = Numbers(language)
    heads = [
        (text("column.level", language), False), (text("column.item", language), False),
        (text("column.detectable", language), True),
    ]  # fmt: skip
    rows = [
        (Cell(text(f"level.{level}", language)), name(item_label(level, item, language)), number(numbers.percent(v), v))
        for (level, item), v in ((key.split(" ", 1), v) for key, v in design.detectable.items())
    ]
    return table(text("design.detectable", language), heads, rows, text("design.detectable_note", language))


def tried_table(tried: Sequence[Mapping[str, Any]], language: Language) -> Table:
    """The controls that were tried out, the chosen one marked, with the uplift that each would detect."""
    numbers = Numbers(language)
    items = [key for key in (tried[0] if tried else {}) if key.startswith(("promoted ", "brand ", "category "))]
    labels = [item_label(level, item, language) for level, item in (key.split(" ", 1) for key in items)]
    heads = [
        ("", False), (text("design.column.control", language), False), (text("design.column.units", language), True),
        *((short(label, 24), True) for label in labels),
    ]  # fmt: skip
    rows = [
        (
            Cell("*" if row["chosen"] else ""), Cell(_tried_name(str(row["control"]), language)),
            number(numbers.number(row["units_control"]), row["units_control"]),
            *(number(numbers.percent(row[key]), row[key]) for key in items),
        )
        for row in tried
    ]  # fmt: skip
    return table(text("design.tried", language), heads, rows, text("design.tried_note", language))


def balance_table(rows: Sequence[Balance], language: Language) -> Table:
    """How alike test and control are before the campaign."""
    numbers = Numbers(language)
    heads = [
        (text(f"balance.column.{key}", language), key in {"test", "control", "difference"})
        for key in ("measure", "item", "test", "control", "difference")
    ]
    body = [
        (
            Cell(measure_label(row.measure, language)),
            name(item_label(row.level, row.item, language) if row.level else ""),
            *(number(_value(row, value, numbers), value) for value in (row.test, row.control)),
            number("–" if row.difference is None else f"{numbers.number(row.difference, 2)}", row.difference),
        )
        for row in rows
    ]
    return table(text("balance.caption", language), heads, body, text("balance.note", language))


def measure_label(measure: str, language: Language) -> str:
    """The word for a measure of balance; a store attribute is shown as it stands in the data."""
    return known(f"balance.measure.{measure}", language, short(clean(measure), 40))


def _value(row: Balance, value: float, numbers: Numbers) -> str:
    if row.measure in SHARES or " = " in row.measure:
        return numbers.percent(value, sign=row.measure == "trend")
    return numbers.number(value, 2 if abs(value) < 1000 else 0)


def _tried_name(label: str, language: Language) -> str:
    count, _, rest = label.partition(" ")
    if count.isdigit():
        return text(f"design.control_set.{rest.replace(' ', '_')}", language, n=count)
    return text(f"design.control_set.{label.replace(' ', '_')}", language)

"""What `lift power` found, as sentences, tables and a page in either language."""

import math

from lift.core.power import Detectable, Power
from lift.report.blocks import Bullets, Cell, Drawing, Facts, Report, Section, Table, Text
from lift.report.figures.power import SIZE, power, power_curve, units_in_words
from lift.report.html import page
from lift.report.names import clean, item_label, short
from lift.report.numerals import MISSING, Language, Numbers
from lift.report.power_cells import cell_tables
from lift.report.power_rows import ends, length, money, numbers_of, returned, uplift
from lift.report.sections.cells import name, number, table
from lift.report.words import level_number, text


def power_sentences(found: Power, language: Language) -> tuple[str, ...]:
    """What the plan can show, what its spend would have to return, what else would help, and what was not tried."""
    numbers = numbers_of(found, language)
    own = next(row for row in found.plan if row.level == "promoted")
    if not math.isfinite(own.detectable):
        said = [text("power.nothing", language, campaigns=numbers.number(own.campaigns))]
    else:
        said = [
            text(
                "power.sentence", language, length=length(found, own.periods, language),
                units=units_in_words(found, own.units, language), power=numbers.share(found.power),
                uplift=numbers.percent(own.detectable), money=numbers.money(own.incremental, 0),
            )
        ]  # fmt: skip
        said += _money_sentences(found, numbers)
        said += _scattered_sentences(found, numbers)
    if any(row.periods < own.periods for cell in found.cells for row in cell.rows):
        said.append(text("power.cells_differ", language, length=length(found, own.periods, language)))
    if own.history < found.planned_history:
        said.append(
            text("power.short", language, own=length(found, own.history, language),
                 planned=length(found, found.planned_history, language))
        )  # fmt: skip
    said += [
        text(
            f"power.untried.{left.reason}", language, length=length(found, left.periods, language),
            units=units_in_words(found, left.units, language), history=length(found, left.history, language),
            needed=length(found, left.needed, language), found=length(found, left.found, language),
        )
        for left in found.untried
    ]  # fmt: skip
    return tuple(said)


def power_tables(found: Power, language: Language) -> tuple[Table, ...]:
    """The plan by level; the cells; the promoted set by length and number of units; other designs; spend by return."""
    tables = [_plan_table(found, language), *cell_tables(found, language)]
    if any(row.scenario == "alternative" for row in found.rows):
        tables.append(_grid_table(found, language))
    if any(row.scenario in {"history", "scattered"} for row in found.rows):
        tables.append(_other_table(found, language))
    return (*tables, _spend_table(found, language))


def power_page(found: Power, language: Language) -> str:
    """All of it as one offline HTML page."""
    note, curve_note = (text(f"power.figure.{key}", language) for key in ("note", "curve_note"))
    designs = Drawing(
        "power", text("power.figure.title", language), note, lambda ax: power(found, ax=ax, language=language), SIZE
    )
    curve = Drawing(
        "power-curve", text("power.figure.curve", language), curve_note,
        lambda ax: power_curve(found, ax=ax, language=language), SIZE,
    )  # fmt: skip
    own, *rest = power_tables(found, language)
    said = Bullets(power_sentences(found, language))
    sections = (
        Section("glance", text("power.title", language), (said, own, curve, Text(curve_note))),
        Section("designs", text("power.designs", language), (designs, Text(note), *rest)),
    )
    numbers = numbers_of(found, language)
    facts = (
        (text("power.fact.campaign", language), numbers.interval(numbers.day(found.start), numbers.day(found.end))),
        (text("power.fact.known", language), numbers.day(found.known)),
        (text("power.fact.method", language), found.method),
    )
    return page(
        Report(
            language, text("power.page", language, name=clean(found.study)), "", text("power.title", language),
            Facts(facts), sections, text("page.contents", language), text("page.skip", language),
            text("page.data", language), text("column.interval", language, level="95"),
            text("power.footer", language, fingerprint=found.fingerprint[:12] or MISSING, seed=found.seed),
        )
    )  # fmt: skip


def _money_sentences(found: Power, numbers: Numbers) -> list[str]:
    language = numbers.language
    returns = [r for r in found.returns if r.level == "promoted" and r.basis == "revenue"]
    said: list[str] = []
    for entry in returns:
        if math.isfinite(entry.spend):
            said.append(
                text(
                    "power.spend", language, spend=numbers.money(entry.spend, 0),
                    roi=numbers.roi_money(entry.per_euro), uplift=numbers.percent(entry.break_even),
                    chance=numbers.percent(entry.chance, 0), unit=numbers.money(1, 0),
                )
            )  # fmt: skip
        double = dict(entry.spends).get(2.0)
        if double is not None:
            said.append(text("power.return", language, roi=numbers.roi_money(2.0), unit=numbers.money(1, 0),
                             spend=numbers.money(double, 0)))  # fmt: skip
    return said


def _scattered_sentences(found: Power, numbers: Numbers) -> list[str]:
    row = next((r for r in found.rows if r.scenario == "scattered" and r.level == "promoted"), None)
    if row is None or not math.isfinite(row.detectable):
        return []
    language = numbers.language
    words = {"stores": numbers.number(row.stores), "uplift": numbers.percent(row.detectable)}
    if not found.spill_over:
        return [text("power.scattered_no", language, **words)]
    return [text("power.scattered", language, **words, share=numbers.percent(found.spill_over, 0))]


def _plan_table(found: Power, language: Language) -> Table:
    numbers = numbers_of(found, language)
    paid = {(r.level, r.item): r for r in found.returns if r.basis == "revenue" and math.isfinite(r.spend)}
    heads = [
        (text("power.column.item", language), False), (text("power.column.detectable", language), True),
        (text("power.column.interval", language), True), (text("power.column.expected", language), True),
        (text("power.column.incremental", language), True),
    ]  # fmt: skip
    heads += [(text(f"power.column.{key}", language, symbol=numbers.symbol), True) for key in ("roi", "even")] * bool(
        paid
    )
    rows = [
        (
            name(_label(row, language)), uplift(row.detectable, numbers), ends(row, numbers),
            money(row.expected, numbers), money(row.incremental, numbers),
            *(returned(paid.get((row.level, row.item)), numbers) if paid else ()),
        )
        for row in found.plan
    ]  # fmt: skip
    own = found.plan[0]
    note = text("power.note", language, level=level_number(found.confidence, numbers),
                power=numbers.share(found.power), campaigns=numbers.number(own.campaigns), starts=own.starts,
                groups=own.groups)  # fmt: skip
    caption = text("power.caption", language, length=length(found, own.periods, language),
                   units=units_in_words(found, own.units, language))  # fmt: skip
    return table(caption, heads, rows, note)


def _grid_table(found: Power, language: Language) -> Table:
    numbers = numbers_of(found, language)
    rows = [r for r in found.rows if r.level == "promoted" and r.scenario in {"plan", "alternative"}]
    lengths = sorted({r.periods for r in rows})
    body: list[tuple[Cell, ...]] = []
    for units in sorted({r.units for r in rows}):
        at = {r.periods: r for r in rows if r.units == units}
        cells = [uplift(at[n].detectable, numbers) if n in at else Cell(MISSING) for n in lengths]
        body.append((Cell(units_in_words(found, units, language)), *cells))
    heads = [(text("power.column.units", language), False), *((length(found, n, language), True) for n in lengths)]
    return table(text("power.grid", language), heads, body)


def _other_table(found: Power, language: Language) -> Table:
    numbers = numbers_of(found, language)
    own = found.detectable
    body: list[tuple[Cell, ...]] = []
    for row in (r for r in found.rows if r.level == "promoted"):
        if row.scenario == "alternative":
            continue
        words = text(
            f"power.design.{row.scenario}", language, history=length(found, row.history, language),
            stores=numbers.number(row.stores), units=units_in_words(found, row.units, language),
        )  # fmt: skip
        ratio = row.detectable / own if math.isfinite(row.detectable) and own > 0 else None
        body.append(
            (Cell(words), uplift(row.detectable, numbers), ends(row, numbers), number(numbers.number(ratio, 2), ratio))
        )
    heads = [
        (text("power.column.design", language), False), (text("power.column.detectable", language), True),
        (text("power.column.interval", language), True), (text("power.column.ratio", language), True),
    ]  # fmt: skip
    return table(text("power.others", language), heads, body)


def _spend_table(found: Power, language: Language) -> Table:
    numbers = numbers_of(found, language)
    entries = [r for r in found.returns if r.level == "promoted"]
    heads = [(text("power.column.return", language, symbol=numbers.symbol), True)]
    heads += [(text(f"power.basis.{entry.basis}", language), True) for entry in entries]
    body = [
        (number(numbers.roi(entries[0].spends[i][0])), *(money(entry.spends[i][1], numbers) for entry in entries))
        for i in range(len(entries[0].spends) if entries else 0)
    ]
    return table(text("power.spends", language), heads, body)


def _label(row: Detectable, language: Language) -> str:
    label = short(item_label(row.level, row.item, language), 40)
    return label if row.level == "promoted" else f"{text(f'level.{row.level}', language)} {label}"

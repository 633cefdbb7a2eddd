"""Cells: what each test group with a campaign or dose of its own sold more, and which sold more than another."""

from collections.abc import Sequence

from lift.core.words import ALL_CELLS
from lift.report.blocks import Block, Cell, Drawing, Section, Table, Text
from lift.report.figures.cells import cell_label, cell_uplifts
from lift.report.figures.uplifts import Uplift
from lift.report.names import clean, enumeration
from lift.report.sections.cells import interval, name, number, span, table, verdict
from lift.report.sections.uplifts import uplifts_drawing
from lift.report.source import Row, Source
from lift.report.tones import tone

_MOST_PAIRS = 60


def campaign_cells(source: Source) -> Section | None:
    """The section on the cells; None for a study without any."""
    rows, pairs = source.records("cells"), source.records("cell_pairs")
    if not rows:
        return None
    differ, drawn = any(r["cell"] == ALL_CELLS for r in rows), cell_uplifts(source, rows)
    blocks: list[Block] = [
        Text(source.say("cells.intro")),
        _who(source),
        *([Text(source.say("cells.differ"))] if differ else []),
        *([_drawing(source, drawn)] if len(drawn) > 1 else []),
        _effects(source, [r for r in rows if (r["window"], r["metric"]) == ("campaign", "revenue")]),
        *_returns(source, rows),
    ]
    compared = [p for p in pairs if (p["window"], p["metric"]) == ("campaign", "revenue")]
    if compared:
        blocks += [Text(source.say("cells.pairs_intro", level=source.confidence)), _pairs(source, compared)]
    return Section("cells", source.say("section.cells"), tuple(blocks))


def _drawing(source: Source, rows: Sequence[Uplift]) -> Drawing:
    say = source.say
    about, cell = say("figure.cells.desc", level=source.level), say("column.cell")
    return uplifts_drawing(source, "cells", say("cells.figure"), about, rows, cell, say("cells.all"), cell)


def _who(source: Source) -> Table:
    numbers, say = source.numbers, source.say
    heads = [
        (say("column.cell"), False), (say("column.cell_units"), False), (say("column.cell_dates"), False),
        (say("column.cell_skus"), False), (say("column.cell_spend"), True),
    ]  # fmt: skip
    rows = [
        (
            name(cell_label(source, cell["name"])),
            Cell(enumeration([clean(unit) for unit in cell["test"]], source.language, 6)),
            Cell(source.say("cells.dates", first=numbers.day(cell["start"]), last=numbers.day(cell["end"]))),
            Cell(enumeration([clean(sku) for sku in cell["promoted"]], source.language, 4) or say("cells.waiting")),
            number(numbers.money(cell["spend"], 0), cell["spend"], "money"),
        )
        for cell in source.document.get("cells") or []
    ]  # fmt: skip
    return table(say("cells.who"), heads, rows)


def _effects(source: Source, rows: list[Row]) -> Table:
    numbers, level = source.numbers, source.say("column.interval", level=source.confidence)
    heads = [
        (source.say("column.cell"), False), (source.say("column.item"), False), (source.say("column.uplift"), True),
        (level, True), (source.say("column.revenue"), True), (level, True), (source.say("column.verdict"), False),
    ]  # fmt: skip
    body = [
        (
            name(cell_label(source, row["cell"])), name(source.label(row)),
            number(numbers.percent(row["uplift"], sign=True), row["uplift"], "percent"), span(source, row, "uplift"),
            number(numbers.money(row["incremental"], 0, sign=True), row["incremental"], "money"),
            span(source, row, "incremental", lambda v: numbers.money(v, 0)),
            verdict(source, row),
        )
        for row in rows
    ]  # fmt: skip
    return table(source.say("cells.effects"), heads, body, source.say("cells.effects_note"))


def _returns(source: Source, rows: list[Row]) -> list[Block]:
    """Return on each cell's own spend, for the item and window of the headline; nothing without spend by cell."""
    windows = {r["window"] for r in rows if r["per_euro"] is not None}
    window = "total" if "total" in windows else "campaign"
    brands = [r for r in rows if r["per_euro"] is not None and (r["level"], r["window"]) == ("brand", window)]
    if not brands:
        return []
    item = brands[-1]["item"] if len({r["item"] for r in brands}) > 1 else brands[0]["item"]
    numbers = source.numbers
    heads = [
        (source.say("column.cell"), False), (source.say("column.cell_spend"), True),
        (source.say("column.incremental"), True), (source.say("column.roi", symbol=numbers.symbol), True),
        (source.say("column.interval", level=source.confidence), True), (source.say("column.status"), False),
    ]  # fmt: skip
    body = [
        (
            name(cell_label(source, r["cell"])), number(numbers.money(r["spend"], 0), r["spend"], "money"),
            number(numbers.money(r["incremental"], 0, sign=True), r["incremental"], "money"),
            number(numbers.roi(r["per_euro"]), r["per_euro"], "return"),
            interval(numbers.interval(*map(numbers.roi, (r["per_euro_low"], r["per_euro_high"]))), r["per_euro_low"],
                     r["per_euro_high"], "return"),
            Cell(source.word("roi.status", r["roi_status"]), kind="verdict", tone=tone(r["roi_status"])),
        )
        for r in brands
        if r["item"] == item
    ]  # fmt: skip
    label = source.label({"level": "brand", "item": item})
    what = source.say("cells.roi", item=label, window=source.mid("window", window))
    return [table(what, heads, body)]


def _pairs(source: Source, pairs: list[Row]) -> Table:
    numbers = source.numbers
    heads = [
        (source.say("column.pair"), False), (source.say("column.item"), False),
        (source.say("column.cell_relative"), True), (source.say("column.pair_interval"), True),
        (source.say("column.pair_verdict"), False), (source.say("column.direct"), True),
    ]  # fmt: skip
    body = [
        (
            name(source.say("cells.pair", one=cell_label(source, p["cell"]), other=cell_label(source, p["against"]))),
            name(source.label(p)),
            number(numbers.percent(p["relative"], sign=True), p["relative"], "percent"),
            interval(numbers.interval(numbers.percent(p["relative_low"]), numbers.percent(p["relative_high"])),
                     p["relative_low"], p["relative_high"], "percent"),
            Cell(source.word("cells.verdict", p["verdict"])),
            number(numbers.percent(p["direct"], sign=True), p["direct"], "percent"),
        )
        for p in pairs[:_MOST_PAIRS]
    ]  # fmt: skip
    return table(source.say("cells.pairs"), heads, body, source.say("cells.pairs_note"))

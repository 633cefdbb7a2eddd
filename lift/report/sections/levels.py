"""The effect by level: forest plot, a table per window, and what could not be measured, in words."""

from typing import Any

from lift.report.blocks import Block, Bullets, Cell, Drawing, Heading, Section, Table, Text
from lift.report.figures.chart_rows import forest_chart
from lift.report.figures.forest import MOST_PER_LEVEL, forest, forest_rows, forest_size
from lift.report.names import clean
from lift.report.sections.cells import name, number, span, table, verdict
from lift.report.sections.pooled import pooled
from lift.report.source import MOST_OTHERS, Row, Source
from lift.report.words import catalogue

_MOST_REFUSED = 25
_SHARES = {"too_thin", "empty_periods"}


def levels(source: Source, result: Any) -> Section:
    """Forest plot and tables from SKU to category."""
    rows, hidden = source.shown("campaign")
    drawn = forest_rows(source, "campaign", "revenue")
    words = {"metric": source.mid("metric", "revenue"), "window": source.mid("window", "campaign")}
    level = source.level
    blocks: list[Block] = [
        Text(source.say("levels.intro")),
        Drawing(
            "forest",
            source.say("figure.forest.title", **words),
            source.say("figure.forest.desc", level=level, n=len(drawn)),
            lambda ax: forest(result, ax=ax, language=source.language),
            forest_size(drawn),
            chart=forest_chart(source),
        ),
    ]
    if hidden:
        blocks.append(Text(source.say("levels.selection", most=MOST_OTHERS, hidden=source.numbers.number(hidden))))
    if len(drawn) < len(rows):
        blocks.append(Text(source.say("levels.selection_figure", most=MOST_PER_LEVEL)))
    blocks.append(effects_table(source, "campaign"))
    if source.has_after:
        blocks += [
            Text(source.say("levels.short")),
            *(effects_table(source, w, short=True) for w in ("after", "total")),
        ]
    blocks += pooled(source)
    blocks += refused(source)
    return Section("levels", source.say("section.levels"), tuple(blocks))


def effects_table(source: Source, window: str, *, short: bool = False) -> Table:
    """Uplift, incremental revenue and units of the shown items with intervals and verdict; `short`: the main ones."""
    interval = source.say("column.interval", level=source.confidence)
    heads = [
        (source.say("column.item"), False),
        (source.say("column.level"), False),
        (source.say("column.uplift"), True),
        (interval, True),
        (source.say("column.revenue"), True),
        (interval, True),
        (source.say("column.units"), True),
        (source.say("column.verdict"), False),
    ]
    shown = source.shown(window)[0]
    rows = [_row(source, r) for r in shown if not short or r["level"] == "category" or source.is_promoted(r)]
    return table(source.say("levels.caption", window=source.mid("window", window)), heads, rows)


def _row(source: Source, row: Row) -> tuple[Cell, ...]:
    numbers = source.numbers
    units = source.row(row["level"], row["window"], "units", row["item"]) or {}
    return (
        name(source.label(row)),
        Cell("" if row["level"] == "promoted" else source.word("level", row["level"])),
        number(numbers.percent(row["uplift"], sign=True), row["uplift"], "percent"),
        span(source, row, "uplift"),
        number(numbers.money(row["incremental"], 0, sign=True), row["incremental"], "money"),
        span(source, row, "incremental", lambda v: numbers.money(v, 0)),
        number(numbers.number(units.get("incremental"), sign=True), units.get("incremental")),
        verdict(source, row),
    )


def refused(source: Source) -> list[Block]:
    """The items that were not measured one by one, each with its reason, promoted SKUs first."""
    entries = _one_each(source.document.get("not_measured") or [])
    if not entries:
        return []
    entries.sort(key=lambda entry: not _promoted(source, entry))
    lines = [
        source.say(
            "levels.not_measured_promoted" if _promoted(source, entry) else "levels.not_measured_row",
            item=clean(entry["item"]), reason=reason(source, entry),
        )
        for entry in entries[:_MOST_REFUSED]
    ]  # fmt: skip
    if len(entries) > _MOST_REFUSED:
        lines.append(source.say("levels.not_measured_more", n=source.numbers.number(len(entries) - _MOST_REFUSED)))
    intro = Text(source.say("levels.not_measured_intro", n=source.numbers.number(len(entries))))
    return [Heading(source.say("levels.not_measured")), intro, Bullets(tuple(lines))]


def reason(source: Source, entry: Row) -> str:
    """Why an item was not measured, with the value against its limit where both say something."""
    code, numbers = str(entry["reason"]), source.numbers
    if code in _SHARES:
        values = {key: numbers.percent(entry.get(key), 0) for key in ("value", "limit")}
    else:
        values = {key: "–" if entry.get(key) is None else numbers.number(entry[key], 2) for key in ("value", "limit")}
    key = f"reason.{code}" if f"reason.{code}" in catalogue() else "reason.other"
    return source.say(key, code=clean(code.replace("_", " ")), **values)


def _promoted(source: Source, entry: Row) -> bool:
    return entry["level"] == "sku" and str(entry["item"]) in source.promoted


def _one_each(entries: list[Row]) -> list[Row]:
    """One entry per item: a SKU refused in revenue and in units is one SKU."""
    return list({(entry["level"], entry["item"]): entry for entry in reversed(entries)}.values())[::-1]

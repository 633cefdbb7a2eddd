"""What changed since an earlier result of the same study: rows, returns, the ground they stand on, findings."""

from collections.abc import Mapping
from typing import Any

from lift.core.words import PROMOTED
from lift.report.against import CHANGED, CHANGED_ROI
from lift.report.blocks import Block, Bullets, Cell, Heading, Section, Table, Text
from lift.report.names import clean, enumeration, item_label, short
from lift.report.numerals import MISSING
from lift.report.sections.cells import name, number, table
from lift.report.source import Row, Source
from lift.report.tones import tone

_MOST = 30


def changes(source: Source) -> Section | None:
    """The section; None where no earlier result lies beside this one."""
    found: Mapping[str, Any] | None = source.document.get("changed")
    if found is None:
        return None
    rows, returns = source.records(CHANGED), source.records(CHANGED_ROI)
    was, now = (source.word("verdict", status) for status in found["verdict"])
    key = "same" if was == now else "other"
    count = {"n": source.numbers.number(found["moved"]), "rows": source.numbers.number(found["rows"])}
    blocks: list[Block] = [
        Text(source.say(f"changes.verdict.{key}", was=was, now=now), lead=True),
        Text(source.say("changes.rows" if rows else "changes.no_rows", **count)),
    ]
    shown = [r for r in rows if r["metric"] == "revenue"]
    shown.sort(key=lambda r: (r["level"] != PROMOTED, r["window"] != "campaign"))
    if shown:
        blocks.append(_effects(source, shown[:_MOST]))
        if len(rows) > len(shown[:_MOST]):
            blocks.append(Text(source.say("changes.more", shown=source.numbers.number(len(shown[:_MOST])))))
    if returns:
        blocks.append(_returns(source, returns[:_MOST]))
    facts = tuple(_fact(source, fact) for fact in found["facts"])
    blocks += [Heading(source.say("changes.facts")), Bullets(facts or (source.say("changes.no_facts"),))]
    for part in ("new", "gone"):
        if found[part]:
            told = tuple(clean(finding["message"][source.language]) for finding in found[part])
            blocks += [Heading(source.say(f"changes.{part}")), Bullets(told)]
    return Section("changes", source.say("section.changes"), tuple(blocks))


def _heads(source: Source, value: str, words: str) -> list[tuple[str, bool]]:
    """Item and window, then a value and a word, each before and now."""
    pairs = [(value, True), (value, True), (words, False), (words, False)]
    ends = ("changes.before", "changes.now") * 2
    told = [
        (source.say(end, what=source.say(key, symbol=source.numbers.symbol)), numeric)
        for end, (key, numeric) in zip(ends, pairs, strict=True)
    ]
    return [(source.say("column.item"), False), (source.say("column.window"), False), *told]


def _effects(source: Source, rows: list[Row]) -> Table:
    numbers, heads = source.numbers, _heads(source, "column.uplift", "column.verdict")
    money = [(source.say(f"changes.{end}", what=source.say("column.revenue")), True) for end in ("before", "now")]
    heads[4:4] = money
    told = [
        (
            name(short(item_label(str(r["level"]), r["item"], source.language), 80)),
            Cell(source.word("window", r["window"])),
            *(number(numbers.percent(r[k], sign=True), r[k], "percent") for k in ("uplift_before", "uplift")),
            *(number(numbers.money(r[k], 0, sign=True), r[k], "money") for k in ("incremental_before", "incremental")),
            *(_word(source, "verdict", r[k]) for k in ("verdict_before", "verdict")),
        )
        for r in rows
    ]
    return table(source.say("changes.caption"), heads, told)


def _returns(source: Source, rows: list[Row]) -> Table:
    numbers, heads = source.numbers, _heads(source, "column.roi", "column.status")
    heads.insert(1, (source.say("column.basis"), False))
    told = [
        (
            name(short(item_label(str(r["level"]), r["item"], source.language), 80)),
            Cell(source.word("roi.basis", r["basis"])),
            Cell(source.word("window", r["window"])),
            *(number(numbers.roi(r[k]), r[k], "return") for k in ("per_euro_before", "per_euro")),
            *(_word(source, "roi.status", r[k]) for k in ("status_before", "status")),
        )
        for r in rows
    ]
    return table(source.say("changes.roi"), heads, told)


def _word(source: Source, group: str, value: object) -> Cell:
    return Cell(MISSING) if value is None else Cell(source.word(group, value), kind="verdict", tone=tone(value))


def _fact(source: Source, fact: Row) -> str:
    """One thing that differs, before and now."""
    what, values = str(fact["what"]), fact["values"]
    if what in {"pre", "campaign", "after"}:
        told = [_window(source, window) for window in values]
    elif what in {"fingerprint", "input"}:
        told = [str(value or MISSING)[:12] for value in values]
    else:
        told = [source.numbers.number(value) for value in values]
    label = source.word("window", what) if what in {"pre", "campaign", "after"} else source.say(f"changes.fact.{what}")
    said = source.say("changes.fact", what=label, was=told[0], now=told[1])
    if what == "input":
        return said.replace(label, f"{label} ({clean(fact['file'])})", 1)
    names = [(end, fact[end]) for end in ("new", "out") if fact.get(end)]
    parts = [
        source.say(f"changes.{end}_units", names=enumeration([clean(n) for n in units], source.language))
        for end, units in names
    ]
    return "; ".join((said, *parts))


def _window(source: Source, window: Row | None) -> str:
    if not window:
        return MISSING
    return source.numbers.interval(source.numbers.day(window["first"]), source.numbers.day(window["last"]))

"""ROI: what was spent, what came back per unit of it, on which price basis, and what one more unit cost."""

from collections.abc import Mapping
from typing import Any

from lift.report.blocks import Block, Bullets, Cell, Drawing, Section, Table, Text
from lift.report.figures.chart_rows import roi_chart
from lift.report.figures.money import roi, roi_size
from lift.report.names import clean
from lift.report.numerals import LEAST_WHOLE
from lift.report.returns import basis_words, roi_rows
from lift.report.sections.assumptions import assumptions
from lift.report.sections.cells import interval, name, number, table
from lift.report.sections.chances import chance, chances
from lift.report.sections.costs import costs
from lift.report.source import Row, Source
from lift.report.tones import tone

_MOST_ROWS = 36


def money(source: Source, result: Any) -> Section:
    """The ROI section; says why there is none when no spend was stated. Not called for an invalid test."""
    title, head = source.say("section.roi"), source.headline
    rows = roi_rows(source)
    if head is None:
        why = source.say("roi.early" if source.early else "roi.none")
        return Section("roi", title, (Text(why), *assumptions(source), *_activity(source)))
    level = source.level
    blocks: list[Block] = [
        Text(_sentence(source, head), lead=True),
        Text(" ".join(_context(source, head))),
        Drawing(
            "roi",
            source.say("figure.roi.title", symbol=source.numbers.symbol),
            source.say("figure.roi.desc", level=level, n=len(rows)),
            lambda ax: roi(result, ax=ax, language=source.language),
            roi_size(len(rows)),
            chart=roi_chart(source),
        ),
        _roi_table(source),
        _spend_table(source, head),
    ]
    if chain := _chain(source, head):
        blocks.append(chain)
    if lines := [*_profit(source, head), *_assumptions(source)]:
        blocks.append(Bullets(tuple(lines)))
    blocks += [*chances(source), *costs(source, head)]
    blocks += [*_activity(source), Text(source.say("roi.definition")), *assumptions(source)]
    return Section("roi", title, tuple(blocks))


def _sentence(source: Source, head: Row) -> str:
    numbers = source.numbers
    interval = source.interval(numbers.roi(head["low"]), numbers.roi(head["high"]))
    if head["per_euro"] < 0:
        value = numbers.roi(head["per_euro"])
        return source.say("roi.sentence_negative", symbol=numbers.symbol, value=value, interval=interval)
    value = numbers.roi_money(head["per_euro"])
    low = numbers.roi(None) if head["low"] is None else numbers.roi_money(head["low"])
    key = "roi.sentence_open" if head["status"] == "open" else "roi.sentence"
    return source.say(key, symbol=numbers.symbol, value=value, interval=interval, low=low)


def _context(source: Source, head: Row) -> list[str]:
    window = source.mid("window", head["window"])
    out = [source.say("roi.scope", item=source.label(head), window=window, basis=basis_words(source, head))]
    if head.get("chance_above_break_even") is not None:
        out.append(source.say("roi.chance", chance=chance(source, head["chance_above_break_even"])))
    return [source.say(f"roi.told.{head['status']}"), *out]


def _roi_table(source: Source) -> Table:
    numbers = source.numbers
    heads = [
        (source.say("column.item"), False),
        (source.say("column.basis"), False),
        (source.say("column.window"), False),
        (source.say("column.incremental"), True),
        (source.say("column.roi", symbol=numbers.symbol), True),
        (source.say("column.interval", level=source.confidence), True),
        (source.say("column.chance"), True),
        (source.say("column.status"), False),
    ]
    entries = [e for e in source.document.get("roi") or [] if e["window"] != "after"]
    entries = sorted(entries, key=lambda e: not e.get("headline"))[:_MOST_ROWS]
    rows: list[tuple[Cell, ...]] = []
    for entry in entries:
        item, likely = source.label(entry), entry.get("chance_above_break_even")
        ends = (entry["low"], entry["high"])
        rows.append((
            name(source.say("roi.headline_mark", item=item) if entry.get("headline") else item),
            Cell(basis_words(source, entry)),
            Cell(source.word("window", entry["window"])),
            number(numbers.money(entry["incremental"], 0, sign=True), entry["incremental"], "money"),
            number(numbers.roi(entry["per_euro"]), entry["per_euro"], "return"),
            interval(numbers.interval(*map(numbers.roi, ends)), *ends, "return"),
            number(chance(source, likely), likely, "percent"),
            Cell(source.word("roi.status", entry["status"]), kind="verdict", tone=tone(entry["status"])),
        ))  # fmt: skip
    return table(source.say("roi.table"), heads, rows)


def _spend_table(source: Source, head: Row) -> Table:
    spend, numbers, say = source.campaign.get("spend") or {}, source.numbers, source.say
    items = spend.get("items") or {}
    amounts = [*items.values(), *([spend["total"]] if spend.get("total") is not None else []), head["spend"]]
    digits = 0 if all(abs(a) >= LEAST_WHOLE or a == int(a) for a in amounts) else 2

    def paid(amount: float) -> Cell:
        return number(numbers.money(amount, digits), amount, "money")

    rows = [(name(clean(item)), paid(amount)) for item, amount in items.items()]
    if spend.get("total") is not None:
        rows.append((Cell(say("roi.spend_total")), paid(spend["total"])))
    scope = say(f"roi.scope_value.{spend.get('scope') or 'test'}", share=numbers.percent(spend.get("share_in_test")))
    rows += [
        (Cell(say("roi.spend_scope")), number(scope)),
        (Cell(say("roi.spend_test")), paid(head["spend"])),
        (Cell(say("roi.spend_basis")), number(say(f"roi.basis_value.{spend.get('basis') or 'unknown'}"))),
        (
            Cell(say("roi.revenue_basis")),
            number(say(f"roi.basis_value.{source.study.get('revenue_basis') or 'unknown'}")),
        ),
    ]
    return table(say("roi.spend_caption"), [(say("column.position"), False), (say("column.amount"), True)], rows)


def _profit(source: Source, head: Row) -> list[str]:
    entries = [e for e in source.document.get("roi") or [] if e.get("profit_roi") is not None]
    return [
        source.say(
            "roi.profit",
            item=source.label(entry),
            window=source.mid("window", entry["window"]),
            value=source.numbers.roi(entry["profit_roi"]),
            symbol=source.numbers.symbol,
        )
        for entry in entries
        if (entry["level"], entry["item"], entry["window"]) == (head["level"], head["item"], head["window"])
    ]


def _assumptions(source: Source) -> list[str]:
    """The margin that would pay, and the projection to stores that were not measured, marked as an assumption."""
    terms, numbers, out = source.document.get("money") or {}, source.numbers, list[str]()
    if terms.get("break_even_margin") is not None:
        base = source.word("roi.margin_base", terms.get("break_even_margin_base") or "revenue")
        key = "roi.break_even_margin" if terms["break_even_margin"] <= 1.0 else "roi.break_even_never"
        out.append(source.say(key, margin=numbers.percent(terms["break_even_margin"], 0), base=base))
    if projection := terms.get("projection"):
        gain = numbers.money(projection["incremental"], 0)
        if projection.get("incremental_low") is not None:
            ends = (numbers.money(projection[f"incremental_{end}"], 0) for end in ("low", "high"))
            gain = f"{gain} ({source.interval(*ends)})"
        words = source.say("roi.projection", coverage=numbers.percent(projection["coverage"], 0), incremental=gain)
        if projection.get("per_euro") is not None:
            value = numbers.roi(projection["per_euro"])
            if projection.get("low") is not None:
                value += f" ({source.interval(*(numbers.roi(projection[end]) for end in ('low', 'high')))})"
            words += " " + source.say("roi.projection_roi", value=value, symbol=numbers.symbol)
        out.append(words)
    return out


def _chain(source: Source, head: Row) -> Table | None:
    """The headline's increment from revenue as measured down to the margin; each step's factor applies to the last."""
    steps = (source.document.get("money") or {}).get("chain") or []
    if len(steps) < 2:
        return None
    numbers, amount, rows = source.numbers, float(head["incremental"]), list[tuple[Cell, ...]]()
    for at, step in enumerate(steps):
        amount *= float(step["factor"]) if at else 1.0
        label = step["label"]
        words = label[source.language] if isinstance(label, Mapping) else label
        factor = number("–") if not at else number(numbers.number(step["factor"], 3), step["factor"])
        rows.append((Cell(clean(words)), factor, number(numbers.money(amount, 0), amount, "money")))
    heads = [
        (source.say("column.step"), False),
        (source.say("column.factor"), True),
        (source.say("column.amount"), True),
    ]
    return table(source.say("roi.chain"), heads, rows)


def _activity(source: Source) -> list[Block]:
    rows = [
        (name(clean(source.word("activity", key))), number(source.numbers.number(float(value)), float(value)))
        for key, value in (source.document.get("activity") or {}).items()
        if not isinstance(value, str)
    ]
    heads = [(source.say("column.position"), False), (source.say("column.amount"), True)]
    return [table(source.say("roi.activity"), heads, rows)] if rows else []

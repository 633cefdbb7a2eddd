"""ROI: what was spent, what came back per unit of it, on which price basis, and what one more unit cost."""

from typing import Any

from lift.report.blocks import Block, Bullets, Cell, Drawing, Heading, Section, Table, Text
from lift.report.figures.money import roi, roi_label, roi_rows, roi_size
from lift.report.names import clean
from lift.report.sections.cells import name, number, table, tone
from lift.report.source import Row, Source


def money(source: Source, result: Any) -> Section:
    """The ROI section; says why there is none when no spend was stated. Not called for an invalid test."""
    title, head = source.say("section.roi"), source.headline
    rows = roi_rows(source)
    if head is None and not rows:
        return Section("roi", title, (Text(source.say("roi.none")), *_activity(source)))
    blocks: list[Block] = []
    if head is not None:
        blocks += [Text(_sentence(source, head), lead=True), Text(" ".join(_context(source, head)))]
    level = source.numbers.share(float(source.study["confidence"]))
    blocks += [
        Drawing(
            "roi",
            source.say("figure.roi.title", symbol=source.numbers.symbol),
            source.say("figure.roi.desc", level=level, n=len(rows)),
            lambda ax: roi(result, ax=ax, language=source.language),
            roi_size(len(rows)),
        ),
        _roi_table(source),
        _spend_table(source, head),
    ]
    if lines := _profit(source):
        blocks.append(Bullets(tuple(lines)))
    if chain := _chain(source):
        blocks.append(chain)
    if costs := _costs(source, head):
        blocks.append(costs)
    blocks.append(Text(source.say("roi.definition")))
    return Section("roi", title, (*blocks, *_activity(source)))


def roi_value(source: Source, entry: Row) -> str:
    """Return per unit of spend, two significant digits at most."""
    return source.numbers.roi(entry["per_euro"])


def basis_words(source: Source, entry: Row) -> str:
    """The price basis of an entry in words."""
    return source.word("roi.basis", entry["basis"])


def _sentence(source: Source, head: Row) -> str:
    numbers = source.numbers
    return source.say(
        "roi.sentence_stores" if source.assignment == "stores" else "roi.sentence",
        symbol=numbers.symbol,
        value=roi_value(source, head),
        interval=source.interval(numbers.roi(head["low"]), numbers.roi(head["high"])),
        low=numbers.roi(head["low"]),
    )


def _context(source: Source, head: Row) -> list[str]:
    window = source.word("window", head["window"])
    out = [source.say("roi.scope", item=source.label(head), window=window, basis=basis_words(source, head))]
    if head.get("chance_above_break_even") is not None:
        out.append(source.say("roi.chance", chance=chance(source, float(head["chance_above_break_even"]))))
    return out


def chance(source: Source, value: float) -> str:
    """A probability in whole per cent, without claiming certainty at either end."""
    if value > 0.99:
        return source.say("roi.chance_nearly")
    return source.say("roi.chance_hardly") if value < 0.01 else source.numbers.percent(value, 0)


def _roi_table(source: Source) -> Table:
    numbers = source.numbers
    heads = [
        (source.say("column.definition"), False),
        (source.say("column.incremental"), True),
        (source.say("column.roi", symbol=numbers.symbol), True),
        (source.say("column.interval", level=source.confidence), True),
        (source.say("column.cautious"), True),
        (source.say("column.chance"), True),
        (source.say("column.status"), False),
    ]
    rows: list[tuple[Cell, ...]] = []
    for entry in roi_rows(source):
        label = roi_label(source, entry)
        rows.append((
            name(source.say("roi.headline_mark", definition=label) if entry.get("headline") else label),
            number(numbers.money(entry["incremental"], 0, sign=True), entry["incremental"]),
            number(roi_value(source, entry), entry["per_euro"]),
            number(numbers.interval(numbers.roi(entry["low"]), numbers.roi(entry["high"]))),
            number(numbers.roi(entry["low"]), entry["low"]),
            number("–" if entry.get("chance_above_break_even") is None else chance(source, entry["chance_above_break_even"])),
            Cell(source.word("roi.status", entry["status"]), kind="verdict", tone=tone(entry["status"])),
        ))  # fmt: skip
    return table(source.say("roi.table"), heads, rows)


def _spend_table(source: Source, head: Row | None) -> Table:
    spend, numbers = source.campaign.get("spend") or {}, source.numbers
    rows: list[tuple[Cell, ...]] = [
        (name(clean(item)), number(numbers.money(amount), amount))
        for item, amount in (spend.get("items") or {}).items()
    ]
    if spend.get("total") is not None:
        rows.append((Cell(source.say("roi.spend_total")), number(numbers.money(spend["total"]), spend["total"])))
    scope = spend.get("scope") or "test"
    share = numbers.percent(spend.get("share_in_test"))
    rows.append((Cell(source.say("roi.spend_scope")), number(source.say(f"roi.scope_value.{scope}", share=share))))
    rows.append(
        (Cell(source.say("roi.spend_basis")), number(source.say(f"roi.basis_value.{spend.get('basis') or 'unknown'}")))
    )
    if head is not None:
        rows.append((Cell(source.say("roi.spend_test")), number(numbers.money(head["spend"]), head["spend"])))
    basis = source.study.get("revenue_basis") or "unknown"
    rows.append((Cell(source.say("roi.revenue_basis")), number(source.say(f"roi.basis_value.{basis}"))))
    return table(
        source.say("roi.spend_caption"),
        [(source.say("column.position"), False), (source.say("column.amount"), True)],
        rows,
    )


def _profit(source: Source) -> list[str]:
    return [
        source.say(
            "roi.profit",
            item=source.label(entry),
            window=source.word("window", entry["window"]),
            value=source.numbers.roi(entry["profit_roi"]),
            symbol=source.numbers.symbol,
        )
        for entry in source.document.get("roi") or []
        if entry.get("profit_roi") is not None and (source.headline or {}).get("window") == entry["window"]
    ]


def _chain(source: Source) -> Table | None:
    """The way from shelf price to margin, in whatever steps the result states it."""
    rows: list[tuple[Cell, ...]] = []
    for step in (source.document.get("money") or {}).get("chain") or []:
        key = step.get("step") or step.get("basis") or step.get("name")
        value = next((step[k] for k in ("value", "incremental", "amount") if step.get(k) is not None), None)
        if key is None:
            continue
        ends = [step.get("low"), step.get("high")]
        interval = "–" if None in ends else source.numbers.interval(*(source.numbers.money(e, 0) for e in ends))
        words = source.word("roi.chain_step", key)
        rows.append((Cell(words), number(source.numbers.money(value, 0), value), number(interval)))
    if not rows:
        return None
    if all(row[2].text == "–" for row in rows):
        rows = [row[:2] for row in rows]
    heads = [
        (source.say("column.step"), False),
        (source.say("column.amount"), True),
        (source.say("column.interval", level=source.confidence), True),
    ]
    return table(source.say("roi.chain"), heads[: len(rows[0])], rows)


def _costs(source: Source, head: Row | None) -> Table | None:
    """Spend per incremental unit, per creator and per 1,000 impressions: quotients of numbers shown elsewhere."""
    if head is None:
        return None
    numbers, spend = source.numbers, float(head["spend"])
    words = {"item": source.label(head), "window": source.word("window", head["window"])}
    units = source.row(head["level"], head["window"], "units", head["item"])
    rows: list[tuple[Cell, ...]] = []
    if units is not None:
        rows.append((Cell(source.say("roi.cost_unit", **words)), *_per_unit(source, spend, units)))
    activity = source.document.get("activity") or {}
    if activity.get("creators"):
        each = spend / activity["creators"]
        rows.append((Cell(source.say("roi.cost_creator")), number(numbers.money(each), each), number("–")))
        gain, low, high = (
            head["incremental"] / activity["creators"],
            *(head[e] * spend / activity["creators"] for e in ("low", "high")),
        )
        rows.append((
            Cell(source.say("roi.revenue_creator", **words)), number(numbers.money(gain), gain),
            number(numbers.interval(numbers.money(low), numbers.money(high))),
        ))  # fmt: skip
    if activity.get("impressions"):
        each = spend / activity["impressions"] * 1_000
        rows.append((Cell(source.say("roi.cost_mille")), number(numbers.money(each), each), number("–")))
    heads = [
        (source.say("column.position"), False),
        (source.say("column.amount"), True),
        (source.say("column.interval", level=source.confidence), True),
    ]
    return table(source.say("roi.costs"), heads, rows) if rows else None


def _per_unit(source: Source, spend: float, units: Row) -> tuple[Cell, Cell]:
    numbers, gain = source.numbers, units["incremental"]
    low, high = units["incremental_low"], units["incremental_high"]
    if gain is None or gain <= 0 or high is None or high <= 0:
        return number(source.say("roi.undefined")), number("–")
    cheapest = numbers.money(spend / high)
    if low is not None and low > 0:
        interval = numbers.interval(cheapest, numbers.money(spend / low))
    else:
        interval = source.say("roi.from", low=cheapest)
    return number(numbers.money(spend / gain), spend / gain), number(interval)


def _activity(source: Source) -> list[Block]:
    activity = source.document.get("activity") or {}
    if not activity:
        return []
    rows = [
        (name(clean(source.word("activity", key))), number(source.numbers.number(float(value)), float(value)))
        for key, value in activity.items()
    ]
    title = source.say("roi.activity")
    heads = [(source.say("column.position"), False), (source.say("column.amount"), True)]
    return [Heading(title), table(title, heads, rows)]

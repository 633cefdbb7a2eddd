"""What the effect cost: spend per incremental unit and euro with intervals, per creator and other activity."""

from lift.report.blocks import Block, Cell
from lift.report.names import clean
from lift.report.sections.cells import interval, number, table
from lift.report.source import Row, Source
from lift.report.words import known


def costs(source: Source, head: Row) -> list[Block]:
    """The table of costs; nothing where there is none to state."""
    numbers, terms = source.numbers, source.document.get("money") or {}
    rows: list[tuple[Cell, ...]] = []
    for metric, key in (("units", "roi.cost_unit"), ("revenue", "roi.cost_euro")):
        row = source.row(head["level"], head["window"], metric, head["item"])
        if row is not None:
            words = source.say(
                key, item=source.label(head), window=source.mid("window", head["window"]), symbol=numbers.symbol
            )
            rows.append((Cell(words), *_per(source, float(head["spend"]), row, metric)))
    for key, cost in (terms.get("cost_per") or {}).items():
        if cost is not None:
            each = cost * (1_000 if key == "impressions" else 1)
            generic = source.say("roi.cost_each", name=clean(source.word("activity", key)))
            words = known(f"roi.cost_{key}", source.language, generic)
            rows.append((Cell(words), number(numbers.money(each), each, "money"), number("–")))
    heads = [
        (source.say("column.position"), False),
        (source.say("column.amount"), True),
        (source.say("column.interval", level=source.confidence), True),
    ]
    return [table(source.say("roi.costs"), heads, rows)] if rows else []


def _per(source: Source, spend: float, row: Row, metric: str) -> tuple[Cell, Cell]:
    """Spend over the incremental amount; its ends are the spend over the amount's, open above where that reaches 0."""
    numbers, gain = source.numbers, row["incremental"]
    low, high = row["incremental_low"], row["incremental_high"]
    if gain is None or gain <= 0 or high is None or high <= 0:
        return number(source.say("roi.undefined" if metric == "units" else "roi.undefined_euro")), number("–")
    cheapest = numbers.money(spend / high)
    if low is not None and low > 0:
        ends = interval(numbers.interval(cheapest, numbers.money(spend / low)), spend / high, spend / low, "money")
    else:
        ends = number(source.say("roi.from", low=cheapest))
    return number(numbers.money(spend / gain), spend / gain, "money"), ends

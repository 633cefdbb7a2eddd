"""How likely the return lies above a threshold: break-even, the usual ones and those of the study."""

from collections.abc import Sequence
from typing import Any

from lift.report.blocks import Block, Cell
from lift.report.returns import basis_words
from lift.report.sections.cells import number, table
from lift.report.source import Row, Source


def chance(source: Source, value: float | None) -> str:
    """A probability in whole per cent, without claiming certainty at either end."""
    if value is None:
        return source.numbers.percent(None)
    if value > 0.99:
        return source.say("roi.chance_nearly")
    return source.say("roi.chance_hardly") if value < 0.01 else source.numbers.percent(value, 0)


def chances(source: Source) -> list[Block]:
    """One row a price basis, one column a threshold, for the headline; nothing where the law is not known."""
    terms: Row = source.document.get("money") or {}
    rows: Sequence[Any] = [r for r in terms.get("chances") or [] if r["chance"] is not None]
    if not rows:
        return []
    thresholds = list(dict.fromkeys(r["threshold"] for r in rows))
    found = {(r["basis"], r["threshold"]): r["chance"] for r in rows}
    heads = [(source.say("column.basis"), False)]
    heads += [(source.say("roi.above", value=source.numbers.number(t, _digits(t))), True) for t in thresholds]
    cells = [
        (Cell(basis_words(source, {"basis": basis})), *(
            number(chance(source, found[basis, t]), found[basis, t], "percent") for t in thresholds
        ))
        for basis in dict.fromkeys(r["basis"] for r in rows)
    ]  # fmt: skip
    return [table(source.say("roi.chances", symbol=source.numbers.symbol), heads, cells)]


def _digits(threshold: float) -> int:
    """As many decimals as the threshold has, at least one, at most three."""
    return next((digits for digits in (1, 2) if round(threshold, digits) == threshold), 3)

"""`lift match`: choose, write the lock, show."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from lift.cli.console import clean
from lift.cli.grid import grid
from lift.core.words import PROMOTED
from lift.design.lock import FILE
from lift.report.blocks import Table
from lift.report.design import arms_sentences, balance_table, detectable_table, tried_table
from lift.report.figures import markup
from lift.report.figures.balance import balance_size, draw_balance, draw_indexed, indexed_size
from lift.report.figures.svg import ALONE
from lift.report.numerals import Language, Numbers
from lift.report.words import text as words
from lift.store.folder import put
from lift.study import Study, locked
from lift.study.planning import Planned, plan

FIGURE = "balance.svg"


def today() -> date:
    """The day on which a design is fixed: the only look at the clock."""
    return datetime.now(UTC).astimezone().date()


def fix(
    study: Study,
    *,
    replace: bool,
    memory: str | None,
    threads: int | None,
    progress: Callable[[str, float], None] | None,
) -> tuple[Planned, Path]:
    """Choose the design of a study; write design.lock and a figure of the balance beside it.

    An earlier lock is only replaced when told to.
    """
    locked.refuse(study.spec, replace_earlier=replace)
    found = plan(study, today(), memory=memory, threads=threads, progress=progress)
    put(Path(study.spec.folder), FIGURE, _picture(found, study.spec.language))
    return found, locked.write(study.spec, found.lock)


def document(found: Planned, file: Path) -> dict[str, Any]:
    """The design as plain values."""
    design = found.design
    return {
        "lock": str(file), "locked": found.lock.locked, "assignment": design.assignment, "chosen": design.chosen,
        "test": list(design.test),
        "control": [{"unit": u, "weight": w} for u, w in zip(design.control, design.weights, strict=True)],
        "unused": list(design.unused), "excluded": list(design.excluded), "detectable": dict(design.detectable),
        "tried": [dict(row) for row in found.tried], "balance": design.balance.to_dict("records"),
    }  # fmt: skip


def text(found: Planned, language: Language, width: int) -> str:
    """The arms, what they will detect, what else was tried, how alike they are, and where it is written."""
    lock = found.lock
    day = Numbers(language).day(lock.locked)
    parts = ["\n".join(arms_sentences(found.design, language))]
    if found.design.detectable:
        parts.append(_table(detectable_table(found.design, language), width))
    if len(found.tried) > 1:
        parts.append(_table(tried_table(found.tried, language), width))
    parts.append(_table(balance_table(found.design.balances, language), width))
    parts.append(words("design.lock", language, day=day, file=FILE))
    if lock.locked >= lock.start:
        parts.append(words("design.late", language, start=Numbers(language).day(lock.start)))
    return clean("\n\n".join(parts))


def _picture(found: Planned, language: Language) -> bytes:
    """Both arms as indices over the standardised differences."""
    rows = list(found.design.balances)
    heights = [indexed_size()[1], balance_size(rows)[1]]
    drawn = Figure(figsize=(9.2, sum(heights)), layout="constrained")
    above, below = drawn.subplots(2, height_ratios=heights)
    frame: Any = found.indexed
    promoted: Any = frame[(frame["level"] == "promoted") & (frame["item"] == PROMOTED)]
    if len(promoted):
        draw_indexed(promoted, above, language, found.lock.frequency)
    draw_balance(rows, below, language)
    title, description = words("balance.caption", language), words("figure.balance.desc", language)
    return markup(drawn, "balance", title, description, room=ALONE).encode("utf-8")


def _table(table: Table, width: int) -> str:
    heads = [head for head, _ in table.heads]
    right = [i for i, (_, numeric) in enumerate(table.heads) if numeric]
    body = [[cell.text for cell in row] for row in table.rows]
    return f"{grid(table.caption, heads, body, width, right)}\n{table.note}"

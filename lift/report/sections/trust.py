"""How sure: every check with its finding, what the test could have found, and which design would find more."""

from lift.report.blocks import Block, Bullets, Cell, Heading, Section, Table, Text
from lift.report.names import clean
from lift.report.sections.adjusted import adjusted
from lift.report.sections.balance import balance_blocks
from lift.report.sections.cells import name, number, table
from lift.report.sections.frames import frame_table
from lift.report.source import Source
from lift.report.tones import tone
from lift.report.words import periods

_ORDER = {"fail": 0, "warn": 1, "pass": 2}
_FRAMES = ("methods", "placebos", "leave_one_out")


def trust(source: Source) -> Section:
    """Findings, detectable uplift, further evidence tables, and the stronger design."""
    blocks: list[Block] = [Text(source.say("trust.intro")), *_findings(source)]
    if source.valid:
        blocks += [
            Text(source.say("trust.detectable_intro")),
            _detectable(source),
        ]
    blocks += adjusted(source)
    for key in _FRAMES:
        if key in source.tables:
            title = source.say(f"trust.table.{key}")
            blocks += frame_table(source, key, title)
    blocks += balance_blocks(source)
    if source.status in {"inconclusive", "directional", "negative"}:
        blocks += [Heading(source.say("trust.design")), Bullets(tuple(stronger_design(source)))]
    return Section("trust", source.say("section.trust"), tuple(blocks))


def stronger_design(source: Source) -> list[str]:
    """What would let the next test find a smaller effect."""
    count = len(source.design["test"])
    out = [source.say(f"trust.design.{source.assignment}", n=source.numbers.number(count))]
    if source.assignment == "regions":
        out.append(source.say("trust.design.spread"))
    history = int(source.design["windows"]["pre"]["periods"])
    if source.numbers.frequency == "week" and history < 52:
        out.append(source.say("trust.design.history", periods=periods(history, "week", source.language)))
    return out


def _findings(source: Source) -> list[Block]:
    found = sorted(source.document.get("findings") or [], key=lambda f: _ORDER.get(f["verdict"], 3))
    if not found:
        return [Text(source.say("trust.none"))]
    counts = {v: sum(f["verdict"] == v for f in found) for v in _ORDER}
    heads = [
        (source.say("column.check"), False),
        (source.say("column.result"), False),
        (source.say("column.message"), False),
        (source.say("column.advice"), False),
    ]
    rows: list[tuple[Cell, ...]] = []
    for finding in found:
        about = finding.get("item") if finding.get("level") != "promoted" else None
        item = f" ({clean(about)})" if about else ""
        rows.append((
            name(source.word("check.name", finding["check"]) + item),
            Cell(source.word("check.verdict", finding["verdict"]), kind="verdict", tone=tone(finding["verdict"])),
            Cell(clean((finding.get("message") or {}).get(source.language) or "–")),
            Cell(clean((finding.get("advice") or {}).get(source.language) or "–")),
        ))  # fmt: skip
    summary = source.say("trust.counts", passed=counts["pass"], warned=counts["warn"], failed=counts["fail"])
    return [Text(summary), table(source.say("trust.findings"), heads, rows)]


def _detectable(source: Source) -> Table:
    numbers = source.numbers
    heads = [
        (source.say("column.item"), False),
        (source.say("column.level"), False),
        (source.say("column.detectable"), True),
        (source.say("column.uplift"), True),
    ]
    rows = [
        (
            name(source.label(row)),
            Cell(source.word("level", row["level"])),
            number(numbers.percent(row["detectable"]), row["detectable"], "percent"),
            number(numbers.percent(row["uplift"], sign=True), row["uplift"], "percent"),
        )
        for row in source.shown("campaign")[0]
        if source.is_promoted(row) or row["level"] == "category"
    ]
    return table(source.say("trust.detectable"), heads, rows)

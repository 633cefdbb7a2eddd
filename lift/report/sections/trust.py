"""How sure: every check with its finding, what the test could have found, and which design would find more."""

from collections.abc import Iterator

from lift.report.blocks import Block, Bullets, Cell, Heading, Section, Table, Text
from lift.report.names import clean
from lift.report.sections.adjusted import adjusted
from lift.report.sections.balance import balance_blocks
from lift.report.sections.cells import name, number, table
from lift.report.sections.doubts import doubts
from lift.report.source import Source
from lift.report.tones import tone
from lift.report.words import periods

_ORDER = {"fail": 0, "warn": 1, "pass": 2}


def trust(source: Source) -> Section:
    """Findings, detectable uplift, further evidence tables, and the stronger design."""
    blocks: list[Block] = [Text(source.say("trust.intro")), *_findings(source)]
    if source.valid:
        blocks += [
            Text(source.say("trust.detectable_intro")),
            _detectable(source),
        ]
    blocks += adjusted(source)
    blocks += [*doubts(source), *balance_blocks(source)]
    if source.status in {"inconclusive", "directional", "negative"}:
        blocks += [Heading(source.say("trust.design")), Bullets(tuple(stronger_design(source)))]
    return Section("trust", source.say("section.trust"), tuple(blocks))


def stronger_design(source: Source) -> list[str]:
    """What would let the next test find a smaller effect."""
    count = len(source.design["test"])
    out = [*_needed(source, count), source.say(f"trust.design.{source.assignment}", n=source.numbers.number(count))]
    if source.assignment == "regions":
        out.append(source.say("trust.design.spread"))
    history = int(source.design["windows"]["pre"]["periods"])
    if source.numbers.frequency == "week" and history < 52:
        out.append(source.say("trust.design.history", periods=periods(history, "week", source.language)))
    return [*out, source.say("trust.design.power")]


def _needed(source: Source, now: int) -> Iterator[str]:
    """From which uplift the spend would have paid, and how many test units smaller uplifts would take."""
    numbers = source.numbers
    design = source.design
    units = len(design["test"]) + len(design["control"]) + len(design.get("unused") or ())
    for entry in source.document.get("stronger") or ():
        uplift, detectable = numbers.percent(entry["uplift"]), numbers.percent(entry["detectable"])
        if entry["why"] == "break_even":
            about = {"item": source.label(entry), "window": source.mid("window", entry["window"])}
            yield source.say("trust.needed.break_even", uplift=uplift, detectable=detectable, **about)
            continue
        enough = entry["units_test"]
        count = {"n": numbers.number(enough), "now": numbers.number(now), "units": numbers.number(units)}
        why = "" if entry["why"] == "best" else source.say(f"trust.needed.{entry['why']}", uplift=uplift)
        if enough is not None:
            part = "best" if entry["why"] == "best" else "some"
            yield source.say(f"trust.needed.{part}.{source.assignment}", why=why, uplift=uplift, **count)
        elif entry["why"] == "half":
            yield source.say(f"trust.needed.never.{source.assignment}", why=why, **count)


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

"""What many studies say together, as sentences and tables in either language."""

import math
from collections.abc import Sequence

from lift.core.portfolio import Member, Moderator, Portfolio, Slope
from lift.report.benchmarks import Benchmark, roi_benchmarks, uplift_benchmarks
from lift.report.blocks import Cell, Table
from lift.report.figures.portfolio import currency, norm_value
from lift.report.names import clean, enumeration, short
from lift.report.numerals import MISSING, Language, Numbers
from lift.report.sections.cells import interval, name, number, table
from lift.report.words import level_number, text


def portfolio_sentences(found: Portfolio, language: Language) -> tuple[str, ...]:
    """Mean uplift, the next campaign, spread, median return, and who was left out."""
    numbers = Numbers(language, currency(found))
    said: list[str] = []
    if (mean := found.mean) is not None:
        raised = "raised" if mean.low > 0 else "lowered" if mean.high < 0 else "open"
        said.append(
            text(
                f"portfolio.sentence.{raised}", language, n=mean.studies, level=level(found, numbers),
                mean=numbers.percent(mean.mean if raised == "open" else abs(mean.mean), sign=raised == "open"),
                interval=numbers.interval(numbers.percent(mean.low), numbers.percent(mean.high)),
            )
        )  # fmt: skip
        if mean.next_low is not None and mean.next_high is not None:
            ends = numbers.interval(numbers.percent(mean.next_low), numbers.percent(mean.next_high))
            said.append(text("portfolio.sentence.next", language, level=level(found, numbers), interval=ends))
        said.append(spread_sentence(found, numbers))
    if (roi := found.roi) is not None:
        words = {
            "median": numbers.roi_money(roi.median), "n": roi.studies, "above": roi.above_break_even,
            "unit": numbers.money(1, 0), "basis": basis_words(found, language),
            "window": text(f"portfolio.window.{roi.window}", language),
        }  # fmt: skip
        if roi.low is None or roi.high is None:
            said.append(text("portfolio.sentence.roi_few", language, **words))
        else:
            ends = numbers.interval(numbers.roi(roi.low), numbers.roi(roi.high))
            said.append(text("portfolio.sentence.roi", language, **words, level=level(found, numbers), interval=ends))
    for reason in ("invalid", "incomplete", "no_expectation", "no_spread"):
        left = [clean(out.name) for out in found.left_out if out.reason == reason]
        if left:
            names = enumeration(left, language, 4)
            said.append(text(f"portfolio.left.{reason}", language, n=len(left), names=names))
    said += [f"{f.message[language]} {f.advice[language]}".strip() for f in found.findings]
    return tuple(said)


def spread_sentence(found: Portfolio, numbers: Numbers) -> str:
    """How far the studies lie apart in truth, and whether that can be told from noise."""
    mean = found.mean
    if mean is None:
        return ""
    key = "apart" if mean.tau_low > 0 else "open"
    tau, low, high = (numbers.percent(math.expm1(v)) for v in (mean.tau, mean.tau_low, mean.tau_high))
    return text(
        f"portfolio.sentence.spread_{key}", numbers.language, tau=tau, interval=numbers.interval(low, high),
        level=level(found, numbers), i2=numbers.percent(mean.i2, 0),
    )  # fmt: skip


def portfolio_tables(found: Portfolio, language: Language) -> tuple[Table, ...]:
    """The studies, their returns, what they vary with, and the published norms, whose sources stand below it."""
    tables = [study_table(found, language)]
    if found.roi is not None:
        tables.append(roi_table(found, language))
    norms = norm_table(found, language)
    short_norms = Table(
        norms.caption, (*norms.heads[:2], norms.heads[-1]), tuple((*row[:2], row[-1]) for row in norms.rows),
        "\n".join((*(_norm_line(norm, language) for norm in (*uplift_benchmarks(), *roi_benchmarks())), norms.note)),
    )  # fmt: skip
    return (*tables, moderator_table(found, language), short_norms)


def study_table(found: Portfolio, language: Language) -> Table:
    """Each study against the portfolio: as measured, and given all of them."""
    numbers = Numbers(language, currency(found))
    ends = text("column.interval", language, level=level(found, numbers))
    heads = [
        (text("portfolio.column.study", language), False), (text("column.uplift", language), True), (ends, True),
        (text("portfolio.column.shrunken", language), True), (ends, True),
        (text("portfolio.column.place", language), False), (text("portfolio.column.weight", language), True),
    ]  # fmt: skip
    rows = [_study(m, numbers) for m in sorted(found.members, key=lambda m: (-m.uplift, m.name))]
    return table(text("portfolio.caption", language, n=len(rows)), heads, rows, text("portfolio.note", language))


def roi_table(found: Portfolio, language: Language) -> Table:
    """The median return and the middle half of the studies, as measured and with noise taken out."""
    roi = found.roi
    numbers = Numbers(language, currency(found))
    if roi is None:
        return table("", (), ())
    lines = (
        ("measured", roi.median, (roi.low, roi.high), (roi.half_low, roi.half_high)),
        ("shrunken", roi.shrunken_median, (None, None), (roi.shrunken_half_low, roi.shrunken_half_high)),
    )
    rows = [
        (
            Cell(text(f"portfolio.roi.{key}", language)), number(numbers.roi(value), value, "return"),
            _ends(ends, numbers), _ends(half, numbers),
        )
        for key, value, ends, half in lines
    ]  # fmt: skip
    heads = [
        ("", False), (text("portfolio.median", language), True),
        (text("column.interval", language, level=level(found, numbers)), True),
        (text("portfolio.column.half", language), True),
    ]  # fmt: skip
    kind = "interval" if roi.covers > 0 else "few"
    sure = text(f"portfolio.roi.{kind}", language, covers=numbers.share(roi.covers))
    note = text("portfolio.roi.note", language, interval=sure)
    return table(text("portfolio.roi.caption", language, n=roi.studies, symbol=numbers.symbol), heads, rows, note)


def moderator_table(found: Portfolio, language: Language) -> Table:
    """What was tried, one trait at a time, and what was not and why."""
    numbers = Numbers(language, currency(found))
    rows: list[tuple[Cell, ...]] = []
    for m in found.moderators:
        about = (
            Cell(text(f"portfolio.trait.{m.trait}", language)),
            Cell(text(f"portfolio.outcome.{m.outcome}", language)),
        )
        if m.untried is not None:
            why = text(f"portfolio.untried.{m.untried}", language, n=m.studies, needed=m.needed)
            rows.append((*about, Cell(why), *(Cell(MISSING) for _ in range(4))))
        for at, line in enumerate(m.lines):
            rows.append((*about, *_line(m, line, numbers), *(_tests(m, numbers) if not at else (Cell(""), Cell("")))))
    heads = [
        (text("portfolio.column.trait", language), False), (text("portfolio.column.outcome", language), False),
        (text("portfolio.column.kind", language), False), (text("column.value", language), True),
        (text("column.interval", language, level=level(found, numbers)), True),
        (text("portfolio.column.p", language), True), (text("portfolio.column.explained", language), True),
    ]  # fmt: skip
    tried = sum(m.untried is None for m in found.moderators)
    note = text("portfolio.moderators.note", language, n=tried) if tried else ""
    return table(text("portfolio.moderators", language), heads, rows, note)


def norm_table(found: Portfolio, language: Language) -> Table:
    """Published values, each with source, base, year and definition, and how many studies lie above it."""
    numbers = Numbers(language, currency(found))
    uplifts = [m.uplift for m in found.members]
    returns = [m.roi for m in found.members if m.roi is not None] if found.roi is not None else []
    rows = [
        (*_norm(norm, numbers.percent(norm.value, norm.digits, sign=True), "percent", language), _above(uplifts, norm))
        for norm in uplift_benchmarks()
    ]
    rows += [
        (*_norm(norm, norm_value(norm, numbers), "return", language), _above(returns, norm))
        for norm in roi_benchmarks()
    ]
    heads = [
        (text("portfolio.column.norm", language), False), (text("column.value", language), True),
        (text("column.source", language), False), (text("column.year", language), False),
        (text("column.n", language), False), (text("column.definition", language), False),
        (text("portfolio.column.above", language), True),
    ]  # fmt: skip
    return table(text("portfolio.norms", language), heads, rows, text("portfolio.norms_note", language))


def level(found: Portfolio, numbers: Numbers) -> str:
    """The level of the intervals, as in "90-%-Intervall"."""
    return level_number(found.confidence, numbers)


def basis_words(found: Portfolio, language: Language) -> str:
    """The price basis of the returns."""
    roi = found.roi
    if roi is None or roi.basis == "net_revenue":
        return text("roi.basis.net_revenue", language)
    return text(f"roi.basis.revenue_{roi.revenue_basis}" if roi.revenue_basis else "roi.basis.revenue", language)


def _study(m: Member, numbers: Numbers) -> tuple[Cell, ...]:
    place = MISSING if m.place is None else text(f"portfolio.place.{m.place}", numbers.language)
    low, high = m.shrunken_low, m.shrunken_high
    drawn = MISSING if low is None or high is None else numbers.span(low, high)
    return (
        name(short(clean(m.name), 60)), number(numbers.percent(m.uplift, sign=True), m.uplift, "percent"),
        interval(numbers.span(m.low, m.high), m.low, m.high, "percent"),
        number(numbers.percent(m.shrunken, sign=True), m.shrunken, "percent"),
        interval(drawn, low, high, "percent"),
        Cell(place), number(numbers.percent(m.weight, 0), m.weight, "percent"),
    )  # fmt: skip


def _ends(ends: tuple[float | None, float | None], numbers: Numbers) -> Cell:
    if ends[0] is None or ends[1] is None:
        return Cell(MISSING)
    return interval(numbers.interval(numbers.roi(ends[0]), numbers.roi(ends[1])), *ends, "return")


def _line(m: Moderator, line: Slope, numbers: Numbers) -> tuple[Cell, ...]:
    if line.label:
        words = text("portfolio.kind", numbers.language, kind=_kind(m, line, numbers.language), n=line.studies)
    else:
        words = text(f"portfolio.per.{m.trait}", numbers.language, n=line.studies)
    if m.outcome == "uplift":
        ends = interval(numbers.span(line.low, line.high), line.low, line.high, "percent")
        return Cell(words), number(numbers.percent(line.value, sign=True), line.value, "percent"), ends
    return Cell(words), number(numbers.roi(line.value), line.value, "return"), _ends((line.low, line.high), numbers)


def _kind(m: Moderator, line: Slope, language: Language) -> str:
    return text(f"tier.{line.label}", language) if m.trait == "tier" else short(clean(line.label), 40)


def _tests(m: Moderator, numbers: Numbers) -> tuple[Cell, Cell]:
    explained = MISSING if m.explained is None else numbers.percent(m.explained, 0)
    p = MISSING if m.p_adjusted is None else numbers.number(m.p_adjusted, 2 if m.p_adjusted >= 0.01 else 3)
    return number(p, m.p_adjusted), number(explained, m.explained, "percent")


def _norm(norm: Benchmark, value: str, unit: object, language: Language) -> tuple[Cell, ...]:
    return (
        Cell(norm.name(language)), number(value, norm.value, "percent" if unit == "percent" else "return"),
        Cell(norm.source), Cell(norm.year or text("benchmarks.unstated", language)), Cell(norm.base(language)),
        Cell(norm.definition(language)),
    )  # fmt: skip


def _norm_line(norm: Benchmark, language: Language) -> str:
    return text(
        "portfolio.norm_line", language, name=norm.name(language), definition=norm.definition(language),
        source=norm.source, year=norm.year or text("benchmarks.unstated", language), base=norm.base(language),
    )  # fmt: skip


def _above(values: Sequence[float], norm: Benchmark) -> Cell:
    if not values:
        return Cell(MISSING)
    return number(f"{sum(v >= norm.value for v in values)} / {len(values)}")

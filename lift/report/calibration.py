"""What `lift calibrate` found, as a table and sentences in either language."""

from lift.core.calibration import Calibration, Tried
from lift.core.words import Level, adjusted_method, unadjusted
from lift.report.blocks import Cell, Table
from lift.report.numerals import Language, Numbers
from lift.report.sections.cells import number, table
from lift.report.words import level_number, text


def calibration_table(found: Calibration, language: Language, level: Level = "promoted") -> Table:
    """One row a method: how often it called something where nothing was, coverage, power, widths, and its judgement.

    The number of cases is a column where methods differ in it, else a sentence.
    """
    numbers = Numbers(language)
    uplifts = ", ".join(f"+{numbers.share(float(u))}" for u in found.uplifts)
    shown = [seen for seen in found.tried if seen.level == level and seen.campaigns]
    alike = len({seen.campaigns for seen in shown}) == 1
    heads = [
        (text("calibration.method", language), False),
        *([] if alike else [(text("calibration.campaigns", language), True)]),
        (text("calibration.called", language), True),
        (text("calibration.covered", language, uplifts=uplifts), True),
        (text("calibration.found", language, uplifts=uplifts), True),
        (text("calibration.width", language), True),
        (text("calibration.needed", language), True),
        (text("calibration.judgement", language), False),
    ]
    adjusted = all(adjusted_method(seen.method) for seen in shown)
    rows = [_row(found, seen, numbers, counted=not alike, plain=adjusted) for seen in shown]
    caption = text("calibration.caption", language, level=text(f"level.{level}", language))
    confidence = level_number(found.confidence, numbers)
    note = text("calibration.note", language, level=confidence, nominal=numbers.share(1.0 - found.confidence))
    if alike:
        note += f" {text('calibration.cases', language, cases=shown[0].campaigns)}"
    if adjusted:
        note += f" {text('calibration.adjusted', language)}"
    return table(caption, heads, rows, note)


def calibration_sentences(found: Calibration, language: Language) -> tuple[str, ...]:
    """What was tried, and which method is recommended."""
    said = text(
        "calibration.tried", language, groups=found.groups, windows=found.windows, pre=found.pre, length=found.length
    )
    key = "calibration.none" if found.recommended is None else "calibration.recommended"
    return said, text(key, language, method=found.recommended or "")


def _row(found: Calibration, seen: Tried, numbers: Numbers, *, counted: bool, plain: bool) -> tuple[Cell, ...]:
    language = numbers.language
    rate, *ends = seen.rate(1.0 - found.confidence)
    judged = "honest" if seen.honest(1.0 - found.confidence) else "too_often"
    return (
        Cell(unadjusted(seen.method) if plain else seen.method),
        *([number(numbers.number(seen.campaigns), seen.campaigns)] if counted else []),
        number(f"{numbers.percent(rate)} ({numbers.interval(*(numbers.number(100 * end) for end in ends))})", rate),
        *(number(", ".join(numbers.percent(share[0], 0) for share in s.values())) for s in (seen.covered, seen.found)),
        *(number(numbers.points(width, sign=False), width) for width in (seen.width, seen.needed)),
        Cell(text(f"calibration.{judged}", language)),
    )

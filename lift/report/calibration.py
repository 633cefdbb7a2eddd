"""What `lift calibrate` found, as a table and sentences in either language."""

from lift.core.calibration import Calibration, Tried
from lift.core.words import Level
from lift.report.blocks import Cell, Table
from lift.report.numerals import Language, Numbers
from lift.report.sections.cells import number, table
from lift.report.words import level_number, text


def calibration_table(found: Calibration, language: Language, level: Level = "promoted") -> Table:
    """One row a method: how often it called something where nothing was, coverage, power, width, and its judgement."""
    numbers = Numbers(language)
    uplifts = ", ".join(f"+{numbers.share(float(u))}" for u in found.uplifts)
    heads = [
        (text("calibration.method", language), False),
        (text("calibration.campaigns", language), True),
        (text("calibration.called", language), True),
        (text("calibration.interval", language), True),
        (text("calibration.covered", language, uplifts=uplifts), True),
        (text("calibration.found", language, uplifts=uplifts), True),
        (text("calibration.width", language), True),
        (text("calibration.judgement", language), False),
    ]
    rows = [_row(found, seen, numbers) for seen in found.tried if seen.level == level and seen.campaigns]
    caption = text("calibration.caption", language, level=text(f"level.{level}", language))
    confidence = level_number(found.confidence, numbers)
    note = text("calibration.note", language, level=confidence, nominal=numbers.share(1.0 - found.confidence))
    return table(caption, heads, rows, note)


def calibration_sentences(found: Calibration, language: Language) -> tuple[str, ...]:
    """What was tried, and which method is recommended."""
    said = text(
        "calibration.tried", language, groups=found.groups, windows=found.windows, pre=found.pre, length=found.length
    )
    key = "calibration.none" if found.recommended is None else "calibration.recommended"
    return said, text(key, language, method=found.recommended or "")


def _row(found: Calibration, seen: Tried, numbers: Numbers) -> tuple[Cell, ...]:
    language = numbers.language
    rate, low, high = seen.rate(1.0 - found.confidence)
    judged = "honest" if seen.honest(1.0 - found.confidence) else "too_often"
    return (
        Cell(seen.method),
        number(numbers.number(seen.campaigns), seen.campaigns),
        number(numbers.percent(rate), rate),
        number(numbers.interval(numbers.number(100 * low), numbers.number(100 * high))),
        *(number(", ".join(numbers.percent(share[0], 0) for share in s.values())) for s in (seen.covered, seen.found)),
        number(numbers.points(seen.width, sign=False), seen.width),
        Cell(text(f"calibration.{judged}", language)),
    )

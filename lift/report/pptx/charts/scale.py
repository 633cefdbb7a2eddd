"""Axes of native charts: round steps, and number formats that read alike on a German and an English machine."""

from math import ceil, floor, log10

from lift.report.blocks import Chart
from lift.report.numerals import Numbers
from lift.report.pptx.charts.plot import Axis
from lift.report.words import text

_MOST_STEPS = 6
_STEPS = (1.0, 2.0, 5.0, 10.0)
_INDEX_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def values_axis(chart: Chart, numbers: Numbers, low: float, high: float) -> Axis:
    """An axis over these values with round ends."""
    step = _step(chart, (high - low) or 1.0)
    ends = (floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step)
    return Axis(*ends, step=step, format=_format(chart, numbers, step, max(abs(low), abs(high))), grid=True)


def _step(chart: Chart, width: float) -> float:
    """The smallest round step that is not taken too often; whole per cent for shares."""
    rough = max(width / _MOST_STEPS, 0.01 if chart.unit == "share" else 0.0)
    ten = 10.0 ** floor(log10(rough))
    steps = _INDEX_STEPS if chart.unit == "index" else _STEPS
    return next(step * ten for step in steps if step * ten >= rough * (1 - 1e-9))


def _format(chart: Chart, numbers: Numbers, step: float, largest: float) -> str:
    """The number format of the ticks; thousands as a word, so that no separator depends on the reader's machine."""
    german = numbers.language == "de"
    if chart.unit == "share":
        digits = "0%" if step >= 0.01 else "0.0%"
        digits = digits.replace("%", '" "%') if german else digits
        return f"+{digits};\N{MINUS SIGN}{digits};{digits}"
    if chart.unit == "money":
        return _money(numbers, step, largest)
    digits = _digits(step)
    return f"{digits};\N{MINUS SIGN}{digits};{digits}"


def _money(numbers: Numbers, step: float, largest: float) -> str:
    """Whole units, thousands or millions, whichever the step allows without decimals."""
    word, commas = "", ""
    for name, power in (("million", 6), ("thousand", 3)):
        if largest >= 10**power and step >= 10**power:
            word, commas = text(f"slides.{name}", numbers.language), "," * (power // 3)
            break
    digits, symbol = ("0" if step >= 1 else "0.00") + commas, numbers.symbol.replace('"', "")
    if numbers.language == "de":
        shown = f'{digits}" {word} {symbol}"' if word else f'{digits}" {symbol}"'
    else:
        shown = f'"{symbol}"{digits}"{word}"' if word else f'"{symbol}"{digits}'
    zero = f'0" {symbol}"' if numbers.language == "de" else f'"{symbol}"0'
    return f"{shown};\N{MINUS SIGN}{shown};{zero if word else shown}"


def _digits(step: float) -> str:
    places = max(0, -floor(log10(step) + 1e-9)) if step < 1 else int(step != round(step))
    return "0" + ("." + "0" * places if places else "")

"""Native charts: their numbers stand on one sheet, the charts refer to them from the sheet of their section."""

from typing import Any

from matplotlib.ticker import MaxNLocator
from xlsxwriter.utility import xl_range_formula
from xlsxwriter.worksheet import Worksheet

from lift.report.blocks import Chart, Drawing, Series, Unit
from lift.report.look.theme import Theme
from lift.report.words import text
from lift.report.xlsx.book import LINE, MUTED, Book, number_format, put, style
from lift.report.xlsx.page import Page

_COLORS = {"expected": "#5B6470", "before": "#C3C9D1", "other": "#9AA3AE"}
_SCALE = {"index": "0", "money": "#,##0", "share": "0%", "roi": "0.0"}
_UNITS: dict[str, Unit] = {"index": "number", "money": "money", "share": "percent", "roi": "return"}
_KINDS = {"lines": "line", "columns": "column", "intervals": "bar", "waterfall": "bar"}
_WIDEST = (-1.0, 2.0)
"""Shares beyond are cut off by the axis: an item that hardly sold would squeeze all others."""
_WIDTH, _ROW = 960, 20
_COLUMN = tuple[str, tuple[float | None, ...]]


def write_numbers(book: Book, sheet: Worksheet, row: int, drawing: Drawing, chart: Chart) -> int:
    """Write the numbers of a figure from `row` on, a label a row; return the first free row."""
    put(sheet, row, 0, drawing.title, style(book, bold=True, font_size=12))
    put(sheet, row + 1, 0, drawing.description, style(book, font_color=MUTED))
    found = [(series.name, *column) for series in chart.series for column in _columns(series)]
    language = book.numbers.language
    heads = [text(f"xlsx.{end}", language, head=name) if end else name for name, end, _ in found]
    for at, words in enumerate([chart.axis, "", *heads]):
        put(
            sheet,
            row + 2,
            at,
            words,
            style(book, bold=True, font_color=MUTED, bottom=1, bottom_color=MUTED, text_wrap=True),
        )
    sheet.set_row(row + 2, 48)
    given = [value for _, _, values in found for value in values if value is not None]
    form = style(book, num_format=number_format(book.numbers, _UNITS[chart.unit], given))
    for at, label in enumerate(chart.labels):
        put(sheet, row + 3 + at, 0, label, style(book))
        put(sheet, row + 3 + at, 1, chart.groups[at] if chart.groups else "", style(book))
        for place, (_, _, values) in enumerate(found, 2):
            if (value := values[at]) is not None:
                sheet.write_number(row + 3 + at, place, value, form)
    return row + 4 + len(chart.labels)


def insert(page: Page, row: int, drawing: Drawing, chart: Chart) -> int:
    """Insert the chart of a figure at `row`, drawn from its numbers on their sheet; return the next free row."""
    native: Any = page.book.workbook.add_chart({"type": _KINDS[chart.kind]})
    place = 2
    for series in chart.series:
        _add(native, chart, series, page.places[drawing.key], (place, page.book.theme))
        place += len(_columns(series))
    _axes(native, chart)
    native.set_title({"name": drawing.title, "overlay": False, "name_font": {"size": 12}})
    native.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    native.show_blanks_as("gap")
    height = 340 if chart.kind in {"lines", "columns"} else 110 + 26 * len(chart.labels)
    native.set_size({"width": _WIDTH, "height": height})
    words = f"{drawing.title}. {drawing.description}"
    page.sheet.insert_chart(row, 0, native, {"description": words, "object_position": 3})
    return row + height // _ROW + 2


def _columns(series: Series) -> list[_COLUMN]:
    """What stands on the sheet for a series: values, ends, and the distances to them that error bars are made of."""
    if not series.low:
        return [("", series.values)]
    rows = list(zip(series.values, series.low, series.high, strict=True))
    up = tuple(None if v is None or high is None else high - v for v, _, high in rows)
    down = tuple(None if v is None or low is None else v - low for v, low, _ in rows)
    return [("", series.values), ("low", series.low), ("high", series.high), ("up", up), ("down", down)]


def _add(native: Any, chart: Chart, series: Series, numbers: tuple[str, int], at: tuple[int, Theme]) -> None:
    """Add a series, with error bars or as lines where the expectation has a band; `at`: its first column, the look."""
    (sheet, row), (place, theme) = numbers, at

    def cells(column: int) -> tuple[str, int, int, int, int]:
        return sheet, row + 3, column, row + 2 + len(chart.labels), column

    def line(column: int, look: dict[str, Any]) -> None:
        head = [sheet, row + 2, column]
        native.add_series({"name": head, "categories": [*cells(0)], "values": [*cells(column)], **look})

    banded = bool(series.low) and series.role == "expected"
    look = _look(chart, series, theme)
    if series.low and not banded:
        bars: dict[str, Any] = {"type": "custom", "line": {"color": "#1C2430", "width": 1}}
        for side, offset in (("plus", 3), ("minus", 4)):
            bars[f"{side}_values"] = xl_range_formula(*cells(place + offset))
            bars[f"{side}_data"] = list(_columns(series)[offset][1])
        look["y_error_bars"] = bars
    line(place, look)
    for end in (place + 1, place + 2) if banded else ():
        line(end, {"line": {"color": "#B9C0C8", "width": 1}})


def _look(chart: Chart, series: Series, theme: Theme) -> dict[str, Any]:
    paints = {**_COLORS, "test": theme.test, "own": theme.test, "campaign": theme.effect, "after": theme.effect_soft,
              "effect": theme.effect_ink}  # fmt: skip
    color = paints[series.role]
    if chart.kind == "lines":
        if series.low and series.role != "expected":
            marker = {"type": "diamond", "size": 8, "fill": {"color": color}, "border": {"color": color}}
            return {"line": {"none": True}, "marker": marker}
        return {"line": {"color": color, "width": 2.25, "dash_type": "dash" if series.role == "expected" else "solid"}}
    look: dict[str, Any] = {"fill": {"color": color}, "border": {"color": MUTED, "width": 0.5}, "gap": 60}
    if len(chart.series) > 1:
        look["overlap"] = 100
    if chart.kind == "waterfall":
        whole = {"fill": {"color": paints["own"]}}
        look |= {"fill": {"color": paints["campaign"]}, "points": [whole, *([None] * (len(chart.labels) - 1))]}
    return look


def _axes(native: Any, chart: Chart) -> None:
    names: dict[str, Any] = {"label_position": "low", "num_font": {"size": 8}}
    scale: dict[str, Any] = {
        "num_format": _SCALE[chart.unit], "name": chart.axis, "name_font": {"bold": False, "size": 9},
        "major_gridlines": {"visible": True, "line": {"color": LINE}}, **_range(chart),
    }  # fmt: skip
    if chart.kind in {"lines", "columns"}:
        native.set_x_axis({**names, "interval_unit": max(1, len(chart.labels) // 14)})
        native.set_y_axis(scale)
    else:  # the first label on top: the scale then stands at the far end of the names
        native.set_x_axis({**scale, "label_position": "high"})
        native.set_y_axis({**names, "reverse": True})


def _range(chart: Chart) -> dict[str, float]:
    """Round ends of the axis that hold every interval; programs that draw charts look at the values alone."""
    given = [v for s in chart.series for ends in (s.values, s.low, s.high) for v in ends if v is not None]
    if chart.unit != "index":
        given.append(0.0)
    if chart.unit == "share":
        given = [min(max(v, _WIDEST[0]), _WIDEST[1]) for v in given]
    places = MaxNLocator(8, steps=[1, 2, 2.5, 5, 10]).tick_values(min(given), max(given))
    low, step = round(float(places[0]), 9), round(float(places[1] - places[0]), 9)
    return {"min": low, "max": round(float(places[-1]), 9), "major_unit": step}

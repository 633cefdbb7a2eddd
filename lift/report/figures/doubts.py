"""How sure, as small forests: other methods, placebos, and the result without each unit."""

import pandas as pd
from matplotlib.axes import Axes

from lift.core.view import ResultView
from lift.report.figures.uplifts import Uplift, draw_uplifts
from lift.report.glossary import column_label
from lift.report.names import clean
from lift.report.source import Row, Source, read


def methods(result: ResultView, ax: Axes | None = None, language: str | None = None) -> Axes:
    """The promoted set's uplift by every method that can answer, the study's own first."""
    source = read(result, language)
    return draw_uplifts(method_rows(source), source, ax)


def placebos(result: ResultView, ax: Axes | None = None, language: str | None = None) -> Axes:
    """The campaign beside false campaigns before it and control regions in the place of the test region."""
    source = read(result, language)
    return draw_uplifts(placebo_rows(source), source, ax)


def leave_one_out(result: ResultView, ax: Axes | None = None, language: str | None = None) -> Axes:
    """The promoted set's uplift without each unit, those that move it most first."""
    source = read(result, language)
    return draw_uplifts(left_out_rows(source), source, ax)


def method_rows(source: Source) -> list[Uplift]:
    """The table `methods` as rows."""
    return [
        _row(_method(source, str(record["method"])), record, own=record.get("role") == "verdict")
        for record in source.records("methods")
    ]


def placebo_rows(source: Source) -> list[Uplift]:
    """The table `placebos` as rows, behind the campaign itself."""
    main = source.main()
    own = [_row(source.word("window", "campaign"), main, own=True)] if main and main["uplift"] is not None else []
    return [*own, *(_row(_placebo(source, record), record) for record in source.records("placebos"))]


def left_out_rows(source: Source) -> list[Uplift]:
    """The table `leave_one_out` as rows: all units, then without those that move the result most."""
    whole, *others = source.records("leave_one_out")
    others.sort(key=lambda record: -abs(float(record["uplift"]) - float(whole["uplift"])))
    all_units = _row(source.say("doubts.whole"), whole, own=True)
    return [all_units, *(_row(_without(source, record), record) for record in others)]


def _row(name: str, record: Row, *, own: bool = False) -> Uplift:
    low, high = (None if record[key] is None else float(record[key]) for key in ("uplift_low", "uplift_high"))
    return Uplift(name, float(record["uplift"]), low, high, own)


def _method(source: Source, name: str) -> str:
    return column_label(name.partition("/")[0], source.language)


def _without(source: Source, record: Row) -> str:
    return source.say("doubts.without", unit=clean(record["unit"]), arm=source.mid("arm", record["arm"]))


def _placebo(source: Source, record: Row) -> str:
    if record["kind"] == "period":
        return source.say("doubts.period", day=source.numbers.day(str(pd.Timestamp(record["week"]).date())))
    return source.say("doubts.unit", unit=clean(record["unit"]))

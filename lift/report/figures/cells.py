"""Cells as a small forest: what each test group's own campaign brought, beside all of them together."""

from matplotlib.axes import Axes

from lift.core.view import ResultView
from lift.core.words import ALL_CELLS
from lift.report.figures.uplifts import Uplift, draw_uplifts
from lift.report.names import clean, short
from lift.report.source import Row, Source, read


def cells(result: ResultView, ax: Axes | None = None, language: str | None = None) -> Axes:
    """The promoted set's uplift in revenue during each cell's campaign, behind all cells together where they differ."""
    source = read(result, language)
    return draw_uplifts(cell_uplifts(source, source.records("cells")), source, ax)


def cell_uplifts(source: Source, records: list[Row]) -> list[Uplift]:
    """The figure's rows, from the table `cells`; cells without expected sales are left out."""
    shown = [
        Uplift(
            cell_label(source, r["cell"]), float(r["uplift"]), r["uplift_low"], r["uplift_high"], r["cell"] == ALL_CELLS
        )
        for r in records
        if (r["level"], r["window"], r["metric"]) == ("promoted", "campaign", "revenue") and r["uplift"] is not None
    ]
    return sorted(shown, key=lambda row: not row.own)


def cell_label(source: Source, cell: object) -> str:
    """The printed name of a cell."""
    return source.say("cells.all") if cell == ALL_CELLS else short(clean(cell), 40)

"""A figure on a slide: its title, its native chart, and what it shows in words as alt text."""

import warnings
from dataclasses import replace
from io import BytesIO
from typing import Any

from matplotlib import style
from matplotlib.figure import Figure
from pptx.util import Inches

from lift.report.blocks import Chart, Drawing
from lift.report.figures.recolour import recolour
from lift.report.look.theme import Theme
from lift.report.pptx.box import Box
from lift.report.pptx.charts.place import place
from lift.report.pptx.deck import Deck
from lift.report.pptx.texts import Line, needed, plain, write
from lift.report.words import text

_ROW = 0.27
_MOST_HIGH = 0.5


def figure(
    deck: Deck, slide: Any, drawing: Drawing, box: Box, letters: float = 11.0, *, titled: bool = True
) -> None:  # fmt: skip
    """Chart with its title, unless the slide has the same, and how many rows are shown where some had to be left out.

    A picture where there is no typed chart.
    """
    room = box
    if titled:
        title = [Line(drawing.title, 12 * deck.scale, bold=True, after=0)]
        used = needed(title, box.width)
        write(slide.shapes, box.top_part(used), title, "Figure title")
        room = box.below(used, 0.04)
    if drawing.chart is None:
        _described(_picture(slide, drawing, room, deck.theme), drawing)
        return
    chart = shortened(drawing.chart, max(3, int((room.height - 0.8) / (_ROW * deck.scale))))
    if chart.kind == "intervals":
        room = room.top_part(min(room.height, _MOST_HIGH * len(chart.labels) + 1.0))
    cut = len(chart.labels) < len(drawing.chart.labels)
    if cut:
        number = deck.numbers.number
        count = {"shown": number(len(chart.labels)), "n": number(len(drawing.chart.labels))}
        note = [Line(text("slides.more", deck.numbers.language, **count), 10 * deck.scale, after=0)]
        room = room.top_part(box.top + box.height - room.top - 0.25)
        write(slide.shapes, Box(room.left, room.top + room.height + 0.05, room.width, 0.2), note, "Note")
    frame = place(slide, chart, deck.numbers, deck.palette, room, size=letters * deck.scale)
    _described(frame, drawing)


def _described(shape: Any, drawing: Drawing) -> None:
    """Name and alt text of a figure."""
    shape.name = plain(drawing.title)[:120]
    shape.element._nvXxPr.cNvPr.set("descr", plain(f"{drawing.title}. {drawing.description}"))  # noqa: SLF001


def _picture(slide: Any, drawing: Drawing, room: Box, theme: Theme) -> Any:
    """A figure as matplotlib draws it, as large as the room and its own shape allow."""
    raw = BytesIO()
    with style.context("default", after_reset=True), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from", category=UserWarning)
        canvas = Figure(figsize=drawing.size, layout="constrained")
        drawing.draw(canvas.subplots())
        recolour(canvas, theme)
        canvas.savefig(raw, format="png", dpi=180, metadata={"Software": None})
    width = min(room.width, room.height * drawing.size[0] / drawing.size[1])
    return slide.shapes.add_picture(raw, Inches(room.left), Inches(room.top), Inches(width))


def shortened(chart: Chart, most: int) -> Chart:
    """At most so many rows of a chart of rows: all that are the campaign's own first, then the first of each group."""
    if chart.kind != "intervals" or len(chart.labels) <= most:
        return chart
    own = {i for s in chart.series if s.role == "own" for i, v in enumerate(s.values) if v is not None}
    groups = chart.groups or ("",) * len(chart.labels)
    rank = {i: (i not in own, groups[:i].count(groups[i])) for i in range(len(chart.labels))}
    kept = sorted(sorted(rank, key=lambda i: (*rank[i], i))[:most])

    def pick(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(values[i] for i in kept) if values else values

    series = tuple(replace(s, values=pick(s.values), low=pick(s.low), high=pick(s.high)) for s in chart.series)
    return replace(
        chart, labels=pick(chart.labels), series=series, groups=pick(chart.groups), words=pick(chart.words),
        tones=pick(chart.tones),
    )  # fmt: skip

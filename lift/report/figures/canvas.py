"""What all figures share: colours that survive greyscale, axes of their own, ticks and direct labels.

Colours are Okabe-Ito's or darker shades of them; what they mean is also said by dashes, markers or words. Text from
data is never read as mathematics. Axes made here show themselves as SVG at the end of a notebook cell; axes that are
handed in are drawn on and returned.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from lift.report.figures.svg import markup
from lift.report.look.theme import PLAIN

TEST = PLAIN.test
EXPECTED = "#5b6470"
EFFECT = PLAIN.effect
EFFECT_INK = PLAIN.effect_ink
INK = "#1c2430"
MUTED = "#5b6470"
GRID = "#dfe3e8"
BAND_CAMPAIGN = PLAIN.effect_ground
BAND_AFTER = "#eef1f5"
SMALL, NORMAL = 8.5, 9.5


def axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    """The axes handed in, or new ones on a figure of their own, free of pyplot and its state."""
    if ax is None:
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasAgg(figure)
        ax = figure.subplots()
        setattr(ax, "_repr_svg_", partial(markup, figure))  # noqa: B010 - IPython asks the instance for it
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(GRID)
    ax.tick_params(colors=MUTED, labelsize=SMALL, length=0)
    ax.set_axisbelow(True)
    return ax


def label(ax: Axes, x: float, y: float, words: str, **options: Any) -> Text:
    """A direct label in data coordinates; mathematics in names stays text."""
    settings: dict[str, Any] = {"fontsize": SMALL, "color": INK, "va": "center", "parse_math": False, **options}
    return ax.text(x, y, words, **settings)


def aside(ax: Axes, y: float, side: float, words: str, weight: str = "normal", *, color: str = INK) -> Text:
    """Words beside the axes at height `y`: left of them for side 0, right of them for side 1."""
    note = ax.annotate(words, (side, y), (8 if side else -8, 0), xycoords=ax.get_yaxis_transform(),
                       textcoords="offset points", ha="left" if side else "right", va="center", fontsize=SMALL,
                       color=color, weight=weight, annotation_clip=False)  # fmt: skip
    note.set_parse_math(False)
    return note


def beside(ax: Axes, x: float, y: float, words: str, up: float, *, color: str = INK, weight: str = "normal") -> Text:
    """Words on the right of a point, `up` points above it."""
    note = ax.annotate(words, (x, y), (6, up), textcoords="offset points", va="center", fontsize=SMALL, color=color,
                       weight=weight, annotation_clip=False)  # fmt: skip
    note.set_parse_math(False)
    return note


def ticks(axis: Axis, places: Sequence[float], words: Sequence[str]) -> None:
    """Fixed ticks with these words."""
    axis.set_ticks(list(places), labels=list(words))
    for tick in axis.get_ticklabels():
        tick.set_parse_math(False)


def round_ticks(axis: Axis, low: float, high: float, write: Any, most: int = 6) -> None:
    """At most so many round ticks between two values, written by `write`."""
    places = [float(v) for v in MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high) if low <= v <= high]
    ticks(axis, places, [write(v if abs(v) > 1e-12 else 0.0) for v in places])


def grid(ax: Axes, axis: str) -> None:
    """Fine lines behind the data."""
    ax.grid(visible=True, axis=cast("Any", axis), color=GRID, linewidth=0.7)

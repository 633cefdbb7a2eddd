"""What a native chart consists of, as values: traces in groups on two axes. The XML template writes them down."""

from dataclasses import dataclass
from typing import Literal

from lift.report.pptx.charts.sheet import Ref

Place = Literal["l", "r", "t", "b"]
Paint = str
"""A colour: test, effect, ink or paper; "*60" makes it darker, to 60 %, "+35" lighter by 35 %, "@25" 25 % opaque."""


@dataclass(frozen=True, slots=True)
class Whiskers:
    """Error bars of a trace: how far below and above, in which direction, in what line (points)."""

    minus: Ref
    plus: Ref
    paint: Paint
    width: float = 1.25
    across: bool = False
    cap: bool = True


@dataclass(frozen=True, slots=True)
class Label:
    """Words at one point of a trace: left or right of it, on top or at its bottom."""

    at: int
    text: str
    place: Place = "r"
    bold: bool = False
    paint: Paint = "ink"


@dataclass(frozen=True, slots=True)
class Trace:
    """A series: bars by `fill`, lines by `line`, points by `marker`; a scatter has `x`, the others categories."""

    name: Ref
    values: Ref
    labels_at: Ref
    fill: Paint = ""
    edge: Paint = ""
    line: Paint = ""
    width: float = 2.25
    dash: str = "solid"
    marker: str = "none"
    size: int = 7
    points: tuple[tuple[int, Paint, Paint], ...] = ()
    """Bars set apart: place, fill and edge."""
    whiskers: Whiskers | None = None
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Traces drawn in one way."""

    way: Literal["area", "bar", "line", "scatter"]
    traces: tuple[Trace, ...]
    stacked: bool = False
    gap: int = 40


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis; with `step` it holds numbers between low and high, else categories of which every `skip`-th is named."""

    low: float = 0.0
    high: float = 1.0
    step: float = 0.0
    format: str = "General"
    title: str = ""
    hidden: bool = False
    grid: bool = False
    skip: int = 1


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart: groups from back to front, the horizontal and the vertical axis, and where the plot area lies.

    `inner` is left, top, width and height of the plot area as shares of the chart.
    """

    groups: tuple[Group, ...]
    across: Axis
    up: Axis
    inner: tuple[float, float, float, float]
    size: float = 11.0

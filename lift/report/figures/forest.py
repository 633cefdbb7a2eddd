"""The forest plot: uplift with interval from the single SKU over the promoted set and the brand to the category."""

from matplotlib.axes import Axes

from lift.core.view import ResultView
from lift.report.figures import canvas
from lift.report.figures.uplifts import WIDEST, uplift_axis
from lift.report.names import short
from lift.report.source import Row, Source, read

MOST_PER_LEVEL = 24
_MARKER = {"sku": "o", "promoted": "D", "brand": "s", "category": "^"}


def forest_rows(source: Source, window: str, metric: str) -> list[Row]:
    """The rows that the figure shows: those of the table, at most so many a level."""
    counts: dict[str, int] = {}
    out: list[Row] = []
    for row in source.shown(window, metric)[0]:
        counts[row["level"]] = counts.get(row["level"], 0) + 1
        if counts[row["level"]] <= MOST_PER_LEVEL:
            out.append(row)
    return out


def forest_words(source: Source, row: Row) -> str:
    """The uplift of a row with its interval and verdict, as printed beside it."""
    verdict, numbers = source.word("verdict", row["verdict"]), source.numbers
    if row["uplift"] is None:
        return f"{source.say('figure.forest.none')} · {verdict}"
    ends = numbers.interval(numbers.percent(row["uplift_low"]), numbers.percent(row["uplift_high"]))
    return f"{numbers.percent(row['uplift'], sign=True)}  ({ends}) · {verdict}"


def forest_size(rows: list[Row]) -> tuple[float, float]:
    """Width and height in inches for so many rows."""
    return (9.2, 1.0 + 0.27 * (len(rows) + len({row["level"] for row in rows})))


def forest(
    result: ResultView, window: str = "campaign", metric: str = "revenue",
    ax: Axes | None = None, language: str | None = None,
) -> Axes:  # fmt: skip
    """Uplift by level with interval; a filled marker is proven, a hollow one is not, and the words say so too."""
    source = read(result, language)
    rows = forest_rows(source, window, metric)
    ax = canvas.axes(ax, forest_size(rows))
    left, right = _range(rows)
    ax.set_xlim(left, right)
    ax.axvline(0, color=canvas.INK, linewidth=0.9)
    y, level = 0.0, None
    for row in rows:
        if row["level"] != level:
            level = row["level"]
            y -= 0.25 if y else 0.0
            if level != "promoted":
                canvas.aside(ax, y, 0.0, source.word("level", level), weight="bold", color=canvas.MUTED)
                y -= 1.0
        _draw(ax, source, row, y, (left, right))
        y -= 1.0
    uplift_axis(ax, source, y, left, right)
    return ax


def _draw(ax: Axes, source: Source, row: Row, y: float, span: tuple[float, float]) -> None:
    left, right = span
    strong = row["level"] == "promoted" or (row["level"] == "brand" and source.is_promoted(row))
    weight = "bold" if strong else "normal"
    canvas.aside(ax, y, 0.0, short(source.label(row), 34), weight=weight)
    if row["uplift"] is None:
        canvas.aside(ax, y, 1.0, forest_words(source, row))
        return
    low, high, point = float(row["uplift_low"]), float(row["uplift_high"]), float(row["uplift"])
    color = canvas.TEST if strong else canvas.EXPECTED
    ax.plot(
        [max(low, left), min(high, right)], [y, y], color=color, linewidth=2.2 if strong else 1.4, solid_capstyle="butt"
    )
    for end, edge, marker in ((low, left, "<"), (high, right, ">")):
        if (end < left) if marker == "<" else (end > right):
            ax.plot([edge], [y], marker=marker, color=color, markersize=5, clip_on=False)
    face = color if row["verdict"] == "proven" else "white"
    if left <= point <= right:
        ax.plot([point], [y], marker=_MARKER.get(row["level"], "o"), markersize=7 if strong else 5.5, color=color,
                markerfacecolor=face, markeredgewidth=1.4)  # fmt: skip
    canvas.aside(ax, y, 1.0, forest_words(source, row), weight=weight)


def _range(rows: list[Row]) -> tuple[float, float]:
    ends = [float(row[name]) for row in rows if row["uplift"] is not None for name in ("uplift_low", "uplift_high")]
    low, high = (min([*ends, 0.0]), max([*ends, 0.0])) if ends else (-0.1, 0.1)
    room = 0.05 * (high - low or 0.2)
    return max(low - room, WIDEST[0]), min(high + room, WIDEST[1])

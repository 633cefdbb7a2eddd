"""A figure as SVG to stand inside a page: small, the same bytes every time, with title and description.

Text stays text in the reader's own font, so that any script of the world shows and search finds it. Identifiers carry
the figure's key, because all figures share one page.
"""

import re
import warnings
from io import BytesIO
from typing import Any, cast
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib import style
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from lift.report.blocks import Drawing, Report
from lift.report.figures.recolour import recolour
from lift.report.look.theme import PLAIN, Theme

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_FONT = re.compile(r"font-family:[^;]*;?\s*|font:\s*")
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_FAMILY = "'DejaVu Sans', Verdana, 'Segoe UI', Helvetica, Arial, sans-serif"
_MISSING = r"Glyph .* missing from"
_NARROWER, _LOWER = 0.84, 0.9
ALONE = 40.0
"""Points of room on the left of a figure that is a file of its own."""
_RC: dict[str, Any] = {"svg.hashsalt": "liftstudy", "svg.fonttype": "none", "svg.image_inline": True}
_NO_DATE: dict[str, Any] = {"Date": None, "Creator": None, "Format": None, "Type": None}


def pictures(report: Report) -> dict[str, str]:
    """All drawings of a report by their keys: page and print show the same ones."""
    blocks = (block for section in report.sections for block in section.blocks)
    return {block.key: picture(block, theme=report.theme) for block in blocks if isinstance(block, Drawing)}


def picture(drawing: Drawing, *, theme: Theme = PLAIN) -> str:
    """A drawing in matplotlib's default style, whatever the user's own settings are.

    It is a little smaller than in a notebook while its words keep their size, so that they are legible on a page.
    """
    with style.context("default", after_reset=True):
        size = (drawing.size[0] * _NARROWER, drawing.size[1] * _LOWER)
        figure = Figure(figsize=size, dpi=FigureCanvasSVG.fixed_dpi, layout="constrained")
        FigureCanvasSVG(figure)
        drawing.draw(figure.subplots())
        recolour(figure, theme)
        _settle(figure)
        drawn = markup(figure, f"fig-{drawing.key}", drawing.title, drawing.description)
        return drawn.removesuffix("</svg>") + _values(figure, drawing) + "</svg>"


def _values(figure: Figure, drawing: Drawing) -> str:
    """The numbers of a period under the pointer: an empty strip over each, with its row of the data as its title."""
    if drawing.chart is None or drawing.data is None or drawing.chart.kind not in {"lines", "columns"}:
        return ""
    ax, high = figure.axes[0], figure.bbox.height
    box = ax.get_window_extent()
    half = (ax.transData.transform((1.0, 0.0))[0] - ax.transData.transform((0.0, 0.0))[0]) / 2
    strips: list[str] = []
    for at, row in enumerate(drawing.data.rows):
        middle = ax.transData.transform((float(at), 0.0))[0]
        told = (f"{head}: {cell.text}" for (head, _), cell in zip(drawing.data.heads[1:], row[1:], strict=True))
        words = escape(f"{row[0].text}. {', '.join(told)}")
        place = f'x="{middle - half:.2f}" y="{high - box.y1:.2f}" width="{2 * half:.2f}" height="{box.height:.2f}"'
        strips.append(f"<rect {place}><title>{words}</title></rect>")
    return f'<g class="hits" fill="none" pointer-events="all">{"".join(strips)}</g>'


def _settle(figure: Figure) -> None:
    """Lay a figure out for good: saving it would otherwise go through all it holds twice."""
    engine = figure.get_layout_engine()
    if engine is not None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=_MISSING, category=UserWarning)
            engine.execute(figure)
        figure.set_layout_engine(None)


def markup(figure: Figure, key: str = "figure", title: str = "", description: str = "", *, room: float = 0.0) -> str:
    """The SVG element of a figure. `key` must be unique in the page; with a title it is an image to a screen reader.

    `room` in points is added on the left of a figure that stands alone: office programs set words that end at a point
    too far to the left by up to a tenth of their length, and cut what leaves the picture.
    """
    raw = BytesIO()
    with mpl.rc_context(cast("Any", _RC)), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=_MISSING, category=UserWarning)
        figure.savefig(raw, format="svg", metadata=_NO_DATE)
    root = ET.fromstring(raw.getvalue())  # noqa: S314 - written by matplotlib one line above
    _slim(root, key)
    wide, high = root.get("viewBox", "0 0 100 100").split()[2:]
    wide = f"{float(wide) + room:g}"
    root.attrib.clear()
    root.attrib.update({
        "viewBox": f"{0.0 - room:g} 0 {wide} {high}", "width": wide, "height": high, "font-family": _FAMILY,
        "stroke-linejoin": "round", "stroke-linecap": "butt",
    })  # fmt: skip
    if room:
        ground = {"x": f"{-room:g}", "y": "0", "width": f"{room:g}", "height": high, "fill": "#ffffff"}
        root.insert(0, ET.Element(f"{{{_SVG}}}rect", ground))
    if title:
        root.attrib.update({"role": "img", "aria-labelledby": f"{key}-title {key}-desc"})
        for at, (name, words) in enumerate((("title", title), ("desc", description))):
            element = ET.Element(f"{{{_SVG}}}{name}", {"id": f"{key}-{name}"})
            element.text = words
            root.insert(at, element)
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    return ET.tostring(root, encoding="unicode")


def _slim(root: ET.Element, key: str) -> None:
    """Drop styles for the whole page and unused identifiers, prefix the used ones, round coordinates to 0.01 pt."""
    links = {v[1:] for e in root.iter() for k, v in e.attrib.items() if k.endswith("href") and v.startswith("#")}
    links |= set(re.findall(r"url\(#([^)]+)\)", " ".join(v for e in root.iter() for v in e.attrib.values())))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{{{_SVG}}}style", f"{{{_SVG}}}metadata"}:
                parent.remove(child)
        if parent.text and not parent.text.strip():
            parent.text = None
        if parent.tail and not parent.tail.strip():
            parent.tail = None
        for name, value in list(parent.attrib.items()):
            parent.attrib[name] = _slimmed(name, value, key)
        if (own := parent.get("id")) is not None:
            if own in links:
                parent.set("id", f"{key}-{own}")
            else:
                del parent.attrib["id"]
        if parent.get("transform", "").startswith("rotate(-0 "):
            del parent.attrib["transform"]


def _slimmed(name: str, value: str, key: str) -> str:
    if name.endswith("href") and value.startswith("#"):
        return f"#{key}-{value[1:]}"
    if name in {"d", "x", "y", "transform", "points", "width", "height"}:
        return " ".join(_NUMBER.sub(lambda m: f"{float(m[0]):.2f}", value).split())
    if name == "style":
        return _FONT.sub("", value).replace("; ", ";").replace(": ", ":").replace("url(#", f"url(#{key}-")
    return value.replace("url(#", f"url(#{key}-")

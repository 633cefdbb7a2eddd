"""A chart of the report on a slide: its XML from the template, its workbook, its alt text."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.parts.chart import ChartPart
from pptx.util import Inches

from lift.report.blocks import Chart
from lift.report.numerals import Numbers
from lift.report.pptx.box import Box
from lift.report.pptx.charts.course import course
from lift.report.pptx.charts.plot import Plot
from lift.report.pptx.charts.rows import rows
from lift.report.pptx.charts.sheet import Sheet, workbook
from lift.report.pptx.charts.waterfall import waterfall
from lift.report.pptx.texts import ILLEGAL

_MAKE: Mapping[str, Callable[[Chart, Numbers, float, float, float], tuple[Plot, Sheet]]] = {
    "lines": course, "columns": course, "intervals": rows, "waterfall": waterfall,
}  # fmt: skip


def place(
    slide: Any, chart: Chart, numbers: Numbers, palette: Mapping[str, str], box: Box, *, size: float = 11.0
) -> Any:  # fmt: skip
    """Put a chart into a box and return its graphic frame; `size` is that of its letters in points."""
    plot, sheet = _MAKE[chart.kind](chart, numbers, box.width, box.height, size)
    lang = {"de": "de-DE", "en": "en-GB"}[numbers.language]
    xml = ILLEGAL.sub("", _template().render(plot=replace(plot, size=size), palette=palette, lang=lang))
    package = slide.part.package
    name = PackURI(f"/ppt/charts/chart{1 + sum(isinstance(p, ChartPart) for p in package.iter_parts())}.xml")
    part = ChartPart.load(name, CONTENT_TYPE.DML_CHART, package, xml.encode("utf-8"))
    part.chart_workbook.update_from_xlsx_blob(workbook(sheet))
    related = slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    sides = (Inches(v) for v in (box.left, box.top, box.width, box.height))
    slide.shapes._add_chart_graphicFrame(related, *sides)  # noqa: SLF001 - the public way takes no XML of one's own
    return slide.shapes[-1]


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("lift.report", "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("chart.xml.j2")

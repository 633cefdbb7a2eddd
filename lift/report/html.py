"""The HTML renderer: one offline file from the report value, everything escaped, figures as SVG in the page."""

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from lift.core.view import ResultView
from lift.report.blocks import Drawing, Report
from lift.report.figures.svg import picture
from lift.report.outline import report

_COMMAND = re.compile(r"`(lift [a-z ]+)`")
_COMPOUND = re.compile(r"(\d[\d,]*-%-\w+)")


def render(result: ResultView, language: str | None = None) -> str:
    """The report of a result as one HTML page."""
    return page(report(result, language))


def page(value: Report) -> str:
    """A report value as one HTML page: no network, no scripts."""
    return _template().render(report=value, svg=svg)


def svg(drawing: Drawing) -> Markup:
    """A figure to stand in the page."""
    return Markup(picture(drawing))  # noqa: S704


def flow(words: str) -> Markup:
    """Escaped text in which "90-%-Intervall" does not break at its hyphens and `commands` are set as such."""
    text = _COMPOUND.sub(r'<span class="nb">\1</span>', str(escape(words)))
    return Markup(_COMMAND.sub(r"<code>\1</code>", text))  # noqa: S704


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("lift.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["flow"] = flow
    return environment.get_template("report.html.j2")

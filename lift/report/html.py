"""The HTML renderer: one offline file from the report value, everything escaped, figures as SVG in the page."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from lift.core.view import ResultView
from lift.report.blocks import Report
from lift.report.figures.svg import pictures
from lift.report.look.theme import PLAIN, Logo, Theme
from lift.report.outline import report

_COMMAND = re.compile(r"`(lift [a-z ]+)`")
_COMPOUND = re.compile(r"(\d[\d,]*-%-\w+)")


def render(result: ResultView, language: str | None = None, theme: Theme = PLAIN) -> str:
    """The report of a result as one HTML page."""
    return page(report(result, language, theme))


def page(value: Report, drawn: Mapping[str, str] | None = None) -> str:
    """A report value as one HTML page: no network, no scripts. `drawn`: its `pictures`, where they are there."""
    theme = value.theme
    figures = {key: Markup(svg) for key, svg in (pictures(value) if drawn is None else drawn).items()}  # noqa: S704
    return _template().render(report=value, theme=theme, figures=figures, logo=_logo(theme.logo))


def _logo(logo: Logo | None) -> str:
    """A logo as an address that holds it: the browser asks nobody for it."""
    if logo is None:
        return ""
    kind = "svg+xml" if logo.kind == "svg" else logo.kind
    return f"data:image/{kind};base64,{b64encode(logo.content).decode('ascii')}"


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

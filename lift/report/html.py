"""The HTML renderer: one offline file from the report value, everything escaped, figures as SVG in the page."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from lift.core.view import ResultView
from lift.report.blocks import Cell, Chart, Drawing, Report
from lift.report.figures.svg import pictures
from lift.report.look.theme import PLAIN, Logo, Theme
from lift.report.outline import report

_COMMAND = re.compile(r"`(lift [a-z ]+)`")
_COMPOUND = re.compile(r"(\d[\d,]*-%-\w+)")


def render(result: ResultView, language: str | None = None, theme: Theme = PLAIN) -> str:
    """The report of a result as one HTML page."""
    return page(report(result, language, theme))


def page(value: Report, drawn: Mapping[str, str] | None = None) -> str:
    """A report value as one HTML page. `drawn`: its `pictures`, where they are there.

    It asks no network for anything. The one script, for sorting and choosing, is allowed by its checksum, so that
    nothing else in the page could run.
    """
    theme = value.theme
    figures = {key: Markup(svg) for key, svg in (pictures(value) if drawn is None else drawn).items()}  # noqa: S704
    script, checksum = _script()
    drawings = (b for section in value.sections for b in section.blocks if isinstance(b, Drawing))
    others = {drawing.key: _others(drawing, value.language) for drawing in drawings if drawing.others}
    return _template().render(
        report=value, theme=theme, figures=figures, logo=_logo(theme.logo), script=Markup(script),  # noqa: S704
        script_hash=checksum, others=others,
    )  # fmt: skip


@cache
def _script() -> tuple[str, str]:
    """The page's script, and its checksum as the page's policy names it."""
    script = files("lift.report").joinpath("templates", "report.js").read_text(encoding="utf-8")
    return script, f"sha256-{b64encode(sha256(script.encode()).digest()).decode('ascii')}"


def sort_value(cell: Cell) -> Markup:
    """The number behind a cell as an attribute that tables are sorted by; nothing where there is none."""
    number = cell.ends[0] if cell.ends else cell.value
    return Markup("") if number is None else Markup(' data-v="{}"').format(f"{number:.9g}")


def _others(drawing: Drawing, language: str) -> dict[str, Any]:
    """The other items of a figure as data for the page's script, cents being enough for a picture."""
    first = drawing.others[0][1]
    roles = [series.role for series in first.series]
    at = [next((role for role, s in zip(roles, first.series, strict=True) if s.values[i] is not None), "")
          for i in range(len(first.labels))]  # fmt: skip
    return {
        "title": first.axis, "locale": {"de": "de-DE", "en": "en-US"}[language], "currency": first.currency,
        "to": "bis" if language == "de" else "to", "labels": first.labels, "roles": at,
        "items": [{"name": name, **{k: _merged(chart, k) for k in ("values", "low", "high")}}
                  for name, chart in drawing.others],
    }  # fmt: skip


def _merged(chart: Chart, name: str) -> list[float | None]:
    columns = [getattr(series, name) or (None,) * len(chart.labels) for series in chart.series]
    found = (next((v for v in row if v is not None), None) for row in zip(*columns, strict=True))
    return [None if v is None else round(v, 2) for v in found]


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
    environment.filters["value"] = sort_value
    return environment.get_template("report.html.j2")

"""Tables, figures and words in German and English: reports rendered from a result's content alone."""

from collections.abc import Callable, Mapping

from lift.core.view import ResultView


def render_html(result: ResultView, language: str | None = None) -> str:
    """The report as one offline HTML file; in the study's language, or in "de" or "en".

    Every number comes from the result and is only formatted. The same result gives the same text. Raises
    `StudyError` for another language.
    """
    from lift.report.html import render  # noqa: PLC0415 - matplotlib and jinja2 load only to render

    return render(result, language)


FORMATS: Mapping[str, Callable[[ResultView, str | None], str]] = {"html": render_html}
"""Every report format by its file ending."""

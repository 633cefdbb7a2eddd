"""Reports of a result: what their files are called and hold, and adding them to a result folder."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from lift.report import FORMATS, render_pptx
from lift.store import Result, put_report


def render(folder: Path, kinds: Iterable[str], language: str | None, template: Path | None = None) -> list[Path]:
    """Render reports of a result folder into it, one for each format; return their paths."""
    files = reports(Result.load(folder), kinds, language, template)
    return [put_report(folder, name, content) for name, content in files.items()]


def reports(
    result: Result, kinds: Iterable[str], language: str | None = None, template: Path | None = None
) -> dict[str, bytes]:
    """The report of a result in each format by file name; a language other than the study's is part of the name.

    Slides are set in `template`, a .pptx of one's own.
    """
    own = result.document["study"].get("language", "en")
    stem = "report" if language in {None, own} else f"report.{language}"
    formats = {**FORMATS, "pptx": partial(render_pptx, template=template)}
    made = {f"{stem}.{kind}": formats[kind](result, language) for kind in kinds}
    return {name: text.encode("utf-8") if isinstance(text, str) else text for name, text in made.items()}

"""One report from a result folder."""

from pathlib import Path

from lift.report import FORMATS
from lift.store import Result, put_report


def render(folder: Path, kind: str, language: str | None) -> Path:
    """Render one report from a result folder into it; a language other than the study's is part of the name."""
    result = Result.load(folder)
    own = result.document["study"].get("language", "en")
    name = f"report.{kind}" if language in {None, own} else f"report.{language}.{kind}"
    return put_report(folder, name, FORMATS[kind](result, language).encode("utf-8"))

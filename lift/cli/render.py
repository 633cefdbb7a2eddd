"""Reports of a result: what their files are called and hold, and adding them to a result folder."""

from collections.abc import Iterable
from pathlib import Path

from lift.cli.setting import Asked, setting
from lift.core.errors import StudyError
from lift.core.view import ResultView
from lift.report import render_all
from lift.report.against import against
from lift.report.look.hidden import hidden
from lift.report.look.pseudonyms import Pseudonyms, pseudonyms
from lift.report.look.style import HOUSE, Style
from lift.store import Result, put_report
from lift.store.folder import put
from lift.store.frames import from_rows, to_csv


def render(
    folder: Path,
    kinds: Iterable[str],
    language: str | None,
    template: Path | None = None,
    *,
    asked: Asked | None = None,
    earlier: Path | None = None,
    key: Path | None = None,
) -> list[Path]:
    """Render reports of a result folder into it, one for each format; return their paths.

    `asked` is how they are to be set where it is not as the study says, `earlier` the result folder to compare with,
    `key` the file to write the pseudonyms' names to.
    """
    style, result = setting(folder, asked or Asked()), Result.load(folder)
    if key is not None and not style.pseudonyms:
        raise StudyError(f"{key} would be empty: the report has no pseudonyms; ask for them with --pseudonyms")
    old = None if earlier is None else Result.load(earlier)
    made = _pseudonyms([result] if old is None else [result, old], style, language)
    view = result if old is None else against(result, old)
    files = reports(view, kinds, language, template, style=style, made=made)
    if key is not None and made is not None:
        put(key.parent, key.name, to_csv(from_rows(made.rows())))
    return [put_report(folder, name, content) for name, content in files.items()]


def reports(
    result: ResultView,
    kinds: Iterable[str],
    language: str | None = None,
    template: Path | None = None,
    *,
    style: Style = HOUSE,
    made: Pseudonyms | None = None,
) -> dict[str, bytes]:
    """The report of a result in each format by file name; a language other than the study's is part of the name.

    Slides are set in `template`, a .pptx of one's own. `made`: the pseudonyms where they are those of several results.
    """
    own = result.document["study"].get("language", "en")
    stem = "report" if language in {None, own} else f"report.{language}"
    names = made or _pseudonyms([result], style, language)
    view = result if names is None else hidden(result, names)
    content = render_all(view, kinds, language, template, style=style)
    encoded = {kind: text.encode("utf-8") if isinstance(text, str) else text for kind, text in content.items()}
    return {f"{stem}.{kind}": data for kind, data in encoded.items()}


def _pseudonyms(results: list[ResultView], style: Style, language: str | None) -> Pseudonyms | None:
    if not style.pseudonyms:
        return None
    own = results[0].document["study"].get("language", "en")
    return pseudonyms(results, style.pseudonyms, language or own)

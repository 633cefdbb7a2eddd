"""`lift calibrate`: try, write, show."""

from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure

from lift.cli.grid import grid
from lift.core.calibration import Calibration
from lift.report.calibration import calibration_sentences, calibration_table
from lift.report.figures import calibration as figure
from lift.report.figures import markup
from lift.report.figures.calibration import calibration_size
from lift.report.figures.svg import ALONE
from lift.report.numerals import Language
from lift.store.folder import put
from lift.study import Study, calibration_file
from lift.study.calibrate import calibrate as try_methods

FIGURE = "calibration.svg"


def calibrate(
    study: Study,
    campaigns: int,
    methods: tuple[str, ...],
    *,
    memory: str | None,
    threads: int | None,
    progress: Callable[[str, float], None] | None,
) -> tuple[Calibration, list[Path]]:
    """Try the methods and write calibration.json and its figure beside the study file."""
    found = try_methods(study, campaigns=campaigns, methods=methods, memory=memory, threads=threads, progress=progress)
    language = study.spec.language
    table = calibration_table(found, language)
    drawn = Figure(figsize=calibration_size(found), layout="constrained")
    figure(found, ax=drawn.subplots(), language=language)
    picture = markup(drawn, "calibration", table.caption, table.note, room=ALONE).encode("utf-8")
    return found, [calibration_file.write(study.spec, found), put(Path(study.spec.folder), FIGURE, picture)]


def text(found: Calibration, language: Language, width: int) -> str:
    """The table of the promoted set, and what follows from it."""
    table = calibration_table(found, language)
    heads = [head for head, _ in table.heads]
    right = [i for i, (_, numeric) in enumerate(table.heads) if numeric]
    body = [[cell.text for cell in row] for row in table.rows]
    said = "\n".join(calibration_sentences(found, language))
    return f"{grid(table.caption, heads, body, width, right)}\n{table.note}\n\n{said}"

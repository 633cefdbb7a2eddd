"""What `run` and `demo` share: read the study, measure, write the folder with its reports."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lift.cli import console
from lift.cli.render import reports
from lift.cli.setting import to_keep
from lift.core.spec import StudySpec
from lift.data import Tables
from lift.store import Result, refuse
from lift.study import Study
from lift.study import run as run_study
from lift.study.slug import slug
from lift.study.style import style_of


@dataclass(frozen=True, slots=True)
class Done:
    """A result, the folder it was written to and its reports there."""

    result: Result
    folder: Path
    reports: tuple[Path, ...]


def read(file: Path, *, seed: int | None, language: str | None) -> Study:
    """Read a study, with what the command line puts in the place of its own values."""
    study = Study.load(file)
    spec: StudySpec = study.spec
    if seed is not None:
        spec = replace(spec, measure=replace(spec.measure, seed=seed))
    if language is not None:
        spec = replace(spec, language="de" if language == "de" else "en")
    return replace(study, spec=spec)


def folder_of(study: Study, out: Path | None) -> Path:
    """The result folder: `out`, or results/NAME beside the study file."""
    return out or Path(study.spec.folder) / "results" / slug(study.spec.name)


def measure(
    study: Study,
    out: Path | None,
    formats: Sequence[str],
    *,
    quiet: bool,
    memory: str | None = None,
    threads: int | None = None,
    tables: Tables | None = None,
) -> Done:
    """Run a study and write its folder, the reports included; say which reports of an earlier result are gone."""
    spec: StudySpec = study.spec
    folder = folder_of(study, out)
    refuse(folder)
    style = style_of(spec.report)
    with console.progress(quiet=quiet) as progress:
        result = run_study(study, memory=memory, threads=threads, progress=progress, shared=tables)
        if progress:
            progress("report", 1.0)
        files = reports(result, formats, style=style)
        gone = sorted({file.name for file in folder.glob("report.*")} - set(files))
        written = result.write(folder, {**files, **to_keep(style)})
    if gone:
        console.say(
            f"Reports of the earlier result, replaced with it: {', '.join(gone)}. "
            "`lift report` makes them of the new one.",
            quiet=quiet,
        )
    shown = folder if out else written
    return Done(result, shown, tuple(shown / name for name in files))

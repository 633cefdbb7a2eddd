"""What `run` and `demo` share: read the study, measure, write the folder with its report."""

from dataclasses import dataclass, replace
from pathlib import Path

from lift.cli import console
from lift.core.spec import StudySpec
from lift.report import render_html
from lift.store import Result, refuse
from lift.study import Study
from lift.study import run as run_study
from lift.study.slug import slug


@dataclass(frozen=True, slots=True)
class Done:
    """A result, the folder it was written to and its report there."""

    result: Result
    folder: Path
    report: Path


def read(file: Path, *, seed: int | None, language: str | None) -> Study:
    """Read a study, with what the command line puts in the place of its own values."""
    study = Study.load(file)
    spec: StudySpec = study.spec
    if seed is not None:
        spec = replace(spec, measure=replace(spec.measure, seed=seed))
    if language is not None:
        spec = replace(spec, language="de" if language == "de" else "en")
    return replace(study, spec=spec)


def measure(study: Study, out: Path | None, *, quiet: bool, memory: str | None, threads: int | None) -> Done:
    """Run a study and write its folder, the HTML report included."""
    spec: StudySpec = study.spec
    folder = out or Path(spec.folder) / "results" / slug(spec.name)
    refuse(folder)
    with console.progress(quiet=quiet) as progress:
        result = run_study(study, memory=memory, threads=threads, progress=progress)
        if progress:
            progress("report", 1.0)
        page = render_html(result).encode("utf-8")
        written = result.write(folder, {"report.html": page})
    return Done(result, folder if out else written, (folder if out else written) / "report.html")

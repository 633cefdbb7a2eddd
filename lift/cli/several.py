"""`lift run` on several study files: one scan of the tables they share, a folder each, an error each."""

from collections.abc import Sequence
from pathlib import Path

from lift.cli import INVALID_TEST, WRONG_INPUT, console, work
from lift.core.errors import LiftError, StudyError
from lift.data import Tables


def measure(
    files: Sequence[Path],
    out: Path | None,
    formats: Sequence[str],
    *,
    seed: int | None,
    language: str | None,
    quiet: bool,
    memory: str | None,
    threads: int | None,
) -> tuple[list[work.Done], int]:
    """Run the studies in order and write their folders, below `out` if given; say of each error whose it is.

    Returns what was done and the exit code: that of wrong input if any study failed, else that of an invalid test if
    any is, else 0.
    """
    done: list[work.Done] = []
    taken: dict[Path, Path] = {}
    failed = 0
    with Tables(memory, threads) as tables:
        for i, file in enumerate(files):
            console.say(f"{i + 1} of {len(files)}: {file}", quiet=quiet)
            try:
                study = work.read(file, seed=seed, language=language)
                folder = out / work.folder_of(study, None).name if out else work.folder_of(study, None)
                first = taken.setdefault(folder.resolve(), file)
                if first != file or file in files[:i]:
                    raise StudyError(f"its result folder {folder} is that of {first}; give one of them another name")
                done.append(work.measure(study, folder, formats, quiet=quiet, tables=tables))
            except LiftError as error:
                failed += 1
                console.error("Error", f"{file}: {error}")
    if failed:
        console.say(f"{failed} of {len(files)} studies failed; the others are written.", quiet=quiet)
        return done, WRONG_INPUT
    return done, INVALID_TEST if any(one.result.verdict == "invalid" for one in done) else 0

"""Draws of a benchmark: counted from a fixed first seed, kept as they finish, taken up again after an interruption."""

import argparse
import hashlib
import inspect
import json
import os
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: one process, one core

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import lift
from lift import LiftError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CACHE = HERE / ".cache"
CHOOSING = 5000
"""Seeds from here on are for choosing priors and defaults; those below are for reporting only."""
SILENT_ON_NUMBERS = ("cli", "report")
"""Packages of lift that no number comes from: changing them leaves finished draws valid."""

Case: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Options:
    """The command line of a benchmark."""

    draws: int
    first_seed: int
    jobs: int
    resume: bool
    date: str | None
    out: Path

    @property
    def seeds(self) -> range:
        """One seed a draw."""
        return range(self.first_seed, self.first_seed + self.draws)


def options(document: str, arguments: Sequence[str] | None = None, draws: int = 500, least: int = 1) -> Options:
    """Read the command line; `document` is the docstring of the script."""
    parser = command_line(document, draws)
    return chosen_plain(parser, parser.parse_args(arguments), least)


def chosen_plain(parser: argparse.ArgumentParser, asked: argparse.Namespace, least: int) -> Options:
    """Return the options of a benchmark whose seeds choose nothing."""
    if asked.draws < least or asked.jobs < 1:
        parser.error(f"--draws is at least {least}, --jobs at least 1")
    return Options(asked.draws, asked.first_seed, asked.jobs, asked.resume, asked.date, Path(asked.out))


def command_line(document: str, draws: int) -> argparse.ArgumentParser:
    """What all benchmarks understand."""
    parser = argparse.ArgumentParser(description=document.partition("\n\n")[0])
    parser.add_argument("--draws", type=int, default=draws, help=f"how many draws (default {draws})")
    parser.add_argument("--first-seed", type=int, default=1, help="seed of the first draw (default 1)")
    parser.add_argument("--jobs", type=int, default=1, help="processes, one core each (default 1)")
    parser.add_argument("--resume", action="store_true", help="go on with the draws that the same code has finished")
    parser.add_argument("--date", help="the date to be written into the results (default: none)")
    parser.add_argument("--out", type=Path, default=HERE / "results", help="folder of the results")
    return parser


def add_choosing(parser: argparse.ArgumentParser) -> None:
    """Let a benchmark draw from the seeds for choosing."""
    parser.add_argument("--choose", action="store_true", help=f"draw from the seeds for choosing, {CHOOSING} on")


def chosen_options(parser: argparse.ArgumentParser, asked: argparse.Namespace) -> Options:
    """Return the options of a benchmark that tells seeds for choosing from those for reporting; both stay apart."""
    if asked.draws < 2 or asked.jobs < 1:
        parser.error("--draws is at least 2, --jobs at least 1")
    first = CHOOSING if asked.choose and asked.first_seed == 1 else asked.first_seed
    if (first < CHOOSING) == asked.choose or (first < CHOOSING < first + asked.draws):
        parser.error(f"reporting seeds end below {CHOOSING}, seeds for choosing begin there and want --choose")
    return Options(asked.draws, first, asked.jobs, asked.resume, asked.date, Path(asked.out))


def collect(name: str, measure: Callable[..., Rows], cases: Sequence[Case], code: str, chosen: Options) -> pd.DataFrame:
    """Measure every case, `measure(*case)`, and return all rows with the column `case`, in the order of the cases.

    Finished cases are kept in a cache that belongs to `code`, a fingerprint, and to the first seed, so that trying
    something out does not touch a long run; with `resume` they are not measured again, otherwise the cache is begun
    anew, and what it held is kept beside it as FILE.before. A case that ends in a LiftError is one row with its message
    in the column `error`.
    """
    cache = CACHE / f"{name}-{code}-from-{chosen.first_seed}.jsonl"
    cache.parent.mkdir(exist_ok=True)
    if not chosen.resume and cache.exists():
        cache.replace(f"{cache}.before")
    done = _finished(cache)
    left = [case for case in cases if _key(case) not in done]
    with (
        _progress(name, len(cases), len(cases) - len(left)) as advance,
        cache.open("a", encoding="utf-8", newline="\n") as file,
    ):
        try:
            for case, rows in _measured(measure, left, chosen.jobs):
                file.write(json.dumps({"case": _key(case), "rows": rows}) + "\n")
                file.flush()
                advance()
        except KeyboardInterrupt:
            sys.exit("interrupted; the finished draws are kept, go on with --resume")
    done = _finished(cache)
    frame = pd.DataFrame([{"case": _key(case), **row} for case in cases for row in done[_key(case)]])
    if "error" not in frame:
        return frame.assign(error=None)
    if frame["error"].notna().all():
        sys.exit(failures(frame))
    return frame


def failures(rows: pd.DataFrame) -> str:
    """Say how many draws ended in an error and in which; "" when none did. No draw is dropped in silence."""
    failed = rows[rows["error"].notna()]
    if failed.empty:
        return ""
    kinds = failed["error"].str.split("\n").str[0].value_counts()
    said = "".join(f"\n- {count} x {message}" for message, count in kinds.items())
    return f"**Draws that ended in an error and are not in the table: {len(failed)}**\n{said}\n"


def fingerprint(*recipe: Any, silent: Sequence[str] = SILENT_ON_NUMBERS) -> str:
    """Twelve hex digits of the code that numbers come from: that of lift, and the functions and constants given.

    `silent` are the packages of lift that have no part in them.
    """
    digest = hashlib.sha256()
    package = ROOT / "lift"
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] not in silent:
            digest.update(f"{path.relative_to(package).as_posix()}\n".encode() + path.read_bytes())
    for part in recipe:
        digest.update((inspect.getsource(part) if callable(part) else repr(part)).encode())
    return digest.hexdigest()[:12]


def provenance(chosen: Options, script: str, code: str | None = None) -> list[str]:
    """What a result needs to be made again, one line each; no clock. `code`: the fingerprint of what was drawn."""
    drawn = f"{chosen.draws}, seeds {chosen.seeds[0]} to {chosen.seeds[-1]}; code {code}" if code else chosen.draws
    python = ".".join(str(part) for part in sys.version_info[:3])
    words = [f"--draws {chosen.draws}"]
    words += [f"--first-seed {chosen.first_seed}"] if chosen.first_seed != 1 else []
    words += [f"--jobs {chosen.jobs}"] if chosen.jobs != 1 else []
    words += [f"--date {shlex.quote(chosen.date)}"] if chosen.date else []
    names = ("numpy", "scipy", "pandas", "duckdb", "ibis-framework")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return [
        f"command: python benchmarks/{script}.py {' '.join(words)}",
        f"draws: {drawn}",
        f"version: liftstudy {lift.__version__}, Python {python}, {versions}",
        f"date: {chosen.date or 'not given'}",
    ]


def _measured(measure: Callable[..., Rows], cases: Sequence[Case], jobs: int) -> Iterator[tuple[Case, Rows]]:
    if min(jobs, len(cases)) <= 1:
        yield from ((case, _attempt(measure, case)) for case in cases)
        return
    with ProcessPoolExecutor(min(jobs, len(cases)), mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(_attempt, measure, case): case for case in cases}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _attempt(measure: Callable[..., Rows], case: Case) -> Rows:
    try:
        return measure(*case)
    except LiftError as error:
        return [{"error": f"{type(error).__name__}: {error}"}]


def _key(case: Case) -> str:
    return "/".join(str(part) for part in case)


def _finished(cache: Path) -> dict[str, Rows]:
    """Read the finished cases, one a line; a line that was cut off by an interruption is removed."""
    lines = cache.read_text(encoding="utf-8").splitlines(keepends=True) if cache.exists() else []
    if lines and not lines[-1].endswith("\n"):
        lines.pop()
        cache.write_text("".join(lines), encoding="utf-8", newline="\n")
    return {entry["case"]: entry["rows"] for entry in map(json.loads, lines)}


@contextmanager
def _progress(name: str, total: int, done: int) -> Iterator[Callable[[], None]]:
    """Show a bar on stderr, where that is a terminal."""
    bar = Progress(
        TextColumn(name), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), disable=not sys.stderr.isatty(),
    )  # fmt: skip
    with bar:
        task = bar.add_task(name, total=total, completed=done)
        yield lambda: bar.advance(task)

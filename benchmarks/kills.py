"""Is a result folder ever broken by a kill?

Runs of the sample study are killed (SIGKILL) at moments drawn at random: anywhere in a whole run, while the folder is
written, while two runs write the same folder, while a report is added, and where folders cannot trade names in one
step. Each child is forked from a process that has imported everything. Before each kill the folder holds an earlier
result. It counts as broken unless its files are, byte for byte (manifest.json apart), those of the earlier result or
those of the new one. Then the next writer runs, and what is left of the killed one is counted.
"""

import importlib
import os
import pkgutil
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from draws import ROOT, Options, options, provenance
from pages import write

import lift
from lift.cli import work
from lift.data import spill
from lift.store import Result, folder, put_report

NAME = "kills"
STUDY = ROOT / "sample_data" / "synthetic_campaign" / "study.toml"
SEEDS = (1, 2)
"""Two results that differ: earlier and new by turns."""
Content = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the results lie, the content of both, and how long a child takes to write one."""

    target: Path
    whole: tuple[Content, Content]
    results: tuple[Result, Result]


def content(target: Path) -> Content:
    """The files of a folder, without the manifest, which has a clock in it; the folder's hidden files too."""
    return {file.name: file.read_bytes() for file in target.iterdir() if file.name != "manifest.json"}


def measured(target: Path, seed: int) -> None:
    """What `lift run --out TARGET --seed SEED` does."""
    study = work.read(STUDY, seed=seed, language=None)
    work.measure(study, target, ["html"], quiet=True, memory=None, threads=1)


def child(job: Callable[[], Any]) -> int:
    """Fork a child that does a job; return its process number."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            job()
            code = 0
        finally:
            os._exit(code)
    return process


def waited(process: int) -> float:
    """Wait for a child; return how long that took. Raises when it failed."""
    began = time.monotonic()
    if os.waitpid(process, 0)[1] != 0:
        raise RuntimeError("a run failed that nobody killed")
    return time.monotonic() - began


def rounds(place: Place, old: int) -> Mapping[str, tuple[Callable[[], Any], Callable[[], Any] | None]]:
    """What is killed, by name, and what runs beside it; `old` is the result that the folder holds before."""
    new = place.results[1 - old]
    files = {**place.whole[1 - old], **new.files()}

    def again() -> None:
        folder.write(place.target, files, ("*",), "result.json")

    def aside() -> None:
        folder._exchange = lambda *_: False  # noqa: SLF001 - a system without it
        again()

    def report() -> None:
        put_report(place.target, "report.html", place.whole[old]["report.html"])

    return {
        "a whole run": (lambda: measured(place.target, SEEDS[1 - old]), None),
        "writing the folder": (again, None),
        "two writers, one killed": (again, again),
        "adding a report": (report, None),
        "writing without exchange": (aside, None),
    }


def killed(place: Place, what: str, rng: np.random.Generator, longest: float) -> dict[str, Any]:
    """Kill once, look, let the next writer run, look again."""
    old = int(rng.integers(2))
    _ready(place, old)
    job, beside = rounds(place, old)[what]
    process = child(job)
    rival = child(beside) if beside else None
    time.sleep(rng.uniform(0, longest))
    os.kill(process, signal.SIGKILL)
    ended = os.waitpid(process, 0)[1]
    if rival is not None:
        waited(rival)
    before = _left(place)
    found = content(place.target) if place.target.is_dir() else {}
    moved = not found and what == "writing without exchange"
    if moved:  # what the next writer does first
        folder._clear(place.target)  # noqa: SLF001
        found = content(place.target)
    halves = {name for name in found if name.startswith(".")}
    state = next((i for i in (0, 1) if {k: v for k, v in found.items() if k not in halves} == place.whole[i]), None)
    loads = _loads(place.target)
    _ready(place, old)
    shutil.rmtree(spill.make())
    return {
        "what": what, "kills": 1, "cut": int(os.WIFSIGNALED(ended)), "with_leftovers": int(before > 0 or bool(halves)),
        "earlier": int(state == old), "new": int(state == 1 - old), "brought_back": int(moved),
        "broken": int(state is None or not loads), "left_after_next": _left(place),
    }  # fmt: skip


def _ready(place: Place, old: int) -> None:
    """Let the next writer write the result `old`."""
    files = {**place.results[old].files(), "report.html": place.whole[old]["report.html"]}
    folder.write(place.target, files, ("*",), "result.json")


def _left(place: Place) -> int:
    """How many files and folders lie about: beside the target, in it, and where engines spill to."""
    beside = [entry for entry in place.target.parent.iterdir() if entry.name.startswith(".")]
    inside = list(place.target.glob(".*")) if place.target.is_dir() else []
    return len(beside) + len(inside) + len(list(Path(tempfile.gettempdir()).glob("liftstudy-*")))


def _loads(target: Path) -> bool:
    try:
        Result.load(target)
    except lift.LiftError:
        return False
    return True


def warmed(parent: Path) -> Place:
    """Import everything and let children write both results once."""
    for module in pkgutil.walk_packages(lift.__path__, "lift."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    target = parent / "results" / "sample"
    whole: list[Content] = []
    results: list[Result] = []
    for seed in SEEDS:
        waited(child(lambda seed=seed: measured(target, seed)))
        whole.append(content(target))
        results.append(Result.load(target))
    if whole[0] == whole[1]:
        raise RuntimeError("the two results are the same, so that no kill could be seen")
    return Place(target, (whole[0], whole[1]), (results[0], results[1]))


def run(chosen: Options) -> pd.DataFrame:
    """Kill, summarise and write."""
    with tempfile.TemporaryDirectory(prefix="kills-") as parent:
        tempfile.tempdir = parent + "/spill"
        Path(tempfile.tempdir).mkdir()
        place = warmed(Path(parent))
        rows: list[dict[str, Any]] = []
        for name in rounds(place, 0):
            _ready(place, 0)
            longest = 1.1 * max(waited(child(rounds(place, 0)[name][0])) for _ in range(3))
            rows += [killed(place, name, np.random.default_rng([seed, len(rows)]), longest) for seed in chosen.seeds]
        tempfile.tempdir = None
    table = pd.DataFrame(rows).groupby("what", sort=False, as_index=False).sum()
    names = {
        "what": "what was killed", "kills": "kills", "cut": "before it was done", "with_leftovers": "with leftovers",
        "earlier": "earlier result whole", "new": "new result whole", "brought_back": "earlier one brought back",
        "broken": "broken", "left_after_next": "left after the next run",
    }  # fmt: skip
    about = __doc__.partition("\n\n")[2].strip()
    write(
        chosen, NAME, table, title="Result folders after kills", head=provenance(chosen, NAME),
        text=about, shown=table.rename(columns=names),
    )  # fmt: skip
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = options(__doc__, arguments, draws=200)
    table = run(chosen)
    print(chosen.out / f"{NAME}.md")
    return int(table[["broken", "left_after_next"]].to_numpy().sum() > 0)


if __name__ == "__main__":
    sys.exit(main())

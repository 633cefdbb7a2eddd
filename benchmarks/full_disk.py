"""Is a result folder ever broken by a disk that is full?

A small file system in memory holds an earlier result, or none, and has as much room left as is drawn: from nothing to
more than a new result needs. Then a new result is written there, or a report is added. It counts as broken unless the
folder holds, byte for byte (manifest.json apart), the earlier result, the new one, or nothing where there was nothing.
What was said is counted too: one LiftError that names the disk, or nothing where there was room. Then room is made, and
the next run has to succeed and leave nothing behind. Mounting needs root on Linux.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from draws import Options, options, provenance
from kills import Place, content, warmed
from pages import write

from lift import LiftError
from lift.store import folder, put_report

NAME = "full_disk"
BLOCK = 4096
ROOM = 64 << 20
"""Bytes of the file system before it is made small, and after."""
KINDS = ("over an earlier result", "where there was none", "adding a report")


def sized(where: Path, size: int, *, again: bool = True) -> None:
    """Mount a file system of so many bytes, or change the size of the one that is mounted."""
    flags = f"{'remount,' if again else ''}size={size}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", flags, "tmpfs", str(where)], check=True)


def used(where: Path) -> int:
    """Bytes of a file system that are taken."""
    found = os.statvfs(where)
    return (found.f_blocks - found.f_bfree) * found.f_frsize


def filled(place: Place, where: Path, what: str, rng: np.random.Generator) -> dict[str, Any]:
    """Write once into what room is left; look; make room and write again."""
    target = where / "results" / "sample"
    old, new = place.whole
    over, files = what != KINDS[1], {**new, **place.results[1].files()}
    if over:
        folder.write(target, {**old, **place.results[0].files()}, ("*",), "result.json")
    before = content(target) if over else {}
    need = sum(-(-len(text) // BLOCK) * BLOCK for text in files.values())
    left = int(rng.uniform(0, 1.3) * (need if what != KINDS[2] else len(new["report.html"])))
    sized(where, used(where) + left // BLOCK * BLOCK)
    said = ""
    try:
        if what == KINDS[2]:
            put_report(target, "report.de.html", new["report.html"])
        else:
            folder.write(target, files, ("*",), "result.json")
    except LiftError as error:
        said = str(error)
    found = content(target) if target.is_dir() else {}
    done = {**before, "report.de.html": new["report.html"]} if what == KINDS[2] else new
    sized(where, ROOM)
    folder.write(target, files, ("*",), "result.json")
    beside = [entry for entry in target.parent.iterdir() if entry.name != target.name]
    named = "No space left" in said and str(where) in said
    return {
        "what": what, "tries": 1, "failed": int(bool(said)), "named": int(named), "earlier": int(found == before),
        "new": int(found == done), "broken": int(found not in (before, done)),
        "wrong word": int(bool(said) != (found == before)),
        "left_after_next": len(beside) + int(content(target) != new),
    }  # fmt: skip


def run(chosen: Options) -> pd.DataFrame:
    """Fill, summarise and write."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="full-") as parent:
        place = warmed(Path(parent))
        where = Path(parent) / "disk"
        where.mkdir()
        for i, what in enumerate(KINDS):
            for seed in chosen.seeds:
                sized(where, ROOM, again=False)
                try:
                    rows.append(filled(place, where, what, np.random.default_rng([seed, i])))
                finally:
                    subprocess.run(["umount", str(where)], check=True)
    table = pd.DataFrame(rows).groupby("what", sort=False, as_index=False).sum()
    names = {
        "what": "what was written", "failed": "disk was full", "named": "one error that says so",
        "earlier": "as before", "new": "new one whole", "wrong word": "said otherwise than it was",
        "left_after_next": "left after the next run",
    }  # fmt: skip
    about = __doc__.partition("\n\n")[2].strip()
    write(
        chosen, NAME, table, title="Result folders on a full disk", head=provenance(chosen, NAME), text=about,
        shown=table.rename(columns=names),
    )  # fmt: skip
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = options(__doc__, arguments, draws=100)
    if sys.platform != "linux" or os.geteuid() != 0:
        sys.exit("mounting a small file system needs root on Linux")
    table = run(chosen)
    print(chosen.out / f"{NAME}.md")
    return int(table[["broken", "wrong word", "left_after_next"]].to_numpy().sum() > 0)


if __name__ == "__main__":
    sys.exit(main())

"""The command: make each panel, let the jobs take turns on it, delete it, write the page."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import scale

from draws import command_line, provenance  # isort: skip - one thread, set before numpy is read
import pandas as pd
from draws import Options
from import_cost import median
from pages import spread, write

from scale.jobs import JOBS
from scale.panels import Size, make

NAME = "scale"
SIZES = {"1 M": 20, "10 M": 200, "100 M": 2000}
"""Stores of each panel."""
AGAINST = "DuckDB group-by"
PANDAS_UP_TO = 200


@dataclass(frozen=True, slots=True)
class Turn:
    """What one job used in one turn on one panel: CPU seconds by part, and `peak_mb`."""

    size: str
    job: str
    used: dict[str, float]


def turns(sizes: Sequence[str], draws: int, jobs: Sequence[str], keep: Path | None = None) -> list[Turn]:
    """Let the jobs take turns on each panel."""
    found: list[Turn] = []
    for size in sizes:
        folder = keep / f"p{SIZES[size]}" if keep else Path(tempfile.mkdtemp(prefix="liftstudy-scale-")) / "panel"
        panel = Size(SIZES[size], folder)
        try:
            if not folder.exists():
                make(panel)
            for turn in range(draws):
                for job in jobs:
                    if job.startswith("pandas") and panel.stores > PANDAS_UP_TO:
                        continue
                    found.append(Turn(size, job, _alone(job, panel)))
                    print(size, turn + 1, job, found[-1].used, file=sys.stderr, flush=True)
        finally:
            if not keep:
                shutil.rmtree(folder.parent, ignore_errors=True)
    return found


def _alone(job: str, panel: Size) -> dict[str, float]:
    """Run one job in a process of its own. Raises when it fails."""
    code = Path(scale.__file__).with_name("jobs.py")
    done = subprocess.run(
        [sys.executable, str(code), job, str(panel.folder), str(panel.stores)],
        check=True, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def summary(found: Sequence[Turn]) -> pd.DataFrame:
    """CPU seconds and ratios to the bare group-by, turn by turn; medians with their intervals."""
    rows: list[dict[str, Any]] = []
    for size in dict.fromkeys(turn.size for turn in found):
        base = [turn.used["all"] for turn in found if (turn.size, turn.job) == (size, AGAINST)]
        for job in dict.fromkeys(turn.job for turn in found if turn.size == size):
            used = [turn.used for turn in found if (turn.size, turn.job) == (size, job)]
            for part in (name for name in used[0] if name != "peak_mb"):
                cpu = [one[part] for one in used]
                ratio = median([mine / bare for mine, bare in zip(cpu, base, strict=True)])
                rows.append(
                    {
                        "rows": size, "job": job if part == "all" else f"{job}: {part}", "turns": len(cpu),
                        "cpu_s": median(cpu)[0], **dict(zip(("ratio", "ratio_low", "ratio_high"), ratio, strict=True)),
                        "peak_mb": max(one["peak_mb"] for one in used),
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The page's table."""
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            "rows": table["rows"], "job": table["job"], "CPU s": [f"{value:.2f}" for value in table["cpu_s"]],
            "x the bare group-by": [spread(row, "ratio") for row in rows],
            "peak MB": [
                "–" if job.startswith("PySpark") else f"{peak:,.0f}"
                for job, peak in zip(table["job"], table["peak_mb"], strict=True)
            ],
        }
    )  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; jobs whose package is not installed are left out and said."""
    parser = command_line(scale.__doc__ or "", 5)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES), help="panels, by rows")
    parser.add_argument("--keep", type=Path, help="a folder in which panels are left for the next run")
    asked = vars(parser.parse_args(arguments))
    sizes, keep = asked.pop("sizes"), asked.pop("keep")
    chosen = Options(**asked)
    missing = [job for job in JOBS if not _installed(job)]
    found = turns(sizes, chosen.draws, [job for job in JOBS if job not in missing], keep)
    table = summary(found)
    tools = ", ".join(f"{tool} {version(tool)}" for tool in ("polars", "pyspark") if _installed(tool))
    about = (scale.__doc__ or "").partition("\n\n")[2].strip()
    left = f" Not installed and left out: {', '.join(missing)}." if missing else ""
    text = f"{about}\n\n{chosen.draws} turns; medians, of ratios with their interval. {tools}.{left}"
    page = write(
        chosen,
        NAME,
        table,
        title="100 million rows",
        head=[line.replace(f"{NAME}.py", NAME) for line in provenance(chosen, NAME)],
        text=text,
        shown=shown(table),
    )
    print(page)
    return 0


def _installed(job: str) -> bool:
    package = job.partition(" ")[0].lower()
    if package not in {"polars", "pyspark"}:
        return True
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False

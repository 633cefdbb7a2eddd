"""What does `lift match` cost on 200 regions and on 5,000 candidate stores?

Wanted are 20 test units and their control on 104 weeks of four SKUs; nothing is named, so that every unit is a
candidate. The command runs whole, on one thread, in a terminal of its own, so that it draws its progress bar: time by
the clock, CPU of the process with its start, and the most memory that it held. Time by the clock depends on what else
the machine does; CPU and memory hardly do.
"""

import os
import pty
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from draws import Options, options, provenance  # isort: skip - one thread, set before numpy is read

import pandas as pd
from import_cost import median
from pages import spread, write

import lift

NAME = "match_cost"
SIZES: dict[str, dict[str, Any]] = {
    "200 regions": {"regions": 200, "stores_per_region": 1},
    "5,000 stores": {"regions": 50, "stores_per_region": 100},
}
MOST_CPU, MOST_MEMORY = 60.0, 1000.0
"""CPU seconds and megabytes that a choice may cost."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, seconds of CPU, megabytes (1e6 bytes) at most, and how often the bar was drawn anew."""

    seconds: float
    cpu_s: float
    memory_mb: float
    drawn: int


def large(folder: Path, name: str) -> Path:
    """A simulated study that asks for test units among 200 regions or 5,000 stores."""
    by = "stores" if name.endswith("stores") else "regions"
    made = lift.simulate(
        seed=1, categories=1, brands=2, skus=2, campaign=False, after_weeks=0, assignment=by, **SIZES[name]
    )  # fmt: skip
    text = made.write(folder).read_text(encoding="utf-8")
    begin, end = text.index("[regions]"), text.index("[measure]")
    asked = f'[regions]\nassignment = "{by}"\ntest = "match"\n\n[match]\ntest_units = 20\n\n'
    file = folder / "study.toml"
    file.write_text(text[:begin] + asked + text[end:], encoding="utf-8")
    return file


def cost(study: Path) -> Cost:
    """Run `lift match` on a study in a terminal. Raises RuntimeError when it fails."""
    begin = time.monotonic()
    process, terminal = pty.fork()
    if process == 0:
        words = ("-m", "lift", "match", str(study), "--replace", "--threads", "1")
        os.execve(sys.executable, (sys.executable, *words), {**os.environ, "TERM": "xterm"})
    shown = _read(terminal)
    _, status, used = os.wait4(process, 0)
    if status:
        raise RuntimeError(f"lift match failed: {shown.decode(errors='replace')[-500:]}")
    drawn = shown.count(b"\x1b[2K")
    return Cost(time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6, drawn)


def _read(terminal: int) -> bytes:
    """Everything that the command shows, until it closes the terminal."""
    shown = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux says so when the other end is closed
            return shown
        if not part:
            return shown
        shown += part


def summary(costs: Sequence[Cost]) -> dict[str, float]:
    """Medians with their interval from order statistics; the bar, in its worst turn."""
    out: dict[str, float] = {}
    for name in ("seconds", "cpu_s", "memory_mb"):
        values = median([getattr(one, name) for one in costs])
        out |= dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))
    return out | {"drawn": min(one.drawn for one in costs)}


def run(chosen: Options) -> pd.DataFrame:
    """Measure in turns, summarise and write."""
    costs: dict[str, list[Cost]] = {name: [] for name in SIZES}
    with TemporaryDirectory() as folder:
        studies = {name: Path(folder) / str(at) for at, name in enumerate(SIZES)}
        for name, place in studies.items():
            place.mkdir()
            studies[name] = large(place, name)
        for _ in range(chosen.draws):
            for name, study in studies.items():
                costs[name].append(cost(study))
    table = pd.DataFrame([{"candidates": name, **summary(each)} for name, each in costs.items()])
    within = bool((table["cpu_s_high"] <= MOST_CPU).all() and (table["memory_mb_high"] <= MOST_MEMORY).all())
    about = __doc__.partition("\n\n")[2].strip()
    text = (
        f"{about} {chosen.draws} turns; medians with their 95 % interval (the whole range where turns are few).\n\n"
        f"Aim: at most {MOST_CPU:.0f} CPU s and {MOST_MEMORY:,.0f} MB. It {'holds' if within else 'does not hold'}."
    )
    shown = pd.DataFrame({
        "candidates": table["candidates"],
        **{title: [spread(row, name, digits) for row in table.to_dict("records")]
           for title, name, digits in (("CPU s", "cpu_s", 1), ("seconds", "seconds", 1), ("MB", "memory_mb", 0))},
        "bar drawn, times": table["drawn"],
    })  # fmt: skip
    write(chosen, NAME, table, title="Cost of lift match", head=provenance(chosen, NAME), text=text, shown=shown)
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = options(__doc__, arguments, draws=5, least=5)
    print(run(chosen).round(2).to_string(index=False))
    print(chosen.out / f"{NAME}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())

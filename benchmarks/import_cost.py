"""What does `lift --help` cost beside the import of the argument parser that it is built on?

CPU time, user and system, of `python -m lift --help` and of `python -c "import typer"`, run in turn so that a busy
machine burdens both alike.
"""

import math
import resource
import subprocess
import sys
from collections.abc import Sequence

import pandas as pd
from draws import ROOT, Options, options, provenance
from pages import write

NAME = "import_cost"
COMMANDS = {"lift --help": ("-m", "lift", "--help"), 'python -c "import typer"': ("-c", "import typer")}


def cpu_seconds(words: Sequence[str]) -> float:
    """CPU seconds of one run of the interpreter with these arguments. Raises when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(values: Sequence[float]) -> tuple[float, float, float]:
    """Median and its 95 % interval from the order of the values (binomial, no distribution assumed)."""
    ranked, n = sorted(values), len(values)
    below, tail = -1, 0.0
    while below + 1 < n // 2 and tail + math.comb(n, below + 1) / 2**n <= 0.025:
        below += 1
        tail += math.comb(n, below) / 2**n
    lowest = max(below, 0)
    middle = (ranked[(n - 1) // 2] + ranked[n // 2]) / 2
    return middle, ranked[lowest], ranked[n - 1 - lowest]


def run(chosen: Options) -> pd.DataFrame:
    """Run the commands in turn, summarise and write."""
    for words in COMMANDS.values():
        cpu_seconds(words)  # compiles what was never imported before
    pairs = [tuple(cpu_seconds(words) for words in COMMANDS.values()) for _ in range(chosen.draws)]
    measured = {
        **{f"{name}, CPU ms": [1000 * pair[i] for pair in pairs] for i, name in enumerate(COMMANDS)},
        "ratio": [help_ / typer for help_, typer in pairs],
    }
    table = pd.DataFrame(
        [dict(zip(("what", "median", "low", "high"), (what, *median(v)), strict=True)) for what, v in measured.items()]
    )
    about = __doc__.partition("\n\n")[2].strip()
    text = f"{about} {chosen.draws} runs of each; medians, with their 95 % interval. The ratio is taken pair by pair."
    write(
        chosen, NAME, table, title="CPU cost of the command line",
        head=provenance(chosen, NAME), text=text,
        shown=table.assign(**{c: [f"{v:.3g}" for v in table[c]] for c in ("median", "low", "high")}),
    )  # fmt: skip
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = options(__doc__, arguments, draws=20, least=10)
    run(chosen)
    print(chosen.out / f"{NAME}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())

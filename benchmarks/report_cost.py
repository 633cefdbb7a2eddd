"""What does a report cost, each format and all four, beside the import of what they need?

CPU time, user and system, of a process that makes the report from a result folder of the sample study: a format alone,
all four together as `lift report --format html,pdf,xlsx,pptx` does, and nothing but the imports of all modules that
are loaded when the four are done. The processes take turns, so that a busy machine burdens all alike; the ratio is
taken turn by turn, against the imports of the same turn.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from draws import ROOT, Options, options, provenance  # isort: skip - one thread, set before numpy is read

import pandas as pd
from import_cost import cpu_seconds, median
from pages import spread, write

from lift.report import FORMATS

NAME = "report_cost"
STUDY = ROOT / "sample_data" / "synthetic_campaign" / "study.toml"
AIM = 5.0
"""All four formats cost at most so many times their imports."""
_LOADED = """
import sys
from pathlib import Path
from lift.cli.render import render
render(Path(sys.argv[1]), sys.argv[2].split(","), None)
Path(sys.argv[3]).write_text("\\n".join(name for name in sys.modules if not name.startswith("__m")))
"""
_IMPORTS = """
import sys
from importlib import import_module
from pathlib import Path
for name in Path(sys.argv[1]).read_text().split():
    import_module(name)
"""


def measure(chosen: Options, folder: Path) -> dict[str, list[float]]:
    """CPU seconds of every piece of work, one a turn."""
    result, modules, four = folder / "result", folder / "modules", ",".join(FORMATS)
    cpu_seconds(("-m", "lift", "run", str(STUDY), "--out", str(result), "--quiet"))
    cpu_seconds(("-c", _LOADED, str(result), four, str(modules)))
    work = {f"{kind} alone": ("-m", "lift", "report", str(result), "--format", kind, "--quiet") for kind in FORMATS}
    work["all four"] = ("-m", "lift", "report", str(result), "--format", four, "--quiet")
    work["imports of what they need"] = ("-c", _IMPORTS, str(modules))
    took: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(chosen.draws):
        for name, words in work.items():
            took[name].append(cpu_seconds(words))
    return took


def run(chosen: Options) -> pd.DataFrame:
    """Measure, summarise and write."""
    with TemporaryDirectory() as folder:
        took = measure(chosen, Path(folder))
    base = took["imports of what they need"]
    rows = [
        {
            "work": name,
            **dict(zip(("cpu_s", "cpu_s_low", "cpu_s_high"), median(cpu), strict=True)),
            **dict(zip(("ratio", "ratio_low", "ratio_high"), median(_ratios(cpu, base)), strict=True)),
            "ratio_most": max(_ratios(cpu, base)),
        }
        for name, cpu in took.items()
    ]
    table = pd.DataFrame(rows)
    about = __doc__.partition("\n\n")[2].strip()
    ratio = next(row for row in rows if row["work"] == "all four")
    held = "holds" if ratio["ratio_high"] <= AIM else "does not hold"
    text = (
        f"{about} {chosen.draws} turns; medians with their 95 % interval (the whole range where turns are few).\n\n"
        f"Aim: all four together at most {AIM:.0f} times their imports. It {held}: {spread(ratio, 'ratio')}, "
        f"at most {ratio['ratio_most']:.2f} in a turn."
    )
    shown = pd.DataFrame({
        "work": table["work"],
        "CPU s": [spread(row, "cpu_s") for row in rows],
        "times the imports": [spread(row, "ratio") for row in rows],
    })  # fmt: skip
    write(chosen, NAME, table, title="CPU cost of a report", head=provenance(chosen, NAME), text=text, shown=shown)
    return table


def _ratios(cpu: Sequence[float], base: Sequence[float]) -> list[float]:
    return [mine / theirs for mine, theirs in zip(cpu, base, strict=True)]


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = options(__doc__, arguments, draws=9, least=5)
    print(run(chosen).round(2).to_string(index=False))
    print(chosen.out / f"{NAME}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())

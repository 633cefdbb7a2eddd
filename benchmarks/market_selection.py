"""What does a market selection before the test cost beside the tools that follow GeoLift?

The data are GeoLift's own, 40 cities x 90 days; wanted are two test cities for a campaign of 15 days. `lift match` is
timed as a command, CPU of the whole process with its start: it ranks all 780 pairs, tries twelve out with the
estimator, then the controls of the best, forecasts, and writes the lock. geoexp ranks candidates by back-testing each
with augsynth-py, at its default effects and permutations; only the call is timed, without imports. It does one
candidate a turn, and what 50, its default, cost is 50 times that. Its estimator is augsynth-py's as it comes, which
chooses its penalty in every simulation, or has a fixed one, which its manual advises for many candidates. All take
turns, so that a busy machine burdens all alike.

Needs `--rival PYTHON`, an interpreter with `pip install geoexp augsynth-py causal-marketing`.
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from draws import ROOT, chosen_plain, command_line, provenance  # isort: skip - one thread, set before numpy is read

import pandas as pd
from import_cost import median
from pages import spread, write

NAME = "market_selection"
DEFAULT, FEW, DAYS = 50, 1, 15
"""Candidates of geoexp by default, those that it does in a turn, and days of the campaign."""
RIVAL = """
import json, sys, time, warnings
from importlib.metadata import version
import numpy as np, polars as pl
from augsynth_py import AugSynth
from geoexp import enumerate_candidates, rank_designs
warnings.filterwarnings("ignore")
file, few, days, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
names = {"unit": "location", "time": "date", "outcome": "Y"}
panel = pl.read_csv(file, try_parse_dates=True).with_columns(pl.col("Y").cast(pl.Float64))
candidates = enumerate_candidates(panel, sizes=[2], max_per_size=few, **names)
took = {}
for name, estimator in {"penalty fixed": AugSynth(lambda_=1.0), "as it comes": AugSynth()}.items():
    begin = time.process_time()
    rank_designs(
        panel, estimator=estimator, candidates=candidates, durations=days, rng=np.random.default_rng(seed), **names
    )
    took[name] = (time.process_time() - begin) / len(candidates)
print(json.dumps({"cpu": took,
                  "tools": ", ".join(f"{n} {version(n)}" for n in ("geoexp", "augsynth-py"))}))
"""


def pretest() -> Path:
    """GeoLift's panel before the test, as the package causal-marketing brings it."""
    return Path(str(files("causal_marketing") / "datasets" / "geolift_pretest.csv"))


def cities(folder: Path) -> Path:
    """A study of it that asks for two test cities."""
    frame = pd.read_csv(pretest())
    city = frame["location"].astype(str)
    sales = pd.DataFrame(
        {
            "store_id": city, "week": pd.to_datetime(frame["date"]), "sku": "all", "units": frame["Y"].astype(float),
            "revenue": frame["Y"].astype(float), "region": city, "brand": "all sales", "category": "cities",
        }
    )  # fmt: skip
    sales.to_parquet(folder / "sales.parquet")
    first = sales["week"].max() + pd.Timedelta(days=1)
    last = first + pd.Timedelta(days=DAYS - 1)
    return _study(
        folder,
        f'[data]\nsales = "sales.parquet"\nfrequency = "day"\nrevenue_basis = "gross"\n\n'
        f'[campaign]\nstart = {first:%Y-%m-%d}\nend = {last:%Y-%m-%d}\nskus = ["all"]\n\n'
        '[regions]\nassignment = "regions"\ntest = "match"\n\n[match]\ntest_units = 2\n',
    )


def _study(folder: Path, text: str) -> Path:
    file = folder / "study.toml"
    file.write_text(f'[study]\nname = "Market selection"\n\n{text}', encoding="utf-8")
    return file


def ours(study: Path) -> float:
    """CPU seconds of `lift match` on a study."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = ["-m", "lift", "match", str(study), "--replace", "--quiet", "--threads", "1"]
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def theirs(python: str, seed: int) -> dict[str, Any]:
    """CPU seconds of geoexp for one candidate, by how its estimator is set."""
    words = ["-c", RIVAL, str(pretest()), str(FEW), str(DAYS), str(seed)]
    done = subprocess.run([python, *words], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def rows(mine: Sequence[float], rival: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Both tools on the cities: CPU seconds, and ratios taken turn by turn."""
    out: list[dict[str, Any]] = [{"work": "40 cities", "tool": "lift match", "cpu_s": median(mine)[0]}]
    for name in rival[0]["cpu"]:
        whole = [DEFAULT * one["cpu"][name] for one in rival]
        ratio = median([one / own for one, own in zip(whole, mine, strict=True)])
        out.append(
            {"work": "40 cities", "tool": f"geoexp, {DEFAULT} candidates, {name}", "cpu_s": median(whole)[0]}
            | dict(zip(("ratio", "ratio_low", "ratio_high"), ratio, strict=True))
        )
    return out


def measure(seeds: Sequence[int], python: str) -> tuple[pd.DataFrame, str]:
    """Both tools take turns; also what the rival's are called."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        study = cities(folder)
        turns = [(ours(study), theirs(python, seed)) for seed in seeds]
        table = rows([mine for mine, _ in turns], [rival for _, rival in turns])
    return pd.DataFrame(table), turns[0][1]["tools"]


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The page's table."""
    rows = table.to_dict("records")
    ratios = ["–" if pd.isna(row["ratio"]) else spread(row, "ratio", 1) for row in rows]
    return pd.DataFrame(
        {"panel": table["work"], "tool": table["tool"], "CPU s": table["cpu_s"].map("{:.1f}".format),
         "tool / lift": ratios}
    )  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = command_line(__doc__, 7)
    parser.add_argument("--rival", required=True, help="an interpreter that has geoexp and augsynth-py")
    asked = parser.parse_args(arguments)
    chosen = chosen_plain(parser, asked, least=5)
    table, tools = measure(chosen.seeds, asked.rival)
    about = __doc__.partition("\n\n")[2].strip()
    said = "medians, ratios with their interval from order statistics (95 %; 94 % with 5 turns)"
    text = f"{about}\n\n{chosen.draws} turns; {said}. {tools}."
    command, *head = provenance(chosen, NAME)
    page = write(
        chosen, NAME, table, title="CPU cost of a market selection", head=[f"{command} --rival PYTHON", *head],
        text=text, shown=shown(table),
    )  # fmt: skip
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())

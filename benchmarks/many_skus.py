"""What does a run cost on a panel of a million SKUs, and what comes out?

A simulated campaign on 10 brands of 10 SKUs in 24 stores, and beside it as many SKUs as asked for (--skus), each with
three rows somewhere: in other categories, or all of them in the category of the campaign. `lift run` runs in a process
of its own, with one thread: CPU seconds, peak memory, and the sizes of what it wrote.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from draws import Options, command_line, provenance
from pages import write

import lift

NAME = "many_skus"
PLACES = ("other categories", "the campaign's category")
COLUMNS = ["store_id", "week", "sku", "units", "revenue"]


def made(folder: Path, skus: int, place: str) -> Path:
    """Write the panel; return its study file."""
    sim = lift.simulate(seed=1, regions=12, stores_per_region=2, categories=1, brands=10, skus=10)
    file = sim.write(folder)
    rng = np.random.default_rng(1)
    names = np.char.add("X", np.arange(skus).astype(str))
    weeks, stores = np.sort(sim.sales["week"].unique()), sim.stores["store_id"].to_numpy()
    thin = pd.DataFrame(
        {
            "store_id": stores[rng.integers(len(stores), size=3 * skus)],
            "week": weeks[rng.integers(len(weeks), size=3 * skus)],
            "sku": np.repeat(names, 3),
            "units": 1 + rng.poisson(2, 3 * skus),
        }
    ).drop_duplicates(["store_id", "week", "sku"])
    thin["revenue"] = 1.99 * thin["units"]
    pd.concat([sim.sales[COLUMNS], thin]).to_parquet(folder / "sales.parquet", index=False)
    number = np.arange(skus)
    other = np.char.add("C", (number // 20_000).astype(str))
    more = pd.DataFrame(
        {
            "sku": names,
            "brand": np.char.add("B", (number // 2_000).astype(str)),
            "category": sim.products["category"].iloc[0] if place == PLACES[1] else other,
        }
    )
    products = pd.concat([sim.products[["sku", "brand", "category"]].astype(object), more.astype(object)])
    products.to_parquet(folder / "products.parquet", index=False)
    return file


def measured(skus: int, place: str) -> dict[str, Any]:
    """Run the study once."""
    with tempfile.TemporaryDirectory(prefix="many-") as parent:
        file, out = made(Path(parent), skus, place), Path(parent) / "out"
        words = ["run", str(file), "--out", str(out), "--threads", "1", "--quiet"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([sys.executable, "-m", "lift", *words], check=False, capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in {0, 3}:
            sys.exit(done.stderr)
        sizes = {name: (out / name).stat().st_size / 1e6 for name in ("report.html", "result.json", "weekly.parquet")}
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"skus": skus, "in": place, "cpu_s": cpu, "peak_mb": after.ru_maxrss / 1024, **sizes}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = command_line(__doc__, draws=1)
    parser.add_argument("--skus", type=int, default=1_000_000)
    asked = parser.parse_args(arguments)
    chosen = Options(**{field.name: getattr(asked, field.name) for field in fields(Options)})
    # Peak memory of children only ever rises, so the dearer place comes last.
    table = pd.DataFrame([measured(asked.skus, place) for place in PLACES])
    head = provenance(chosen, NAME)
    head[0] = head[0].replace(f"--draws {chosen.draws}", f"--skus {asked.skus}")
    numbers = {name: [f"{v:,.0f}" if v >= 100 else f"{v:.3g}" for v in table[name]] for name in table.columns[2:]}
    shown = table.assign(**numbers)
    names = {"cpu_s": "CPU s", "peak_mb": "peak MB", **{n: f"{n} MB" for n in table.columns[4:]}}
    about = __doc__.partition("\n\n")[2].strip()
    print(write(chosen, NAME, table, title="Many SKUs", head=head, text=about, shown=shown.rename(columns=names)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

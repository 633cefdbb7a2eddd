"""Does the uplift that `lift power` calls detectable get detected? Replayed on panels that it has not seen.

Every draw is a new panel. `lift.power` sees the weeks before the campaign, the plan alone; then the same panel is drawn
with a campaign whose effect on a level is exactly what was called detectable there, and measured by the whole chain.
Of these campaigns 80 % should be called proven. Seeds from 5000 on are for trying things out; those below are for
reporting only.
"""

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from draws import Options, Rows, collect, failures, fingerprint, options, provenance
from pages import forest, percent, within, write

import lift
from lift.inference.proportion import proportion

NAME = "power"
RECIPE: dict[str, Any] = {"categories": 1, "brands": 3, "skus": 3, "after_weeks": 0, "weeks": 112}
PLAIN: dict[str, Any] = {"ramp": 0, "retention": 0.0, "cannibalisation": 0.0, "from_competitors": 0.0}
LEVELS = ("promoted", "brand", "category")
REGIONS = (3, 1)
"""Test regions; they take turns with the seed."""


def draw(seed: int) -> Rows:
    """Find the detectable uplifts of one panel, then run a campaign of each of these sizes on it."""
    simulate = partial(lift.simulate, seed=seed, test_regions=REGIONS[seed % len(REGIONS)], **RECIPE, **PLAIN)
    with TemporaryDirectory() as folder:
        found = lift.power(lift.Study.load(simulate(campaign=False).write(folder)), plan_only=True, threads=1)
    return [row for level in LEVELS for row in _replayed(simulate, found, level)]


def _replayed(simulate: Any, found: Any, level: str) -> Iterator[dict[str, Any]]:
    own = next(row for row in found.plan if row.level == level)
    if not np.isfinite(own.detectable):
        raise lift.MethodError("nothing is detectable")
    # The campaign raises the promoted SKUs alone: by as much as lifts the level by what is detectable there.
    truth = simulate(uplift=own.detectable).truth
    base = truth[truth["window"].eq("campaign") & truth["metric"].eq("revenue")]
    sold = [_without(base, name, item) for name, item in ((level, own.item), ("promoted", "promoted"))]
    simulation = simulate(uplift=own.detectable * sold[0] / sold[1])
    with TemporaryDirectory() as folder:
        rows = lift.run(lift.Study.load(simulation.write(folder)), threads=1).effects
    (row,) = rows[
        rows["level"].eq(level) & rows["item"].eq(own.item) & rows["window"].eq("campaign")
        & rows["metric"].eq("revenue")
    ].to_dict("records")  # fmt: skip
    true = simulation.truth.set_index(["level", "item", "window", "metric"])["uplift"]
    yield {
        "regions": len(simulation.test), "level": level, "predicted": own.detectable, "low": own.low, "high": own.high,
        "truth": float(true[level, own.item, "campaign", "revenue"]), "uplift": row["uplift"],
        "detectable_run": row["detectable"], "proven": row["verdict"] == "proven",
    }  # fmt: skip


def _without(truth: pd.DataFrame, level: str, item: str) -> float:
    """What a level would have sold without campaign."""
    (row,) = truth[truth["level"].eq(level) & truth["item"].eq(item)].to_dict("records")
    return row["incremental"] / row["uplift"]


def summary(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """One row a level and design: share proven with its interval; levels of one draw share its shocks."""
    whole = rows.assign(regions="all")
    for (level, regions), group in pd.concat([whole, rows]).groupby(["level", "regions"], sort=False):
        share, low, high = proportion(group["proven"].to_numpy(dtype=bool), group["case"].to_numpy())
        yield {
            "level": level, "regions": regions, "draws": len(group), "proven": share, "proven_low": low,
            "proven_high": high, "predicted": group["predicted"].mean(),
            "detectable_run": group["detectable_run"].mean(),
        }  # fmt: skip


TEXT = """
{errors}
Every draw is a new panel made by `lift.simulate(seed)`: 12 regions x 8 stores, 9 SKUs, 104 weeks before an 8-week
campaign, in three test regions or in one. `lift.power` looks at the weeks before the campaign and says which uplift
is detectable in 80 % of cases. The same panel is then drawn with a campaign that lifts a level by exactly that much,
and `lift.run` measures it.

- proven %: how often the verdict was "proven", with its 95 % Monte Carlo interval (Wilson); aim: 80
- predicted %: mean detectable uplift that `lift.power` gave; of the run %: mean of the column `detectable` of the run

![share proven](power.svg)
"""


def run(chosen: Options) -> pd.DataFrame:
    """Draw, summarise and write."""
    code = fingerprint(draw, _replayed, RECIPE, PLAIN, REGIONS)
    rows = collect(NAME, draw, [(seed,) for seed in chosen.seeds], code, chosen)
    table = pd.DataFrame(list(summary(rows[rows["error"].isna()])))
    shown = pd.DataFrame(
        [
            {
                "level": e["level"], "test regions": e["regions"], "draws": e["draws"], "proven %": within(e, "proven"),
                "predicted %": percent(e["predicted"]), "of the run %": percent(e["detectable_run"]),
            }
            for e in table.to_dict("records")
        ]
    )  # fmt: skip
    write(
        chosen, NAME, table, title="Is the detectable uplift detected?", head=provenance(chosen, NAME, code),
        text=TEXT.format(errors=failures(rows)), shown=shown,
    )  # fmt: skip
    labels = [f"{e['level']}, {e['regions']} test regions" for e in table.to_dict("records")]
    points = list(table[["proven", "proven_low", "proven_high"]].itertuples(index=False, name=None))
    forest(chosen.out / f"{NAME}.svg", labels, points, 0.80, "proven in % of campaigns")
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = options(__doc__, arguments, draws=200)
    run(chosen)
    print(chosen.out / f"{NAME}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())

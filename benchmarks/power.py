"""Does the uplift that `lift power` calls detectable get detected? Replayed on panels that it has not seen.

Every draw is a new panel. `lift.power` sees the weeks before the campaign, the plan alone; four campaigns in the weeks
behind it, one after the other, are then measured as a run measures them, with an effect on a level that is exactly what
was called detectable there. Of these campaigns 80 % should be called proven. Seeds from 5000 on are for trying things
out; those below are for reporting only.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from draws import Options, Rows, collect, failures, fingerprint, options, provenance
from pages import forest, percent, within, write

import lift
from lift.core.spec import StudySpec
from lift.data import open_source, read_main
from lift.design.false_campaigns import planted
from lift.estimators.did import Did
from lift.inference.levels import account
from lift.inference.outcome import Outcome
from lift.inference.proportion import proportion
from lift.inference.sample import Comparison
from lift.study.chain import design_of, resolved
from lift.study.promotion import sides

NAME = "power"
WEEKS = 8
"""Weeks of a campaign."""
REPLAYS = 4
"""Campaigns behind the weeks that `lift.power` sees."""
RECIPE: dict[str, Any] = {
    "categories": 1, "brands": 3, "skus": 3, "weeks": 104 + REPLAYS * WEEKS, "campaign_weeks": REPLAYS * WEEKS,
    "after_weeks": 0, "campaign": False,
}  # fmt: skip
LEVELS = ("promoted", "brand", "category")
REGIONS = (3, 1)
"""Test regions; they take turns with the seed."""


def draw(seed: int) -> Rows:
    """Find the detectable uplifts of one panel, then run campaigns of each of these sizes on the weeks behind."""
    simulation = lift.simulate(seed=seed, test_regions=REGIONS[seed % len(REGIONS)], **RECIPE)
    with TemporaryDirectory() as folder:
        spec = lift.Study.load(simulation.write(folder)).spec
        at = [_later(spec, replay) for replay in range(REPLAYS)]
        found = lift.power(lift.Study(at[0]), plan_only=True, threads=1)
        plan = {row.level: row for row in found.plan if row.level in LEVELS}
        return [row for i, each in enumerate(at) for row in replayed(each, i, plan)]


def _later(spec: StudySpec, replay: int) -> StudySpec:
    first = spec.campaign.start + timedelta(weeks=WEEKS * replay)
    return replace(
        spec, campaign=replace(spec.campaign, start=first, end=first + timedelta(days=7 * WEEKS - 1), after_weeks=0)
    )


def replayed(spec: StudySpec, replay: int, plan: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Measure one campaign level by level, lifted there by what was called detectable."""
    with open_source(spec, threads=1) as source:
        units = resolved(spec, None, source)
        both = sides(source, units.unit_of_store, read_main(source, units.unit_of_store))
        main = Comparison(both.main, design_of(source, units, both.main))
    sold = {level: _sold(main, level, row.item) for level, row in plan.items()}
    for level, own in plan.items():
        if not np.isfinite(own.detectable):
            raise lift.MethodError("nothing is detectable")
        # The campaign raises the promoted SKUs alone: by as much as lifts the level by what is detectable there.
        found = _measured(planted(main, own.detectable * sold[level] / sold["promoted"]), level, own.item)
        yield {
            "regions": own.units, "level": level, "replay": replay, "predicted": own.detectable, "low": own.low,
            "high": own.high, "truth": found.observed / sold[level] - 1.0, "uplift": found.uplift,
            "detectable_run": found.detectable(spec.measure.confidence),
            "proven": bool(found.uplift_interval(spec.measure.confidence)[0] > 0),
        }  # fmt: skip


def _sold(main: Comparison, level: str, item: str) -> float:
    """What the test units sold of a level in the campaign."""
    windows = main.panel.windows
    by_period = main.observed("revenue")[len(windows.pre) :]
    return float(by_period[:, main.panel.item(level, item)].sum())  # pyright: ignore[reportArgumentType]


def _measured(main: Comparison, level: str, item: str) -> Outcome:
    rows = account(Did(), main, main.take([]), "revenue", "did/noise-model").rows
    return next(row.law.window(0) for row in rows if (row.level, row.item) == (level, item))


def summary(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """One row a level and design: share proven with its interval; levels of one draw share its shocks."""
    whole = rows.assign(regions="all")
    for (level, regions), group in pd.concat([whole, rows]).groupby(["level", "regions"], sort=False):
        share, low, high = proportion(group["proven"].to_numpy(dtype=bool), group["case"].to_numpy())
        yield {
            "level": level, "regions": regions, "draws": group["case"].nunique(), "campaigns": len(group),
            "proven": share, "proven_low": low,
            "proven_high": high, "predicted": group["predicted"].mean(),
            "detectable_run": group["detectable_run"].mean(),
        }  # fmt: skip


TEXT = """
{errors}
Every draw is a new panel made by `lift.simulate(seed)`: 12 regions x 8 stores, 9 SKUs, promotions that are adjusted
for, three test regions or one. `lift.power` looks at the first 104 weeks and says which uplift an 8-week campaign shows
in 80 % of cases. Four such campaigns follow in the 32 weeks behind, each with the 52 weeks before it as history: the
promoted SKUs' sales in the test regions are multiplied so that a level rises by exactly that much, and the campaign is
measured as a run measures it, level by level.

- campaigns: replays, four a draw; proven %: how often the interval lay above zero, with its 95 % Monte Carlo interval
  (Wilson, clustered by draw); aim: 80
- predicted %: mean detectable uplift that `lift.power` gave; of the run %: mean of the column `detectable` of the run

![share proven](power.svg)
"""


def run(chosen: Options) -> pd.DataFrame:
    """Draw, summarise and write."""
    code = fingerprint(draw, replayed, _later, RECIPE, REGIONS)
    rows = collect(NAME, draw, [(seed,) for seed in chosen.seeds], code, chosen)
    table = pd.DataFrame(list(summary(rows[rows["error"].isna()])))
    shown = pd.DataFrame(
        [
            {
                "level": e["level"], "test regions": e["regions"], "draws": e["draws"], "campaigns": e["campaigns"],
                "proven %": within(e, "proven"),
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

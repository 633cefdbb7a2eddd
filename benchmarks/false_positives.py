"""How often is something found where nothing happened? False campaigns on a real panel and on simulated ones.

Every draw is a study of a campaign that never ran, measured by the whole chain: on a real panel whose stores are drawn
one by one, and on simulated panels whose regions have slow shocks of their own. Seeds from 5000 on are for trying
things out; those below are for reporting only.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import real_panel
from draws import Options, Rows, collect, failures, fingerprint, options, provenance
from pages import forest, percent, plus_minus, within, write
from shares import summary

import lift

NAME = "false_positives"
REAL = "real"
SIMULATED = "simulated"
SHOCKS = ("0.7", "0.95", "random-walk")
"""Persistence of the shocks that the stores of a region share."""
DESIGN = ["panel", "design", "method"]
COLUMNS = [
    "level", "item", "parent", "window", "metric", "method", "uplift", "uplift_low", "uplift_high", "p_value",
    "verdict", "confidence",
]  # fmt: skip


def draw(panel: str, seed: int) -> Rows:
    """Measure the false campaigns of one seed; on simulated panels the kind of shock takes turns with the seed."""
    if panel == REAL:
        return [{"panel": panel, "shock": None, **row} for row in real(seed)]
    shock = SHOCKS[seed % len(SHOCKS)]
    return [{"panel": panel, "shock": shock, **row} for row in simulated(seed, shock)]


def real(seed: int) -> Iterator[dict[str, Any]]:
    """20 of 80 stores against the 60 others."""
    yield from found(real_panel.false_study(seed), real_panel.folder(), "20 stores v 60")


def simulated(seed: int, persistence: str) -> Iterator[dict[str, Any]]:
    """One region, drawn at random, against the eleven others and against one of them."""
    rho: Any = persistence if persistence == "random-walk" else float(persistence)
    simulation = lift.simulate(seed=seed, campaign=False, test_regions=1, shock_persistence=rho)
    others = sorted({*simulation.stores["region"]} - {*simulation.test})
    one = others[np.random.Generator(np.random.PCG64(seed)).integers(len(others))]
    with TemporaryDirectory() as folder:
        study = tomllib.loads(simulation.write(folder).read_text(encoding="utf-8"))
        for design, control in ((f"1 region v {len(others)}", others), ("1 region v 1", [one])):
            yield from found({**study, "regions": {**study["regions"], "control": control}}, folder, design)


def found(study: Mapping[str, Any], folder: str | Path, design: str) -> Iterator[dict[str, Any]]:
    """Measure a study; return its rows, all of which have a true uplift of nothing."""
    result = lift.run(lift.Study.from_dict(study, folder), threads=1)
    skus = {*study["campaign"]["skus"]}
    rows = result.effects.loc[result.effects["item"] != "(rest)", COLUMNS].to_dict("records")
    brands = {row["parent"] for row in rows if row["level"] == "sku" and row["item"] in skus}
    brands |= {row["parent"] for row in rows if row["level"] == "promoted"}
    for row in rows:
        own = {"sku": row["item"] in skus, "brand": row["item"] in brands}.get(row["level"], True)
        yield {"design": design, "promoted": own, "truth": 0.0, **row}


TEXT = """
{errors}
No campaign ran in any of these studies, so every row called "proven" or "negative" at {confidence} % is a false
positive; {nominal} % of them are to be expected. `lift.run` measures each study. Widths and errors are in percentage
points.

- real: The Complete Journey (household purchases as a store panel, 80 stores, 51 weeks). 20 stores drawn one by one
  against the 60 others, 26 weeks before, 8 weeks of false campaign, which begins in any week that leaves room for both;
  the promoted brand is one of the {dense} that sell in {density} % of all store-weeks or more. There is one such panel:
  the draws share it, and their interval says how sure the share is for this panel, not for all.
- simulated: panels made by `lift.simulate(seed, campaign=False)`, 12 regions x 8 stores, in which the stores of a
  region share slow shocks to category, brand and SKU: first-order autoregressive with persistence 0.7, with 0.95, or a
  random walk, in turn; together and by kind. One region against the 11 others or against one, 52 weeks before, 8 + 8
  weeks behind.
- false positives: with their 95 % Monte Carlo interval (Wilson, on the effective number of draws: rows of one draw
  share its shocks). Width: of the {confidence} % interval. Bias and RMSE: of the uplift, ± Monte Carlo error.

Revenue; units, the total window and the promoted brand and SKUs by themselves are in the CSV.

![false positives](false_positives.svg)
"""


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The summary as the page shows it: revenue in the two windows by level; the rest is in the CSV."""
    inside = table["group"].isin(["promoted", "all brands", "category", "all SKUs"]) & (table["window"] != "total")
    entries = table[inside & (table["metric"] == "revenue")].to_dict("records")
    return pd.DataFrame(
        [
            {
                "panel": e["panel"], "design": e["design"], "method": e["method"], "level": e["group"],
                "window": e["window"], "draws": e["draws"], "invalid %": percent(e["invalid"]),
                "false positives %": within(e, "called"), "proven %": percent(e["proven"]),
                "negative %": percent(e["negative"]), "width": percent(e["width"]), "bias": plus_minus(e, "bias"),
                "RMSE": plus_minus(e, "rmse"),
            }
            for e in entries
        ]
    )  # fmt: skip


def tabulate(rows: pd.DataFrame) -> pd.DataFrame:
    """Summarise the rows by panel, design and method, and simulated ones also by the kind of shock."""
    drawn = rows[rows["shock"].notna()]
    apart = drawn.assign(panel=drawn["panel"] + ", " + drawn["shock"].astype(str))
    entries = [
        {**dict(zip(DESIGN, key, strict=True)), **entry}
        for key, part in [*rows.groupby(DESIGN, sort=False), *apart.groupby(DESIGN, sort=False)]
        for entry in summary(part)
    ]
    return pd.DataFrame(entries)


def run(chosen: Options) -> pd.DataFrame:
    """Draw, summarise and write."""
    real_panel.prepare()
    cases = [(panel, seed) for seed in chosen.seeds for panel in (REAL, SIMULATED)]
    code = fingerprint(draw, real, simulated, found, real_panel.false_study, real_panel.DENSE, real_panel.folder().name)
    rows = collect(NAME, draw, cases, code, chosen)
    table = tabulate(rows[rows["error"].isna()])
    confidence = rows["confidence"].dropna().iloc[0]
    write(
        chosen, NAME, table, title="False positives: campaigns that never ran", head=provenance(chosen, NAME, code),
        text=TEXT.format(
            confidence=f"{100 * confidence:g}", nominal=f"{100 * (1 - confidence):.3g}", errors=failures(rows),
            dense=len(real_panel.dense_brands(real_panel.read_sold())), density=f"{100 * real_panel.DENSE:g}",
        ),
        shown=shown(table),
    )  # fmt: skip
    drawn = table[(table["metric"] == "revenue") & (table["window"] == "campaign") & (table["group"] == "promoted")]
    labels = [", ".join(key) for key in drawn[DESIGN].itertuples(index=False, name=None)]
    points = list(drawn[["called", "called_low", "called_high"]].itertuples(index=False, name=None))
    forest(
        chosen.out / f"{NAME}.svg", labels, points, 1 - confidence, "false positives in %, promoted, revenue, campaign"
    )
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = options(__doc__, arguments)
    run(chosen)
    print(chosen.out / f"{NAME}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())

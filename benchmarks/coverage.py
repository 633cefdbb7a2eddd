"""Do the intervals hold what they promise? The sample study's recipe, drawn again and again, against the truth.

Every draw is another panel of the sample's sizes with the sample's test regions and planted campaign, measured by the
whole chain. Seeds from 5000 on are for trying things out; those below are for reporting only.
"""

import sys
from collections.abc import Sequence
from tempfile import TemporaryDirectory

import pandas as pd
from draws import Options, Rows, collect, failures, fingerprint, options, provenance
from pages import forest, percent, plus_minus, within, write
from shares import summary

import lift

NAME = "coverage"
TEST_REGIONS = ("Leipzig", "Bremen", "Freiburg")
KEYS = ["level", "item", "window", "metric"]
NUMBERS = ["parent", "uplift", "uplift_low", "uplift_high", "p_value", "verdict", "confidence"]


def draw(seed: int) -> Rows:
    """Make a panel, measure it, and set the truth beside each row; what is refused has a truth and no uplift."""
    simulation = lift.simulate(seed=seed, test_regions=TEST_REGIONS)
    with TemporaryDirectory() as folder:
        result = lift.run(lift.Study.load(simulation.write(folder)), threads=1)
    truth = simulation.truth.rename(columns={"uplift": "truth"})[[*KEYS, "truth"]]
    rows = truth.merge(result.effects[[*KEYS, *NUMBERS]], on=KEYS, how="left", validate="1:1")
    brands = {row["parent"] for row in result.effects.to_dict("records") if row["item"] in simulation.promoted}
    promoted = rows["item"].isin(simulation.promoted) | (rows["level"].eq("brand") & rows["item"].isin(brands))
    return rows.assign(promoted=promoted).drop(columns="parent").to_dict("records")


TEXT = """
{errors}
Every draw is a new panel made by `lift.simulate(seed)` with the sizes of the sample study (12 regions x 8 stores, 52
weeks before, 8 weeks of campaign, 8 after; test regions Leipzig, Bremen and Freiburg) and a planted campaign;
`lift.run` measures it. The truth is the same draw without campaign. Uplifts, widths and errors are in percentage
points.

- coverage: share of rows whose {confidence} % interval holds the truth, with its 95 % Monte Carlo interval (Wilson, on
  the effective number of draws: rows of one draw share its shocks)
- width: mean of the interval's upper less its lower end; bias and RMSE: estimate less truth, ± Monte Carlo error
- proven: share of rows called "proven" (where the truth is an uplift, that is the power)

![coverage](coverage.svg)
"""


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The summary as the page shows it."""
    entries = table.to_dict("records")
    return pd.DataFrame(
        [
            {
                "level": e["group"], "metric": e["metric"], "window": e["window"],
                "measured %": percent(e["measured"], 0), "true uplift %": percent(e["truth"], 2),
                "coverage %": within(e, "coverage"), "width": percent(e["width"]), "bias": plus_minus(e, "bias"),
                "RMSE": plus_minus(e, "rmse"), "proven %": within(e, "proven"), "negative %": percent(e["negative"]),
            }
            for e in entries
        ]
    )  # fmt: skip


def run(chosen: Options) -> pd.DataFrame:
    """Draw, summarise and write."""
    cases = [(seed,) for seed in chosen.seeds]
    code = fingerprint(draw, TEST_REGIONS)
    rows = collect(NAME, draw, cases, code, chosen)
    table = pd.DataFrame(list(summary(rows[rows["error"].isna()])))
    confidence = rows["confidence"].dropna().iloc[0]
    write(
        chosen, NAME, table, title="Coverage of the intervals on the sample recipe",
        head=provenance(chosen, NAME, code),
        text=TEXT.format(confidence=f"{100 * confidence:g}", errors=failures(rows)), shown=shown(table),
    )  # fmt: skip
    drawn = table[table["metric"] == "revenue"]
    labels = [f"{group}, {window}" for group, window in zip(drawn["group"], drawn["window"], strict=True)]
    points = list(drawn[["coverage", "coverage_low", "coverage_high"]].itertuples(index=False, name=None))
    forest(chosen.out / f"{NAME}.svg", labels, points, confidence, "coverage in %, revenue")
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = options(__doc__, arguments)
    run(chosen)
    print(chosen.out / f"{NAME}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())

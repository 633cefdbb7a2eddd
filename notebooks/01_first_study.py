# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A first study
#
# A campaign ran in three test regions, and not in the nine others. What did it sell? This notebook measures the
# sample study of the repository, looks at the result, and then changes one thing at a time.
#
# The data are synthetic: made by a program, so that the true effect is known and can be set beside what is measured.

# %%
import tomllib
from pathlib import Path

import pandas as pd

import lift

sample = Path("../sample_data/synthetic_campaign")
study = lift.Study.load(sample / "study.toml")

# %% [markdown]
# ## What is in the panel
#
# `study.panel()` reads and checks the rows and adds them up to regions, weeks and items. Nothing has been estimated yet.

# %%
panel = study.panel()
windows = panel.windows
weeks_before, weeks_of_campaign, weeks_after = len(windows.pre), len(windows.campaign), len(windows.after)
print(f"{len(panel.units)} regions with {panel.stores.sum()} stores, {len(panel.items)} items")
print(f"{weeks_before} weeks before the campaign, {weeks_of_campaign} weeks of campaign, {weeks_after} weeks after")

# %% [markdown]
# ## Run it
#
# One call does the whole chain: panel, design, expected sales, uplift, ROI. It writes nothing. At the end of a cell the
# result shows its verdict and its main rows.

# %%
result = lift.run(study)
result

# %% [markdown]
# The same numbers as a table, one row for each level, item, window and metric. *Expected* is what would have been sold
# without the campaign; *uplift* is observed / expected - 1; the interval is a 90 % interval.

# %%
columns = ["level", "item", "window", "expected", "incremental", "uplift", "uplift_low", "uplift_high", "verdict"]
effects = result.effects
main = effects[(effects["metric"] == "revenue") & (effects["level"] != "sku")]
main[columns].round({"expected": 0, "incremental": 0, "uplift": 3, "uplift_low": 3, "uplift_high": 3})

# %% [markdown]
# ## How it looks
#
# Every figure of the report can be drawn by itself. First the uplift by level, each with its interval: what crosses zero
# cannot be told from noise.

# %%
lift.plot.forest(result)

# %% [markdown]
# Week by week: sales of the promoted SKUs in the test regions, less what was expected. In grey the weeks before the
# campaign, which show how large the noise is.

# %%
lift.plot.weekly(result, level="promoted")

# %% [markdown]
# ## Was it worth the money?
#
# The headline: incremental revenue of the promoted brand in the test regions over campaign and after-weeks, per euro
# spent there. Break-even is 1.00.

# %%
roi = result.roi
print(f"{roi.per_euro:.2f} per euro, 90 % interval {roi.low:.2f} to {roi.high:.2f}: {roi.status}")
print(f"chance of more than 1.00: {roi.chance_above_break_even:.0%}")

# %% [markdown]
# ## What was looked at
#
# Each check says what it saw. A failed one would make the whole test invalid, and there would be no ROI at all.

# %%
for finding in result.findings.to_dict("records"):
    print(f"{finding['verdict']:5} {finding['check']}: {finding['message']['en']}")

# %% [markdown]
# ## Change one thing
#
# A study can also be given as a mapping, so variants are cheap to make. Here are three of them, each with one change:
# fewer control regions, the textbook estimator, and a higher confidence.

# %%
base = tomllib.loads((sample / "study.toml").read_text(encoding="utf-8"))


def variant(section: str, **changes: object) -> lift.Result:
    """Run the sample study with other values in one section."""
    return lift.run(lift.Study.from_dict({**base, section: {**base[section], **changes}}, folder=sample))


variants = {
    "as it is": result,
    "three control regions": variant("regions", control=["Dresden", "Kassel", "Mainz"]),
    "textbook difference-in-differences": variant("measure", method="did-classic"),
    "95 % confidence": variant("measure", confidence=0.95),
}

# %%
rows = []
for name, other in variants.items():
    table = other.effects
    row = table[(table["level"] == "promoted") & (table["window"] == "campaign") & (table["metric"] == "revenue")].iloc[0]
    rows.append({"variant": name, **row[["uplift", "uplift_low", "uplift_high", "p_value", "verdict", "method"]]})
comparison = pd.DataFrame(rows)
comparison.round(3)

# %% [markdown]
# Fewer control regions make the interval wider and move the estimate. A higher confidence makes it wider too and moves
# nothing else. The textbook estimator compares each region's own change with that of the others, and takes the noise
# from the spread between the regions alone: with three test regions it knows little of it.
#
# ## The truth
#
# The data were made with the campaign and again without it. The difference is the true effect.

# %%
truth = pd.read_csv(sample / "truth.csv")
keys = ["level", "item", "window", "metric"]
beside = main.merge(truth, on=keys, suffixes=("", "_true"))
beside["inside"] = beside["uplift_true"].between(beside["uplift_low"], beside["uplift_high"])
beside[["level", "item", "window", "uplift", "uplift_low", "uplift_high", "uplift_true", "inside"]].round(3)

# %% [markdown]
# Single draws can be lucky or unlucky; over many of them, nine out of ten intervals should hold the truth.
# `benchmarks/planting` counts. To keep a result, `result.write("results/salsa")` writes the folder that `lift run`
# writes, and `lift.Result.load` reads it back.

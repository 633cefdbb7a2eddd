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
# # The design of a campaign
#
# A brand will promote two of its SKUs in some regions, and somebody must say in which, against which, and what the test
# will be able to see. All of that is decided before the campaign, on last year's sales alone. At the end there is a file,
# `design.lock`, that shows what was fixed and when.
#
# The panel here is made by a program. It ends the week before the campaign starts.

# %%
import tempfile
from datetime import timedelta
from pathlib import Path

import pandas as pd

import lift
from lift.study import locked
from lift.study.planning import plan

folder = Path(tempfile.mkdtemp())
size = {"regions": 10, "stores_per_region": 3, "weeks": 96, "after_weeks": 4, "categories": 1, "brands": 3, "skus": 3}
market = {"seed": 7, **size}
made = lift.simulate(**market, campaign=False)
made.write(folder)
start, end = made.plan.first, made.plan.last
known = made.sales[made.sales["week"].dt.date < start]
known.assign(week=known["week"].dt.date).to_parquet(folder / "sales.parquet")
print(f"{made.stores['region'].nunique()} regions, sales until the week of {known['week'].max().date()}")
print(f"campaign from {start} to {end}")

# %% [markdown]
# ## What is asked
#
# `test = "match"` leaves the choice of the test regions to the program, within the rules of `[match]`: two of them, with
# at most a quarter of the category's sales. An `[[exclude_periods]]` keeps three weeks of last year out, in which a TV
# campaign ran: nothing is learnt from them, in no region.

# %%
asked = {
    "study": {"name": "Salsa, next campaign"},
    "data": {"sales": "sales.parquet", "stores": "stores.parquet", "products": "products.parquet"},
    "campaign": {"start": start, "end": end, "skus": ["4001", "4002"], "after_weeks": 4, "spend": {"total": 3_000}},
    "regions": {"assignment": "regions", "test": "match"},
    "match": {"test_units": 2, "max_share": 0.25},
    "exclude_periods": [
        {"first": start - timedelta(weeks=30), "last": start - timedelta(weeks=27, days=1), "reason": "TV campaign"}
    ],
}
study = lift.Study.from_dict(asked, folder)

# %% [markdown]
# ## Match
#
# Candidates are drawn on the first part of the history, judged by campaigns that never happened on a second part, and
# what the chosen one will detect is found out on a third: the best of many candidates always looks better than it is.
# `lift match study.toml` does the same on the command line.

# %%
fixed = plan(study, day=start - timedelta(weeks=3))
design = fixed.design
print("test:   ", ", ".join(design.test))
print("control:", ", ".join(design.control))
pd.Series(dict(design.detectable), name="smallest uplift found in 80 % of cases").round(3)

# %% [markdown]
# ## Balance
#
# How alike are the two arms before the campaign? Differences are in standard deviations between regions. A test region
# need not be as large as its control: it has to move like it.

# %%
design.balance.round(3)

# %% [markdown]
# ## The lock
#
# `design.lock` holds the regions, the windows, the promoted SKUs, what is left out, the method, the seed and an imprint
# of the panel. It is written once. From now on every change is a deviation, printed on the first page of the report.

# %%
file = locked.write(study.spec, fixed.lock)
print(file.name, "fixed on", fixed.lock.locked, "for a campaign from", fixed.lock.start)

# %% [markdown]
# ## Power
#
# What could the campaign show, and what would it have to return? Uplifts are planted in campaigns that never happened and
# sent through the whole chain. The rows say which uplift turns out proven in 80 % of cases.

# %%
power = lift.power(study, campaigns=16, plan_only=True)
rows = pd.DataFrame([row for row in power.rows if row.level != "sku"])
rows[["level", "item", "periods", "units", "detectable", "low", "high", "expected", "incremental"]].round(3)

# %% [markdown]
# The spend that the smallest provable effect would just earn back, by level, on the price basis of the data:

# %%
pd.Series({f"{r.level} {r.item}": dict(r.spends)[1.0] for r in power.returns}, name="spend at 1.00 per euro").round(0)

# %% [markdown]
# ## Then the campaign runs
#
# The same market, now with a campaign in the two chosen regions that lifts the promoted SKUs by 40 %. The study file has
# not changed; the lock beside it says what was fixed.

# %%
ran = lift.simulate(**market, test_regions=design.test, uplift=0.40)
ran.sales.assign(week=ran.sales["week"].dt.date).to_parquet(folder / "sales.parquet")
result = lift.run(study)
print(result.document["verdict"]["sentence"]["en"])
print("evidence:", result.document["design"]["evidence"])
for finding in result.document["findings"]:
    if finding["check"] in {"design lock", "excluded periods"}:
        print(f"{finding['verdict']}: {finding['message']['en']}")

# %% [markdown]
# Both arms before the campaign, and what the test regions then sold beyond what was to be expected:

# %%
lift.plot.indexed(result)

# %%
lift.plot.weekly(result)

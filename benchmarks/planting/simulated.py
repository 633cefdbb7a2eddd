"""Planted panels of `lift.simulate`: one category of its default recipe, at several rates of cannibalisation."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

import lift
from lift.core.panel import Floats
from lift.simulation import Simulation
from planting.planted import Laid, Planted

LAID = Laid(52, 8, 8)
SIZE: dict[str, Any] = {
    "weeks": 68, "categories": 1, "brands": 3, "skus": 3, "shared_brands": 0, "promoted": 2, "test_regions": 3,
    "national_promotions": 0.0, "regional_promotions": 0.0,
}  # fmt: skip
"""12 regions x 8 stores, of which three regions drawn at random are treated; without price promotions, which the tool
adjusts for before this bench begins; the rest is the default recipe."""


def simulated(seed: int, rates: tuple[float, ...]) -> Iterator[tuple[float, Planted]]:
    """The same panel with a campaign for each rate: only what it takes from the brand's other SKUs differs."""
    plain = lift.simulate(seed, campaign=False, **SIZE)
    without = _cube(plain)
    region = pd.factorize(plain.stores["region"])[0].astype(np.int64)
    for rate in rates:
        made = lift.simulate(seed, cannibalisation=rate, **SIZE)
        test = np.unique(region[made.plan.at])
        yield rate, Planted(without, _cube(made), region, test, made.products, made.promoted, "regions", LAID)


def _cube(made: Simulation) -> Floats:
    """Revenue and units [2, S, T, K] by store, week and SKU."""
    stores, skus = (list(table[key]) for table, key in ((made.stores, "store_id"), (made.products, "sku")))
    week = ((made.sales["week"] - pd.Timestamp(made.options.start)).dt.days // 7).to_numpy()
    store, sku = pd.Index(stores).get_indexer(made.sales["store_id"]), pd.Index(skus).get_indexer(made.sales["sku"])
    cube = np.zeros((2, len(stores), made.options.weeks, len(skus)))
    for metric, name in enumerate(("revenue", "units")):
        cube[metric, store, week, sku] = made.sales[name].to_numpy()
    return cube

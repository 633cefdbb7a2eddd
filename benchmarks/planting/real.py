"""The same planting on a real panel: The Complete Journey, its stores drawn one by one, a brand drawn at random."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pandas as pd
import real_panel

from lift.core.panel import Floats
from planting.planted import Laid, Planted

LAID = Laid(26, 8, 8)
UPLIFT, RETENTION, FROM_COMPETITORS = 0.12, 0.7, 0.2
"""As in the default recipe of `lift.simulate`; the effect does not ramp up."""
SKUS = ("A1", "A2", "A+", "B1", "B+")
"""Two product lines of the drawn brand (promoted), its third, the largest competing brand and all other ones.

A line is every third SKU of the brand by size: single SKUs sell too rarely in this panel to be measured.
"""
BRANDS = ("Brand A", "Brand A", "Brand A", "Brand B", "Other brands")
MOST_LOST = 0.9
TEST_STORES = 40
"""Half of them: a brand's two lines sell so little here that fewer stores say nothing."""
DENSE = 0.9
"""A brand can be drawn when it sells in this share of all store-weeks of its category."""


@lru_cache(maxsize=1)
def _panel() -> tuple[pd.DataFrame, list[list[str]], int, int]:
    rows, S, T = real_panel.read_rows()
    sold = real_panel.read_sold()
    return rows, real_panel.dense_brands(sold[sold["dense"] >= DENSE]), S, T


def real(seed: int, rates: tuple[float, ...]) -> Iterator[tuple[float, Planted]]:
    """A brand, a first week and test stores drawn at random; the same draw with a campaign for each rate."""
    rng = np.random.Generator(np.random.PCG64([seed, 7]))
    rows, brands, S, T = _panel()
    brand, category = brands[rng.integers(len(brands))]
    start = int(rng.integers(LAID.pre, T - LAID.campaign - LAID.after + 1))
    test = np.sort(rng.permutation(S)[:TEST_STORES]).astype(np.int64)
    inside = rows[rows["category"] == category]
    span = inside[(inside["at"] >= start - LAID.pre) & (inside["at"] < start + LAID.campaign + LAID.after)]
    cube = _cube(span, _segments(span, brand, start), S, start - LAID.pre)
    products = pd.DataFrame({"sku": SKUS, "brand": BRANDS, "category": category})
    unit = np.arange(S, dtype=np.int64)
    for rate in rates:
        with_ = _plant(cube, test, rate, seed)
        yield rate, Planted(cube, with_, unit, test, products, SKUS[:2], "stores", LAID, detail=False)


def _segments(rows: pd.DataFrame, brand: str, start: int) -> np.ndarray:
    """Where each row belongs among `SKUS`; sizes are those before the campaign."""
    before = rows["at"] < start
    own = rows["brand"] == brand
    ranked = [*_largest(rows[own & before], "sku"), *sorted(set(rows.loc[own & ~before, "sku"]))]
    line = {sku: at % 3 for at, sku in enumerate(dict.fromkeys(ranked))}
    rival = _largest(rows[~own & before], "brand")[0]
    return np.select([own, rows["brand"] == rival], [rows["sku"].map(line).fillna(0), 3], 4).astype(np.int64)


def _largest(rows: pd.DataFrame, key: str) -> list[str]:
    return list(rows.groupby(key)["revenue"].sum().sort_values(ascending=False, kind="stable").index)


def _cube(rows: pd.DataFrame, segment: np.ndarray, stores: int, first: int) -> Floats:
    cube = np.zeros((2, stores, LAID.windows.after.stop, len(SKUS)))
    at = (rows["store"].to_numpy(), rows["at"].to_numpy() - first, segment)
    for metric, name in enumerate(("revenue", "units")):
        np.add.at(cube[metric], at, rows[name].to_numpy(dtype=np.float64))
    return cube


def _plant(cube: Floats, test: np.ndarray, rate: float, seed: int) -> Floats:
    """Add to the promoted SKUs a Poisson number of units, take from the others a binomial one; prices stay.

    In each test store and week the promoted SKUs gain units x uplift on average; `rate` of that is taken from the
    brand's other SKUs and `FROM_COMPETITORS` from the other brands, in proportion to what they sell and at most 90 %.
    """
    rng = np.random.Generator(np.random.PCG64([seed, 8]))
    weeks = np.concatenate([np.full(LAID.campaign, UPLIFT), UPLIFT * RETENTION ** np.arange(1, LAID.after + 1)])
    sold = cube[1][test, LAID.pre :]
    gain = sold[..., :2] * weeks[:, None]
    units = sold.copy()
    units[..., :2] += rng.poisson(gain)
    for share, losers in ((rate, slice(2, 3)), (FROM_COMPETITORS, slice(3, 5))):
        there = sold[..., losers]
        whole = there.sum(axis=2)
        lost = np.minimum(
            np.divide(share * gain.sum(axis=2), whole, out=np.zeros_like(whole), where=whole > 0), MOST_LOST
        )
        units[..., losers] -= rng.binomial(np.floor(there).astype(np.int64), lost[..., None])
    ratio = np.divide(units, sold, out=np.ones_like(sold), where=sold > 0)
    with_ = cube.copy()
    with_[0][test, LAID.pre :] *= ratio
    with_[1][test, LAID.pre :] = units
    return with_

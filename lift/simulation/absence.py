"""Why a row is missing: shelves out of stock, stores that open or close, SKUs listed or delisted on the way."""

import numpy as np

from lift.core.panel import Bools
from lift.simulation.options import Options
from lift.simulation.seeds import stream


def available(seed: int, options: Options, stores: int, skus: int) -> Bools:
    """Return where a SKU can be bought at all [S, T, K]; the same with and without campaign."""
    rng = stream(seed, "absence")
    o = options
    open_ = _spans(rng, o.store_changes, (stores, 1), o.weeks)
    listed = _spans(rng, o.delisted, (stores, skus), o.weeks)
    return open_ & listed & ~_stock_outs(rng, o.out_of_stock, (stores, o.weeks, skus))


def _spans(rng: np.random.Generator, share: float, shape: tuple[int, int], weeks: int) -> Bools:
    """Return [stores, weeks, items]: True throughout, but for `share` of them only before or only from some week."""
    changes = rng.random(shape) < share
    opens = rng.random(shape) < 0.5
    at = rng.integers(weeks // 10, max(weeks - weeks // 10, weeks // 10 + 1), size=shape)
    later = np.arange(weeks)[None, :, None] >= at[:, None, :]
    return ~changes[:, None, :] | (later == opens[:, None, :])


def _stock_outs(rng: np.random.Generator, share: float, shape: tuple[int, int, int]) -> Bools:
    """Return True where the shelf is empty: spells of one, two or three weeks, two on average."""
    length = rng.integers(1, 4, size=shape, dtype=np.int8)
    length[rng.random(shape, dtype=np.float32) >= share / 2] = 0
    out = length > 0
    out[:, 1:] |= length[:, :-1] > 1
    out[:, 2:] |= length[:, :-2] > 2
    return out

"""Stores and SKUs by number: engines group by small numbers several times faster than by text."""

from dataclasses import dataclass

import numpy as np

from lift.core.panel import Ints
from lift.data.engine import Engine, Rows, small_table


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The names of stores and SKUs, sorted, and the numbers of those that count, as tables too: a name's place."""

    stores: tuple[str, ...]
    skus: tuple[str, ...]
    store_at: Ints
    sku_at: Ints
    store_numbers: Rows
    sku_numbers: Rows

    def joined(self, sales: Rows) -> Rows:
        """Return the sales of the stores and SKUs that count, with `store` and `item`; others drop out."""
        return sales.inner_join(self.store_numbers, "store_id").inner_join(self.sku_numbers, "sku")


def number(
    engine: Engine,
    stores: tuple[str, ...],
    skus: tuple[str, ...],
    only: tuple[frozenset[str], frozenset[str]] | None = None,
) -> Keys:
    """Number the sorted names of stores and SKUs; `only` are those of both that count, by default all."""
    chosen = only or (frozenset(stores), frozenset(skus))

    def places(names: tuple[str, ...], these: frozenset[str]) -> Ints:
        return np.array([i for i, name in enumerate(names) if name in these], dtype=np.int64)

    def table(key: str, column: str, names: tuple[str, ...], at: Ints) -> Rows:
        rows = small_table({key: [names[i] for i in at], column: at.astype(np.int32)})
        return engine.keep(key, rows)  # an engine knows the range of numbers of its own tables alone

    store_at, sku_at = places(stores, chosen[0]), places(skus, chosen[1])
    tables = table("store_id", "store", stores, store_at), table("sku", "item", skus, sku_at)
    return Keys(stores, skus, store_at, sku_at, *tables)

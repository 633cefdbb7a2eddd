"""Stores and SKUs by number: engines group by small numbers several times faster than by text."""

from dataclasses import dataclass

import numpy as np

from lift.data.engine import Engine, Rows, small_table


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The names of stores and SKUs, sorted, and tables of the numbers of those that count: a name's place."""

    stores: tuple[str, ...]
    skus: tuple[str, ...]
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

    def table(key: str, column: str, names: tuple[str, ...], these: frozenset[str]) -> Rows:
        at = [i for i, name in enumerate(names) if name in these]
        rows = small_table({key: [names[i] for i in at], column: np.array(at, dtype=np.int32)})
        return engine.keep(key, rows)  # an engine knows the range of numbers of its own tables alone

    return Keys(stores, skus, table("store_id", "store", stores, chosen[0]), table("sku", "item", skus, chosen[1]))

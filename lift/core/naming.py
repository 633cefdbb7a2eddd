"""What a name in a study stands for: a region with all of its stores, or one store."""

from collections.abc import Iterable, Mapping


def stores_of(names: Iterable[str], region_of: Mapping[str, str], *, stores_first: bool = False) -> frozenset[str]:
    """Return the stores behind names of regions or stores; `region_of` has every store.

    Regions and stores may both be numbered: a name is a region's, and a store's only where no region has it; with
    `stores_first` the other way round.
    """
    wanted = set(names)
    as_stores = wanted & set(region_of) if stores_first else wanted - set(region_of.values())
    return frozenset(s for s, region in region_of.items() if s in as_stores or region in wanted - as_stores)

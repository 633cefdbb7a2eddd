"""The imprint of an opened panel: unit, period and item sums in whole minor units, up to a date."""

from collections.abc import Mapping, Sequence

import numpy as np

from lift.core.imprint import Imprint
from lift.core.panel import Bools, Ints, Item, Panel
from lift.core.words import PROMOTED_BRANDS
from lift.data.bits import unpack
from lift.data.source import Source
from lift.data.totals import CENTS, MILLI


def imprint(
    source: Source,
    unit_of_store: Mapping[str, str],
    panel: Panel,
    arms: Sequence[str],
    between: tuple[str, str] = ("", ""),
) -> Imprint:
    """Take the imprint of the periods `between` two first days (ISO dates; "" is the first or last) of a main panel.

    `arms` are the units whose sums by period and item are kept; names that the panel does not hold are left out.
    """
    first, until = between
    dates = [str(day) for day in panel.periods]
    span = [t for t, day in enumerate(dates) if (not first or day >= first) and (not until or day <= until)]
    minor = np.array([CENTS, MILLI])[:, None, None, None]
    sums: Ints = np.rint(panel.total[:, :, span] * minor).astype(np.int64)
    categories = [k for k, item in enumerate(panel.items) if item.level == "category" and item.row]
    by_unit = sums[..., categories].sum(axis=(2, 3))
    at = panel.at(tuple(unit for unit in arms if unit in set(panel.units)))
    by_period = sums[:, at][..., categories].sum(axis=(1, 3))
    by_item = sums[:, at].sum(axis=(1, 2))
    stores = _stores(source, unit_of_store, span)
    return Imprint(
        dates[span[0]] if span else first,
        dates[span[-1]] if span else until,
        {unit: (stores.get(unit, 0), *_pair(by_unit, u)) for u, unit in enumerate(panel.units)},
        {dates[t]: _pair(by_period, i) for i, t in enumerate(span)},
        {f"{item.level} {item.key}": _pair(by_item, k) for k, item in enumerate(panel.items) if _named(item)},
    )


def _named(item: Item) -> bool:
    """Whether an item is one of the product table's, not a sum that follows from what is promoted."""
    return item.row and item.level != "promoted" and item.key != PROMOTED_BRANDS


def _stores(source: Source, unit_of_store: Mapping[str, str], span: list[int]) -> dict[str, int]:
    """Stores of each unit that sold anything in the span."""
    if not span:
        return {}
    sold: Bools = unpack(source.store_totals.sold, span[-1] + 1)[:, span[0] :]
    found: dict[str, int] = {}
    for store, periods in zip(source.store_totals.store.tolist(), sold, strict=True):
        unit = unit_of_store.get(store)
        if unit is not None and periods.any():
            found[unit] = found.get(unit, 0) + 1
    return found


def _pair(sums: Ints, position: int) -> tuple[int, int]:
    return int(sums[0, position]), int(sums[1, position])

"""Price and promotion of the promoted SKUs by unit and period, sums over store-SKU pairs weighted by what they sell."""

from collections.abc import Mapping

import numpy as np

from lift.core.prices import Conditions
from lift.data.bits import calendar_table
from lift.data.covariates import MICRO, conditions_of, micro, pair_means, value
from lift.data.engine import Rows, fetch, small_table
from lift.data.source import Source


def read_conditions(source: Source, unit_of_store: Mapping[str, str]) -> Conditions:
    """Read how price and promotion stood; units are sorted by name, as in the panel, periods all those of the study.

    Pairs without sales before the campaign have no mean to change from and do not count; nor do conditions that were
    part of the campaign.
    """
    sales, names = source.sales, conditions_of(source.sales, source.spec.campaign.includes)
    units = {name: i for i, name in enumerate(sorted(set(unit_of_store.values())))}
    places = small_table(
        {
            "store_id": list(unit_of_store),
            "unit": np.array([units[name] for name in unit_of_store.values()], dtype=np.int64),
        }
    )
    skus = {sku: i for i, sku in enumerate(source.promoted)}
    means = pair_means(sales, skus, source.calendar, source.windows.pre, names)
    table = sales.inner_join(means, ["store_id", "sku"]).inner_join(places, "store_id")
    table = table.inner_join(calendar_table(source.calendar).select("day", "period"), "day")
    table = table.filter((table.units > 0) & (table.worth > 0))

    def summed(column: Rows) -> Rows:
        """Sum products of 64 bits in more than 64 bits, on every engine."""
        return (column * table.worth).cast("decimal(38, 0)").sum()

    sums = {f"sum_{n}": summed(micro(value(table, n) - table[f"mean_{n}"])) for n in names}
    sums |= {f"level_{n}": summed(micro(value(table, n))) for n in names}
    query = table.group_by("unit", "period").agg(
        weight=table.worth.sum().cast("float64"), **{name: column.cast("float64") for name, column in sums.items()}
    )
    found = fetch("sales", query)
    at = (found["unit"].to_numpy(), found["period"].to_numpy())
    shape = (len(units), len(source.calendar))

    def cube(name: str) -> np.ndarray:
        out = np.zeros(shape)
        out[at] = found[name].to_numpy()
        return out

    return Conditions(
        names,
        np.stack([cube(f"sum_{n}") for n in names]) / MICRO,
        np.stack([cube(f"level_{n}") for n in names]) / MICRO,
        cube("weight"),
    )

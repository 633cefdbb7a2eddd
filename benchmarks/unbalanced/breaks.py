"""What can happen to a panel, and the rule for each: rows go or ids change, alike with and without campaign."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lift.simulation import Simulation

Bools = npt.NDArray[np.bool_]
PRE, CAMPAIGN, AFTER = 52, 8, 8
OLD = "0001-old"


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of a panel in arrays: position of the store in its region (0 to 7), in a test region, week, SKU."""

    place: npt.NDArray[np.int64]
    test: Bools
    week: npt.NDArray[np.int64]
    sku: npt.NDArray[np.object_]
    promoted: tuple[str, ...]
    rivals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """What happens: `gone` says which rows are not there, `renamed` which carry the id `OLD`.

    `rule` is what the tool does then, `check` the finding that counts it ("" where the result itself shows it), `data`
    further options of [data], `heir` whether a table of successors says who followed on whom.
    """

    rule: str
    check: str
    gone: Callable[[Rows], Bools] | None = None
    renamed: Callable[[Rows], Bools] | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    heir: bool = False


def rows_of(made: Simulation) -> Rows:
    """The rows of a draw as arrays."""
    stores = made.stores
    place = dict(zip(stores["store_id"], stores.groupby("region").cumcount(), strict=True))
    region = dict(zip(stores["store_id"], stores["region"].isin(made.test), strict=True))
    sales = made.sales
    week = ((sales["week"] - pd.Timestamp(made.options.start)).dt.days // 7).to_numpy()
    return Rows(
        sales["store_id"].map(place).to_numpy(np.int64), sales["store_id"].map(region).to_numpy(bool), week,
        sales["sku"].to_numpy(object), made.promoted,
        tuple(sorted(set(made.products["sku"]) - set(made.promoted)))[-2:],
    )  # fmt: skip


CLOSED = "a store that sells nothing for more than four weeks in a row is closed: it leaves both sides of the index"
FINDING = "store openings and closings"
BREAKS: Mapping[str, Break] = {
    "nothing": Break("", ""),
    "openings before the campaign": Break(
        "a store is compared once it listed the item for 8 weeks, from its first sale on", FINDING,
        lambda r: (r.place < 2) & (r.week < 26),
    ),
    "openings in the campaign, test only": Break(
        "a store without history is not compared; what it sells counts as observed at the others' uplift", FINDING,
        lambda r: r.test & (r.place < 1) & (r.week < PRE + 2),
    ),
    "closures in the campaign, test only": Break(
        CLOSED, FINDING, lambda r: r.test & (r.place < 2) & (r.week >= PRE + 2),
    ),
    "renovations before the campaign, control only": Break(
        CLOSED, FINDING, lambda r: ~r.test & (r.place < 2) & (r.week >= 20) & (r.week < 28),
    ),
    "renovations in the campaign, test only": Break(
        CLOSED, FINDING, lambda r: r.test & (r.place < 2) & (r.week >= PRE + 1) & (r.week < PRE + 7),
    ),
    "a promoted SKU delisted before, in control stores": Break(
        "listing is decided before the campaign, by its last weeks; what is lost stays in the sums above",
        "",
        lambda r: ~r.test & (r.place < 3) & (r.week >= 30) & (r.sku == r.promoted[0]),
    ),
    "a promoted SKU replaced": Break(
        "a table of successors makes the old and the new SKU one item", "replaced SKUs",
        renamed=lambda r: (r.sku == r.promoted[0]) & (r.week < 30), heir=True,
    ),
    "a rival delisted and replaced, no table": Break(
        "the two are SKUs of their own; brand and category hold both", "",
        renamed=lambda r: (r.sku == r.rivals[0]) & (r.week < 30),
    ),
    "weeks missing everywhere": Break(
        "a week without any row is left out, never zero", "missing periods",
        lambda r: np.isin(r.week, (10, 25, 40, PRE + 3)),
    ),
    "deliveries missing, absent = missing": Break(
        "a row that is not there is unknown", "gaps of stores",
        lambda r: r.test & (r.place < 2) & (r.week >= PRE + 1) & (r.week < PRE + 4), data={"absent": "missing"},
    ),
}  # fmt: skip

"""Sums among the stores: a row "total" in a table of stores would count every sale twice, and treat the control."""

import re
from collections import defaultdict

import numpy as np
import pandas as pd

from lift.core.errors import LISTED, in_german, listing
from lift.core.finding import Finding, form, note
from lift.core.panel import Bools, Ints
from lift.data.master import plain
from lift.data.totals import Totals


def store_sums(totals: Totals, stores: pd.DataFrame, called: re.Pattern[str]) -> Finding | None:
    """Name the stores that are `called` a sum, or whose revenue and units are those of all others or of a region.

    `totals` are by store and SKU; `stores` has store_id and region of every store with sales.
    """
    region_of = dict(zip(plain(stores, "store_id"), plain(stores, "region"), strict=True))
    present, at = np.unique(totals.there.store_at, return_inverse=True)
    every = totals.there.stores[present]
    sold = np.zeros((2, len(every)), dtype=np.int64)
    for metric, amounts in enumerate((totals.revenue, totals.units)):
        np.add.at(sold[metric], at, amounts)
    found = _equal(sold, np.array([region_of[name] for name in every.tolist()], dtype=object))
    found |= np.array([bool(called.search(name)) for name in every.tolist()], dtype=bool)
    names = every[found].tolist()
    if not names:
        return None
    return note(
        "sums among stores", "warn", value=len(names), limit=0, stores=names[:LISTED],
        en=f"{len(names)} of {len(every)} stores {form(len(names), 'looks like a sum', 'look like sums')} of other "
        f"stores: {listing(names)}.",
        de=f"{len(names)} von {len(every)} Märkten {form(len(names), 'sieht wie eine Summe', 'sehen wie Summen')} "
        f"anderer Märkte aus: {in_german(listing(names))}.",
        advice_en="If they are totals, remove them: they hold the test stores' sales too, and the comparison is wrong.",
        advice_de="Falls es Summen sind, bitte entfernen: Sie enthalten auch die Testmärkte, der Vergleich ist falsch.",
    )  # fmt: skip


def _equal(sold: Ints, regions: np.ndarray) -> Bools:
    """Which stores [S] sold, in revenue and in units [2, S], what a region of two or more did, or all others did."""
    of_region: dict[str, list[int]] = defaultdict(list)
    for i, region in enumerate(regions.tolist()):
        of_region[region].append(i)
    sums = {region: sold[:, at].sum(axis=1) for region, at in of_region.items()}
    whole = {tuple(total.tolist()) for region, total in sums.items() if len(of_region[region]) > 1}
    found = np.array([tuple(pair) in whole for pair in sold.T.tolist()], dtype=bool)
    for region, at in of_region.items():
        if len(at) > 2:
            found[at] |= (2 * sold[:, at] == sums[region][:, None]).all(axis=0)
    rest = ~found
    if rest.sum() > 2:
        found[rest] |= (2 * sold[:, rest] == sold[:, rest].sum(axis=1)[:, None]).all(axis=0)
    return found & (sold > 0).all(axis=0)

"""Where and how fast the promoted SKUs sold: weighted distribution and rate of sale, by arm and window."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from lift.core.design import Design
from lift.core.panel import Bools, Floats, Ints, Panel, metric_index
from lift.core.words import MIN_LISTED
from lift.data.bits import unpack
from lift.data.source import Source
from lift.data.totals import Totals

WINDOWS = ("pre", "campaign", "after")
COLUMNS = (
    "item", "window", "stores_test", "stores_control", "started_test", "started_control", "stopped_test",
    "stopped_control", "distribution_test", "distribution_control", "rate_test", "rate_control",
)  # fmt: skip


def distribution(source: Source, panel: Panel, design: Design, unit_of_store: Mapping[str, str]) -> pd.DataFrame:
    """One row per promoted SKU and window (pre, campaign, after), with a value for each arm.

    - `stores_...`: stores that sold the SKU in the window at least once; `started_...`: those of them that had not sold
      it before the campaign, `stopped_...`: stores that had sold it in the last 8 periods before the campaign and did
      not in the window (both 0 before the campaign).
    - `distribution_...`: mean over the window's periods of ``sum w(selling stores) / sum w(all stores of the arm)``, w
      a store's turnover of the SKU's category before the campaign; NaN where the arm had none.
    - `rate_...`: units of the arm per selling store and period; NaN where no store sold any.

    Sales are the product of both and the number of stores, so a gain can come from either.
    """
    arm_of = {unit: arm for arm, units in (("test", design.test), ("control", design.control)) for unit in units}
    arms = {
        arm: sorted(store for store, unit in unit_of_store.items() if arm_of.get(unit) == arm)
        for arm in ("test", "control")
    }
    pairs = source.totals.there
    places = {arm: pairs.by_store({store: i for i, store in enumerate(stores)}) for arm, stores in arms.items()}
    named = {"test": panel.at(design.test), "control": panel.at(design.control)}
    category_of = dict(zip(source.products["sku"], source.products["category"], strict=True))
    number = {name: i for i, name in enumerate(dict.fromkeys(category_of.values()))}
    category = pairs.by_sku({sku: number[name] for sku, name in category_of.items()})
    at = {item.key: k for k, item in enumerate(panel.items) if item.level == "sku"}
    units = panel.total[metric_index("units")]
    rows: list[dict[str, Any]] = []
    for sku in source.promoted:
        its, inside = pairs.by_sku({sku: 1}) == 1, category == number[category_of[sku]]
        found = {
            arm: _selling(source.totals, (its, inside), place, (len(arms[arm]), len(panel.periods)))
            for arm, place in places.items()
        }
        for window, span in zip(WINDOWS, (panel.windows.pre, panel.windows.campaign, panel.windows.after), strict=True):
            if not len(span):
                continue
            row: dict[str, Any] = {"item": sku, "window": window}
            for arm, (sold, turnover) in found.items():
                selling = sold[:, span.slice]
                amount = float(units[named[arm], span.slice, at[sku]].sum())
                there = selling.any(axis=1)
                before = sold[:, panel.windows.pre.slice]
                row[f"stores_{arm}"] = int(there.sum())
                row[f"started_{arm}"] = int((there & ~before.any(axis=1)).sum()) if window != "pre" else 0
                recently = before[:, -MIN_LISTED:].any(axis=1)
                row[f"stopped_{arm}"] = int((recently & ~there).sum()) if window != "pre" else 0
                row[f"distribution_{arm}"] = _share(turnover @ selling, float(turnover.sum()))
                row[f"rate_{arm}"] = amount / int(selling.sum()) if selling.any() else np.nan
            rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _selling(totals: Totals, which: tuple[Bools, Bools], place: Ints, shape: tuple[int, int]) -> tuple[Bools, Floats]:
    """When each store of an arm sold a SKU [S, T], and its turnover of the category before the campaign [S].

    `which` [N]: the totals of the SKU and those of its category; `place` [N]: the store's place in the arm, or -1.
    """
    its, category = (these & (place >= 0) for these in which)
    weights = totals.revenue[category]
    turnover = np.bincount(place[category], weights=weights, minlength=shape[0]).astype(np.float64)
    sold = np.zeros(shape, dtype=bool)
    sold[place[its]] = unpack(totals.there.sold[its], shape[1])
    return sold, turnover


def _share(selling: Floats, whole: float) -> float:
    return float(selling.mean() / whole) if whole > 0 else float("nan")

"""A slow second way to the panel: dense tables and plain loops, straight from the definitions."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from lift.core.panel import Item, Windows


def runs_over(empty: list[bool], most: int = 4) -> list[bool]:
    """Which periods lie in a run of more than `most` empty ones."""
    out = [False] * len(empty)
    t = 0
    while t < len(empty):
        stop = t
        while stop < len(empty) and empty[stop]:
            stop += 1
        if stop - t > most:
            out[t:stop] = [True] * (stop - t)
        t = max(stop, t + 1)
    return out


def listed(sold: list[bool], seen: list[bool], sold_any: list[bool], windows: Windows, absent: str) -> list[bool]:
    """When a store lists an item."""
    closed = runs_over([not x for x in sold_any])
    if absent == "zero":
        return [not c for c in closed]
    if absent == "missing":
        return [s and not c for s, c in zip(seen, closed, strict=True)]
    stop = windows.pre.stop
    long = runs_over([not x for x in sold[:stop]])
    before = [any(sold[: t + 1]) and not long[t] for t in range(stop)]
    return [not closed[t] and (before[t] if t < stop else before[-1]) for t in range(len(sold))]


def cubes(
    sales: pd.DataFrame, skus_of: Mapping[str, list[str]], items: tuple[Item, ...], unit_of: Mapping[str, str],
    periods: Any, windows: Windows, absent: str,
) -> dict[str, np.ndarray]:  # fmt: skip
    """All arrays of the panel; `skus_of` gives the SKUs of an item by key and level, as "level:key"."""
    units = sorted(set(unit_of.values()))
    shape = (2, len(units), len(periods), len(items))
    out = {name: np.zeros(shape) for name in ("listed", "weight", "total")}
    out |= {name: np.zeros((len(units), len(items)), dtype=int) for name in ("selling", "store_periods")}
    at = {np.datetime64(day): t for t, day in enumerate(periods)}
    dense: dict[tuple[str, str], dict[int, tuple[float, float]]] = {}
    for row in sales.itertuples():
        t = at.get(np.datetime64(row.week))
        if t is not None:
            dense.setdefault((row.store_id, row.sku), {})[t] = (row.revenue, row.units)
    everything = range(len(periods))
    for store, unit in unit_of.items():
        u = units.index(unit)
        rows_of_store = [rows for (name, _), rows in dense.items() if name == store]
        sold_any = [any(t in rows and any(rows[t]) for rows in rows_of_store) for t in everything]
        for k, item in enumerate(items):
            rows = [dense.get((store, sku), {}) for sku in skus_of[f"{item.level}:{item.key}"]]
            seen = [any(t in r for r in rows) for t in everything]
            sold = [any(t in r and any(r[t]) for r in rows) for t in everything]
            lists = listed(sold, seen, sold_any, windows, absent)
            pre = [t for t in everything if windows.pre.start <= t < windows.pre.stop and lists[t]]
            enough = len(pre) >= min(8, len(windows.pre))
            end_state = runs_over([not x for x in sold[: windows.pre.stop]])[-1] or not any(sold[: windows.pre.stop])
            eligible = []
            for m in range(2):
                sum_t = [sum(r[t][m] for r in rows if t in r) for t in everything]
                w = sum(sum_t[t] for t in everything if windows.pre.start <= t < windows.pre.stop)
                eligible.append(enough and w > 0)
                for t in everything:
                    out["total"][m, u, t, k] += sum_t[t]
                    delisted = absent == "listed" and t >= windows.pre.stop and end_state
                    if eligible[m] and not delisted:
                        out["listed"][m, u, t, k] += sum_t[t]
                    if eligible[m] and lists[t]:
                        out["weight"][m, u, t, k] += w / len(pre)
            if any(eligible):
                out["selling"][u, k] += sum(sold[t] for t in pre)
                out["store_periods"][u, k] += len(pre)
    return out

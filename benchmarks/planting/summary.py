"""What the draws say, cell by cell, and whether it keeps to the limits."""

from typing import Any

import numpy as np
import pandas as pd
from shares import mean, share

UPLIFT_BIAS = 0.01
"""Most that an uplift may be off on average, a ratio."""
TRUE_SHARE, WIDTH_SHARE = 0.05, 0.10
"""Other quantities may be off by the larger of these shares of the true value and of the mean interval."""
SHORT = 0.03
"""How far coverage may lie below nominal."""
OPEN = "retention"
"""Its intervals may be open: the width is their median, and the share of open ones is told."""
CELL = ["panel", "rate", "quantity", "group", "metric", "window"]


def summary(rows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """One row a cell: truth, bias, its limit, width, coverage, all with Monte Carlo errors by draw; does it hold?

    `bias_over` is |bias| less its limit, `coverage_over` coverage less nominal: the one must not be above 0, the other
    not below -0.03.
    """
    return pd.DataFrame([_cell(key, found, confidence) for key, found in rows.groupby(CELL, sort=False)])


def _cell(key: Any, rows: pd.DataFrame, confidence: float) -> dict[str, Any]:
    found = rows[rows["value"].notna() & rows["low"].notna()].astype(dict.fromkeys(("value", "low", "high"), float))
    truth, case = found["truth"].astype(float), found["case"]
    entry: dict[str, Any] = {
        **dict(zip(CELL, key, strict=True)), "draws": int(case.nunique()), "measured": len(found) / len(rows),
        "truth": mean(truth, case)[0],
    }  # fmt: skip
    entry["bias"], entry["bias_se"] = mean(found["value"] - truth, case)
    width = found["high"] - found["low"]
    entry["width"] = float(width.median()) if entry["quantity"] == OPEN else mean(width, case)[0]
    entry["open"] = float(np.isinf(width).mean())
    most = max(TRUE_SHARE * abs(entry["truth"]), WIDTH_SHARE * entry["width"])
    entry["limit"] = UPLIFT_BIAS if entry["quantity"] == "uplift" else most
    hits = (found["low"] <= truth) & (truth <= found["high"])
    entry["coverage"], entry["coverage_low"], entry["coverage_high"] = share(hits, case)
    entry["bias_over"] = abs(entry["bias"]) - entry["limit"]
    entry["coverage_over"] = entry["coverage"] - confidence
    entry["holds"] = bool(entry["bias_over"] <= 0 and entry["coverage_over"] >= -SHORT)
    return entry


def by_quantity(table: pd.DataFrame) -> pd.DataFrame:
    """One row a panel and quantity: cells, how many hold, largest bias over its limit, least and most coverage."""
    rows: list[dict[str, Any]] = []
    for (panel, quantity), cells in table.groupby(["panel", "quantity"], sort=False):
        ratio = (cells["bias"].abs() / cells["limit"]).replace(np.inf, np.nan)
        rows.append(
            {
                "panel": panel, "quantity": quantity, "cells": len(cells), "hold": int(cells["holds"].sum()),
                "largest bias / limit": f"{ratio.max():.2f}",
                "coverage from": f"{100 * cells['coverage'].min():.1f}",
                "to": f"{100 * cells['coverage'].max():.1f}", "mean": f"{100 * cells['coverage'].mean():.1f}",
            }
        )  # fmt: skip
    return pd.DataFrame(rows)

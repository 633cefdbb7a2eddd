"""What draws say and how sure that is: shares, means and errors, each with its Monte Carlo error."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from lift.inference.proportion import proportion

GROUPS = ("promoted", "promoted brand", "all brands", "category", "promoted SKUs", "all SKUs")


def summary(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """What the rows say by group, metric and window.

    `rows` are effects with their `case`, the true uplift `truth`, and `promoted` (the item is promoted, or the brand
    of what is); a row without uplift is an item that was refused.
    """
    for group in GROUPS:
        for metric in ("revenue", "units"):
            for window in ("campaign", "after", "total"):
                chosen = _members(rows, group)
                chosen = chosen[(chosen["window"] == window) & (chosen["metric"] == metric)]
                if len(chosen):
                    yield {"group": group, "metric": metric, "window": window, **_measures(chosen)}


def _members(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    level = group if group in {"promoted", "category"} else "sku" if "SKU" in group else "brand"
    inside = rows[rows["level"] == level]
    return inside[inside["promoted"].astype(bool)] if group in {"promoted brand", "promoted SKUs"} else inside


def _measures(rows: pd.DataFrame) -> dict[str, Any]:
    """Estimates against truth; of rows without estimate only their number counts, and of an invalid test its share."""
    found = rows[rows["uplift"].notna()].astype({"uplift": float, "uplift_low": float, "uplift_high": float})
    case, truth = found["case"], found["truth"]
    error = found["uplift"] - truth
    entry: dict[str, Any] = {
        "draws": rows["case"].nunique(), "items_per_draw": len(rows) / rows["case"].nunique(),
        "measured": len(found) / len(rows), "invalid": float((found["verdict"] == "invalid").mean()),
        "truth": mean(truth, case)[0],
    }  # fmt: skip
    entry["bias"], entry["bias_se"] = mean(error, case)
    entry["rmse"], entry["rmse_se"] = rmse(error, case)
    entry["width"], entry["width_se"] = mean(found["uplift_high"] - found["uplift_low"], case)
    for name, hits in (
        ("coverage", (found["uplift_low"] <= truth) & (truth <= found["uplift_high"])),
        ("called", found["verdict"].isin(["proven", "negative"])),
        ("proven", found["verdict"] == "proven"),
        ("negative", found["verdict"] == "negative"),
    ):
        entry[name], entry[f"{name}_low"], entry[f"{name}_high"] = share(hits, case)
    return entry


def share(hits: pd.Series, case: pd.Series) -> tuple[float, float, float]:
    """Share of True among `hits` and its 95 % interval; rows of one draw share its shocks."""
    return proportion(hits.to_numpy(dtype=bool), case.to_numpy())


def mean(values: pd.Series, case: pd.Series) -> tuple[float, float]:
    """Mean over all rows and its Monte Carlo standard error, draws being independent and rows of a draw not."""
    if values.empty:
        return math.nan, math.nan
    return float(values.mean()), math.sqrt(_variance(values, case))


def rmse(errors: pd.Series, case: pd.Series) -> tuple[float, float]:
    """Root mean square and its Monte Carlo standard error (delta method)."""
    square, error = mean(errors**2, case)
    return math.sqrt(square), error / (2 * math.sqrt(square)) if square > 0 else 0.0


def _variance(values: pd.Series, case: pd.Series) -> float:
    """Variance of the mean of all rows, clustered by draw; NaN with one draw."""
    away = (values - values.mean()).groupby(case).sum().to_numpy()
    draws = len(away)
    if draws < 2:
        return math.nan
    return float((away**2).sum() / len(values) ** 2 * draws / (draws - 1))

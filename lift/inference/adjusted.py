"""Rows of the table that sets uplifts with and without adjustment for price and promotion side by side."""

from collections.abc import Iterable
from typing import Any

from lift.core.prices import Elasticities
from lift.core.words import LEVELS, METRICS, WINDOWS, Window
from lift.inference.account import Account
from lift.inference.effects import outcomes
from lift.inference.outcome import Outcome


def adjusted_rows(
    plain: Iterable[Account], adjusted: Iterable[Account], brands: frozenset[str], confidence: float
) -> list[dict[str, Any]]:
    """One row per promoted set, brand in `brands`, and category, by window and metric: uplift and interval of both."""
    left, right = _read(plain, brands), _read(adjusted, brands)
    order = sorted(
        left.keys() & right.keys(),
        key=lambda k: (LEVELS.index(k[0]), k[1], WINDOWS.index(k[2]), METRICS.index(k[3])),  # pyright: ignore[reportArgumentType]
    )
    return [
        dict(zip(("level", "item", "window", "metric"), key, strict=True))
        | _numbers("plain", left[key], confidence) | _numbers("adjusted", right[key], confidence)
        for key in order
        if left[key].expected > 0 and right[key].expected > 0
    ]  # fmt: skip


def _read(accounts: Iterable[Account], brands: frozenset[str]) -> dict[tuple[str, str, Window, str], Outcome]:
    return {
        (row.level, row.item, window, account.metric): outcome
        for account in accounts
        for row in account.rows
        if row.level in {"promoted", "category"} or (row.level == "brand" and row.item in brands)
        for window, outcome in outcomes(row)
    }


def _numbers(name: str, outcome: Outcome, confidence: float) -> dict[str, float]:
    low, high = outcome.uplift_interval(confidence)
    return {name: outcome.uplift, f"{name}_low": low, f"{name}_high": high}


def elasticity_rows(found: Elasticities) -> list[dict[str, Any]]:
    """One row per SKU and covariate: its own estimate and standard error, the pooled one, and the one that was used."""
    return [
        {
            "item": sku, "covariate": name, "estimate": float(found.own[k, j]), "error": float(found.error[k, j]),
            "pooled": float(found.pooled[j]), "used": float(found.used[k, j]),
        }
        for k, sku in enumerate(found.skus)
        for j, name in enumerate(found.covariates)
    ]  # fmt: skip

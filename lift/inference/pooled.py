"""Rows of the pooled table: the promoted SKUs' uplifts, each strengthened by the others."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from lift.core.panel import Item
from lift.core.words import WINDOWS
from lift.inference.account import Account
from lift.inference.pooling import FEWEST, pool


def pooled_rows(account: Account, items: Iterable[Item], confidence: float) -> list[dict[str, Any]]:
    """One row per promoted SKU with a row and sales of its own, by window; none where fewer than three can be pooled.

    `weight` is the share of the SKU's own estimate in the pooled uplift, `lone` marks one that the others do not
    resemble. The SKUs' estimates and their covariance are those of the account's joint law.
    """
    members = {item.key: frozenset(item.members) for item in items if item.level == "sku" and item.promoted}
    laws = {row.item: row.law for row in account.rows if row.level == "sku" and row.item in members}
    windows = [0] if len(account.joint.observed) == 1 else [0, 1, None]
    rows: list[dict[str, Any]] = []
    for window, name in zip(windows, WINDOWS, strict=False):
        outcomes = {item: law.total() if window is None else law.window(window) for item, law in laws.items()}
        names = sorted(item for item, outcome in outcomes.items() if np.isfinite(outcome.step))
        if len(names) < FEWEST:
            continue
        shares = np.stack([account.joint.shares(members[item], window) for item in names])
        m = np.array([outcomes[item].step for item in names])
        found = pool(m, shares @ account.joint.cov @ shares.T, confidence, account.joint.df)
        rows += [
            {
                "level": "sku", "item": item, "window": name, "metric": account.metric,
                "uplift": float(np.expm1(found.location[k])), "low": float(np.expm1(found.low[k])),
                "high": float(np.expm1(found.high[k])), "weight": float(found.own[k]), "lone": bool(found.lone[k]),
            }
            for k, item in enumerate(names)
        ]  # fmt: skip
    return rows

"""The path by period behind every row: observed and expected sales with a band, adding up to the windows."""

from typing import Any

import numpy as np
from scipy.special import ndtri

from lift.core.panel import Dates, Floats, Windows
from lift.inference.account import Account, Row


def weekly_rows(account: Account, periods: Dates, windows: Windows, confidence: float) -> list[dict[str, Any]]:
    """One row per item and period, pre to after.

    In campaign and after the expected path is scaled to the row's expected sales of the window; before, it is each
    period's prediction from all the others. The band is that of a single period at the study's confidence.
    """
    first = windows.pre.start
    names = ["pre"] * len(windows.pre) + ["campaign"] * len(windows.campaign) + ["after"] * len(windows.after)
    z = float(ndtri(0.5 * (1.0 + confidence)))
    rows: list[dict[str, Any]] = []
    for row in account.rows:
        expected = _scaled(row, windows)
        band = np.exp(z * row.path_scale)
        rows += [
            {
                "level": row.level, "item": row.item, "metric": account.metric, "week": periods[first + t],
                "window": name, "observed": float(row.observed[t]), "expected": float(expected[t]),
                "expected_low": float(expected[t] / band[t]), "expected_high": float(expected[t] * band[t]),
            }
            for t, name in enumerate(names)
        ]  # fmt: skip
    return rows


def _scaled(row: Row, windows: Windows) -> Floats:
    expected = row.path.copy()
    for w, span in enumerate(windows.steps):
        at = slice(span.start - windows.pre.start, span.stop - windows.pre.start)
        total = float(expected[at].sum())
        expected[at] = expected[at] * (row.law.expected[w] / total) if total > 0 else row.law.expected[w] / len(span)
    return expected

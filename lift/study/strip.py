"""The specification strip: every method on the same study side by side, and what false campaigns said of each."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from lift.core.calibration import Calibration
from lift.core.errors import LiftError
from lift.core.spec import MeasureSpec
from lift.core.words import ADJUSTED, METHOD_COLUMNS, adjusted_method
from lift.estimators import REGISTRY, estimator
from lift.estimators.protocol import Estimator
from lift.inference import automatic, paired
from lift.inference.account import Account
from lift.inference.effects import verdict
from lift.inference.outcome import Outcome
from lift.inference.sample import Comparison, estimates


def every_method(comparison: Comparison, seed: int) -> dict[str, Estimator]:
    """Every registered estimator with the inference that fits the design, by the name of its rows."""
    found: dict[str, Estimator] = {}
    for name in REGISTRY:
        asked = estimator(name)
        inference = automatic(asked, comparison.design)
        try:
            found[f"{name}/{inference}"] = paired(asked, inference, seed)
        except LiftError:
            continue
    return found


def methods(main: Comparison, account: Account, measure: MeasureSpec, calibration: Calibration | None) -> pd.DataFrame:
    """The promoted set's revenue in the campaign by every method that can answer, the study's own first.

    The study's own row is the reconciled one that the verdict is read from; the others look at the promoted set alone.
    One rule decides: the verdict is that of the study's own method, whatever the others say. `false_positive_share` is
    the share of false campaigns that the method called significant on this panel, None where it was not calibrated.
    """
    found = [(account.method, _own(account)), *_others(main, account.method, measure.seed)]
    rows = [_row(name, outcome, measure.confidence, calibration, account.method) for name, outcome in found]
    return pd.DataFrame(rows, columns=list(METHOD_COLUMNS))


def _own(account: Account) -> Outcome:
    return next(row for row in account.rows if row.level == "promoted").law.window(0)


def _others(main: Comparison, own: str, seed: int) -> Iterator[tuple[str, Outcome]]:
    at = next(k for k, item in enumerate(main.panel.items) if item.level == "promoted")
    alone = main.take([at])
    for plain, how in every_method(main, seed).items():
        name = f"{plain}/{ADJUSTED}" if adjusted_method(own) else plain
        if name == own:
            continue
        try:
            found = estimates(how, alone, "revenue")
        except LiftError:
            continue
        one = found.items[0]
        if one.scale[0] > 0 and one.weight[0] > 0:
            expected = float(one.weight[0]) * math.exp(-float(one.location[0]))
            yield name, Outcome(float(one.sold[0]), expected, float(one.scale[0]), found.df)


def _row(name: str, outcome: Outcome, confidence: float, calibration: Calibration | None, own: str) -> dict[str, Any]:
    low, high = outcome.uplift_interval(confidence)
    seen = calibration.of(name) if calibration else None
    return {
        "method": name, "role": "verdict" if name == own else "comparison", "uplift": outcome.uplift,
        "uplift_low": low, "uplift_high": high, "p_value": outcome.p_value, "verdict": verdict(outcome, confidence),
        "false_positive_share": seen.rate(1.0 - confidence)[0] if seen else None,
    }  # fmt: skip

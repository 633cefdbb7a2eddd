"""The uplift that a design will detect, by level: the whole chain tried out on periods that did not choose it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from lift.core.design import Design
from lift.core.panel import Panel, Windows
from lift.design.backtest import smallest
from lift.estimators.protocol import Estimator
from lift.inference.levels import account
from lift.inference.sample import Comparison


def forecast(
    panel: Panel, design: Design, estimator: Estimator, windows: Sequence[Windows], confidence: float
) -> Mapping[str, float]:
    """Smallest uplift in revenue found in 80 % of cases, by "level item": promoted set, brands, categories.

    Each of the false campaigns is measured as a study is, levels reconciled; the latest one says how wide the interval
    will be, all of them how far estimates fall apart (see `backtest.smallest`). Empty without windows.
    """
    laws: dict[str, list[tuple[float, float, float]]] = {}
    for span in windows:
        main = Comparison(replace(panel, windows=span), design)
        found = account(estimator, main, main.take([]), "revenue", "")
        for row in found.rows:
            outcome = row.law.window(0)
            if row.level != "sku" and np.isfinite(outcome.step):
                laws.setdefault(f"{row.level} {row.item}", []).append((outcome.step, outcome.sd, outcome.df))
    out: dict[str, float] = {}
    for name, found in laws.items():
        error, scale, df = (np.array(column) for column in zip(*found, strict=True))
        out[name] = float(smallest(error, scale, scale[0], float(df.min()), confidence))
    return out

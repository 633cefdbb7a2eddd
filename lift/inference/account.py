"""What an estimated metric is: rows that add up, and the one joint law that they are read from."""

from dataclasses import dataclass

import numpy as np

from lift.core.panel import Floats
from lift.core.words import Level, Metric
from lift.inference.measurable import NotMeasured
from lift.inference.outcome import Law

Segments = frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One item's reconciled law, and by period [T], pre to after: observed sales, expected sales and its log scale.

    The expected path is not yet scaled to the law's window sums.
    """

    level: Level
    item: str
    parent: str | None
    law: Law
    observed: Floats
    path: Floats
    path_scale: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """The one distribution behind a metric's numbers, over disjoint parts of the promoted categories.

    `observed`, `expected` [W, B] sales of the B parts by window; `cov` [W * B, W * B] covariance of the logs of
    expected sales (window-major), normal, or t with `df`. Every sum of parts is read from it.
    """

    metric: Metric
    parts: tuple[Segments, ...]
    observed: Floats
    expected: Floats
    cov: Floats
    df: float

    def law(self, segments: Segments) -> Law:
        """The law of the sum of all parts inside these segments (delta method on the log of a sum)."""
        W = len(self.observed)
        inside = self._inside(segments)
        shares = np.stack([self.shares(segments, w) for w in range(W)])
        return Law(
            self.observed[:, inside].sum(axis=1), self.expected[:, inside].sum(axis=1), shares @ self.cov @ shares.T,
            self.df,
        )  # fmt: skip

    def shares(self, segments: Segments, window: int | None) -> Floats:
        """Gradient [W * B] of the log of these segments' expected sales; `window` None for all windows together."""
        sales = np.where(self._inside(segments), self.expected, 0.0)
        if window is not None:
            sales = np.where(np.arange(len(sales))[:, None] == window, sales, 0.0)
        return sales.ravel() / max(float(sales.sum()), 1e-300)

    def _inside(self, segments: Segments) -> np.ndarray:
        return np.array([part <= segments for part in self.parts], dtype=bool)


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """One metric, all levels. `method` is "estimator/inference"."""

    metric: Metric
    rows: tuple[Row, ...]
    not_measured: tuple[NotMeasured, ...]
    joint: Joint
    method: str

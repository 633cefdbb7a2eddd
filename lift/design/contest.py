"""Designs beside each other: each tried out in the same false campaigns by the estimator that will measure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lift.core.panel import Bools, Floats, Ints, Panel, Windows
from lift.core.words import Assignment
from lift.design.backtest import Candidate, try_out
from lift.design.constraints import Constraints
from lift.estimators.protocol import Estimator

WORTH = 0.95
"""The first design is kept unless another would detect less than this share of its uplift: the best of many always
looks better than it is."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How `lift run` will measure: its estimator, what a unit is, periods of pre and campaign, confidence."""

    estimator: Estimator
    assignment: Assignment
    pre: int
    campaign: int
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """Where designs compete: the panel of the judged items, the rules, and the false campaigns."""

    panel: Panel
    constraints: Constraints
    rule: Rule
    windows: Sequence[Windows]

    def detectable(
        self, tests: Sequence[Bools], controls: Sequence[Bools], tell: Callable[[float], None] | None = None
    ) -> Floats:
        """Smallest uplift found in 80 % of cases, by design and judged item [C, L]."""
        names = np.array(self.constraints.units, dtype=object)
        candidates = [
            Candidate(self.rule.assignment, tuple(names[test]), tuple(names[control]), tuple(names[~test & ~control]))
            for test, control in zip(tests, controls, strict=True)
        ]
        tried = try_out(self.panel, candidates, self.rule.estimator, self.windows, tell)
        return tried.detectable(self.rule.confidence)

    @property
    def categories(self) -> Ints:
        """Positions of the judged items that are categories: the widest base, which says whether units move alike."""
        return np.array([k for k, item in enumerate(self.panel.items) if item.level == "category"], dtype=np.int64)

    def score(self, detectable: Floats) -> Floats:
        """What a design is judged by [C]: the geometric mean over the promoted set and the promoted brands."""
        own = [k for k, item in enumerate(self.panel.items) if item.level != "category"] or self.categories
        return np.exp(np.log(np.maximum(detectable[:, own], 1e-12)).mean(axis=1))

    def row(self, label: str, test: Bools, control: Bools, detectable: Floats) -> dict[str, object]:
        """One design as a row of the table that is shown: its size and the uplift that it would detect, by item."""
        by_item = {f"{item.level} {item.key}": float(v) for item, v in zip(self.panel.items, detectable, strict=True)}
        return {"control": label, "units_test": int(test.sum()), "units_control": int(control.sum()), **by_item}


def best(score: Floats) -> int:
    """Position of the design to take: the first, unless the best of the others is clearly better."""
    at = int(np.argmin(np.where(np.isfinite(score), score, np.inf)))
    return at if not score[0] * WORTH <= score[at] else 0


def judged_items(panel: Panel, units: Ints, periods: slice) -> list[int]:
    """Positions of promoted set, promoted brands and categories that sold in every one of some periods."""
    promoted = {s for item in panel.items if item.promoted for s in item.members}
    levels = ("promoted", "brand", "category")
    rows = [k for k, i in enumerate(panel.items) if i.row and i.level in levels and promoted & set(i.members)]
    sold = panel.listed[0, units, periods].sum(axis=0) > 0
    return [k for k in rows if sold[:, k].all()]

"""What a method said, counted draw by draw: false positives, coverage, power, errors and widths."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import stdtrit

LEVELS = (5, 10, 20)
"""Nominal false positive rates in per cent."""
BIG = 1e9
"""Degrees of freedom from which a t law is the normal."""


@dataclass(frozen=True, slots=True)
class Case:
    """A draw as the score knows it: `region` and `window` name what it may share with others."""

    seed: int
    region: str
    window: str


@dataclass(slots=True)
class Score:
    """Sums over the items of a level by method, level and draw; filled while draws are measured.

    Without campaign: n items, called{5, 10, 20}, error, square, width (95 %), width10 (90 %); with a planted uplift
    {e} in per cent: n@e, cover{5, 10, 20}@e, proven@e (at 5 %), error@e. `cost`: answers and CPU seconds by method;
    `chosen`: what the tool chose by itself.
    """

    sums: dict[tuple[str, str], dict[int, dict[str, float]]] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)
    cost: dict[str, list[float]] = field(default_factory=dict)
    chosen: set[str] = field(default_factory=set)

    def add(
        self, method: str, case: Case, level: str, effect: float, truth: float, uplift: float,
        called: Sequence[bool], intervals: Sequence[tuple[float, float]],
    ) -> None:  # fmt: skip
        """Count one item: `called` and `intervals` at 95, 90 and 80 % confidence."""
        self.cases[case.seed] = case
        cell = self.sums.setdefault((method, level), {}).setdefault(case.seed, {})
        error = uplift - truth
        if effect:
            at = planted(effect)
            found = {f"n{at}": 1.0, f"proven{at}": float(called[0] and uplift > 0), f"error{at}": error}
            for a, (low, high) in zip(LEVELS, intervals, strict=True):
                found[f"cover{a}{at}"] = float(low <= truth <= high)
        else:
            found = {"n": 1.0, "error": error, "square": error**2}
            found |= {f"called{a}": float(hit) for a, hit in zip(LEVELS, called, strict=True)}
            found["width"], found["width10"] = (high - low for low, high in intervals[:2])
        for name, value in found.items():
            cell[name] = cell.get(name, 0.0) + value

    def law(
        self, method: str, case: Case, level: str, effect: float, truth: float,
        *, step: float, sd: float, df: float, log: bool = True,
    ) -> None:  # fmt: skip
        """Count one item whose estimate is `step` +- t(df) x `sd`, of the log uplift or of the uplift itself."""
        if not (np.isfinite(step) and np.isfinite(sd) and sd > 0):
            return
        reach = [sd * float(stdtrit(min(df, BIG), 1 - a / 200)) for a in LEVELS]
        ends = [(step - r, step + r) for r in reach]
        if log:
            ends = [(float(np.expm1(low)), float(np.expm1(high))) for low, high in ends]
        uplift = float(np.expm1(step)) if log else step
        self.add(method, case, level, effect, truth, uplift, [abs(step) > r for r in reach], ends)

    def spent(self, method: str, items: int, seconds: float) -> None:
        """Count CPU time and the answers got for it."""
        total = self.cost.setdefault(method, [0.0, 0.0])
        total[0] += items
        total[1] += seconds

    def rows(self, cell: dict[str, Any]) -> list[dict[str, Any]]:
        """One row a method and level, with a list over draws for every count."""
        out: list[dict[str, Any]] = []
        for (method, level), by_seed in self.sums.items():
            seeds = sorted(by_seed)
            names = sorted({name for sums in by_seed.values() for name in sums})
            answers, seconds = self.cost.get(method, [0.0, 0.0])
            out.append(
                {
                    **cell, "method": method, "level": level, "cpu": round(seconds, 4), "answers": answers,
                    "region": [self.cases[s].region for s in seeds], "window": [self.cases[s].window for s in seeds],
                    "counts": {name: [round(by_seed[s].get(name, 0.0), 6) for s in seeds] for name in names},
                }
            )  # fmt: skip
        return out


def planted(effect: float) -> str:
    """The suffix of what is counted with a planted uplift: "@6" for 0.06."""
    return f"@{100 * effect:g}"

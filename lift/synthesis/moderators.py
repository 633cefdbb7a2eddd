"""What uplift and return vary with: one trait at a time, and only where there are enough studies."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lift.core.panel import Floats
from lift.core.portfolio import TRAITS, Moderator, Outcome, Slope, Trait, Untried
from lift.inference.reml import Regression, regress
from lift.synthesis.extract import Extract

PER_COEFFICIENT = 10
"""Studies for each coefficient beyond the mean (Cochrane Handbook, ch. 10.11.5.1)."""
PER_KIND = 3
"""Studies of a kind; rarer kinds are left out of that comparison."""
FEWEST_VALUES = 3
"""Different values of a number, below which there is no slope to speak of."""


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """One trait's value for each of K studies against their outcomes y [K] with noise v [K]."""

    outcome: Outcome
    trait: Trait
    values: Sequence[str | float | None]
    y: Floats
    v: Floats
    confidence: float

    def untried(self, studies: int, why: Untried, needed: int = 0) -> Moderator:
        return Moderator(self.outcome, self.trait, studies, untried=why, needed=needed)

    def fit(self, at: list[int], X: Floats) -> Regression:
        return regress(self.y[at], self.v[at], X, self.confidence, floor=False)

    def explained(self, at: list[int], left: float) -> float | None:
        whole = self.fit(at, np.ones((len(at), 1))).tau2
        return max(0.0, 1.0 - left / whole) if whole > 0 else None

    def line(self, label: str, studies: int, fit: Regression, at: int) -> Slope:
        ends = [float(part[at]) for part in (fit.coef, fit.low, fit.high)]
        value, low, high = (float(np.expm1(end)) for end in ends) if self.outcome == "uplift" else ends
        return Slope(label, studies, value, low, high)


def moderators(
    studies: Sequence[Extract], outcome: Outcome, y: Floats, v: Floats, confidence: float
) -> list[Moderator]:
    """Every trait against one outcome: y [K] and its noise v [K] of these studies.

    Meta-regression with an intercept, tau2 by REML, intervals and F test by Hartung and Knapp; kinds also as means of
    their own. Exploratory: studies were not assigned their traits.
    """
    found: list[Moderator] = []
    mixed = len({study.study["currency"] for study in studies}) > 1
    for trait in TRAITS:
        if trait == "spend" and mixed:
            found.append(Moderator(outcome, trait, len(studies), untried="currencies"))
            continue
        values = [_value(study, trait) for study in studies]
        question = _Question(outcome, trait, values, y, v, confidence)
        found.append((_kinds if trait in {"tier", "category"} else _number)(question))
    return found


def holm(found: Sequence[Moderator]) -> tuple[Moderator, ...]:
    """The same with p-values adjusted for as many comparisons as were made, by Holm (1979)."""
    tried = sorted((m.p_value, i) for i, m in enumerate(found) if m.p_value is not None)
    out, least = list(found), 0.0
    for rank, (p, i) in enumerate(tried):
        least = max(least, min(1.0, p * (len(tried) - rank)))
        out[i] = replace(out[i], p_adjusted=least)
    return tuple(out)


def _value(study: Extract, trait: Trait) -> str | float | None:
    if trait == "spend":
        spend = next((r.spend for r in study.returns.values()), None)
        return None if spend is None else float(np.log2(spend))
    return {"tier": study.tier, "category": study.category or None, "weeks": study.weeks}[trait]


def _number(question: _Question) -> Moderator:
    at = [i for i, value in enumerate(question.values) if value is not None]
    x = np.array([question.values[i] for i in at], dtype=np.float64)
    if not at:
        return question.untried(0, "unknown")
    if len(at) < PER_COEFFICIENT:
        return question.untried(len(at), "few", PER_COEFFICIENT)
    if len(set(x.tolist())) < FEWEST_VALUES:
        return question.untried(len(at), "alike")
    fit = question.fit(at, np.column_stack([np.ones(len(x)), x - x.mean()]))
    lines = (question.line("", len(at), fit, 1),)
    p, explained = fit.p_value(slice(1, 2)), question.explained(at, fit.tau2)
    return Moderator(question.outcome, question.trait, len(at), lines, p, explained=explained)


def _kinds(question: _Question) -> Moderator:
    values = question.values
    counts = Counter(str(value) for value in values if value is not None)
    kinds = sorted(kind for kind, n in counts.items() if n >= PER_KIND)
    at = [i for i, value in enumerate(values) if value is not None and str(value) in kinds]
    needed = PER_COEFFICIENT * max(len(kinds) - 1, 1)
    if len(counts) < 2:
        return question.untried(sum(counts.values()), "alike" if counts else "unknown")
    if len(kinds) < 2 or len(at) < needed:
        return question.untried(len(at), "few", needed)
    means = np.array([[float(str(values[i]) == kind) for kind in kinds] for i in at])
    own, joint = question.fit(at, means), question.fit(at, np.column_stack([np.ones(len(at)), means[:, 1:]]))
    lines = tuple(question.line(kind, counts[kind], own, i) for i, kind in enumerate(kinds))
    p, explained = joint.p_value(slice(1, len(kinds))), question.explained(at, joint.tau2)
    return Moderator(question.outcome, question.trait, len(at), lines, p, explained=explained)

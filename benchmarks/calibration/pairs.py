"""Every registered estimator with every inference that does not refuse it, on single items: not reconciled."""

import time
from collections.abc import Iterator, Sequence

from calibration.score import Case, Score
from calibration.stack import EFFECTS, Draw, comparison
from lift.core.errors import LiftError, MethodError
from lift.estimators import REGISTRY as ESTIMATORS
from lift.estimators import estimator as registered
from lift.estimators.protocol import Estimator
from lift.inference import OWN, paired
from lift.inference import REGISTRY as INFERENCES
from lift.inference.sample import Comparison

SLOW = ("did", "asc")
"""Estimators that take a hundredth of a second or more an item: to ask them hundreds of times takes seconds."""
COSTLY_EFFECTS = (0.0, 0.12)


def pairs() -> Iterator[tuple[str, Estimator]]:
    """All that can be joined, by name."""
    for name in ESTIMATORS:
        for how in INFERENCES:
            try:
                yield f"{name}/{how}", paired(registered(name), how)
            except MethodError:
                continue


def compare(drawn: Sequence[Draw], score: Score, *, costly: bool) -> list[tuple[str, str]]:
    """Measure alike draws with every pair that is `costly` or not; those that refuse the design, with their reason.

    A lone SKU and the category, with nothing and both planted uplifts; a costly pair only the category, and +12 %.
    """
    tree = drawn[0].tree
    levels = [tree.items[k].level for k in tree.reported]
    wanted = ["category"] if costly else [level for level in ("sku", "category") if level in levels]
    at = [tree.reported[levels.index(level)] for level in wanted]
    cases = [(d.case, level) for d in drawn for level in wanted]
    planted = {effect: comparison(drawn, at, effect) for effect in EFFECTS if not costly or effect in COSTLY_EFFECTS}
    keep = [i for i, reason in enumerate(planted[0.0].refusals("revenue")) if reason is None]
    refused: list[tuple[str, str]] = []
    for name, how in pairs() if keep else ():
        if is_costly(name) != costly:
            continue
        try:
            for effect, both in planted.items():
                truths = [float(t) for d in drawn for t in d.truth(effect)[at]]
                ask(name, how, both.take(keep), effect, score, [(*cases[i], truths[i]) for i in keep])
        except LiftError as error:
            refused.append((name, f"{type(error).__name__}: {error}"))
    return refused


def is_costly(name: str) -> bool:
    """Whether a pair asks a slow estimator again and again."""
    estimator, _, inference = name.partition("/")
    return estimator in SLOW and OWN.get(inference) != estimator


def ask(
    name: str, how: Estimator, both: Comparison, effect: float, score: Score, items: Sequence[tuple[Case, str, float]]
) -> None:
    """One method on all items of a panel, each with its draw, level and true uplift."""
    begun = time.process_time()
    found = how.expected(both.panel, both.design, "revenue")
    score.spent(name, len(items), time.process_time() - begun)
    for i, (case, level, truth) in enumerate(items):
        score.law(
            name, case, level, effect, truth,
            step=float(found.location[0, i]), sd=float(found.scale[0, i]), df=float(found.df[i]),
        )  # fmt: skip

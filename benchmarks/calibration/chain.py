"""The tool's own rows: what it would choose by itself, from estimates through reconciliation to the effects table."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from calibration.score import Score
from calibration.stack import EFFECTS, Draw, comparison
from lift.core.design import Design
from lift.core.errors import LiftError
from lift.core.expected import Expected
from lift.core.panel import Item, Panel
from lift.core.words import Metric
from lift.estimators import estimator as registered
from lift.estimators.protocol import Estimator
from lift.inference import automatic, paired
from lift.inference.account import Account
from lift.inference.effects import Counts, effect_rows
from lift.inference.levels import account
from lift.inference.sample import Comparison

DEFAULT = "did"
"""The study file's default method; its inference is the one that the assignment asks for."""
SAME = 1e-9
"""Two answers in log points closer than this are one answer."""
CONFIDENCES = (0.95, 0.90, 0.80)
BY_ITEM = ("location", "scale", "df", "step_corr", "residual", "path", "path_scale", "floor")
"""Fields of an answer whose last axis is the items."""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """An estimator asked once an item: answers are kept by level and key, and given again moved by `steps`."""

    estimator: Estimator
    answers: dict[Key, Expected] = field(default_factory=dict)
    steps: dict[Key, float] = field(default_factory=dict)

    def expected(self, panel: Panel, design: Design, metric: Metric) -> Expected:
        """The answers for the panel's items, side by side."""
        if any((i.level, i.key) not in self.answers for i in panel.items):
            self.answers.update(by_item(self.estimator.expected(panel, design, metric)))
        found = [self.answers[i.level, i.key] for i in panel.items]
        joined = {name: np.concatenate([getattr(e, name) for e in found], axis=-1) for name in BY_ITEM}
        joined["location"] = joined["location"] + [self.steps.get((i.level, i.key), 0.0) for i in panel.items]
        return replace(found[0], items=panel.items, **joined)


def automatically(groups: Sequence[Sequence[Draw]], score: Score, moved: dict[str, bool]) -> list[tuple[int, str]]:
    """Measure groups of alike draws as the tool would, with nothing and with campaigns planted; errors by seed.

    Draws are estimated side by side, and a planted campaign by moving the answer without one, only where that changes
    nothing: the first is held against the direct way on every group's first draw, the second once for each inference,
    remembered in `moved`.
    """
    failed: list[tuple[int, str]] = []
    for drawn in groups:
        estimator = registered(DEFAULT)
        inference = automatic(estimator, drawn[0].design)
        how = paired(estimator, inference)
        score.chosen.add(f"{DEFAULT}/{inference}")
        if inference not in moved:
            moved[inference] = _moves(how, drawn[0])
        failed += _group(drawn, how, score, moves=moved[inference])
    return failed


def _group(drawn: Sequence[Draw], how: Estimator, score: Score, *, moves: bool) -> list[tuple[int, str]]:
    own, seconds = _side_by_side(how, drawn)
    failed: list[tuple[int, str]] = []
    for d, answers in zip(drawn, own, strict=True):
        try:
            for effect in EFFECTS:
                begun = time.process_time()
                main = comparison([d], effect=effect)
                using = answers if not effect else replace(answers, steps=_steps(answers, d, effect)) if moves else how
                done = account(using, main, main.take([]), "revenue", "auto")
                if not effect:
                    seconds += time.process_time() - begun
                _score(score, d, effect, done)
        except LiftError as error:
            failed.append((d.case.seed, f"{type(error).__name__}: {error}"))
    score.spent("auto", len(drawn), seconds)
    return failed


def by_item(found: Expected) -> dict[Key, Expected]:
    """An answer split into one an item."""
    return {(i.level, i.key): _part(found, [k], (i,)) for k, i in enumerate(found.items)}


def _part(found: Expected, at: list[int], items: tuple[Item, ...]) -> Expected:
    return replace(found, items=items, **{name: getattr(found, name)[..., at] for name in BY_ITEM})


def _side_by_side(how: Estimator, drawn: Sequence[Draw]) -> tuple[list[Remembered], float]:
    """For every draw its answers, found in one go; without answers where those would be others than found alone.

    And the CPU seconds that this took.
    """
    apart = [Remembered(how) for _ in drawn], 0.0
    if len(drawn) == 1:
        return apart
    both = comparison(drawn)
    count = len(drawn[0].tree.items)
    kept = _asked(both)
    few = [k for k in kept if k < 2 * count]
    alone = comparison(drawn[:1])
    alone, two = alone.take(_asked(alone)), both.take(few)
    try:
        direct = by_item(how.expected(alone.panel, alone.design, "revenue"))
        tried = _split(how.expected(two.panel, two.design, "revenue"), few, drawn[:2])
        if not _same(tried[0], direct):
            return apart
        wanted = both.take(kept)
        begun = time.process_time()
        found = _split(how.expected(wanted.panel, wanted.design, "revenue"), kept, drawn)
    except LiftError:
        return apart
    return [Remembered(how, answers) for answers in found], time.process_time() - begun


def _asked(both: Comparison) -> list[int]:
    """The items that the tool asks an estimator for: those that both arms list."""
    return [k for k, no in enumerate(both.refusals("revenue")) if no is None or no.reason != "not_listed"]


def _split(found: Expected, at: Sequence[int], drawn: Sequence[Draw]) -> list[dict[Key, Expected]]:
    """The answers of each draw, from answers at positions `at` of all their items."""
    count = len(drawn[0].tree.items)
    answers: list[dict[Key, Expected]] = [{} for _ in drawn]
    for position, k in enumerate(at):
        item = drawn[k // count].tree.items[k % count]
        answers[k // count][item.level, item.key] = _part(found, [position], (item,))
    return answers


def _same(left: dict[Key, Expected], right: dict[Key, Expected]) -> bool:
    return all(
        np.allclose(getattr(left[key], name), getattr(right[key], name), rtol=SAME, atol=SAME, equal_nan=True)
        for key in right
        for name in ("location", "scale", "df")
    )


def _moves(how: Estimator, d: Draw) -> bool:
    """Whether a planted campaign moves the answers' location by the log of what it adds, and nothing else."""
    main = comparison([d])
    kept = _asked(main)
    if not kept:
        return False
    plain, main, planted = Remembered(how), main.take(kept), comparison([d], effect=EFFECTS[-1]).take(kept)
    try:
        plain.expected(main.panel, main.design, "revenue")
        moved = replace(plain, steps=_steps(plain, d, EFFECTS[-1]))
        after = how.expected(planted.panel, planted.design, "revenue")
        return _same(by_item(moved.expected(main.panel, main.design, "revenue")), by_item(after))
    except LiftError:
        return False


def _steps(answers: Remembered, d: Draw, effect: float) -> dict[Key, float]:
    """Log of what a planted campaign makes of the test arm's compared sales, for every item that was answered."""
    before = d.listed[: len(d.design.test), d.pre :].sum(axis=(0, 1))
    after = before + effect * d.listed_gain.sum(axis=(0, 1))
    floor = {key: float(found.floor[d.pre :].sum()) for key, found in answers.answers.items()}
    return {
        (i.level, i.key): float(np.log((after[k] + floor[i.level, i.key]) / (before[k] + floor[i.level, i.key])))
        for k, i in enumerate(d.tree.items)
        if (i.level, i.key) in floor
    }


def _score(score: Score, d: Draw, effect: float, done: Account) -> None:
    """Count the reported rows that the tool calls measured, at all three confidences."""
    refused = {(r.level, r.item) for r in done.not_measured}
    truth = d.truth(effect)
    where = {(d.tree.items[k].level, d.tree.items[k].key): k for k in d.tree.reported}
    rows = tuple(r for r in done.rows if (r.level, r.item) in where and (r.level, r.item) not in refused)
    promoted = frozenset(i.key for i in d.tree.items if i.level == "sku")
    kept = replace(done, rows=rows)
    tables = [effect_rows([kept], promoted, c, Counts(1, 1, 1, 1)) for c in CONFIDENCES]
    for same in zip(*tables, strict=True):
        row = same[0]
        if row["uplift_low"] is None:
            continue
        score.add(
            "auto", d.case, row["level"], effect, float(truth[where[row["level"], row["item"]]]), row["uplift"],
            [r["verdict"] in {"proven", "negative"} for r in same],
            [(r["uplift_low"], r["uplift_high"]) for r in same],
        )  # fmt: skip

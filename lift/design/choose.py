"""The design that would detect the smallest uplift, found on history that the estimate never sees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from lift.core.panel import Bools, Panel, Span
from lift.design.constraints import Constraints
from lift.design.contest import Contest, Rule, best, judged_items
from lift.design.control_sets import control_sets
from lift.design.dark import refuse_dark
from lift.design.match import compared, enough
from lift.design.places import rehearsals
from lift.design.screen import screen

Tell = Callable[[str, float], None]
SHORTLIST = 12
"""Test sets that are tried out with the estimator."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The units chosen, and the designs tried out as rows (see `Contest.row`), the chosen one marked."""

    test: tuple[str, ...]
    control: tuple[str, ...]
    tried: tuple[Mapping[str, object], ...]


def choose(
    panel: Panel, c: Constraints, rule: Rule, *, seed: int, caliper: float | None = None, tell: Tell | None = None
) -> Choice:
    """Choose test and control on `panel.windows.history`.

    Candidates are ranked by the noise of their contrast in its first half; the quietest are tried out in false
    campaigns in the second half, by the estimator that will measure, and the one that would detect the smallest uplift
    is taken. Where the history is too short for a false campaign, the quietest on all of it is.

    Raises DesignError for rules that no design keeps, and when no control tracks the test units.
    """
    say = tell or _silent
    history = panel.windows.history
    enough(len(history))
    middle = history.start + (len(history) + 1) // 2
    windows = rehearsals(Span(middle, history.stop), rule.campaign, rule.pre)
    span = Span(history.start, middle) if windows else history
    at = panel.at(c.units)
    sales = panel.sales[at][:, span.slice][:, :, compared(panel)]
    say("test units", 0.0)
    found = screen(c, sales, seed, lambda share: say("test units", 0.3 * share))
    items = judged_items(panel, at, slice(middle, history.stop))
    contest = Contest(panel.take(items), c, rule, windows)
    test = found.test[0]
    if windows and len(found.test) > 1:
        tests = list(found.test[:SHORTLIST])
        wide = [c.controls(one[None])[0] for one in tests]
        tried = contest.detectable(tests, wide, lambda share: say("trying out test units", 0.3 + 0.3 * share))
        test = tests[best(contest.score(tried))]
    sets = control_sets(c, test, sales, rule.assignment, caliper)
    controls = list(sets.values())
    if not windows:
        chosen = min(range(len(controls)), key=lambda i: (_quiet(sales, test, controls[i]), i))
        return _choice(c, test, controls[chosen], ())
    tried = contest.detectable(
        [test] * len(controls), controls, lambda share: say("trying out control", 0.6 + 0.3 * share)
    )
    chosen = best(contest.score(tried))
    refuse_dark(contest, test, controls[chosen], tried[chosen])
    say("chosen", 1.0)
    rows = [contest.row(label, test, sets[label], tried[i]) | {"chosen": i == chosen} for i, label in enumerate(sets)]
    return _choice(c, test, controls[chosen], tuple(rows))


def _choice(c: Constraints, test: Bools, control: Bools, rows: tuple[Mapping[str, object], ...]) -> Choice:
    names = np.array(c.units, dtype=object)
    return Choice(tuple(names[test]), tuple(names[control]), rows)


def _quiet(sales: np.ndarray, test: Bools, control: Bools) -> float:
    with np.errstate(divide="ignore"):
        gap = np.log(sales[test].sum(axis=0)) - np.log(sales[control].sum(axis=0))
    return float(gap.std(axis=0).mean()) if np.isfinite(gap).all() else np.inf


def _silent(step: str, share: float) -> None:
    del step, share

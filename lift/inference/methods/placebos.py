"""Placebo designs: other units play the test arm, as many of them, against untreated units only."""

from dataclasses import replace

import numpy as np

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.inference import ENOUGH_PLACEBOS


def placebos(design: Design, draws: int, seed: int, name: str) -> tuple[Design, ...]:
    """Designs in which nothing happened. Raises MethodError with fewer than 6 untreated units.

    Each untreated unit (control and unused) plays the test arm in turn; with several test units, groups of as many (of
    half of the untreated ones, at most) are drawn, so that over a round every unit has played about once. The other
    untreated units are the control, or as many of them, drawn, as the study's control has: an error against one region
    is larger than one against nine. The test units take no part. Units are drawn in the order of their names.
    """
    pool = sorted((*design.control, *design.unused))
    J = len(pool)
    if J < ENOUGH_PLACEBOS:
        raise MethodError(
            f"{name} needs at least {ENOUGH_PLACEBOS} untreated units to play the test arm, there are {J}: "
            "use inference = 'sliding-placebo', or method = 'did'"
        )
    n = min(len(design.test), J // 2)
    m = min(len(design.control), J - n)
    rng = np.random.Generator(np.random.PCG64(seed))
    if n == 1 and m == J - 1:
        return tuple(_design(design, [pool[i]], [u for u in pool if u != pool[i]], pool) for i in range(J))
    found: list[Design] = []
    while len(found) < max(draws, J):
        order = rng.permutation(J)
        for at in range(0, J - n + 1, n):
            test = order[at : at + n]
            others = rng.permutation(np.setdiff1d(order, test))[:m]
            found.append(_design(design, [pool[i] for i in test], [pool[i] for i in others], pool))
    return tuple(found[: max(draws, J)])


def widening(design: Design, placebo: Design) -> float:
    """The study's error over that of a placebo, ``sqrt((1/n + 1/m) / (1/n' + 1/m'))``, n test and m control units.

    Equal errors of all units, and means of arms; a placebo has one control unit less where all others are in the
    control. With one test unit and J control units it is ``sqrt(J^2 - 1) / J``.
    """
    study, played = (1 / len(d.test) + 1 / len(d.control) for d in (design, placebo))
    return float(np.sqrt(study / played))


def _design(design: Design, test: list[str], control: list[str], pool: list[str]) -> Design:
    arms = {*test, *control}
    unused = tuple(u for u in pool if u not in arms)
    weights = (1.0 / len(control),) * len(control)
    return replace(design, test=tuple(sorted(test)), control=tuple(sorted(control)), weights=weights, unused=unused)

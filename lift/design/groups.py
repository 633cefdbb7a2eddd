"""Which units play the test arm of a campaign that never happened: a design's own, or others of the same number."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lift.core.design import Design
from lift.core.panel import Panel


def others(design: Design, count: int, most: int, seed: int) -> list[Design]:
    """At most `most` different groups of `count` test units drawn at random from all units of a design.

    The control is as large as the design's where it leaves units unused, else all that is left.
    """
    pool = (*design.test, *design.control, *design.unused)
    rng = np.random.Generator(np.random.PCG64([seed, count]))
    found: dict[frozenset[str], Design] = {}
    for _ in range(20 * most):
        if len(found) >= most:
            break
        turn = [pool[i] for i in rng.permutation(len(pool))]
        size = len(design.control) if design.unused else len(turn)
        found.setdefault(frozenset(turn[:count]), _design(design, turn[:count], turn[count : count + size], turn))
    return list(found.values())


def grown(design: Design, count: int, most: int, seed: int) -> list[Design]:
    """The design itself, or with another number of test units: some of its own, or others added to them.

    Units are added from the unused ones first, then from the control, which always keeps one.
    """
    if count == len(design.test):
        return [design]
    rng = np.random.Generator(np.random.PCG64([seed, count, 1]))
    found: dict[frozenset[str], Design] = {}
    for _ in range(20 * most):
        if len(found) >= most:
            break
        own, unused, control = ([arm[i] for i in rng.permutation(len(arm))] for arm in
                                (design.test, design.unused, design.control))  # fmt: skip
        test = (own + unused + control)[:count]
        kept = [u for u in design.control if u not in test]
        found.setdefault(frozenset(test), _design(design, test, kept, [*own, *unused, *control]))
    return list(found.values())


def scattered(panel: Panel, stores: int, most: int, seed: int) -> list[Design]:
    """Groups of single stores dealt over all regions in turn, against all other stores of the same regions."""
    rng = np.random.Generator(np.random.PCG64([seed, stores, 2]))
    region = np.array(panel.region)
    found: dict[frozenset[str], Design] = {}
    for _ in range(20 * most):
        if len(found) >= most:
            break
        queues = [list(rng.permutation(np.flatnonzero(region == name))) for name in rng.permutation(np.unique(region))]
        dealt = [queue[turn] for turn in range(max(map(len, queues))) for queue in queues if turn < len(queue)]
        test = [panel.units[i] for i in dealt[:stores]]
        left = [u for u in panel.units if u not in set(test)]
        model = Design("stores", tuple(sorted(test)), tuple(left), (1.0 / len(left),) * len(left))
        found.setdefault(frozenset(test), model)
    return list(found.values())


def _design(model: Design, test: Sequence[str], control: Sequence[str], pool: Sequence[str]) -> Design:
    taken = {*test, *control}
    return replace(
        model, test=tuple(sorted(test)), control=tuple(sorted(control)), weights=(1.0 / len(control),) * len(control),
        unused=tuple(sorted(u for u in pool if u not in taken)),
    )  # fmt: skip

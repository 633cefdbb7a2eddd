"""Which units could be test: many sets drawn, and ranked by how quietly they ran beside their control."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from lift.core.errors import DesignError
from lift.core.panel import Bools, Floats, Ints
from lift.design.constraints import Constraints

DRAWS = 4000
"""Sets looked at: all where there are no more, else so many at random."""
SEARCHED = 12
"""The best sets, which single exchanges try to better."""
ROUNDS = 20
MOST_EXCHANGED = 400
"""More candidates than this are not exchanged one by one: among many stores, random draws are alike enough."""
AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Screened:
    """Test sets [C, U] and the standard deviation [C] of their log contrast with their control, quietest first."""

    test: Bools
    noise: Floats


def screen(c: Constraints, sales: Floats, seed: int, tell: Callable[[float], None] | None = None) -> Screened:
    """Rank feasible test sets on sales [U, T, K] of the matching history.

    Ranked is ``mean over items of sd_t(log sum of test - log sum of all units that may be their control)``. Raises
    DesignError when no set keeps the rules, with how many failed at which.
    """
    rng = np.random.default_rng([seed, 0x6D61])
    sets = _all(c) if _count(c) <= DRAWS else _drawn(c, rng)
    keep = _feasible(c, sets)
    if not keep.any():
        raise DesignError(_infeasible(c, sets))
    sets = sets[keep]
    noise = contrast_noise(c, sets, sales)
    order = np.lexsort((np.arange(len(noise)), noise))
    sets, noise = sets[order], noise[order]
    if _count(c) > DRAWS and len(c.units) <= MOST_EXCHANGED:
        for i in range(min(SEARCHED, len(sets))):
            sets[i], noise[i] = _exchanged(c, sets[i], float(noise[i]), sales)
            if tell:
                tell((i + 1) / SEARCHED)
    _, first = np.unique(np.packbits(sets, axis=1), axis=0, return_index=True)
    order = first[np.lexsort((first, noise[first]))]
    return Screened(sets[order], noise[order])


def contrast_noise(c: Constraints, sets: Bools, sales: Floats) -> Floats:
    """Standard deviation [C] of the log contrast of each test set [C, U] with all units that may be its control."""
    U, T, K = sales.shape
    flat = sales.reshape(U, T * K)
    out = np.empty(len(sets))
    step = max(1, AT_ONCE // max(U, T * K))
    for at in range(0, len(sets), step):
        part = sets[at : at + step]
        test = (part.astype(np.float64) @ flat).reshape(-1, T, K)
        control = (c.controls(part).astype(np.float64) @ flat).reshape(-1, T, K)
        with np.errstate(divide="ignore", invalid="ignore"):
            gap = np.log(test) - np.log(control)
            noise = gap.std(axis=1).mean(axis=1)
        out[at : at + step] = np.where(np.isfinite(noise), noise, np.inf)
    return out


def _count(c: Constraints) -> int:
    must = int(c.must_test.sum())
    return comb(int(c.may_test.sum()) - must, c.test_units - must)


def _all(c: Constraints) -> Bools:
    must, free = np.flatnonzero(c.must_test), np.flatnonzero(c.may_test & ~c.must_test)
    chosen = [list(more) for more in combinations(free.tolist(), c.test_units - len(must))]
    sets = np.zeros((len(chosen), len(c.units)), dtype=bool)
    sets[:, must] = True
    for row, more in enumerate(chosen):
        sets[row, more] = True
    return sets


def _drawn(c: Constraints, rng: np.random.Generator) -> Bools:
    must, free = np.flatnonzero(c.must_test), np.flatnonzero(c.may_test & ~c.must_test)
    more = c.test_units - len(must)
    sets = np.zeros((DRAWS, len(c.units)), dtype=bool)
    sets[:, must] = True
    for row in range(DRAWS):
        sets[row, rng.choice(free, more, replace=False)] = True
    return sets


def _rules(c: Constraints, sets: Bools) -> dict[str, Bools]:
    """Which sets [C] keep each rule."""
    share = sets @ c.share
    controls = c.controls(sets)
    kept = {
        "min_share": share >= c.min_share - 1e-12,
        "max_share": share <= c.max_share + 1e-12,
        "control_units": controls.sum(axis=1) >= (c.control_units or 1),
        "must_control": controls[:, c.must_control].all(axis=1),
    }
    return {name: np.asarray(ok, dtype=bool) for name, ok in kept.items()}


def _feasible(c: Constraints, sets: Bools) -> Bools:
    return np.logical_and.reduce(list(_rules(c, sets).values()))


def _infeasible(c: Constraints, sets: Bools) -> str:
    kept = _rules(c, sets)
    said = {
        "min_share": f"{{n}} have less than min_share = {c.min_share:g} of sales",
        "max_share": f"{{n}} have more than max_share = {c.max_share:g} of sales",
        "control_units": f"{{n}} leave fewer than {c.control_units or 1} control units{_outside(c)}",
        "must_control": f"{{n}} have a unit of must_control{_outside(c, 'outside')}",
    }
    broken = {name: int((~ok).sum()) for name, ok in kept.items() if not ok.all()}
    ranked = sorted(broken, key=lambda name: -broken[name])
    parts = "; ".join(said[name].format(n=f"{broken[name]:,}") for name in ranked)
    return (
        f"no design is possible: of {len(sets):,} sets of {c.test_units} test units looked at, none keeps [match]: "
        f"{parts}. What binds most is {_keys(c, ranked[0])}: loosen it first"
    )


def _keys(c: Constraints, rule: str) -> str:
    if rule not in {"control_units", "must_control"}:
        return rule
    return " or ".join(_binding(c)) or rule


def _outside(c: Constraints, word: str = "") -> str:
    reasons = " or ".join(_binding(c).values())
    if not reasons:
        return ""
    return f" {reasons}" if word else f" once those {reasons} are left out"


def _binding(c: Constraints) -> dict[str, str]:
    """The rules that keep units out of the control, each with what is said of those units."""
    rules = {
        "the belt": ("in their belt", c.near is not None),
        "same": ("unlike them in same", bool(c.kind.any())),
        "never_control": ("in never_control", bool((~c.may_control & ~c.must_test).any())),
    }
    return {name: words for name, (words, holds) in rules.items() if holds}


def _exchanged(c: Constraints, best: Bools, noise: float, sales: Floats) -> tuple[Bools, float]:
    """Exchange single units for others as long as the contrast gets quieter."""
    for _ in range(ROUNDS):
        out: Ints = np.flatnonzero(best & ~c.must_test)
        new: Ints = np.flatnonzero(c.may_test & ~best)
        sets = np.repeat(best[None], len(out) * len(new), axis=0)
        row = np.arange(len(sets))
        sets[row, np.repeat(out, len(new))] = False
        sets[row, np.tile(new, len(out))] = True
        sets = sets[_feasible(c, sets)]
        if not len(sets):
            break
        found = contrast_noise(c, sets, sales)
        at = int(np.argmin(found))
        if found[at] >= noise * (1 - 1e-9):
            break
        best, noise = sets[at], float(found[at])
    return best, noise

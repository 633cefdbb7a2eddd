"""Controls worth trying for given test units: all units, few regions that ran beside them, or matched stores."""

from collections.abc import Mapping

import numpy as np

from lift.core.errors import DesignError
from lift.core.finding import form
from lift.core.panel import Bools, Floats
from lift.core.words import Assignment
from lift.design.constraints import Constraints
from lift.design.match import forward, quietest
from lift.design.pairs import features, pairs

SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
"""Numbers of control regions tried."""
EACH = (1, 2, 3, 5)
"""Numbers of matched control stores per test store tried."""


def control_sets(
    c: Constraints, test: Bools, sales: Floats, assignment: Assignment, caliper: float | None
) -> Mapping[str, Bools]:
    """Control sets [U] by what they are, the one to prefer first. `sales` [U, T, K] of the matching history.

    Where the number of control units is given, only sets of that many. Raises DesignError when there is none.
    """
    free = c.controls(test[None])[0]
    if c.control_units == int(free.sum()):
        return {"all": free}
    if assignment == "stores":
        return _stores(c, test, free, sales, caliper)
    return _regions(c, test, free, sales)


def _regions(c: Constraints, test: Bools, free: Bools, sales: Floats) -> Mapping[str, Bools]:
    sold = (sales > 0).all(axis=(1, 2))
    usable = np.flatnonzero(free & sold & ~c.must_control).tolist()
    must = np.flatnonzero(c.must_control & free).tolist()
    wanted = c.control_units
    if (not usable and not must) or (wanted and len(usable) + len(must) < wanted):
        raise DesignError(
            f"no design is possible: {int(free.sum())} {form(free.sum(), 'unit', 'units')} may be control, but only "
            f"{len(usable) + len(must)} of them sold the promoted brands and categories in each of {sales.shape[1]} "
            "periods of the matching history; lower [match] control_units, or name the control units"
        )
    arm = sales[test].sum(axis=0)
    path, noise = forward(arm, sales, usable, must, wanted or max(*SIZES, len(must) + 1))
    if wanted:
        single = sorted(usable, key=lambda i: (_noise(arm, sales[i]), i))[: wanted - len(must)]
        return {"quietest together": _set(free, path), "quietest singly": _set(free, [*must, *single])}
    sizes = sorted({*(n for n in SIZES if len(must) < n <= len(path)), max(quietest(noise), len(must) or 1)})
    found = {"all": free}
    for size in sizes:
        chosen = _set(free, path[:size])
        if not any((chosen == other).all() for other in found.values()):
            found[f"{size} quietest"] = chosen
    return found


def _stores(c: Constraints, test: Bools, free: Bools, sales: Floats, caliper: float | None) -> Mapping[str, Bools]:
    where, count = features(sales), int(test.sum())
    if c.control_units and c.control_units % count:
        raise DesignError(
            f"[match] control_units = {c.control_units} is no multiple of the {count} test stores, of which each "
            "gets as many partners: change one of them"
        )
    wanted = (c.control_units // count,) if c.control_units else EACH
    found: dict[str, Bools] = {} if c.control_units or caliper else {"all": free}
    for each in wanted:
        if found and each * count > free.sum():
            break
        try:
            chosen = pairs(c, test, where, each, caliper)
        except DesignError:
            if not found:
                raise
            break
        found[f"{each} matched per test store"] = _set(free, chosen) | (c.must_control & free)
    return found


def _set(free: Bools, chosen: list[int]) -> Bools:
    out = np.zeros_like(free)
    out[chosen] = True
    return out


def _noise(test: Floats, control: Floats) -> float:
    return float((np.log(test) - np.log(control)).std(axis=0).mean())

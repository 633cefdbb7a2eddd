"""Matched stores: the control stores nearest to the test stores, each used once, by optimal assignment."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from lift.core.errors import DesignError, listing
from lift.core.finding import form
from lift.core.panel import Bools, Floats
from lift.design.constraints import Constraints

FAR = 1e9
"""Distance of a pair that must not be."""


def features(sales: Floats) -> Floats:
    """What stores are matched on [U, F], from sales [U, T, K] of the matching history, each of unit spread.

    By item: log of mean sales, and the log of second-half over first-half sales. Half a sale stands for none.
    """
    half = sales.shape[1] // 2
    mean, early, late = (s.mean(axis=1) for s in (sales, sales[:, :half], sales[:, half:]))
    floor = 0.5 / max(sales.shape[1], 1)
    raw = np.concatenate([np.log(mean + floor), np.log(late + floor) - np.log(early + floor)], axis=1)
    spread = raw.std(axis=0)
    return (raw - raw.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def pairs(c: Constraints, test: Bools, where: Floats, each: int, caliper: float | None) -> list[int]:
    """Positions of `each` control stores for every test store, with the smallest sum of distances.

    `where` [U, F] are the features, the distance is Euclidean over the root of F. A pair is of the same kind, and no
    feature differs by more than `caliper`. Raises DesignError when some test stores find no partner.
    """
    rows, columns = np.flatnonzero(test), np.flatnonzero(c.controls(test[None])[0] & ~c.must_control)
    distance = np.zeros((len(rows), len(columns)))
    apart = c.kind[rows][:, None] != c.kind[columns][None]
    for feature in where.T:
        gap = np.abs(feature[rows][:, None] - feature[columns][None])
        distance += gap**2 / where.shape[1]
        if caliper is not None:
            apart |= gap > caliper
    distance = np.where(apart, FAR, np.sqrt(distance))
    many = np.repeat(distance, each, axis=0)
    if many.shape[0] > many.shape[1]:
        raise DesignError(
            f"no design is possible: {each} control {form(each, 'store', 'stores')} for each of {len(rows)} test "
            f"{form(len(rows), 'store', 'stores')} need {many.shape[0]}, {len(columns)} may be control: lower [match] "
            "control_units or test_units"
        )
    row, column = linear_sum_assignment(many)
    alone = sorted({c.units[rows[r // each]] for r, k in zip(row, column, strict=True) if many[r, k] >= FAR})
    if alone:
        rule = f"caliper = {caliper:g}" if caliper is not None else "same"
        raise DesignError(
            f"no design is possible: {len(alone)} of {len(rows)} test stores {form(len(alone), 'has', 'have')} no "
            f"partner of their own within [match] {rule}: {listing(alone)}; widen it, or take them out of the test"
        )
    return columns[column].tolist()

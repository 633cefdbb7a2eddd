"""Relabelling units: the interval is the test turned around, found at once instead of by trying uplifts."""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import t as student
from unit_panels import Changes, Ratio, RatioOfUnits, design, noise, panel

from lift.core.errors import MethodError
from lift.inference.methods.permutation import Permutation, relabelled, without_uplift


def rejected_share(change: np.ndarray, test: int, uplift: float) -> float:
    """How many of all relabellings err as much as the true labels once an uplift is taken out, by enumeration."""
    null = change.copy()
    null[:test] -= uplift
    own = abs(null[:test].mean() - null[test:].mean())
    every = range(len(null))
    errors = [
        abs(null[list(c)].mean() - null[[i for i in every if i not in c]].mean())
        for c in combinations(every, test)
    ]  # fmt: skip
    return float(np.mean(np.array(errors) >= own - 1e-12))


@pytest.mark.parametrize("sizes", [(3, 4), (4, 4), (2, 6)])
def test_the_interval_holds_the_uplifts_that_are_not_rejected(sizes) -> None:
    made = panel(noise(5, sum(sizes), 20, 2), 14, 6)
    found = Permutation().expected(Changes(), made, design(made, *sizes), "revenue")
    for k in range(2):
        change = Changes().changes(made, "revenue")[0, :, k]
        centre = change[: sizes[0]].mean() - change[sizes[0] :].mean()
        assert found.location[0, k] == pytest.approx(centre)
        ends = []
        for sign in (-1, 1):
            inside, outside = 0.0, 1.0
            while outside - inside > 1e-7:
                middle = 0.5 * (inside + outside)
                kept = rejected_share(change, sizes[0], centre + sign * middle) > 0.05
                inside, outside = (middle, outside) if kept else (inside, middle)
            ends.append(inside)
        half = found.scale[0, k] * student.ppf(0.975, found.df[k])
        assert half == pytest.approx(0.5 * sum(ends), abs=1e-5)


def test_random_labels_tend_to_all_labels() -> None:
    made = panel(noise(6, 12, 20, 3), 14, 3, 3)
    units = design(made, 5, 7)
    exact = Permutation().expected(Changes(), made, units, "revenue")
    drawn = Permutation(draws=700).expected(Changes(), made, units, "revenue")
    np.testing.assert_allclose(drawn.scale, exact.scale, rtol=0.1)
    assert (drawn.scale != exact.scale).any()


def test_a_path_estimator_nearly_agrees_with_logs() -> None:
    """Sums instead of logs, in a batch or one by one: near the linear one for units of like size."""
    made = panel(noise(6, 10, 20, 3), 14, 6)
    units = design(made, 4, 6)
    logs = Permutation().expected(Changes(), made, units, "revenue")
    sums = Permutation().expected(Ratio(), made, units, "revenue")
    np.testing.assert_allclose(sums.scale, logs.scale, rtol=0.08)
    alone = Permutation(fewer=210).expected(RatioOfUnits(), made, units, "revenue")
    np.testing.assert_allclose(alone.scale, sums.scale, rtol=1e-9)


def test_labels() -> None:
    made = panel(noise(1, 12, 12, 1), 8, 4)
    all_of_them = relabelled(design(made, 3, 4), 100, 1)
    assert len({d.test for d in all_of_them}) == len(all_of_them) == 35
    units = design(made, 4, 6)
    some = relabelled(units, 60, 1)
    assert len(some) == 60
    assert set(some[0].test) == set(units.test)
    assert all(set(d.test) | set(d.control) == {*units.test, *units.control} for d in some)
    assert some == relabelled(replace(units, test=units.test[::-1], control=units.control[::-1]), 60, 1)
    assert some != relabelled(units, 60, 2)
    with pytest.raises(MethodError, match="1 test unit among 10 can be dealt out in only 10 ways"):
        relabelled(design(made, 1, 9), 60, 1)


def test_taking_out_the_uplift_leaves_none() -> None:
    made = panel(noise(1, 8, 20, 2), 12, 4, 4)
    units = design(made, 3, 5)
    found = Changes().expected(made, units, "revenue")
    null = without_uplift(made, units, found.location)
    np.testing.assert_allclose(Changes().expected(null, units, "revenue").location, 0.0, atol=1e-12)
    np.testing.assert_array_equal(null.listed[:, 3:], made.listed[:, 3:])


def test_units_that_do_not_sell_an_item_have_no_labels() -> None:
    @dataclass(frozen=True)
    class Thin(Changes):
        def changes(self, made, metric):
            found = super().changes(made, metric)
            found[:, 1:, 1] = np.nan
            return found

    made = panel(noise(1, 7, 20, 2), 14, 6)
    found = Permutation().expected(Thin(), made, design(made, 3, 4), "revenue")
    assert np.isfinite(found.scale[0]).tolist() == [True, False]

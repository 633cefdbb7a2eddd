"""Simplex weights are optimal (by the conditions of Karush, Kuhn and Tucker), unique, and defined in every corner."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.core.errors import MethodError
from lift.estimators import simplex
from lift.estimators.simplex import left_out_weights, simplex_weights, simplex_weights_by_item


def problem(seed: int, periods: int, units: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    shared = rng.standard_normal((periods, 2)).cumsum(axis=0)
    parts = 50 + shared @ rng.random((2, units)) + rng.standard_normal((periods, units))
    return parts, 50 + shared @ rng.random(2) + rng.standard_normal(periods)


@given(
    seed=st.integers(0, 10_000), periods=st.integers(1, 60), units=st.integers(1, 40),
    ridge=st.sampled_from([0.0, 0.3, 100.0]), scale=st.sampled_from([1e-9, 1.0, 1e9]),
)  # fmt: skip
def test_no_other_mix_is_nearer(seed, periods, units, ridge, scale) -> None:
    parts, target = problem(seed, periods, units)
    w = simplex_weights(parts * scale, target * scale, ridge * scale**2)
    assert (w >= 0).all()
    assert w.sum() == pytest.approx(1, abs=1e-12)
    # Moving weight from a used unit to any other gains nothing: the gradient is least, and equal, where w > 0.
    slope = parts.T @ (parts @ w - target) + ridge * w
    size = ((parts - target[:, None]) ** 2).sum() / units
    assert (slope - slope[w > 1e-9].min() > -3e-8 * size).all()
    assert np.ptp(slope[w > 1e-9]) < 3e-8 * size


@given(seed=st.integers(0, 10_000), periods=st.integers(2, 30), units=st.integers(2, 40))
def test_the_order_of_units_does_not_matter(seed, periods, units) -> None:
    """Also where more units than periods fit perfectly in many ways."""
    parts, target = problem(seed, periods, units)
    order = np.random.default_rng(seed).permutation(units)
    np.testing.assert_allclose(
        simplex_weights(parts[:, order], target), simplex_weights(parts, target)[order], atol=1e-8
    )


@given(
    seed=st.integers(0, 10_000), periods=st.integers(2, 60), units=st.integers(1, 40),
    scale=st.sampled_from([1e-9, 1.0, 1e9]), alike=st.booleans(),
)  # fmt: skip
def test_without_each_row_in_turn(seed, periods, units, scale, alike) -> None:
    """Also where units are alike, so that many mixes fit as well, and where one of them is the target."""
    parts, target = problem(seed, periods, units)
    if alike:
        parts = np.concatenate([parts, parts[:, :1], target[:, None]], axis=1)
    parts, target = parts * scale, target * scale
    found = left_out_weights(parts, target, simplex_weights(parts, target))
    rows = ~np.eye(periods, dtype=bool)
    anew = np.stack([simplex_weights(parts[keep], target[keep]) for keep in rows], axis=1)
    np.testing.assert_allclose(found, anew, atol=1e-7)


def test_units_alike_share_evenly() -> None:
    parts, target = problem(1, 20, 3)
    twice = simplex_weights(np.concatenate([parts, parts], axis=1), target)
    np.testing.assert_allclose(twice[:3], twice[3:], atol=1e-8)
    np.testing.assert_allclose(twice[:3] + twice[3:], simplex_weights(parts, target), atol=1e-6)


def test_a_mix_is_found_again_and_corners_are_defined() -> None:
    parts, target = problem(2, 30, 4)
    np.testing.assert_allclose(simplex_weights(parts, parts @ [0.1, 0.0, 0.6, 0.3]), [0.1, 0, 0.6, 0.3], atol=1e-7)
    np.testing.assert_allclose(simplex_weights(parts, parts[:, 2]), [0, 0, 1, 0], atol=1e-7)
    np.testing.assert_array_equal(simplex_weights(parts[:, :1], target), [1.0])
    np.testing.assert_array_equal(simplex_weights(np.zeros((5, 4)), np.zeros(5)), [0.25] * 4)
    np.testing.assert_allclose(simplex_weights(parts, target, 1e12), [0.25] * 4, atol=1e-6)
    far = simplex_weights(parts, np.full(30, 1e6))  # beyond every unit: the nearest one
    assert far.sum() == pytest.approx(1)


def test_items_are_solved_apart() -> None:
    problems = [problem(seed, 12, 5) for seed in range(3)]
    parts = np.stack([a.T for a, _ in problems], axis=2)
    target = np.stack([b for _, b in problems], axis=1)
    found = simplex_weights_by_item(parts, target, np.array([0.0, 1.0, 2.0]))
    for k, (a, b) in enumerate(problems):
        np.testing.assert_allclose(found[:, k], simplex_weights(a, b, float(k)), rtol=1e-12)


def test_an_active_set_that_does_not_settle_is_an_error(monkeypatch) -> None:
    def never(*_args, **_options):
        raise RuntimeError("Maximum number of iterations reached.")

    monkeypatch.setattr(simplex, "nnls", never)
    with pytest.raises(MethodError, match="no simplex weights of 4 units: Maximum"):
        simplex_weights(*problem(2, 30, 4))

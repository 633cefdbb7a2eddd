"""What a window's sum has beyond the mean of its periods' logs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.estimators.unevenness import LEAST_LEFT, MOST_LEFT, Unevenness, unevenness


def test_even_periods_need_no_correction() -> None:
    found = unevenness(np.full((20, 2), 0.3), np.full((20, 2), 5.0), 4)
    np.testing.assert_allclose(found.shift, 0.0, atol=1e-15)
    np.testing.assert_allclose(found.excess, 0.0, atol=1e-15)


@given(seed=st.integers(0, 10_000), length=st.integers(1, 30), level=st.floats(-2, 2), size=st.floats(0.1, 1e4))
def test_neither_level_nor_size_matters(seed, length, level, size) -> None:
    rng = np.random.default_rng(seed)
    g, weight = 0.4 * rng.standard_normal((26, 3)), np.exp(rng.standard_normal((26, 3)))
    one, other = unevenness(g, weight, length), unevenness(g + level, weight * size, length)
    assert (one.shift >= -1e-12).all()
    np.testing.assert_allclose(other.shift, one.shift, atol=1e-10)
    np.testing.assert_allclose(other.excess, one.excess, atol=1e-10)


def test_a_single_period_is_its_own_sum() -> None:
    g = np.random.default_rng(1).standard_normal((12, 2))
    found = unevenness(g, np.ones((12, 2)), 1)
    np.testing.assert_allclose(found.shift, 0.0, atol=1e-15)
    np.testing.assert_allclose(found.excess, 0.0, atol=1e-15)


def test_the_error_of_a_sum_is_what_is_left() -> None:
    """Sales with noise that is symmetric, not log-normal: a mean of logs is wilder than the log of a sum."""
    rng = np.random.default_rng(3)
    P, n, draws = 60, 10, 4000
    ratio = np.maximum(1 + 0.35 * rng.standard_normal((P + n, draws)), 0.02)
    g, ones = np.log(ratio), np.ones((P, draws))
    found = unevenness(g[:P], ones, n)
    error = np.log(ratio[P:].mean(axis=0)) - g[:P].mean(axis=0) - found.shift
    naive = g[:P].var() * (1 / n + 1 / P)
    assert error.mean() == pytest.approx(0.0, abs=0.01)
    assert error.var() < 0.8 * naive
    assert naive - found.excess.mean() == pytest.approx(error.var(), rel=0.08)


def test_periods_in_which_nothing_is_sold_say_nothing() -> None:
    rng = np.random.default_rng(4)
    g, weight = 0.3 * rng.standard_normal((30, 1)), np.ones((30, 1))
    late = np.concatenate([np.zeros((10, 1)), g]), np.concatenate([np.zeros((10, 1)), weight])
    blocks = unevenness(*late, 1), unevenness(g, weight, 1)
    np.testing.assert_allclose(blocks[0].shift, blocks[1].shift, atol=1e-15)


@given(excess=st.floats(-10, 10), scale=st.floats(0.01, 2))
def test_a_scale_keeps_within_bounds(excess, scale) -> None:
    left = Unevenness(np.zeros(1), np.array([excess])).calmed(np.array([scale]))[0] ** 2 / scale**2
    assert LEAST_LEFT * (1 - 1e-12) <= left <= MOST_LEFT * (1 + 1e-12)

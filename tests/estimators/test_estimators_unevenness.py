"""What a window's sum has beyond the mean of its periods' logs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.estimators.unevenness import LEAST_LEFT, MOST_LEFT, Unevenness, unevenness


def test_even_periods_need_no_correction() -> None:
    found = unevenness(np.full((20, 2), 0.3), np.full((20, 2), 0.1), np.full((20, 2), 5.0), 4)
    np.testing.assert_allclose(found.shift, 0.0, atol=1e-15)
    np.testing.assert_allclose(found.excess, 0.0, atol=1e-15)


@given(seed=st.integers(0, 10_000), length=st.integers(1, 30), level=st.floats(-2, 2), size=st.floats(0.1, 1e4))
def test_neither_level_nor_size_matters(seed, length, level, size) -> None:
    rng = np.random.default_rng(seed)
    g, control, weight = 0.4 * rng.standard_normal((26, 3)), rng.standard_normal((26, 3)), rng.random((26, 3)) + 0.1
    one, other = unevenness(g, control, weight, length), unevenness(g + level, control - level, weight * size, length)
    np.testing.assert_allclose(other.shift, one.shift, atol=1e-10)
    np.testing.assert_allclose(other.excess, one.excess, atol=1e-10)


def test_a_single_period_is_its_own_sum() -> None:
    g = np.random.default_rng(1).standard_normal((12, 2))
    found = unevenness(g, np.zeros((12, 2)), np.ones((12, 2)), 1)
    np.testing.assert_allclose(found.shift, 0.0, atol=1e-15)
    np.testing.assert_allclose(found.excess, 0.0, atol=1e-15)


def test_the_error_of_a_sum_is_what_is_left() -> None:
    """Sales with noise that is symmetric, not log-normal: a mean of logs is wilder than the log of a sum."""
    rng = np.random.default_rng(3)
    P, n, draws = 60, 10, 4000
    ratio = np.maximum(1 + 0.35 * rng.standard_normal((P + n, draws)), 0.02)
    g, even = np.log(ratio), np.zeros((P, draws))
    found = unevenness(g[:P], even, np.ones((P, draws)), n)
    error = np.log(ratio[P:].mean(axis=0)) - g[:P].mean(axis=0) - found.shift
    naive = g[:P].var() * (1 / n + 1 / P)
    assert error.mean() == pytest.approx(0.0, abs=0.01)
    assert error.var() < 0.8 * naive
    assert naive - found.excess.mean() == pytest.approx(error.var(), rel=0.08)


@pytest.mark.parametrize(("own", "dark"), [(0.4, 0.0), (0.0, 0.4), (0.4, 0.4), (0.2, 0.5)])
def test_each_arm_counts_its_own_noise_once(own, dark) -> None:
    """Sums of log-normal sales lie half their variance above the median; a noisy control predicts too much by its."""
    rng = np.random.default_rng(5)
    P, n, draws = 60, 10, 4000
    test, control = own * rng.standard_normal((P + n, draws)), dark * rng.standard_normal((P + n, draws))
    season = 0.5 * np.sin(np.arange(P + n) / 4)[:, None]
    g, ones = test - control, np.ones((P, draws))
    found = unevenness(g[:P], (control + season)[:P], ones, n)
    sold = (np.log(np.exp(arm + season)[P:].sum(axis=0)) for arm in (test, control + g[:P].mean(axis=0)))
    error = next(sold) - next(sold) - found.shift
    assert error.mean() == pytest.approx(0.0, abs=0.01)


def test_periods_in_which_nothing_is_sold_say_nothing() -> None:
    rng = np.random.default_rng(4)
    g, control, weight = 0.3 * rng.standard_normal((30, 1)), 0.2 * rng.standard_normal((30, 1)), np.ones((30, 1))
    late = (np.concatenate([np.zeros((10, 1)), values]) for values in (g, control, weight))
    blocks = unevenness(*late, 1), unevenness(g, control, weight, 1)
    np.testing.assert_allclose(blocks[0].shift, blocks[1].shift, atol=1e-15)


@given(excess=st.floats(-10, 10), scale=st.floats(0.01, 2))
def test_a_scale_keeps_within_bounds(excess, scale) -> None:
    left = Unevenness(np.zeros(1), np.array([excess])).calmed(np.array([scale]))[0] ** 2 / scale**2
    assert LEAST_LEFT * (1 - 1e-12) <= left <= MOST_LEFT * (1 + 1e-12)

"""Quantiles of mixtures of t laws against scipy's own t law."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lift.estimators.mixture import quantiles

LEVELS = (0.001, 0.025, 0.05, 0.5, 0.95, 0.975, 0.999)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000), M=st.integers(1, 300), N=st.integers(1, 4), df=st.sampled_from([1, 2, 7, 51, 500]),
    spread=st.sampled_from([1e-7, 1e-2, 1.0, 30.0]), flat=st.booleans(),
)  # fmt: skip
def test_the_distribution_function_at_a_quantile_is_its_level(seed, M, N, df, spread, flat) -> None:
    rng = np.random.default_rng(seed)
    weight = np.full((M, N), 1.0 / M) if flat else rng.dirichlet(np.full(M, 0.1), size=N).T
    mean = 0.1 * rng.standard_normal((M, N))
    scale = spread * np.exp(rng.standard_normal((M, N)))
    found = quantiles(weight, mean, scale, df, LEVELS)
    for i, level in enumerate(LEVELS):
        reached = (weight * stats.t.cdf((found[i] - mean) / scale, df)).sum(axis=0)
        np.testing.assert_allclose(reached, level, atol=1e-8)


@pytest.mark.parametrize("df", [1, 3, 40])
def test_one_component_is_the_t_law(df) -> None:
    found = quantiles(np.ones((1, 1)), np.full((1, 1), 2.0), np.full((1, 1), 0.3), df, LEVELS)
    np.testing.assert_allclose(found[:, 0], stats.t.ppf(LEVELS, df, 2.0, 0.3), rtol=1e-12)


def test_light_components_count_however_many() -> None:
    """Three hundred equal narrow components and as many wide ones: the wide ones make the tails."""
    weight = np.full((600, 1), 1 / 600)
    scale = np.repeat([[0.1], [1.0]], 300, axis=0)
    (high,) = quantiles(weight, np.zeros((600, 1)), scale, 30, (0.975,))
    (alone,) = quantiles(np.ones((2, 1)), np.zeros((2, 1)), np.array([[0.1], [1.0]]), 30, (0.975,))
    assert high[0] == pytest.approx(alone[0], rel=1e-10)


def test_weights_need_not_sum_to_one() -> None:
    rng = np.random.default_rng(1)
    weight, mean, scale = rng.random((5, 3)), rng.standard_normal((5, 3)), rng.random((5, 3)) + 0.1
    np.testing.assert_allclose(
        quantiles(weight, mean, scale, 9, LEVELS), quantiles(7 * weight, mean, scale, 9, LEVELS), rtol=1e-12
    )

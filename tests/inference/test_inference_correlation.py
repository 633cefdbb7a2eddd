"""Correlations of errors: the sample's own, without a penalty for many items."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.inference.correlation import correlation, mean_correlation


@given(seed=st.integers(0, 10_000), n=st.integers(3, 60), p=st.integers(2, 90), factor=st.floats(0, 0.99))
def test_it_is_the_samples_own_and_gives_no_negative_variance(seed, n, p, factor) -> None:
    rng = np.random.default_rng(seed)
    x = np.sqrt(factor) * rng.standard_normal((n, 1)) + np.sqrt(1 - factor) * rng.standard_normal((n, p))
    x *= np.exp(3 * rng.standard_normal(p))
    found = correlation(x)
    np.testing.assert_allclose(found, np.corrcoef(x.T), atol=1e-10)
    np.testing.assert_array_equal(np.diag(found), 1.0)
    assert np.linalg.eigvalsh(found).min() > -1e-10
    assert np.abs(found).max() <= 1.0


def test_a_column_without_variation_correlates_with_nothing() -> None:
    x = np.random.default_rng(1).standard_normal((20, 3))
    x[:, 1] = 4.0
    np.testing.assert_allclose(correlation(x)[1], [0.0, 1.0, 0.0])


@given(seed=st.integers(0, 10_000), p=st.integers(2, 30), factor=st.floats(0, 0.95))
def test_the_mean_correlation_is_the_mean_of_the_matrix(seed, p, factor) -> None:
    rng = np.random.default_rng(seed)
    x = np.sqrt(factor) * rng.standard_normal((40, 1)) + np.sqrt(1 - factor) * rng.standard_normal((40, p))
    r = np.corrcoef(x.T)
    mean = (r.sum() - p) / (p * (p - 1))
    assert mean_correlation(x) == pytest.approx(min(max(mean, 0.0), 0.9), abs=1e-10)
    assert mean_correlation(x[:, :1]) == 0.0

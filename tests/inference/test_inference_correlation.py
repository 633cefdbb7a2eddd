"""Shrunken correlations: usable, positive definite, and the formula of Schaefer and Strimmer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.inference.correlation import mean_correlation, shrunken_correlation


def schaefer_strimmer(x: np.ndarray) -> np.ndarray:
    """By loops, from the paper: w_kij = z_ki z_kj, var(r) = n / (n-1)^3 sum (w - mean w)^2, scaled by (n-1)/n."""
    n, p = x.shape
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    above = below = 0.0
    r = np.eye(p)
    for i in range(p):
        for j in range(p):
            if i != j:
                w = z[:, i] * z[:, j]
                r[i, j] = w.mean()
                above += ((w - w.mean()) ** 2).sum() / (n * (n - 1))
                below += w.mean() ** 2
    intensity = min(1.0, above / below)
    return np.where(np.eye(p, dtype=bool), 1.0, (1 - intensity) * r)


@given(seed=st.integers(0, 10_000), n=st.integers(5, 60), p=st.integers(2, 90), factor=st.floats(0, 0.99))
def test_it_is_the_papers_formula_and_positive_definite(seed, n, p, factor) -> None:
    rng = np.random.default_rng(seed)
    x = np.sqrt(factor) * rng.standard_normal((n, 1)) + np.sqrt(1 - factor) * rng.standard_normal((n, p))
    x *= np.exp(3 * rng.standard_normal(p))
    found = shrunken_correlation(x)
    if p <= 12:
        np.testing.assert_allclose(found, schaefer_strimmer(x), atol=1e-10)
    np.testing.assert_allclose(found, found.T, atol=1e-14)
    np.testing.assert_allclose(np.diag(found), 1.0)
    assert np.linalg.eigvalsh(found).min() > 1e-6
    assert np.abs(found).max() <= 1.0 + 1e-12


def test_many_items_have_the_same_formula() -> None:
    rng = np.random.default_rng(2)
    x = rng.standard_normal((30, 80)) + rng.standard_normal((30, 1))
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    w = np.einsum("ni,nj->nij", z, z)
    off = ~np.eye(80, dtype=bool)
    r = w.mean(axis=0)
    intensity = (w.var(axis=0, ddof=1) / 30)[off].sum() / (r[off] ** 2).sum()
    np.testing.assert_allclose(shrunken_correlation(x)[off], (1 - intensity) * r[off], atol=1e-12)


def test_a_column_without_variation_correlates_with_nothing() -> None:
    x = np.random.default_rng(1).standard_normal((20, 3))
    x[:, 1] = 4.0
    found = shrunken_correlation(x)
    np.testing.assert_allclose(found[1], [0.0, 1.0, 0.0])


@pytest.mark.parametrize("n", [1, 3])
def test_too_few_residuals_say_nothing(n) -> None:
    np.testing.assert_array_equal(shrunken_correlation(np.arange(2.0 * n).reshape(n, 2)), np.eye(2))


@given(seed=st.integers(0, 10_000), p=st.integers(2, 30), factor=st.floats(0, 0.95))
def test_the_mean_correlation_is_the_mean_of_the_matrix(seed, p, factor) -> None:
    rng = np.random.default_rng(seed)
    x = np.sqrt(factor) * rng.standard_normal((40, 1)) + np.sqrt(1 - factor) * rng.standard_normal((40, p))
    r = np.corrcoef(x.T)
    mean = (r.sum() - p) / (p * (p - 1))
    assert mean_correlation(x) == pytest.approx(min(max(mean, 0.0), 0.9), abs=1e-10)
    assert mean_correlation(x[:, :1]) == 0.0

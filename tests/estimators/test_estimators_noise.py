"""The noise model against the dense implementation: same weights, same predictions, same errors."""

import dense_noise
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lift.estimators.noise import NoisePrior, covariance, covariance_grid, predict, random_walk

SMALL = NoisePrior(
    rho=((0.0, 2.0), (0.55, 1.0), (0.95, 1.0)),
    phi=((0.0, 1.0), (0.35, 3.0)),
    drift=((0.0, 1.0), (1.0, 1.0), (4.0, 0.5)),
    shared=((0.0, 5.0), (0.3, 1.0), (3.0, 1.0)),
)


def draw(seed: int, P: int, N: int, W: int, K: int, Q: int | None):
    rng = np.random.default_rng(seed)
    g = np.cumsum(0.05 * rng.standard_normal((P, K)), axis=0) + 0.1 * rng.standard_normal((P, K)) + 3.0
    means = np.zeros((N, W, K))
    cut = np.array_split(np.arange(N), W)
    for w, at in enumerate(cut):
        means[at, w] = rng.dirichlet(np.ones(len(at)), size=K).T
    if Q is None:
        return g, means, None
    Z = rng.standard_normal((K, P + N, Q)) * rng.random((K, 1, Q))
    return g, means, Z / np.sqrt((Z**2).sum(axis=2).mean(axis=1))[:, None, None]


def compare(g, means, Z, prior) -> None:
    found = predict(g, means, Z, prior)
    assert found.df == len(g) - 1
    np.testing.assert_allclose(found.weight.sum(axis=0), 1.0, rtol=1e-12)
    for k in range(g.shape[1]):
        kernel = None if Z is None else Z[k] @ Z[k].T
        expected = dense_noise.points(g[:, k], means[:, :, k], kernel, prior)
        at = {tuple(map(float, grid)): m for m, grid in enumerate(found.grid)}
        assert len(at) == len(found.grid)
        seen = np.zeros(len(found.grid))
        for point in expected:
            rho, phi, drift, kappa = point.grid
            m = at[rho, phi if rho else 0.0, drift, kappa]
            seen[m] += point.weight
            np.testing.assert_allclose(found.path[m, :, k], point.path, rtol=1e-8, atol=1e-8)
            np.testing.assert_allclose(found.cov[m, :, :, k], point.cov, rtol=1e-7, atol=1e-10)
        np.testing.assert_allclose(found.weight[:, k], seen, rtol=1e-7, atol=1e-10)
        assert found.best[k] == np.argmax(seen)


@settings(max_examples=12)
@given(
    seed=st.integers(0, 10_000), P=st.integers(8, 20), N=st.integers(2, 8), W=st.integers(1, 2), K=st.integers(1, 3),
    Q=st.none() | st.integers(1, 6),
)  # fmt: skip
def test_it_is_the_dense_model(seed, P, N, W, K, Q) -> None:
    compare(*draw(seed, P, N, W, K, Q), SMALL)


def test_the_default_prior_is_the_dense_model_too() -> None:
    compare(*draw(7, 15, 4, 2, 1, 4), NoisePrior())


def test_more_shared_wanderings_than_periods() -> None:
    compare(*draw(3, 8, 3, 1, 1, 16), SMALL)


def test_one_period_ahead() -> None:
    compare(*draw(5, 12, 1, 1, 2, 3), SMALL)


def test_a_random_walk_is_centred_and_of_mean_variance_one() -> None:
    for periods in (2, 7, 60):
        kernel = random_walk(periods)
        np.testing.assert_allclose(kernel, dense_noise.random_walk(periods), atol=1e-12)
        np.testing.assert_allclose(kernel.sum(axis=0), 0.0, atol=1e-10)
        assert np.trace(kernel) / periods == pytest.approx(1.0)


def test_a_gap_keeps_its_distance() -> None:
    """Periods left out of the past are as if never looked at: the same model with those rows unknown."""
    still = NoisePrior(rho=((0.0, 1.0), (0.75, 1.0)), phi=((0.35, 1.0),), drift=((0.0, 1.0),), shared=((0.0, 1.0),))
    g, means, _ = draw(9, 16, 3, 1, 1, None)
    kept = np.array([0, 1, 2, 6, 7, 8, 9, 13, 14, 15])
    found = predict(g[kept], means, None, still, times=(*kept.tolist(), 16, 17, 18))
    for m, grid in enumerate(found.grid):
        V = dense_noise.covariance(19, (grid[0], 0.35, 0.0, 0.0), None)
        _, path, error, s2, _ = dense_noise.krige(g[kept, 0], V, kept, np.arange(16, 19))
        np.testing.assert_allclose(found.path[m, :, 0], path, rtol=1e-9)
        np.testing.assert_allclose(found.cov[m, 0, 0, 0], s2 * means[:, 0, 0] @ error @ means[:, 0, 0], rtol=1e-9)
    consecutive = predict(g[kept], means, None, still)
    assert not np.allclose(consecutive.path[1], found.path[1], rtol=1e-4)


def test_a_random_walk_wanders_through_a_gap() -> None:
    at = (0, 1, 5, 6, 20)
    kernel = random_walk(at)
    apart = np.diag(kernel)[:, None] + np.diag(kernel) - 2.0 * kernel
    np.testing.assert_allclose(apart / apart[0, 1], np.abs(np.subtract.outer(at, at)), atol=1e-9)
    np.testing.assert_allclose(random_walk((0, 1, 2, 3)), random_walk(4), atol=0)


def test_the_grid_names_every_covariance_once_and_carries_the_whole_prior() -> None:
    grid = covariance_grid(6, SMALL)
    assert len({point[:3] for point in grid}) == len(grid) == 3 * (1 + 2 * 2)
    assert np.exp([point[3] for point in grid]).sum() == pytest.approx(1.0)
    for rho, phi, drift, _, factor in grid:
        np.testing.assert_allclose(factor @ factor.T, covariance(6, rho, phi, drift), atol=1e-12)


def test_weights_know_noise_from_drift() -> None:
    """Ten noisy series and ten drifting ones: the posterior tells them apart."""
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((60, 10))
    drift = np.cumsum(rng.standard_normal((60, 10)), axis=0)
    means = np.full((4, 1, 20), 0.25)
    found = predict(np.concatenate([noise, drift], axis=1), means, None, NoisePrior())
    memory = (found.weight * found.grid[:, :1]).sum(axis=0) + (found.weight * (found.grid[:, 2:3] > 0)).sum(axis=0)
    assert memory[:10].max() < memory[10:].min()
    spread = np.sqrt((found.weight * found.cov[:, 0, 0]).sum(axis=0))
    assert np.median(spread[10:]) > 1.8 * np.median(spread[:10])


def test_adding_a_constant_or_a_scale_changes_only_that() -> None:
    g, means, Z = draw(2, 14, 5, 2, 3, 4)
    plain, moved = predict(g, means, Z, SMALL), predict(2.0 * g + 5.0, means, Z, SMALL)
    np.testing.assert_allclose(moved.weight, plain.weight, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(moved.path, 2.0 * plain.path + 5.0, rtol=1e-9)
    np.testing.assert_allclose(moved.cov, 4.0 * plain.cov, rtol=1e-8)

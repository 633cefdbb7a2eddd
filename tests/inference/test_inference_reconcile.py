"""Levels that add up: the reconciled point against a generic optimiser, its covariance against finite differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from lift.inference.reconcile import WEAK, reconcile, share_out

FULL = np.array(
    [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]], bool
)
"""Two promoted SKUs, rest of the brand, rest of the category; promoted, brand, category."""


def problem(seed: int, W: int, nodes: np.ndarray, noise: float):
    rng = np.random.default_rng(seed)
    N, B = nodes.shape
    observed = np.exp(2 * rng.standard_normal((W, B))) * 100
    true = np.where(rng.random((W, B)) < 0.5, 0.0, 0.2 * rng.standard_normal((W, B)))
    totals = observed @ nodes.T
    location = np.log(totals / ((observed * np.exp(-true)) @ nodes.T))
    scale = 0.03 * np.exp(0.7 * rng.standard_normal((W, N)))
    root = rng.standard_normal((N, N + 2))
    cov = root @ root.T
    correlation = cov / np.sqrt(np.outer(np.diag(cov), np.diag(cov)))
    location = location + noise * scale * rng.standard_normal((W, N))
    return {
        "observed": observed, "nodes": nodes, "totals": totals, "location": location, "scale": scale,
        "correlation": correlation, "step_corr": 0.6,
    }  # fmt: skip


def loss(given: dict, anchor: np.ndarray, pull: np.ndarray):
    W, N = given["location"].shape
    between = np.array([[1.0, given["step_corr"]], [given["step_corr"], 1.0]])[:W, :W]
    s = given["scale"].ravel()
    half = np.empty((W * N, W * N))
    for i in range(W * N):
        for j in range(W * N):
            r = 1.0 if i % N == j % N else 0.5 * given["correlation"][i % N, j % N]
            half[i, j] = between[i // N, j // N] * r * s[i] * s[j]
    inverse = np.linalg.inv(half)

    def value(t: np.ndarray) -> float:
        t = t.reshape(given["observed"].shape)
        f = np.log(given["totals"] / ((given["observed"] * np.exp(-t)) @ given["nodes"].T))
        miss = (f - given["location"]).ravel()
        return float(miss @ inverse @ miss + (pull * (t - anchor) ** 2).sum())

    return value


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), W=st.integers(1, 2), noise=st.sampled_from([0.0, 1.0, 3.0]), missing=st.booleans())
def test_the_point_is_the_optimisers(seed, W, noise, missing) -> None:
    nodes = FULL[[0, 2, 3, 4, 5, 6]] if missing else FULL  # the second SKU has no node of its own: the set holds it
    given_ = problem(seed, W, nodes, noise)
    found = reconcile(**given_)
    pull = np.zeros((W, 4))
    anchor = np.zeros((W, 4))
    if missing:
        pull[:, 1] = WEAK**-2
        anchor[:, 1] = np.clip(given_["location"][:, 3], -0.5, 0.5)
    value = loss(given_, anchor, pull)
    t = np.log(given_["observed"] / found.expected)
    best = optimize.minimize(value, t.ravel() + 0.05, method="BFGS", options={"gtol": 1e-9, "maxiter": 2000})
    assert value(t.ravel()) <= best.fun * (1 + 1e-9) + 1e-9
    np.testing.assert_allclose(t.ravel(), best.x, atol=2e-4)


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000), W=st.integers(1, 2))
def test_the_covariance_is_that_of_the_answer_under_the_full_correlation(seed, W) -> None:
    """Shake every estimate a little, see how the answer moves, and carry the estimates' covariance through."""
    given_ = problem(seed, W, FULL, 0.0)
    base = np.log(reconcile(**given_).expected).ravel()
    size = given_["location"].size
    move = np.empty((base.size, size))
    for i in range(size):
        shaken = given_["location"].copy()
        shaken.flat[i] += 1e-5
        move[:, i] = (np.log(reconcile(**{**given_, "location": shaken}).expected).ravel() - base) / 1e-5
    between = np.array([[1.0, 0.6], [0.6, 1.0]])[:W, :W]
    s = given_["scale"].ravel()
    full = np.kron(between, given_["correlation"]) * np.outer(s, s)
    np.testing.assert_allclose(reconcile(**given_).cov, move @ full @ move.T, rtol=2e-3, atol=1e-8)


@given(seed=st.integers(0, 10_000))
def test_consistent_estimates_stay_as_they_are(seed) -> None:
    given_ = problem(seed, 2, FULL, 0.0)
    found = reconcile(**given_)
    np.testing.assert_allclose(np.log(given_["totals"] / (found.expected @ FULL.T)), given_["location"], atol=1e-6)


@given(seed=st.integers(0, 10_000), factor=st.floats(0.05, 20.0), noise=st.sampled_from([0.0, 2.0]))
def test_the_campaigns_own_effect_does_not_move_expected_sales(seed, factor, noise) -> None:
    """More sales of one part raise its location and its parents' by what they add: what was expected stays."""
    given_ = problem(seed, 1, FULL, noise)
    expected = given_["totals"] * np.exp(-given_["location"])
    observed = given_["observed"].copy()
    observed[:, 0] *= factor
    totals = observed @ FULL.T
    moved = {**given_, "observed": observed, "totals": totals, "location": np.log(totals / expected)}
    np.testing.assert_allclose(reconcile(**moved).expected, reconcile(**given_).expected, rtol=1e-6)


@pytest.mark.parametrize("size", [1e-9, 1e12])
def test_the_currency_does_not_matter(size) -> None:
    given_ = problem(4, 2, FULL, 1.0)
    scaled = {**given_, "observed": given_["observed"] * size, "totals": given_["totals"] * size}
    a, b = reconcile(**given_), reconcile(**scaled)
    np.testing.assert_allclose(b.expected, a.expected * size, rtol=1e-9)
    np.testing.assert_allclose(b.cov, a.cov, rtol=1e-7, atol=1e-14)


def test_identical_items_do_not_break_it() -> None:
    given_ = problem(4, 2, FULL, 1.0)
    found = reconcile(**{**given_, "correlation": np.ones((7, 7))})
    assert np.isfinite(found.expected).all()
    assert np.linalg.eigvalsh(found.cov).min() > -1e-12


@given(
    seed=st.integers(0, 10_000), W=st.integers(1, 2), K=st.integers(1, 12), correlation=st.floats(0, 0.9),
    away=st.floats(-2.0, 2.0), zeros=st.integers(0, 3),
)  # fmt: skip
def test_children_add_up_exactly(seed, W, K, correlation, away, zeros) -> None:
    rng = np.random.default_rng(seed)
    observed = np.exp(2 * rng.standard_normal((W, K)))
    observed[:, : min(zeros, K - 1)] = 0.0
    parent = observed.sum(axis=1) * np.exp(away)
    expected, cov = share_out(
        observed, location=0.1 * rng.standard_normal((W, K)), scale=np.exp(rng.standard_normal((W, K)) - 3),
        correlation=correlation, step_corr=0.3, parent=parent, parent_cov=0.01 * np.eye(W),
    )  # fmt: skip
    np.testing.assert_allclose(expected.sum(axis=1), parent, rtol=1e-12)
    assert (expected[observed > 0] > 0).all()
    assert (expected[observed == 0] == 0).all()
    assert cov.shape == (K, W, W)
    for k in range(K):
        assert np.linalg.eigvalsh(cov[k]).min() >= -1e-12


def test_an_only_child_is_its_parent() -> None:
    expected, cov = share_out(
        np.array([[50.0], [20.0]]), location=np.zeros((2, 1)), scale=np.ones((2, 1)), correlation=0.0, step_corr=0.5,
        parent=np.array([40.0, 22.0]), parent_cov=np.array([[0.04, 0.01], [0.01, 0.09]]),
    )  # fmt: skip
    np.testing.assert_allclose(expected[:, 0], [40.0, 22.0])
    np.testing.assert_allclose(cov[0], [[0.04, 0.01], [0.01, 0.09]])


def test_a_childs_variance_is_that_of_gaussians_conditioned_on_their_sum() -> None:
    """Draws of the children's errors, conditioned on their sum by regression, and the parent's error carried down."""
    rng = np.random.default_rng(8)
    truth, s, correlation, parent_sd = np.array([60.0, 30.0, 10.0]), np.array([0.02, 0.03, 0.08]), 0.4, 0.01
    S = (correlation * np.ones((3, 3)) + (1 - correlation) * np.eye(3)) * np.outer(s, s)
    x = rng.multivariate_normal(np.zeros(3), S, 200_000)
    total = x @ (truth / truth.sum())
    slope = np.cov(x.T, total)[:3, 3] / total.var()
    answer = x - np.outer(total, slope) + np.outer(parent_sd * rng.standard_normal(len(x)), slope)
    given_ = {"scale": s[None], "correlation": correlation, "step_corr": 0.0, "parent_cov": np.array([[parent_sd**2]])}
    _, cov = share_out(truth[None], location=np.zeros((1, 3)), parent=np.array([100.0]), **given_)
    np.testing.assert_allclose(answer.var(axis=0), cov[:, 0, 0], rtol=0.03)


def test_a_childs_answer_moves_as_its_variance_says() -> None:
    """Shake every child and the parent a little: the answer's derivatives carry their covariance to the one stated."""
    truth, s, correlation, parent_sd = np.array([60.0, 30.0, 10.0]), np.array([0.02, 0.03, 0.08]), 0.4, 0.01
    S = (correlation * np.ones((3, 3)) + (1 - correlation) * np.eye(3)) * np.outer(s, s)
    given_ = {"scale": s[None], "correlation": correlation, "step_corr": 0.0, "parent_cov": np.array([[parent_sd**2]])}

    def answer(x, e):
        return np.log(share_out(truth[None], location=-x[None], parent=100.0 * np.exp([e]), **given_)[0][0])

    D = np.column_stack([answer(h, 0.0) - answer(-h, 0.0) for h in 1e-5 * np.eye(3)]) / 2e-5
    d = (answer(np.zeros(3), 1e-5) - answer(np.zeros(3), -1e-5)) / 2e-5
    _, cov = share_out(truth[None], location=np.zeros((1, 3)), parent=np.array([100.0]), **given_)
    np.testing.assert_allclose(np.diag(D @ S @ D.T) + d**2 * parent_sd**2, cov[:, 0, 0], rtol=1e-4)


def test_children_that_all_sold_nothing_still_share_what_was_expected() -> None:
    expected, cov = share_out(
        np.array([[0.0, 0.0], [3.0, 0.0]]), location=np.zeros((2, 2)), scale=np.full((2, 2), 0.1), correlation=0.0,
        step_corr=0.0, parent=np.array([8.0, 5.0]), parent_cov=np.eye(2),
    )  # fmt: skip
    np.testing.assert_allclose(expected, [[4.0, 4.0], [5.0, 0.0]])
    assert np.isfinite(cov).all()

"""Partial pooling against integration by brute force, at its ends, and calibrated on draws from its own model."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_markets import compare, market, windows
from scipy import stats

from lift.estimators.did import Did
from lift.estimators.noise import NoisePrior
from lift.inference.levels import account
from lift.inference.pooled import pooled_rows
from lift.inference.pooling import SPREAD, pool

QUICK = Did(
    NoisePrior(rho=((0.0, 1.0), (0.75, 1.0)), phi=((0.0, 1.0),), drift=((0.0, 1.0),), shared=((0.0, 1.0), (1.0, 1.0)))
)


def errors(seed: int, K: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    load = 0.03 * rng.standard_normal((K, 1))
    return load @ load.T + np.diag((0.04 + 0.06 * rng.random(K)) ** 2)


def test_it_is_the_posterior_that_importance_sampling_finds() -> None:
    """Independent of the formulas: omega from its prior, tau from the hierarchy, weighted by the likelihood of m."""
    C = errors(1, 3)
    m = np.array([0.02, 0.12, 0.25])
    rng = np.random.default_rng(2)
    N = 400_000
    omega = np.minimum(np.abs(SPREAD * rng.standard_normal(N)), 3 * SPREAD)
    theta = 0.13 + 0.5 * rng.standard_t(3, N)  # flat prior: proposal divided out below
    tau = theta[:, None] + omega[:, None] * rng.standard_normal((N, 3))
    log = stats.multivariate_normal(np.zeros(3), C).logpdf(m - tau) - stats.t.logpdf((theta - 0.13) / 0.5, 3)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    found = pool(m, C, 0.90)
    np.testing.assert_allclose(found.location, weight @ tau, atol=0.004)
    for k in range(3):
        order = np.argsort(tau[:, k])
        reached = np.cumsum(weight[order])
        low, high = (tau[order[np.searchsorted(reached, level)], k] for level in (0.05, 0.95))
        assert found.low[k] == pytest.approx(low, abs=0.01)
        assert found.high[k] == pytest.approx(high, abs=0.01)


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), K=st.integers(3, 9), shift=st.floats(-2, 2))
def test_what_must_hold_for_any_estimates(seed, K, shift) -> None:
    rng = np.random.default_rng(seed)
    C, m = errors(seed, K), 0.1 + 0.1 * rng.standard_normal(K)
    found = pool(m, C, 0.90)
    assert (found.low < found.location).all()
    assert (found.location < found.high).all()
    assert ((found.own >= 0) & (found.own <= 1)).all()
    moved = pool(m + shift, C, 0.90)
    np.testing.assert_allclose(moved.location, found.location + shift, atol=1e-9)
    np.testing.assert_array_equal(moved.lone, found.lone)
    turned = rng.permutation(K)
    other = pool(m[turned], C[np.ix_(turned, turned)], 0.90)
    np.testing.assert_allclose(other.location, found.location[turned], atol=1e-9)
    np.testing.assert_allclose(other.high, found.high[turned], atol=1e-7)


def test_precise_estimates_keep_their_own_and_vague_ones_take_the_mean() -> None:
    m = np.array([0.0, 0.1, 0.2, 0.3])
    sharp, vague = pool(m, 1e-6 * np.eye(4), 0.90), pool(m, 4.0 * np.eye(4), 0.90)
    np.testing.assert_allclose(sharp.location, m, atol=1e-3)
    assert sharp.own.min() > 0.99
    assert np.ptp(vague.location) < 0.02
    assert vague.own.max() < 0.05
    assert not vague.lone.any()


def test_a_lone_winner_is_flagged_and_nobody_else() -> None:
    m = np.array([0.10, 0.11, 0.09, 0.10, 0.12, 0.08, 0.10, 0.50])
    assert pool(m, 0.03**2 * np.eye(8), 0.90).lone.tolist() == [False] * 7 + [True]


def test_tails_of_few_degrees_of_freedom_are_wider() -> None:
    m, C = np.array([0.1, 0.2, 0.1]), errors(3, 3)
    normal, heavy = pool(m, C, 0.90), pool(m, C, 0.90, df=4.0)
    assert (heavy.high > normal.high).all()
    np.testing.assert_allclose(heavy.location, normal.location)


def test_intervals_hold_what_they_promise_when_effects_come_from_the_model() -> None:
    """600 draws of 6 SKUs: 90 % intervals cover 88 to 92 % (four Monte Carlo errors), narrower than each by itself."""
    rng = np.random.default_rng(8)
    C = errors(4, 6)
    root = np.linalg.cholesky(C)
    inside, width = [], []
    for _ in range(600):
        tau = 0.1 + abs(SPREAD * rng.standard_normal()) * rng.standard_normal(6)
        found = pool(tau + root @ rng.standard_normal(6), C, 0.90)
        inside.append((found.low <= tau) & (tau <= found.high))
        width.append(found.high - found.low)
    assert np.mean(inside) == pytest.approx(0.90, abs=0.02)
    assert np.mean(width) < 0.95 * np.mean(2 * 1.645 * np.sqrt(np.diag(C)))


class TestRows:
    def made(self, **options):
        m = market(3, layout={"Food": {"Sol": 5, "Luna": 2}}, promoted=4, control=6, noise=0.1, **options)
        main, detail = compare(m)
        return main, account(QUICK, main, detail, "revenue", "did/noise-model")

    def test_one_row_a_promoted_sku_and_window(self) -> None:
        main, found = self.made(span=windows(20, 4, 3))
        rows = pooled_rows(found, main.panel.items, 0.90)
        assert [(r["window"], r["item"]) for r in rows] == [
            (window, f"Sol-{i}") for window in ("campaign", "after", "total") for i in (1, 2, 3, 4)
        ]
        for r in rows:
            assert (r["level"], r["metric"]) == ("sku", "revenue")
            assert r["low"] < r["uplift"] < r["high"]

    def test_pooled_uplifts_are_narrower_and_nearer_to_each_other(self) -> None:
        main, found = self.made()
        rows = pooled_rows(found, main.panel.items, 0.90)
        own = {r.item: r.law.window(0) for r in found.rows if r.level == "sku"}
        alone = [own[r["item"]] for r in rows]
        assert np.ptp([r["uplift"] for r in rows]) < np.ptp([o.uplift for o in alone])
        for r, o in zip(rows, alone, strict=True):
            low, high = o.uplift_interval(0.90)
            assert r["high"] - r["low"] < high - low

    def test_two_skus_are_not_pooled(self) -> None:
        main, found = self.made()
        items = [replace(i, promoted=i.key in ("Sol-1", "Sol-2")) for i in main.panel.items]
        assert pooled_rows(found, items, 0.90) == []

    def test_a_sku_that_sold_nothing_is_left_out(self) -> None:
        m = market(3, layout={"Food": {"Sol": 5}}, promoted=4, noise=0.1).times(0.0, skus=("Sol-2",))
        main, detail = compare(m)
        found = account(QUICK, main, detail, "revenue", "did/noise-model")
        assert [r["item"] for r in pooled_rows(found, main.panel.items, 0.90)] == ["Sol-1", "Sol-3", "Sol-4"]

"""Elasticities: the sweeps against dummies, the variance against statsmodels, shrinkage against its textbook form."""

import numpy as np
import pytest
import statsmodels.api as sm

import lift.estimators.elasticity as module
from lift.estimators.elasticity import Moments, moments, shrunken


def made(seed: int, b, *, stores: int = 12, weeks: int = 30, holes: float = 0.2, noise: float = 0.2):
    """Log units with store and week effects, and covariates that come and go by store and week."""
    rng = np.random.default_rng(seed)
    shape = (stores, weeks)
    x = np.stack([-0.25 * (rng.random(shape) < 0.2), 1.0 * (rng.random(shape) < 0.15)], axis=-1)[..., : len(b)]
    y = rng.normal(3, 1, (stores, 1)) + rng.normal(0, 0.5, (1, weeks)) + x @ np.asarray(b)
    return y + noise * rng.standard_normal(shape), x, rng.random(shape) > holes


def swept(y, x, seen):
    """Covariates and log units in long form, freed of effects by a regression on dummies; and the weeks."""
    store, week = np.nonzero(seen)
    dummies = np.column_stack([np.eye(len(y))[store], np.eye(y.shape[1])[week]])
    z = np.column_stack([x[seen], y[seen]])
    left = z - dummies @ np.linalg.lstsq(dummies, z, rcond=None)[0]
    return left[:, :-1], left[:, -1], week


def test_effects_are_swept_out_as_dummies_would() -> None:
    y, x, seen = made(1, (-2.0, 0.3))
    found = moments(y, x, seen)
    free, left, week = swept(y, x, seen)
    for w in range(y.shape[1]):
        at = week == w
        np.testing.assert_allclose(found.cross[w], free[at].T @ free[at], atol=1e-10)
        np.testing.assert_allclose(found.answer[w], free[at].T @ left[at], atol=1e-10)


def test_what_all_stores_share_says_nothing() -> None:
    y, x, seen = made(2, (-2.0,))
    alike = np.broadcast_to(x[:1], x.shape)
    assert not moments(y, alike, seen).varies
    assert moments(y, x, seen).varies


def test_the_variance_is_clustered_by_week(monkeypatch) -> None:
    monkeypatch.setattr(module, "RIDGE", 0.0)
    monkeypatch.setattr(module, "RIDGE_SHARE", 0.0)
    y, x, seen = made(3, (-2.0, 0.3))
    found = shrunken([moments(y, x, seen)])
    free, left, week = swept(y, x, seen)
    fit = sm.OLS(left, free).fit(cov_type="cluster", cov_kwds={"groups": week, "use_correction": False})
    np.testing.assert_allclose(found.own[0], fit.params, rtol=1e-9)
    groups = len(set(week))
    np.testing.assert_allclose(found.error[0], fit.bse * np.sqrt(groups / (groups - 1)), rtol=1e-9)


def slow(found: list[Moments]):
    """The formulas one SKU at a time, with inverses written out."""
    A, c = [m.cross.sum(axis=0) for m in found], [m.answer.sum(axis=0) for m in found]
    J = len(c[0])
    pooled = np.linalg.solve(sum(A), sum(c))
    own, V = [], []
    for k, m in enumerate(found):
        bread = np.linalg.inv(A[k] + (0.5 + 0.001 * np.trace(A[k]) / J) * np.eye(J))
        own.append(pooled + bread @ (c[k] - A[k] @ pooled))
        meat = np.zeros((J, J))
        weeks = 0
        for w in range(len(m.cross)):
            score = m.answer[w] - m.cross[w] @ own[k]
            meat += np.outer(score, score)
            weeks += int(np.trace(m.cross[w]) > 0)
        V.append(weeks / (weeks - 1) * bread @ meat @ bread)
    gap = [(own[k] - pooled) ** 2 - np.diag(V[k]) for k in range(len(found))]
    W = np.diag(np.maximum(np.mean(gap, axis=0), 0.02**2))
    inv = np.linalg.inv
    return pooled, [
        inv(inv(V[k]) + inv(W)) @ (inv(V[k]) @ own[k] + inv(W) @ pooled) for k in range(len(found))
    ]  # fmt: skip


def test_shrinkage_is_the_precision_weighted_mean() -> None:
    found = [moments(*made(10 + k, (-2.0 + 0.3 * k, 0.3))) for k in range(5)]
    pooled, used = slow(found)
    answer = shrunken(found)
    np.testing.assert_allclose(answer.pooled, pooled, rtol=1e-9)
    np.testing.assert_allclose(answer.used, used, rtol=1e-7)


def test_planted_elasticities_are_found() -> None:
    rng = np.random.default_rng(5)
    true = -2.0 + 0.4 * rng.standard_normal(30)
    answer = shrunken([moments(*made(100 + k, (b,), noise=0.3)) for k, b in enumerate(true)])
    assert answer.pooled[0] == pytest.approx(-2.0, abs=0.15)
    assert answer.spread[0] == pytest.approx(0.4, abs=0.15)

    def error(b) -> float:
        return float(np.sqrt(np.mean((b - true) ** 2)))

    assert error(answer.used[:, 0]) < 0.6 * error(answer.pooled[0])


def test_skus_that_answer_alike_are_drawn_together() -> None:
    answer = shrunken([moments(*made(200 + k, (-2.0,), stores=5, noise=0.5)) for k in range(30)])
    assert answer.used[:, 0].std() < 0.5 * answer.own[:, 0].std()


def test_a_sku_whose_price_never_moved_takes_what_all_have() -> None:
    y, x, seen = made(7, (-2.0,))
    answer = shrunken([moments(y, x, seen), moments(y, np.zeros_like(x), seen)])
    assert answer.used[1] == pytest.approx(answer.pooled)
    assert np.isnan(answer.own[1]).all()


def test_a_covariate_that_never_moves_has_no_effect() -> None:
    y, x, seen = made(8, (-2.0, 0.3))
    x[..., 1] = 1.0
    answer = shrunken([moments(y, x, seen)] * 2)
    assert answer.pooled[1] == 0.0
    assert answer.used[:, 1] == pytest.approx(0.0)

"""What the path estimators say of themselves, against regressions and refits done the long way."""

import numpy as np
import pytest
import statsmodels.api as sm
from made_markets import compare, market
from made_series import made
from numpy.testing import assert_allclose

from lift.core.errors import MethodError
from lift.estimators.asc import Asc, augmented, left_out_errors
from lift.estimators.did_levels import DidLevels
from lift.estimators.event_study import EventStudy
from lift.estimators.sc import Sc, demeaned
from lift.estimators.sdid import Sdid
from lift.estimators.series import Series
from lift.estimators.series import series as unit_series
from lift.estimators.simplex import left_out_weights, simplex_weights
from lift.estimators.tbr import Tbr


def two_way(series: Series, columns: np.ndarray) -> np.ndarray:
    """Coefficients [J] of test x columns [T, J] in OLS of the first item's sales on unit and period dummies."""
    sales = np.concatenate([series.test[None, :, 0], series.control[:, :, 0]])
    units, periods = sales.shape
    unit, period = (index.ravel() for index in np.indices(sales.shape))
    own = np.where((unit == 0)[:, None], columns[period], 0.0)
    X = np.column_stack([own, np.eye(units)[unit], np.eye(periods)[period][:, 1:]])
    return sm.OLS(sales.ravel(), X).fit().params[: columns.shape[1]]


@pytest.mark.parametrize("seed", range(3))
def test_two_way_fixed_effects(seed) -> None:
    series = made(seed)
    P, T = series.pre, len(series.test)
    found = (series.test - DidLevels().predict(series))[P:, 0].mean()
    assert found == pytest.approx(two_way(series, (np.arange(T) >= P)[:, None].astype(float))[0], rel=1e-8)
    effects = (series.test - EventStudy().predict(series))[:, 0]
    others = np.delete(np.arange(T), P - 1)
    assert_allclose(effects[others], two_way(series, np.eye(T)[:, others]), rtol=1e-8, atol=1e-8)
    assert effects[P - 1] == pytest.approx(0, abs=1e-9)


def test_an_event_study_against_all_periods_before_is_did_in_levels() -> None:
    series = made(4)
    assert_allclose(EventStudy(reference=series.pre).predict(series), DidLevels().predict(series), rtol=1e-12)


def test_an_event_study_forgets_what_was_long_ago() -> None:
    series = made(5)
    test = series.test.copy()
    test[: series.pre - 1] += 40.0
    other = Series(test, series.control, series.pre)
    assert_allclose(EventStudy().predict(other), EventStudy().predict(series), rtol=1e-12)
    assert np.abs(DidLevels().predict(other) - DidLevels().predict(series)).min() > 30


@pytest.mark.parametrize("seed", range(3))
def test_tbr_is_ols(seed) -> None:
    series = made(seed)
    x, P = series.mean_control, series.pre
    for k in range(x.shape[1]):
        fit = sm.OLS(series.test[:P, k], sm.add_constant(x[:P, k])).fit()
        assert_allclose(Tbr().predict(series)[:, k], fit.predict(sm.add_constant(x[:, k])), rtol=1e-9)


def test_tbr_with_a_control_that_never_moved_before() -> None:
    series = made(1)
    control = series.control.copy()
    control[:, : series.pre] = 7.0
    found = Tbr().predict(Series(series.test, control, series.pre))
    assert_allclose(found, np.broadcast_to(series.test[: series.pre].mean(axis=0), found.shape), rtol=1e-12)


@pytest.mark.parametrize("history", [6, 30])
def test_leaving_out_a_period_is_a_refit(history) -> None:
    """With more and with fewer periods than control units."""
    series = made(2, pre=history, units=12)
    _, test, control = demeaned(series)
    x, X = test[:history, 0], control[:, :history, 0]
    usual = X.mean(axis=0)
    x, X = x - usual, X - usual
    values, vectors = np.linalg.eigh(X @ X.T)
    ridges = values[-1] * np.array([1.0, 1e-2, 1e-5, 1e-8])
    mixes = left_out_weights(X.T, x, simplex_weights(X.T, x))
    found = left_out_errors(x, X, mixes, np.maximum(values, 0), vectors, ridges)
    for i in range(history):
        keep = np.arange(history) != i
        A, b = X[:, keep], x[keep]
        mix = simplex_weights(A.T, b)
        for j, ridge in enumerate(ridges):
            w = mix + A @ np.linalg.solve(A.T @ A + ridge * np.eye(history - 1), b - A.T @ mix)
            assert found[i, j] == pytest.approx(x[i] - X[:, i] @ w, rel=1e-5, abs=1e-6 * np.abs(x).max())


def test_the_ridge_that_errs_least_fits_closer_than_the_one_within_a_standard_error() -> None:
    series = made(3)
    misfit = {
        name: np.abs((series.test - found.predict(series))[: series.pre]).sum(axis=0)
        for name, found in {"mix": Sc(), "one_se": Asc(), "least": Asc(one_se=False)}.items()
    }
    assert (misfit["least"] <= misfit["one_se"] * (1 + 1e-9)).all()
    assert (misfit["least"] < misfit["mix"]).any()
    assert_allclose(Asc().weights(series).sum(axis=0), 1.0, rtol=1e-9)


def test_control_units_all_alike_leave_the_mix_as_it_is() -> None:
    control = np.tile(np.sin(np.arange(12.0)), (4, 1))
    assert_allclose(augmented(np.cos(np.arange(12.0)), control, one_se=True), [0.25] * 4, atol=1e-8)


@pytest.mark.parametrize("size", [1, 16])
def test_more_test_units_spread_the_weights(size) -> None:
    """zeta grows with the fourth root of test units x periods from the campaign on."""
    series = made(6)
    many = Series(series.test, series.control, series.pre, size)
    spread = (Sdid().weights(many) ** 2).sum(axis=0)
    alone = (Sdid().weights(series) ** 2).sum(axis=0)
    assert (spread < alone).all() if size > 1 else (spread == alone).all()


def test_sdid_weighs_the_periods_that_resemble_the_campaign() -> None:
    series = made(7, noise=0.1)
    control = series.control.copy()
    shape = np.arange(1.0, len(control) + 1)[:, None, None]
    control[:, [4, 5]] += 50 * shape
    control[:, series.pre :] += 50 * shape
    found = Sdid().time_weights(Series(series.test, control, series.pre))
    assert (found[[4, 5]].sum(axis=0) > 0.9).all()
    assert_allclose(found.sum(axis=0), 1.0, rtol=1e-9)


@pytest.mark.parametrize(
    ("estimator", "pre", "words"),
    [
        (EventStudy(reference=7), 6, "the last 7 periods before the campaign, of which there are 6"),
        (EventStudy(reference=0), 6, "set reference between 1 and 6"),
        (Tbr(), 2, "tbr needs at least 3 periods before the campaign, there are 2"),
        (Sdid(), 2, "sdid needs at least 3 periods before the campaign, there are 2"),
    ],
)
def test_too_little_history_is_said(estimator, pre, words) -> None:
    with pytest.raises(MethodError, match=words):
        estimator.predict(made(1, pre=pre))


def test_series_know_how_many_test_units_they_are_the_mean_of() -> None:
    main, _ = compare(market(test=3, control=4))
    for pooled in (True, False):
        found = unit_series(main.panel, main.design, "revenue", pooled=pooled)
        assert found.test_units == 3
        assert len(found.control) == (1 if pooled else 4)

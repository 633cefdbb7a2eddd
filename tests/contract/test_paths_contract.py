"""What every registered path estimator owes, on series in which both arms gain the same amount without a campaign."""

from dataclasses import fields, is_dataclass, replace
from typing import get_args

import numpy as np
import pytest
from made_series import made

from lift.estimators import REGISTRY, estimator
from lift.estimators.protocol import Estimator, Invariance, PathEstimator
from lift.estimators.series import Series

PATHS = [name for name in REGISTRY if isinstance(estimator(name), PathEstimator)]
NOISE = {"event-study": 2.0}
"""How many times the error of the others is allowed: it compares with a single period."""


@pytest.fixture(params=PATHS)
def name(request) -> str:
    return request.param


def predict(name: str, series: Series) -> np.ndarray:
    return estimator(name).predict(series)


def same(found: np.ndarray, expected: np.ndarray) -> bool:
    return bool(np.allclose(found, expected, rtol=1e-7, atol=1e-7 * np.abs(expected).max()))


@pytest.mark.parametrize("name", REGISTRY)
def test_every_estimator_is_a_frozen_record_of_one_kind_that_declares_what_does_not_matter(name) -> None:
    found = estimator(name)
    assert isinstance(found, Estimator) != isinstance(found, PathEstimator)
    assert is_dataclass(found)
    assert found == estimator(name)
    assert {field.name for field in fields(found)}.isdisjoint({"pooled", "invariant"})
    assert type(found).invariant <= set(get_args(Invariance))
    assert type(found).__dataclass_params__.frozen


def test_shapes(name) -> None:
    series = made()
    found = predict(name, series)
    assert found.shape == series.test.shape
    assert found.dtype == np.float64
    assert np.isfinite(found).all()


@pytest.mark.parametrize("uplift", [1.0, 1.15, 0.8])
def test_recovers_a_planted_uplift(name, uplift) -> None:
    """Ten series of three items with 1 a unit and period of noise and walks of steps of 1, around 200."""
    found = [made(seed, uplift=uplift) for seed in range(10)]
    share = [s.test[s.pre :].sum(axis=0) / predict(name, s)[s.pre :].sum(axis=0) for s in found]
    error = np.array(share) / uplift - 1
    allowed = NOISE.get(name, 1.0)
    assert np.abs(error.mean()) < 0.01 * allowed
    assert np.sqrt((error**2).mean()) < 0.035 * allowed


def test_the_fit_before_the_campaign_follows_the_season(name) -> None:
    series = made()
    before = slice(series.pre)
    misfit = (series.test - predict(name, series))[before]
    assert ((misfit**2).mean(axis=0) < 0.05 * series.test[before].var(axis=0)).all()


def test_same_numbers_every_time_and_nothing_is_changed(name) -> None:
    series = made()
    copies = series.test.copy(), series.control.copy()
    np.testing.assert_array_equal(predict(name, series), predict(name, made()))
    np.testing.assert_array_equal(series.test, copies[0])
    np.testing.assert_array_equal(series.control, copies[1])


@pytest.mark.parametrize("shape", [{}, {"pre": 8, "units": 20}])
def test_the_order_of_units_does_not_matter(name, shape) -> None:
    """Also with more control units than periods, where many mixes fit perfectly."""
    series = made(2, **shape)
    order = np.random.default_rng(0).permutation(len(series.control))
    np.testing.assert_allclose(
        predict(name, replace(series, control=series.control[order])), predict(name, series), rtol=1e-8
    )


def test_other_items_do_not_matter(name) -> None:
    series = made()
    whole = predict(name, series)
    for k in range(whole.shape[1]):
        alone = Series(series.test[:, [k]], series.control[:, :, [k]], series.pre)
        np.testing.assert_allclose(predict(name, alone)[:, 0], whole[:, k], rtol=1e-10)


def test_what_the_test_arm_sold_from_the_campaign_on_does_not_matter(name) -> None:
    np.testing.assert_array_equal(predict(name, made(uplift=3.0)), predict(name, made()))


def test_a_pooled_estimator_asks_for_no_more_than_the_mean_of_the_control(name) -> None:
    series = made()
    mean = replace(series, control=series.mean_control[None])
    assert same(predict(name, mean), predict(name, series)) == estimator(name).pooled


@pytest.mark.parametrize("units", [1, 2])
@pytest.mark.parametrize("before", [8, 60])
def test_few_control_units(name, units, before) -> None:
    found = predict(name, made(pre=before, units=units))
    assert np.isfinite(found).all()


def changed(what: Invariance) -> tuple[Series, Series, np.ndarray]:
    """Series, the same changed in one way, and the path to be had from the changed ones, given that of the first."""
    series = made(5)
    rng = np.random.default_rng(1)
    U, T, K = series.control.shape
    if what == "scale":
        test, control, path = series.test * 0.01, series.control * 0.01, lambda p: p * 0.01
    elif what == "size":
        test, control, path = series.test * 10, series.control, lambda p: p * 10
    elif what == "levels":
        own, others = rng.normal(0, 30, K), rng.normal(0, 30, (U, 1, K))
        test, control, path = series.test + own, series.control + others, lambda p: p + own
    elif what == "shifts":
        shift = rng.normal(0, 30, (T, 1))
        test, control, path = series.test + shift, series.control + shift, lambda p: p + shift
    else:
        factor = np.exp(rng.normal(0, 0.3, (T, 1)))
        test, control, path = series.test * factor, series.control * factor, lambda p: p * factor
    return series, Series(test, control, series.pre), path


@pytest.mark.parametrize("what", get_args(Invariance))
def test_declares_what_does_not_matter_and_nothing_else(name, what) -> None:
    if what == "sums":
        series = made(5)
        both = Series(*(a.sum(axis=-1, keepdims=True) for a in (series.test, series.control)), series.pre)
        holds = same(predict(name, both), predict(name, series).sum(axis=1, keepdims=True))
    else:
        series, other, path = changed(what)
        holds = same(predict(name, other), path(predict(name, series)))
    assert holds == (what in type(estimator(name)).invariant)

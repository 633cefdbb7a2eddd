"""Mean, spread, shrinkage and median of many studies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from lift.core.errors import MethodError
from lift.inference.median import median
from lift.inference.random_effects import noise, random_effects
from lift.inference.reml import regress, reml, restricted

PORTFOLIOS = st.integers(0, 10_000).map(np.random.default_rng).map(
    lambda rng: (rng.normal(0.1, 0.1, n := int(rng.integers(3, 20))), rng.uniform(0.03, 0.15, n) ** 2)
)  # fmt: skip


@settings(max_examples=20)
@given(PORTFOLIOS)
def test_reml_is_the_top_of_its_likelihood(portfolio):
    y, v = portfolio
    X = np.ones((len(y), 1))
    found = reml(y, v, X)
    other = minimize_scalar(lambda t: -restricted(float(t), y, v, X)[0], bounds=(0, 0.5), method="bounded")
    assert restricted(found, y, v, X)[0] >= -other.fun - 1e-9


@settings(max_examples=20)
@given(PORTFOLIOS, st.floats(-1, 1), st.floats(0.1, 10))
def test_it_moves_and_stretches_with_the_data(portfolio, shift, scale):
    y, v = portfolio
    one, two = random_effects(y, v, 0.9), random_effects(shift + scale * y, scale**2 * v, 0.9)
    assert two.mean == pytest.approx(shift + scale * one.mean, abs=1e-6 * scale)
    assert two.tau == pytest.approx(scale * one.tau, abs=1e-5 * scale)
    assert two.i2 == pytest.approx(one.i2, abs=1e-4)


@settings(max_examples=20)
@given(PORTFOLIOS)
def test_intervals_hold_their_points(portfolio):
    y, v = portfolio
    found = random_effects(y, v, 0.9)
    assert found.next_low <= found.low < found.mean < found.high <= found.next_high
    assert found.tau_low <= found.tau_high
    assert (found.shrunken_low < found.shrunken).all()
    assert (found.shrunken < found.shrunken_high).all()
    assert found.weight.sum() == pytest.approx(1)
    wide = 1.6449 * np.sqrt(v)
    assert np.median((found.shrunken_high - found.shrunken_low) / (2 * wide)) < 1.05


def test_alike_studies_have_no_spread_and_no_interval_below_plain():
    v = np.full(8, 0.01)
    found = random_effects(np.full(8, 0.1), v, 0.9)
    assert found.tau == 0
    assert found.se == pytest.approx(np.sqrt(0.01 / 8))
    assert found.shrunken == pytest.approx(0.1)


def test_noise_is_read_from_an_interval_at_its_own_level():
    for confidence, z in ((0.8, 1.2816), (0.9, 1.6449), (0.95, 1.96)):
        assert noise(0.1 - z * 0.05, 0.1 + z * 0.05, confidence) == pytest.approx(0.05**2, rel=1e-3)


@pytest.mark.parametrize(("studies", "rank"), [(5, 1), (10, 2), (20, 6), (50, 19)])
def test_the_interval_of_the_median_is_that_of_the_sign_test(studies, rank):
    """Ranks as in tables of the sign test at 90 %."""
    y = np.arange(1.0, studies + 1)
    found = median(y, np.full(studies, 0.1), 0.9)
    assert (found.low, found.high) == (rank, studies + 1 - rank)
    assert found.covers >= 0.9


def test_four_studies_have_no_interval_of_the_median():
    found = median(np.arange(4.0), np.full(4, 0.1), 0.9)
    assert np.isnan(found.low)
    assert found.median == 1.5


def test_noise_is_not_read_as_spread_of_returns():
    rng = np.random.default_rng(2)
    y = 2.0 + 1.0 * rng.standard_normal(200) + 1.5 * rng.standard_normal(200)
    found = median(y, np.full(200, 2.25), 0.9)
    plain, shrunken = found.half[1] - found.half[0], found.shrunken_half[1] - found.shrunken_half[0]
    assert plain == pytest.approx(2 * 0.6745 * np.sqrt(3.25), rel=0.2)
    assert shrunken == pytest.approx(2 * 0.6745, rel=0.25)


def test_useless_results_are_refused():
    with pytest.raises(MethodError, match="coefficients apart"):
        regress(np.ones(2), np.ones(2), np.ones((2, 2)), 0.9, floor=False)
    with pytest.raises(MethodError, match="noise above zero"):
        random_effects(np.ones(3), np.array([1.0, 0.0, 1.0]), 0.9)

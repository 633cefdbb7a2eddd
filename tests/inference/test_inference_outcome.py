"""One number's law: intervals, p-values and chances are readings of one distribution, also at the edges."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lift.inference.outcome import LARGEST_LOG, Law, Outcome

amounts = st.floats(1e-6, 1e12)
spreads = st.floats(1e-9, 5.0)
dfs = st.sampled_from([1.0, 2.5, 9.0, 200.0, math.inf])


def law_of(df: float):
    return stats.norm if math.isinf(df) else stats.t(df)


@given(observed=st.just(0.0) | amounts, expected=amounts, sd=spreads, df=dfs, confidence=st.floats(0.55, 0.999))
def test_interval_and_p_value_say_the_same(observed, expected, sd, df, confidence) -> None:
    out = Outcome(observed, expected, sd, df)
    low, high = out.incremental_interval(confidence)
    uplift_low, uplift_high = out.uplift_interval(confidence)
    p = out.p_value
    numbers = (low, high, uplift_low, uplift_high, p, out.uplift, out.detectable(confidence), out.chance_above(0.0))
    assert all(math.isfinite(x) for x in numbers)
    assert low <= out.incremental <= high
    assert uplift_low <= out.uplift <= uplift_high
    assert 0.0 <= p <= 1.0
    assert out.detectable(confidence) > 0
    if abs(p - (1 - confidence)) > 1e-6:
        excluded = p < 1 - confidence
        assert excluded == (low > 0 or high < 0)
        assert excluded == (uplift_low > 0 or uplift_high < 0)


@given(observed=amounts, expected=amounts, sd=st.floats(0.01, 2.0), df=dfs)
def test_p_value_quantiles_and_chance_are_scipys(observed, expected, sd, df) -> None:
    out, law = Outcome(observed, expected, sd, df), law_of(df)
    step = math.log(observed / expected)
    assert out.p_value == pytest.approx(2 * law.sf(abs(step) / sd), rel=1e-9, abs=1e-300)
    reach = sd * law.ppf(0.9)
    if abs(reach) < LARGEST_LOG:
        assert out.expected_at(0.9) == pytest.approx(expected * math.exp(reach), rel=1e-9)
    assert out.chance_above(0.0) == pytest.approx(law.cdf(step / sd), rel=1e-9, abs=1e-300)
    assert out.chance_above(observed) == 0.0


@given(sd=st.floats(0.01, 0.5), confidence=st.floats(0.6, 0.99))
def test_the_detectable_uplift_is_found_in_four_of_five_cases(sd, confidence) -> None:
    true = Outcome(1.0, 1.0, sd).detectable(confidence)
    needed = sd * stats.norm.ppf(0.5 * (1 + confidence))
    assert stats.norm.sf((needed - math.log1p(true)) / sd) == pytest.approx(0.80, abs=1e-9)


def test_a_launch_has_no_uplift_and_is_all_incremental() -> None:
    out = Outcome(50.0, 0.0, 0.1)
    assert math.isnan(out.uplift)
    assert math.isnan(out.p_value)
    assert math.isnan(out.detectable(0.9))
    assert out.incremental == 50.0
    assert out.incremental_interval(0.9) == (50.0, 50.0)
    assert (out.chance_above(49.0), out.chance_above(51.0)) == (1.0, 0.0)


def test_nothing_sold_is_minus_a_hundred_per_cent() -> None:
    out = Outcome(0.0, 10.0, 0.2)
    assert out.uplift == -1.0
    assert out.p_value == 0.0
    low, high = out.incremental_interval(0.9)
    assert low < -10.0 < high < 0.0


@pytest.mark.parametrize("df", [math.inf, 12.0])
def test_the_total_is_the_sum_of_the_windows(df) -> None:
    """The delta method on the log of a sum, against draws of the two windows together."""
    expected = np.array([100.0, 60.0])
    cov = np.array([[0.03**2, 0.5 * 0.03 * 0.05], [0.5 * 0.03 * 0.05, 0.05**2]])
    law = Law(np.array([110.0, 66.0]), expected, cov, df)
    rng = np.random.default_rng(5)
    z = rng.multivariate_normal(np.zeros(2), cov, size=400_000)
    if math.isfinite(df):
        z /= np.sqrt(rng.chisquare(df, size=(len(z), 1)) / df)
    draws = (expected * np.exp(z)).sum(axis=1)
    total = law.total()
    assert total.observed == 176.0
    assert total.expected == 160.0
    for level in (0.05, 0.25, 0.75, 0.95):
        assert total.expected_at(level) == pytest.approx(np.quantile(draws, level), rel=2e-3)


def test_windows_read_their_own_variance() -> None:
    law = Law(np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.diag([0.01, 0.04]), 7.0)
    assert (law.window(0).sd, law.window(1).sd) == pytest.approx((0.1, 0.2))
    assert law.window(1) == Outcome(2.0, 4.0, 0.2, 7.0)

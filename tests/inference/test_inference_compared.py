"""Several estimates against one control: sums, ratios and families of p-values."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from lift.inference.compared import against, holm, summed, widened
from lift.inference.outcome import Outcome

P = st.floats(1e-12, 1.0)


@given(st.lists(P, min_size=1, max_size=8))
def test_holm_is_that_of_statsmodels(p_values) -> None:
    np.testing.assert_allclose(holm(p_values), multipletests(p_values, method="holm")[1], rtol=1e-12)


@given(st.lists(st.floats(-4, 4), min_size=1, max_size=6), st.sampled_from([0.8, 0.9, 0.95]))
def test_widened_intervals_exclude_zero_exactly_when_holm_rejects(scores, confidence) -> None:
    laws = [Outcome(100.0 * math.exp(0.1 * z), 100.0, 0.1) for z in scores]
    p_values = [law.p_value for law in laws]
    for law, p, adjusted in zip(laws, p_values, holm(p_values), strict=True):
        low, high = law.uplift_interval(widened(confidence, p, adjusted, len(laws)))
        if abs(adjusted - (1.0 - confidence)) > 1e-9:
            assert (low > 0 or high < 0) == (adjusted < 1.0 - confidence)


def test_a_sum_of_two_against_the_same_draws() -> None:
    """Monte Carlo of the law: log errors correlated by .6, observed sales fixed."""
    one, other, r = Outcome(120.0, 100.0, 0.05), Outcome(330.0, 300.0, 0.08), 0.6
    whole = summed([one, other], np.array([[1.0, r], [r, 1.0]]))
    assert (whole.observed, whole.expected) == (450.0, 400.0)
    rng = np.random.default_rng(1)
    z = rng.multivariate_normal([0, 0], [[1, r], [r, 1]], 400_000) * (one.sd, other.sd)
    logs = np.log((np.exp(z) * (100.0, 300.0)).sum(axis=1))
    assert whole.sd == pytest.approx(logs.std(), rel=0.02)
    ratio = against(one, other, r)
    assert ratio.uplift == pytest.approx(1.2 / 1.1 - 1.0)
    assert ratio.sd == pytest.approx((z[:, 0] - z[:, 1]).std(), rel=0.01)

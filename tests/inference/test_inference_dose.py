"""The effect by dose: a planted slope is found, no slope is not, and what the units share does not matter."""

import numpy as np
import pytest

from lift.inference.dose import dose_response


def test_a_straight_line_is_found_exactly():
    dose = np.array([1.0, 2.0, 4.0, 7.0, 9.0])
    found = dose_response(0.05 + 0.02 * dose, np.full(5, 0.05), dose, 0.9)
    assert found.slope == pytest.approx(0.02)
    assert found.span == pytest.approx(np.expm1(0.16))
    assert (found.smallest, found.largest) == (1, 9)


def test_an_error_that_all_units_share_changes_nothing():
    rng = np.random.default_rng(1)
    dose, y, sd = rng.uniform(1, 9, 7), 0.1 * rng.standard_normal(7), rng.uniform(0.02, 0.1, 7)
    one, two = dose_response(y, sd, dose, 0.9), dose_response(y + 0.3, sd, dose, 0.9)
    assert (one.slope, one.low, one.high) == pytest.approx((two.slope, two.low, two.high))


def test_intervals_cover_with_a_shared_control_and_spread_between_units():
    """Six units, uneven noise, a control whose error all of them carry; 250 draws at 90 %."""
    hits, tau = 0, 0.05
    for seed in range(250):
        rng = np.random.default_rng([seed, 5])
        dose, own, shared = rng.uniform(1, 9, 6), rng.uniform(0.03, 0.08, 6), 0.04
        y = 0.01 * dose + tau * rng.standard_normal(6) + own * rng.standard_normal(6) + shared * rng.standard_normal()
        found = dose_response(y, np.hypot(own, shared), dose, 0.9)
        hits += found.low <= 0.01 <= found.high
    assert 0.85 <= hits / 250 <= 0.95

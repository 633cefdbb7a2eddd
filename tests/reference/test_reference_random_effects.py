"""Random effects against metafor 4 and statsmodels.

Thirteen trials of the BCG vaccine (Colditz and others 1994, JAMA 271(9), 698-702), log risk ratios; `metafor`'s README
prints `rma(yi, vi, data=dat, test="knha")` without and with `mods = ~ ablat`, its test suite `confint()`.
"""

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from lift.inference.random_effects import random_effects
from lift.inference.reml import regress

TRIALS = np.array(
    [
        [4, 119, 11, 128, 44], [6, 300, 29, 274, 55], [3, 228, 11, 209, 42], [62, 13536, 248, 12619, 52],
        [33, 5036, 47, 5761, 13], [180, 1361, 372, 1079, 44], [8, 2537, 10, 619, 19], [505, 87886, 499, 87892, 13],
        [29, 7470, 45, 7232, 27], [17, 1699, 65, 1600, 42], [186, 50448, 141, 27197, 18], [5, 2493, 3, 2338, 33],
        [27, 16886, 29, 17825, 33],
    ],
    dtype=float,
)  # fmt: skip
"""Cases and others with the vaccine, cases and others without, absolute latitude."""


@pytest.fixture
def trials():
    a, b, c, d, latitude = TRIALS.T
    return np.log(a / (a + b)) - np.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d), latitude


def test_mean_spread_and_prediction_are_those_of_metafor(trials):
    y, v, _ = trials
    found = random_effects(y, v, 0.95)
    assert [round(x, 4) for x in (found.mean, found.se, found.low, found.high)] == [-0.7145, 0.1808, -1.1084, -0.3206]
    assert (round(found.tau**2, 4), round(found.tau, 4)) == (0.3132, 0.5597)
    assert (round(100 * found.i2, 2), round(found.q, 4)) == (92.22, 152.2330)
    assert [round(x**2, 4) for x in (found.tau_low, found.tau_high)] == [0.1197, 1.1115]
    theirs = np.log([0.14, 1.76])  # a t law at the point estimate of tau; ours averages over tau and is wider
    assert theirs[0] - 0.25 < found.next_low < theirs[0]
    assert theirs[1] < found.next_high < theirs[1] + 0.25


def test_the_regression_on_latitude_is_that_of_metafor(trials):
    y, v, latitude = trials
    fit = regress(y, v, np.column_stack([np.ones(13), latitude]), 0.95, floor=False)
    assert fit.tau2 == pytest.approx(0.0764, abs=6e-5)  # metafor stops within 1e-5 and prints four decimals
    rows = np.column_stack([fit.coef, np.sqrt(np.diag(fit.cov)), fit.low, fit.high])
    np.testing.assert_allclose(
        rows, [[0.2515, 0.2839, -0.3735, 0.8764], [-0.0291, 0.0082, -0.0472, -0.0111]], atol=6e-5
    )
    assert round(fit.p_value(slice(1, 2)), 4) == 0.0046


def test_hartung_and_knapp_is_that_of_statsmodels(trials):
    """With the same weights: statsmodels' "fixed effect wls" on variances that hold the spread between studies."""
    y, v, _ = trials
    found = random_effects(y, v, 0.95)
    theirs = combine_effects(y, v + found.tau**2, method_re="iterated")
    assert theirs.mean_effect_fe == pytest.approx(found.mean, rel=1e-12)
    assert theirs.sd_eff_w_fe_hksj == pytest.approx(found.se, rel=1e-9)

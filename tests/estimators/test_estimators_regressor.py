"""Coefficients under the noise model, against statsmodels where the noise has one known shape."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from lift.estimators.noise import NoisePrior, covariance
from lift.estimators.regressor import coefficients


def only(rho: float, phi: float, drift: float) -> NoisePrior:
    return NoisePrior(rho=((rho, 1.0),), phi=((phi, 1.0),), drift=((drift, 1.0),), shared=((0.0, 1.0),))


@pytest.mark.parametrize("shape", [(0.0, 0.0, 0.0), (0.75, 0.35, 0.0), (0.55, 0.0, 4.0)])
def test_one_shape_of_noise_is_generalised_least_squares(shape) -> None:
    rng = np.random.default_rng(3)
    P = 30
    g = np.cumsum(rng.standard_normal(P)) * 0.02 + 0.01 * rng.standard_normal(P)
    regressors = np.stack([np.arange(P) * 1.0, (np.arange(P) >= 22) * 1.0], axis=1)
    found = coefficients(g, regressors, only(*shape))
    for j in range(2):
        fit = sm.GLS(g, sm.add_constant(regressors[:, j]), covariance(P, *shape)).fit()
        assert found.location[j] == pytest.approx(fit.params[1], rel=1e-8)
        assert found.p_value[j] == pytest.approx(fit.pvalues[1], rel=1e-6, abs=1e-12)


def test_more_shapes_lie_between_their_own_answers() -> None:
    rng = np.random.default_rng(4)
    g = 0.05 * rng.standard_normal(40) + 0.004 * np.arange(40)
    x = np.arange(40.0)[:, None]
    white, drifting = (float(coefficients(g, x, only(0.0, 0.0, d)).p_value[0]) for d in (0.0, 4.0))
    both = coefficients(g, x, NoisePrior(rho=((0.0, 1.0),), drift=((0.0, 1.0), (4.0, 1.0)))).p_value[0]
    assert min(white, drifting) <= both <= max(white, drifting)
    assert white == pytest.approx(stats.linregress(x[:, 0], g).pvalue, rel=1e-6)


def test_size_and_place_of_the_contrast_do_not_matter() -> None:
    rng = np.random.default_rng(5)
    g = rng.standard_normal(20)
    x = np.arange(20.0)[:, None]
    one, other = coefficients(g, x, NoisePrior()), coefficients(3.0 + 0.1 * g, x, NoisePrior())
    assert other.p_value[0] == pytest.approx(one.p_value[0])
    assert other.location[0] == pytest.approx(0.1 * one.location[0])


def test_a_contrast_that_never_moves_has_no_trend() -> None:
    found = coefficients(np.full(12, 0.3), np.arange(12.0)[:, None], NoisePrior())
    assert found.p_value[0] == pytest.approx(1.0)
    assert found.location[0] == pytest.approx(0.0, abs=1e-12)

"""What untreated units say of the noise's shape, and how far they are believed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.estimators.noise import NoisePrior, covariance_grid
from lift.estimators.shape import Beta, robust, shape_evidence, strangers

P, AHEAD = 40, 8
PRIOR, LAW = NoisePrior(), Beta(0.3, 10.0)
TIMES = P + AHEAD


def contrasts(seed: int, J: int, drifting: int = 0) -> np.ndarray:
    """White noise [P, J, 1], the first `drifting` of which are a random walk."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((P, J, 1))
    noise[:, :drifting] = noise[:, :drifting].cumsum(axis=0)
    return noise


def doubt(peers: np.ndarray) -> float:
    each = shape_evidence(peers, TIMES, PRIOR)
    return float(strangers(each, np.full(1, min(0.5, 4 / peers.shape[1])), LAW, TIMES, PRIOR)[0])


@pytest.mark.parametrize("seed", range(5))
def test_units_that_are_alike_are_believed_more_and_mixed_ones_less(seed: int) -> None:
    alike, mixed = doubt(contrasts(seed, 12)), doubt(contrasts(seed, 12, drifting=6))
    assert alike < LAW.mean < mixed


def test_a_single_unit_says_nothing_of_how_alike_units_are() -> None:
    assert doubt(contrasts(1, 1)) == pytest.approx(LAW.mean, abs=1e-3)


def test_units_that_cannot_be_used_count_for_nothing() -> None:
    few = contrasts(3, 5)
    padded = np.concatenate([few, np.full((P, 7, 1), np.nan)], axis=1)
    each = shape_evidence(padded, TIMES, PRIOR)
    share = np.full(1, 0.5)
    found = strangers(each, share, LAW, TIMES, PRIOR)
    np.testing.assert_allclose(found, strangers(each[:, :5], share, LAW, TIMES, PRIOR), rtol=1e-12)


@given(st.integers(0, 10_000), st.integers(1, 12), st.floats(1e-3, 1e3))
def test_a_share_does_not_depend_on_scale_or_order(seed: int, J: int, scale: float) -> None:
    peers = contrasts(seed, J, drifting=J // 3)
    found = doubt(peers)
    assert 0.0 < found < 1.0
    assert doubt(scale * peers[:, ::-1] + 5.0) == pytest.approx(found, rel=1e-6)


def test_the_informed_prior_is_a_prior_and_full_doubt_leaves_it_as_it_was() -> None:
    evidence = 0.3 * shape_evidence(contrasts(4, 6), TIMES, PRIOR).sum(axis=1)
    log_prior = np.array([point[3] for point in covariance_grid(TIMES, PRIOR)])[:, None]
    assert np.exp(log_prior + robust(evidence, np.array([0.2]), TIMES, PRIOR)).sum() == pytest.approx(1.0)
    np.testing.assert_allclose(robust(evidence, np.array([1.0]), TIMES, PRIOR), 0.0, atol=1e-12)

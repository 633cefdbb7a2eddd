"""Shares of cases that are not independent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from lift.inference.proportion import proportion


@given(st.integers(1, 60), st.integers(0, 60))
def test_one_case_a_cluster_is_wilsons_interval(n, hits) -> None:
    found = np.arange(n) < min(hits, n)
    p, low, high = proportion(found, np.arange(n))
    wilson = binomtest(int(found.sum()), n).proportion_ci(method="wilson")
    assert p == found.mean()
    # The variance between clusters is the unbiased one: n - 1 cases count where there are n.
    assert low >= wilson.low - 0.03
    assert high <= wilson.high + 0.15 / n + 0.03
    assert 0 <= low <= p <= high <= 1


def test_copies_of_a_case_add_nothing() -> None:
    rng = np.random.default_rng(1)
    alone = rng.random(200) < 0.3
    once = proportion(alone, np.arange(200))
    assert proportion(np.repeat(alone, 5), np.repeat(np.arange(200), 5)) == pytest.approx(once, abs=1e-12)
    assert proportion(np.repeat(alone, 5))[2] < once[2], "unless nobody says that they are copies"


def test_the_largest_variance_counts() -> None:
    rng = np.random.default_rng(2)
    region = np.repeat(np.arange(20), 10)
    hits = (rng.random(20) < 0.5)[region]
    narrow, wide = proportion(hits, np.arange(200)), proportion(hits, np.arange(200), region)
    assert wide == proportion(hits, region)
    assert wide[2] - wide[1] > 2 * (narrow[2] - narrow[1])


def test_nothing_is_not_a_share() -> None:
    assert np.isnan(proportion(np.zeros(0, dtype=bool), np.zeros(0))).all()


def test_no_hits_leave_room_above() -> None:
    p, low, high = proportion(np.zeros(30, dtype=bool), np.arange(30))
    assert (p, low) == (0.0, 0.0)
    assert high == pytest.approx(binomtest(0, 30).proportion_ci(method="wilson").high)

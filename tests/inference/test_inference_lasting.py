"""After-effect as a share of the campaign's: Fieller's interval, half-life, and when neither is stated."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.inference.account import Account, Joint, Row
from lift.inference.lasting import lasting_rows, left, retention
from lift.inference.outcome import Law


def law(u1: float, u2: float, sd1: float, sd2: float, corr: float) -> Law:
    expected = np.array([1000.0, 800.0])
    cov = np.array([[sd1**2, corr * sd1 * sd2], [corr * sd1 * sd2, sd2**2]])
    return Law(expected * (1 + np.array([u1, u2])), expected, cov, np.inf)


def test_the_interval_covers_the_true_share() -> None:
    rng = np.random.default_rng(4)
    true, sd, corr = np.array([0.12, 0.05]), np.array([0.02, 0.03]), 0.6
    cov = np.outer(sd, sd) * np.array([[1, corr], [corr, 1]])
    inside = []
    for error in rng.multivariate_normal([0, 0], cov, 1500):
        seen = np.exp(np.log1p(true) + error) - 1
        found = retention(law(*seen, *sd, corr), 0.9, 8)
        inside.append(found is None or found.low <= true[1] / true[0] <= found.high)
    assert np.mean(inside) == pytest.approx(0.9, abs=0.025)


@given(
    st.floats(0.05, 0.5), st.floats(-0.3, 0.5), st.floats(0.005, 0.1), st.floats(0.005, 0.1), st.floats(-0.9, 0.95)
)  # fmt: skip
def test_zero_lies_outside_exactly_when_the_after_effect_differs_from_none(
    u1: float, u2: float, sd1: float, sd2: float, corr: float
) -> None:
    found = retention(law(u1, u2, sd1, sd2, corr), 0.9, 8)
    z = abs(u2) / ((1 + u2) * sd2)
    if found is None or abs(z - 1.6449) < 1e-3:
        return
    assert found.low <= found.share <= found.high
    assert (found.low <= 0 <= found.high) == (z < 1.6449)
    if found.half_life is not None:
        life, shortest, longest = found.half_life
        assert shortest <= life <= longest
        assert left(life, 8) == pytest.approx(found.share, abs=1e-6)


def test_a_share_of_what_may_be_nothing_is_none() -> None:
    assert retention(law(0.02, 0.01, 0.03, 0.03, 0.5), 0.9, 8) is None


def test_half_of_an_effect_that_halves_each_period_is_known() -> None:
    assert left(1.0, 1) == pytest.approx(2**-0.5)
    assert left(2.0, 2) == pytest.approx((2**-0.25 + 2**-0.75) / 2)


def account(*laws: tuple[str, Law]) -> Account:
    rows = tuple(Row(level, level, None, found, np.zeros(3), np.ones(3), np.ones(3)) for level, found in laws)
    part = frozenset({"a"})
    joint = Joint("revenue", (part,), np.ones((2, 1)), np.ones((2, 1)), np.eye(2), np.inf)
    return Account("revenue", rows, (), joint, "did/noise-model")


def test_rows_state_a_share_only_of_a_proven_campaign() -> None:
    proven, open_ = law(0.12, 0.06, 0.02, 0.01, 0.5), law(0.02, 0.06, 0.02, 0.02, 0.5)
    rows = lasting_rows(account(("promoted", proven), ("category", open_), ("sku", proven)), 0.9, 8)
    assert [(r["level"], r["retention"] is None, r["half_life"] is None) for r in rows] == [
        ("promoted", False, False), ("category", True, True),
    ]  # fmt: skip
    assert rows[0]["retention"] == pytest.approx(0.5)


def test_a_campaign_without_after_window_has_no_rows() -> None:
    one = Law(np.array([110.0]), np.array([100.0]), np.array([[1e-4]]), np.inf)
    assert lasting_rows(account(("promoted", one)), 0.9, 0) == []

"""After-effect as a share of the campaign's: its interval, half-life, and when neither is stated."""

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


@pytest.mark.parametrize(
    ("u1", "corr", "told", "most"),
    [(0.12, 0.6, 0.6, 0.97), (0.03, 0.6, 0.6, 0.97), (0.02, 0.2, 0.2, 0.95), (0.03, 0.1, 0.6, 0.97)],
)  # fmt: skip
def test_the_interval_covers_the_true_share_of_effects_that_are_shown(
    u1: float, corr: float, told: float, most: float
) -> None:
    """Among the campaigns that are significant at all; some are in a third of cases or fewer. `told`: the law's own."""
    rng = np.random.default_rng(4)
    true, sd = np.array([u1, 0.4 * u1]), np.array([0.02, 0.03])
    cov = np.outer(sd, sd) * np.array([[1, corr], [corr, 1]])
    inside: list[bool] = []
    while len(inside) < 250:
        seen = law(*np.exp(np.log1p(true) + rng.multivariate_normal([0, 0], cov)) - 1, *sd, told)
        if seen.window(0).p_value < 0.1:
            found = retention(seen, 0.9, 8)
            inside.append(found.low <= 0.4 <= found.high)
    assert 0.87 <= np.mean(inside) <= most


def test_an_effect_far_from_none_has_the_interval_of_fieller() -> None:
    """Roots of (u2 - r u1)^2 = q^2 (v22 - 2 r v12 + r^2 v11), the delta method's covariance of the uplifts."""
    seen, ratio, q2 = law(0.40, 0.10, 0.02, 0.02, 0.5), np.array([1.40, 1.10]), 1.6448536269514722**2
    roots: list[tuple[float, float]] = []
    for cov in (seen.cov, np.diag(np.diag(seen.cov))):
        v = np.outer(ratio, ratio) * cov
        a, b, c = 0.4**2 - q2 * v[0, 0], 0.4 * 0.1 - q2 * v[0, 1], 0.1**2 - q2 * v[1, 1]
        half = np.sqrt(b * b - a * c)
        roots.append(((b - half) / a, (b + half) / a))
    found, lows, highs = retention(seen, 0.9, 8), *zip(*roots, strict=True)
    assert (found.low, found.high) == (pytest.approx(min(lows)), pytest.approx(max(highs)))
    assert found.half_life is not None
    life, shortest, longest = found.half_life
    assert shortest <= life <= longest
    assert left(life, 8) == pytest.approx(found.share, abs=1e-6)


@given(
    st.floats(0.05, 0.5), st.floats(-0.3, 0.5), st.floats(0.005, 0.1), st.floats(0.005, 0.1), st.floats(-0.9, 0.95)
)  # fmt: skip
def test_the_share_lies_in_its_interval(u1: float, u2: float, sd1: float, sd2: float, corr: float) -> None:
    found = retention(law(u1, u2, sd1, sd2, corr), 0.9, 8)
    assert found.low <= found.share <= found.high
    if found.half_life is not None:
        assert 0 < found.low < found.high < 1


def test_an_effect_that_was_just_shown_leaves_the_share_open() -> None:
    found = retention(law(0.036, 0.02, 0.02, 0.02, 0.5), 0.9, 8)
    assert np.inf in {-found.low, found.high}
    row = lasting_rows(account(("promoted", law(0.036, 0.02, 0.02, 0.02, 0.5))), 0.9, 8)[0]
    assert row["retention"] == pytest.approx(0.02 / 0.036)
    assert None in {row["retention_low"], row["retention_high"]}
    assert row["half_life"] is None


def test_an_estimate_that_is_rejected_itself_is_no_interval() -> None:
    """At p = .0985 of .10 shares on both sides of the estimate, and not the estimate, stay possible: all is open."""
    found = retention(law(-0.06705, -0.07636, 0.04201, 0.05535, 0.4594), 0.9, 8)
    assert (found.low, found.high, found.half_life) == (-np.inf, np.inf, None)
    assert found.share == pytest.approx(1.139, abs=1e-3)


@given(st.floats(0.02, 0.5), st.floats(-0.3, 0.5), st.floats(0.01, 0.1), st.floats(0.01, 0.1), st.floats(-0.9, 0.95))
def test_no_interval_is_a_point(u1: float, u2: float, sd1: float, sd2: float, corr: float) -> None:
    found = retention(law(u1, u2, sd1, sd2, corr), 0.9, 8)
    assert found.high - found.low > 1e-6


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

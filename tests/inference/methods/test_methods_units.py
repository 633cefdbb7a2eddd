"""Inferences that leave units out or turn their signs."""

import numpy as np
import pytest
from unit_panels import Changes, Ratio, design, noise, panel

from lift.core.errors import MethodError
from lift.estimators.did_classic import DidClassic
from lift.inference import paired
from lift.inference.methods.jackknife import Jackknife
from lift.inference.methods.wild_bootstrap import WildBootstrap, half_width, thrown


def test_jackknife_of_a_difference_of_means_is_welch() -> None:
    made = panel(noise(1, 9, 30, 6), 20, 10)
    units = design(made, 3, 6)
    own = DidClassic().expected(made, units, "revenue")
    found = Jackknife().expected(DidClassic(), made, units, "revenue")
    np.testing.assert_allclose(found.scale, own.scale, rtol=1e-10)
    np.testing.assert_allclose(found.df, own.df, rtol=1e-10)


def test_jackknife_counts_the_units_that_sell_an_item() -> None:
    sales = noise(2, 9, 30, 2)
    sales[1, :, 0] = sales[5:7, :, 0] = 0.0
    made = panel(sales, 20, 5, 5)
    units = design(made, 3, 6)
    own = DidClassic().expected(made, units, "revenue")
    found = Jackknife().expected(DidClassic(), made, units, "revenue")
    np.testing.assert_allclose(found.df, own.df, rtol=1e-9)
    # Of two windows the one with fewer degrees of freedom names them, the other's scale is read with those.
    np.testing.assert_allclose((found.scale / own.scale).max(axis=0), 1.0, rtol=1e-9)


def test_a_lone_unit_cannot_be_left_out() -> None:
    made = panel(noise(1, 9, 30, 1), 20, 10)
    with pytest.raises(MethodError, match="jackknife needs at least 2 units in each arm, the test arm has 1"):
        Jackknife().expected(Ratio(), made, design(made, 1, 8), "revenue")
    left = design(made, 2, 4).without("u03")
    assert (left.test, left.control, sum(left.weights)) == (("u00", "u01"), ("u02", "u04", "u05"), 1.0)


def welch_t(rest: np.ndarray, test: int) -> float:
    a, b = rest[:test], rest[test:]
    return (a.mean() - b.mean()) / np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))


def wild_p(change: np.ndarray, test: int, uplift: float, signs: np.ndarray) -> float:
    """p of a supposed uplift by the wild cluster bootstrap, one draw at a time."""
    null = change.copy()
    null[:test] -= uplift
    null -= null.mean()
    draws = np.array([abs(welch_t(sign * null, test)) for sign in signs])
    return float((draws >= abs(welch_t(null, test)) * (1 - 1e-9)).mean())


@pytest.mark.parametrize("sizes", [(3, 5), (5, 8)])
def test_wild_interval_ends_where_p_falls(sizes) -> None:
    made = panel(noise(3, sum(sizes), 24, 1), 18, 6)
    change = Changes().changes(made, "revenue")[0, :, 0]
    signs = thrown(len(change), 199, 1)
    treated = np.arange(len(change)) < sizes[0]
    half = half_width(change[:, None], treated, signs, np.array([0.02]))[0]
    centre = change[: sizes[0]].mean() - change[sizes[0] :].mean()
    ends = []
    for sign in (-1, 1):
        inside, outside = 0.0, 2.0
        while outside - inside > 1e-5:
            middle = 0.5 * (inside + outside)
            kept = wild_p(change, sizes[0], centre + sign * middle, signs) > 0.05
            inside, outside = (middle, outside) if kept else (inside, middle)
        ends.append(inside)
    assert half == pytest.approx(0.5 * sum(ends), rel=0.01)


def test_signs() -> None:
    few = thrown(6, 99, 1)
    assert few.shape == (64, 6)
    assert len({tuple(row) for row in few}) == 64
    many = thrown(20, 99, 1)
    assert many.shape == (100, 20)
    assert (many[0] == 1).all()
    assert (few[0] == 1).all()
    assert set(np.unique(many)) == {-1.0, 1.0}


def test_wild_bootstrap_refuses_what_it_cannot_answer() -> None:
    made = panel(noise(1, 5, 30, 1), 20, 10)
    with pytest.raises(MethodError, match="wild-bootstrap needs at least 6 units, there are 5"):
        WildBootstrap().expected(DidClassic(), made, design(made, 2, 3), "revenue")
    with pytest.raises(MethodError, match="no difference of means of units' changes"):
        paired(Ratio(), "wild-bootstrap")


def test_too_few_units_with_an_item_have_no_interval() -> None:
    change = np.random.default_rng(1).standard_normal((7, 2))
    change[2:4, 1] = np.nan
    treated = np.arange(7) < 3
    found = half_width(change, treated, thrown(7, 99, 1), np.ones(2))
    assert np.isfinite(found).tolist() == [True, False]

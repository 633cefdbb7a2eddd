"""Inferences over periods: moving blocks, and windows slid through the history."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from unit_panels import Changes, LastPeriod, Minus, Ratio, design, noise, panel, shocks

from lift.core.errors import MethodError
from lift.estimators import estimator
from lift.estimators.series import series
from lift.inference import paired
from lift.inference.methods.conformal import Conformal, p_values
from lift.inference.methods.drift import GRID, drift, rho
from lift.inference.methods.inversion import reach
from lift.inference.methods.refit import orderless
from lift.inference.methods.sliding_placebo import SlidingPlacebo, starts


def test_who_can_be_fitted_to_other_periods() -> None:
    fits = {name: orderless(estimator(name), 0) for name in ("did-levels", "sc", "tbr", "sdid", "event-study")}
    assert fits == {"did-levels": True, "sc": True, "tbr": True, "sdid": False, "event-study": False}
    assert orderless(Ratio(), 1)
    assert not orderless(LastPeriod(), 1)


def test_p_values_count_blocks() -> None:
    """A campaign as odd as the oddest block of as many periods, round the corner too."""
    made = panel(noise(1, 4, 30, 3, rho=0.5), 25, 5)
    seen = series(made, design(made, 1, 3), "revenue", pooled=True)
    whole = type(seen)(seen.test, seen.control, 30)
    uplift = np.array([0.05, -0.1, 0.0])
    test = seen.test.copy()
    test[25:] *= np.exp(-uplift)
    size = np.abs(np.log(test / Ratio().predict(type(seen)(test, seen.control, 30))))
    blocks = np.array([size[(np.arange(5) + s) % 30].sum(axis=0) for s in range(30)])
    np.testing.assert_allclose(p_values(Ratio(), whole, 5, uplift), (blocks >= blocks[25] - 1e-12).mean(axis=0))


def test_conformal_interval_ends_where_p_falls() -> None:
    made = panel(noise(2, 4, 40, 1), 34, 6)
    units = design(made, 1, 3)
    found = Conformal().expected(Ratio(), made, units, "revenue")
    seen = series(made, units, "revenue", pooled=True)
    whole = type(seen)(seen.test, seen.control, 40)
    ends = []
    for sign in (-1, 1):
        off = np.arange(0, 0.3, 0.0005)
        kept = [p_values(Ratio(), whole, 6, found.location[0] + sign * o)[0] > 0.05 for o in off]
        ends.append(off[np.flatnonzero(kept).max()])
    assert 2 * 1.959964 * found.scale[0, 0] == pytest.approx(sum(ends), abs=0.002)
    assert np.isinf(found.df).all()


def test_refusals() -> None:
    made = panel(noise(1, 4, 12, 2), 8, 1, 3)
    units = design(made, 1, 3)
    with pytest.raises(MethodError, match="conformal needs at least 10 periods before and in a window, there are 9"):
        Conformal().expected(Ratio(), made, units, "revenue")
    with pytest.raises(MethodError, match=r"needs at least 9 periods before .* a window of 1 through, there are 8"):
        SlidingPlacebo().expected(Ratio(), made, units, "revenue")
    for name in ("conformal", "sliding-placebo"):
        with pytest.raises(MethodError, match=f"inference '{name}' cannot be used with 'Changes'"):
            paired(Changes(), name)
    with pytest.raises(MethodError, match="order of the periods"):
        paired(LastPeriod(), "conformal")


def test_no_point_no_law() -> None:
    made = panel(noise(1, 4, 40, 2), 30, 5, 5)
    found = SlidingPlacebo().expected(Minus(), made, design(made, 1, 3), "revenue")
    assert np.isnan(found.location).all()
    assert np.isnan(found.scale).all()


def test_reach_finds_the_end_and_says_when_there_is_none() -> None:
    ends = np.array([0.3, 1.7, np.inf])
    found = reach(lambda d: d < ends, np.array([0.1, 1.0, 0.5]))
    np.testing.assert_allclose(found[:2], ends[:2], rtol=2e-3)
    assert np.isnan(found[2])
    holed = reach(lambda d: (d < 0.2) | ((d > 0.7) & (d < 0.9)), np.array([0.1]))
    np.testing.assert_allclose(holed, 0.9, rtol=2e-3)
    assert np.isnan(reach(lambda d: (d > 0.1) & (d < 0.3), np.array([0.2]))[0])


def test_an_estimator_that_bends_to_any_uplift_has_no_conformal_interval() -> None:
    @dataclass(frozen=True)
    class Follows:
        pooled: ClassVar[bool] = True

        def predict(self, series):
            known = np.arange(len(series.test)) < series.pre
            return np.where(known[:, None], series.test, series.test[: series.pre].mean(axis=0))

    made = panel(noise(1, 4, 40, 2), 34, 6)
    found = Conformal().expected(Follows(), made, design(made, 1, 3), "revenue")
    assert np.isfinite(found.location).all()
    assert np.isnan(found.scale).all()


def test_what_drift_does_to_windows() -> None:
    """White noise in closed form; drift widens a forecast against a window with neighbours and leaves fewer df."""
    law = drift(52, [(52, 60), (60, 64)], 0, starts(52, 8, around=True), around=True)
    assert law.widening[0] == pytest.approx((1 / 52 + 1 / 8) / (1 / 44 + 1 / 8))
    shared = (1 / 52) / np.sqrt((1 / 52 + 1 / 8) * (1 / 52 + 1 / 4))
    assert law.step_corr[0] == pytest.approx(shared)
    assert (np.diff(law.widening) > 0).all()
    assert (np.diff(law.df) < 0).all()
    assert 7 < law.df[0] < 10
    ahead = drift(52, [(52, 60)], 0, starts(52, 8, around=False), around=False)
    assert (ahead.widening == 1.0).all()
    assert (ahead.df < law.df).all()


def test_autocorrelation_is_found_on_average() -> None:
    found = rho(shocks(np.random.default_rng(3), 1, 52, 1000, 0.6)[0])
    assert set(found) <= set(GRID)
    assert found.mean() == pytest.approx(0.6, abs=0.03)

"""Placebo units: who plays the test arm, and how wide that makes an interval."""

from dataclasses import replace

import numpy as np
import pytest
from unit_panels import Changes, Ratio, design, noise, panel

from lift.core.errors import MethodError
from lift.inference import paired
from lift.inference.methods.placebo_scaled import PlaceboScaled
from lift.inference.methods.placebo_units import PlaceboUnits, root_mean_square
from lift.inference.methods.placebos import placebos


@pytest.mark.parametrize("sizes", [(1, 9), (1, 1), (1, 4), (3, 7), (2, 3), (6, 6)])
def test_placebos_are_untreated_units_against_untreated_units(sizes) -> None:
    made = panel(noise(1, 12, 12, 1), 8, 4)
    units = design(made, *sizes)
    found = placebos(units, 60, 1, "placebo-units")
    assert len(found) >= min(60, len(units.control) + len(units.unused))
    for placebo in found:
        assert not {*placebo.test, *placebo.control, *placebo.unused} & set(units.test)
        untreated = 12 - len(units.test)
        assert len(placebo.test) == min(len(units.test), untreated // 2)
        assert len(placebo.control) == min(len(units.control), untreated - len(placebo.test))
    played = [u for placebo in found for u in placebo.test]
    assert set(played) == set(units.control) | set(units.unused)
    counts = [played.count(u) for u in set(played)]
    assert max(counts) <= 2 * min(counts)


def test_placebos_of_one_against_all_are_all_of_them() -> None:
    made = panel(noise(1, 8, 12, 1), 8, 4)
    units = design(made, 1, 7)
    assert [p.test for p in placebos(units, 60, 1, "x")] == [(u,) for u in units.control]
    assert placebos(units, 60, 1, "x") == placebos(units, 60, 2, "x")


def test_too_few_untreated_units() -> None:
    made = panel(noise(1, 6, 12, 1), 8, 4)
    with pytest.raises(
        MethodError, match=r"placebo-units needs at least 6 untreated units to play the test arm, there are 5"
    ):
        PlaceboUnits().expected(Ratio(), made, design(made, 1, 5), "revenue")
    with pytest.raises(MethodError, match="there are 4"):
        PlaceboScaled().expected(Changes(), made, design(made, 2, 4), "revenue")


def test_one_against_all_is_the_prediction_interval_of_a_unit() -> None:
    """Its scale is ``s sqrt(1 + 1/J)``, s the standard deviation of the other units' changes."""
    made = panel(noise(1, 10, 30, 40), 20, 6, 4)
    found = PlaceboUnits().expected(Changes(), made, design(made, 1, 9), "revenue")
    change = Changes().changes(made, "revenue")[:, 1:]
    np.testing.assert_allclose(found.scale, change.std(axis=1, ddof=1) * np.sqrt(1 + 1 / 9), rtol=1e-12)
    assert (found.df == 8).all()
    a, b = change - change.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(found.step_corr, (a * b).sum(axis=0) / np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0)))


@pytest.mark.parametrize("sizes", [(1, 1), (1, 3), (3, 6), (4, 6)])
def test_other_designs_tend_to_the_same(sizes) -> None:
    """``s sqrt(1/n + 1/m)``, s over all untreated units, as the number of draws grows."""
    made = panel(noise(2, 10, 30, 5), 20, 10)
    units = design(made, *sizes)
    found = PlaceboUnits(draws=1500).expected(Changes(), made, units, "revenue")
    change = Changes().changes(made, "revenue")[:, sizes[0] :]
    spread = change.std(axis=1, ddof=1) * np.sqrt(1 / sizes[0] + 1 / sizes[1])
    np.testing.assert_allclose(found.scale, spread, rtol=0.06)


def test_items_that_few_units_sell() -> None:
    sales = noise(3, 11, 30, 3)
    sales[1:3, :, 1] = 0.0
    sales[1:6, :, 2] = 0.0
    made = panel(sales, 20, 10)
    units = design(made, 1, 10)
    found = PlaceboUnits().expected(Ratio(), made, units, "revenue")
    assert np.isfinite(found.scale).tolist() == [[True, True, False]]
    assert (found.df == 9).all()


def test_fewer_placebos_reach_further() -> None:
    errors = np.full((10, 1, 2), 0.1)
    errors[7:, :, 1] = np.nan
    found = root_mean_square(errors, 10)
    assert found[0, 0] == pytest.approx(0.1)
    assert found[0, 1] == pytest.approx(0.1 * 2.446911851 / 2.262157163)


def test_a_law_that_is_too_narrow_is_widened_and_an_honest_one_left() -> None:
    made = panel(noise(4, 41, 30, 60), 20, 6, 4)
    units = design(made, 1, 40)
    own = Changes().expected(made, units, "revenue")
    factor = {}
    for narrow in (1.0, 2.0):
        found = PlaceboScaled(prior=0.0).expected(Changes(narrow), made, units, "revenue")
        ratio = found.scale * narrow / own.scale
        np.testing.assert_allclose(ratio, ratio[0, 0])
        np.testing.assert_allclose(found.location, own.location)
        factor[narrow] = ratio[0, 0]
    assert factor[1.0] == pytest.approx(1.0, abs=0.05)
    # Squares are cut at 2.5, so a law half as wide as it should be is not quite made good.
    assert 1.6 < factor[2.0] < 2.05


def test_few_placebos_say_little() -> None:
    scaled = PlaceboScaled(prior=10.0)
    assert scaled.factor(np.full(10, 3.0), 10) == pytest.approx(np.sqrt(2.0))
    assert scaled.factor(np.full(10, 0.2), 10) == pytest.approx(np.sqrt(0.6))
    assert scaled.factor(np.array([3.0] * 5 + [np.nan] * 5), 10) == pytest.approx(np.sqrt((10 + 15) / 15))
    assert replace(scaled, prior=1e12).factor(np.full(10, 3.0), 10) == pytest.approx(1.0)
    with pytest.raises(MethodError, match="'placebo-scaled' cannot be used with 'Ratio'"):
        paired(Ratio(), "placebo-scaled")

"""An estimator's points, and how it is asked for many designs."""

import numpy as np
import pytest
from unit_panels import Changes, Minus, Ratio, RatioOfUnits, design, noise, panel

from lift.core.design import Design
from lift.inference.methods.ask import ask
from lift.inference.methods.placebos import placebos
from lift.inference.methods.points import points, whitened
from lift.inference.sample import window_sums


def test_path_and_location_tell_the_same_story() -> None:
    sales = noise(1, 5, 30, 3)
    sales[0, 20:25] *= 1.2
    made = panel(sales, 20, 5, 5)
    found = points(Ratio(), made, design(made, 1, 4), "revenue")
    sold = sales[0]
    expected = window_sums(made, sold * np.exp(found.path))
    np.testing.assert_allclose(found.location, np.log(window_sums(made, sold) / expected), atol=1e-12)
    assert np.abs(found.location[0] - np.log(1.2)).max() < 0.1
    np.testing.assert_allclose(found.residual.std(axis=0), 1.0)


def test_expected_sales_below_zero_are_no_point() -> None:
    made = panel(noise(1, 5, 30, 3), 20, 5, 5)
    found = points(Minus(), made, design(made, 1, 4), "revenue")
    assert np.isnan(found.location).all()
    assert np.isfinite(found.path).all()


def test_a_period_without_sales_has_a_finite_path() -> None:
    sales = noise(1, 5, 30, 2)
    sales[0, 22, 0] = 0.0
    made = panel(sales, 20, 10)
    found = points(Ratio(), made, design(made, 1, 4), "revenue")
    least = 0.5 * sales[0, :20, 0].min()
    assert found.floor[22].tolist() == [pytest.approx(least), 0.0]
    expected = sales[0, :20].mean(axis=0) * sales[1:].mean(axis=0)[22] / sales[1:, :20].mean(axis=(0, 1))
    np.testing.assert_allclose(found.path[22], np.log(expected / np.array([least, sales[0, 22, 1]])))


def test_a_shock_that_lasts_counts_once() -> None:
    walk = np.cumsum(np.random.default_rng(1).standard_normal((400, 2)), axis=0)
    news = whitened(walk)
    assert np.abs((news[1:] * news[:-1]).mean(axis=0)).max() < 0.15


@pytest.mark.parametrize("units", [(1, 7), (3, 6)])
def test_one_batch_or_one_by_one(units) -> None:
    """Designs as items of one call give what each gives alone, whatever is missing."""
    sales = noise(2, 11, 26, 90)
    sales[4, :, 1] = 0.0
    sales[5, :4, 2] = 0.0
    made = panel(sales, 20, 3, 3)
    asked = placebos(design(made, *units), 40, 1, "placebo-units")
    batch, alone = (ask(estimator, made, asked, "revenue") for estimator in (Ratio(), RatioOfUnits()))
    np.testing.assert_allclose(batch, alone, atol=1e-12)
    lone = [d.test == ("u04",) for d in asked]
    assert np.isnan(batch[lone][:, :, 1]).all()
    assert np.isfinite(batch[:, :, 0]).all()


def test_changes_are_averaged_over_the_units_that_have_one() -> None:
    sales = noise(3, 6, 20, 2)
    made = panel(sales, 15, 5)
    units = Design("stores", ("u00", "u01"), ("u02", "u03", "u04"), (1 / 3,) * 3)

    class Gap(Changes):
        def changes(self, made, metric):
            found = super().changes(made, metric)
            found[0, 1, 0] = np.nan
            return found

    change = Changes().changes(made, "revenue")[0]
    found = ask(Gap(), made, [units], "revenue")[0, 0]
    np.testing.assert_allclose(found[0], change[0, 0] - change[2:5, 0].mean())
    np.testing.assert_allclose(found[1], change[:2, 1].mean() - change[2:5, 1].mean())

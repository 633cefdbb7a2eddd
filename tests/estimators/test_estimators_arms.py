"""The two arms: logs of sums over sums, what stands in for zeros, and the control units' shared wanderings."""

from dataclasses import replace

import numpy as np
import pytest
from made_markets import compare, market, windows

from lift.core.errors import MethodError
from lift.core.panel import Span
from lift.estimators.arms import COMPONENTS, arms


def test_the_index_is_the_sum_of_sales_over_the_sum_of_usual_sales() -> None:
    m = market(test=2, control=4, span=windows(12, 3, 1))
    main, _ = compare(m)
    both = arms(main.panel, main.design, "units")
    for arm, found in (("test", both.test), ("control", both.control)):
        stores = [a == arm for a in m.arm]
        sales = m.sales[stores].sum(axis=(0, 2))
        k = main.panel.item("category", "Food")
        np.testing.assert_allclose(found[:, k], np.log(sales / sales[:12].mean()), atol=1e-12)
    np.testing.assert_allclose(both.contrast, both.test - both.control)
    assert (both.floor == 0).all()


def test_half_of_the_smallest_week_stands_in_for_an_empty_one() -> None:
    m = market().times(0.0, skus=("Sol-1",), span=Span(21, 23))
    main, _ = compare(m)
    both = arms(main.panel, main.design, "units")
    k = main.panel.item("sku", "Sol-1")
    sales = m.sales[[a == "test" for a in m.arm]][:, :, 0].sum(axis=0)
    np.testing.assert_allclose(both.floor[21:23, k], 0.5 * sales[:20].min())
    assert np.count_nonzero(both.floor) == 2
    np.testing.assert_allclose(both.test[21, k], np.log(0.5 * sales[:20].min() / sales[:20].mean()))


def test_a_period_in_which_no_store_lists_the_item_is_not_a_zero() -> None:
    main, _ = compare(market())
    weight = main.panel.weight.copy()
    u = main.panel.units.index("test 01")
    weight[:, u, 3] = 0.0
    listed = main.panel.listed.copy()
    listed[:, u, 3] = 0.0
    both = arms(replace(main.panel, weight=weight, listed=listed), main.design, "revenue")
    assert (both.test[3] == 0).all()
    assert (both.floor == 0).all()


def test_shared_wanderings_are_those_of_the_control_units_and_of_unit_power() -> None:
    m = market(control=5, span=windows(15, 2, 0))
    main, _ = compare(m)
    found = arms(main.panel, main.design, "revenue").shared
    assert found is not None
    np.testing.assert_allclose((found**2).sum(axis=2).mean(axis=1), 1.0)
    index = main.panel.listed[0] / main.panel.weight[0]
    log = np.log((index[main.panel.at(main.design.control)] + 0.1) / 1.1)
    log = log - log.mean(axis=0)
    log = log - log.mean(axis=1, keepdims=True)
    for k in range(len(main.panel.items)):
        kernel = log[:, :, k].T @ log[:, :, k]
        np.testing.assert_allclose(found[k] @ found[k].T, kernel / np.diag(kernel).mean(), atol=1e-9)


def test_at_most_sixteen_components_and_none_from_a_single_control() -> None:
    main, _ = compare(market(control=24, stores=1, span=windows(30, 2, 0)))
    found = arms(main.panel, main.design, "revenue").shared
    assert found is not None
    assert found.shape[2] == COMPONENTS == 16
    alone, _ = compare(market(control=1))
    assert arms(alone.panel, alone.design, "revenue").shared is None
    assert arms(main.panel, main.design, "revenue", shared=False).shared is None


def test_an_arm_that_lists_nothing_is_named() -> None:
    main, _ = compare(market().times(0.0, arm="control", skus=("Sol-2",), span=Span(0, 24)))
    with pytest.raises(MethodError, match="no store of the control arm lists 'Sol-2'"):
        arms(main.panel, main.design, "revenue")


def test_a_control_unit_that_never_lists_an_item_lends_it_no_wanderings() -> None:
    """The panel with such a unit and the one without it have the same wanderings: its season is everybody's."""
    main, _ = compare(market(control=3, span=windows(15, 2, 0)))
    out = main.design.control[1]
    weight, listed = main.panel.weight.copy(), main.panel.listed.copy()
    for cube in (weight, listed):
        cube[:, main.panel.units.index(out)] = 0.0
    kept = tuple(u for u in main.design.control if u != out)
    without = arms(main.panel, replace(main.design, control=kept, weights=(0.5, 0.5)), "revenue")
    emptied = arms(replace(main.panel, weight=weight, listed=listed), main.design, "revenue")
    assert emptied.shared is not None
    assert without.shared is not None
    for one, other in zip(emptied.shared, without.shared, strict=True):
        np.testing.assert_allclose(one @ one.T, other @ other.T, atol=1e-12)
    np.testing.assert_array_equal(emptied.contrast, without.contrast)

"""The final design: weights, fingerprint, and blocks of stores."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_markets import compare, market, windows

from lift.core.design import Design
from lift.core.errors import DesignError
from lift.design.build import blocks, build
from lift.design.units import Units


def resolved(m, **options) -> Units:
    unit_of = dict(zip(m.stores, m.unit, strict=True))
    free = tuple(sorted(m.units("control") + m.units("unused")))
    return replace(Units(m.assignment, True, unit_of, m.units("test"), m.units("control"), free, ("gone",)), **options)


def test_weights_are_shares_of_the_controls_category_revenue_before() -> None:
    m = market(
        control=3, unused=2, layout={"Food": {"Sol": 2, "Luna": 1}, "Drink": {"Mar": 1}}, promoted=("Sol-1", "Mar-1")
    )
    main, _ = compare(m)
    design = build(resolved(m), main.panel, m.promoted, m.units("control"), "named")
    revenue = {u: (m.sales[[r == u for r in m.region], :20] * m.price).sum() for u in m.units("control")}
    total = sum(revenue.values())
    assert design.weights == pytest.approx([revenue[u] / total for u in design.control])
    assert sum(design.weights) == pytest.approx(1.0)
    assert design.unused == m.units("unused")
    assert (design.excluded, design.chosen, design.evidence) == (("gone",), "named", "model-based")


def test_a_lock_fixed_before_is_strong_evidence() -> None:
    m = market()
    main, _ = compare(m)
    assert build(resolved(m), main.panel, m.promoted, m.units("control"), "lock").evidence == "strong"


def test_the_fingerprint_is_that_of_the_design_and_not_of_the_sales() -> None:
    m = market(unused=1)

    def mark(m, units=None, promoted=m.promoted, control=None):
        panel = compare(m)[0].panel
        return build(units or resolved(m), panel, promoted, control or m.units("control"), "named").fingerprint

    first = mark(m)
    assert len(first) == 64
    assert mark(m.times(2.0)) == first
    assert mark(m, promoted=tuple(reversed(m.promoted))) == first
    assert mark(m, promoted=("Sol-1",)) != first
    assert mark(m, control=m.units("control")[:2]) != first
    assert mark(m, units=resolved(m, assignment="stores")) != first
    assert mark(replace(m, windows=windows(20, 3, 1))) != first


def test_control_units_that_never_sell_are_weighted_alike() -> None:
    m = market().times(0.0, arm="control", span=market().windows.pre)
    main, _ = compare(m)
    assert build(resolved(m), main.panel, m.promoted, m.units("control"), "named").weights == pytest.approx([1 / 3] * 3)


def test_no_control_in_the_panel_is_an_error() -> None:
    m = market()
    main, _ = compare(m)
    with pytest.raises(DesignError, match="no control unit"):
        build(resolved(m), main.panel, m.promoted, ("elsewhere",), "named")


@settings(max_examples=20)
@given(seed=st.integers(0, 1000), test=st.integers(1, 40), control=st.integers(1, 60), most=st.sampled_from([1, 4, 16]))
def test_blocks_hold_every_store_once_arms_apart_and_sizes_alike(seed, test, control, most) -> None:
    m = market(seed, test=test, control=control, stores=1, assignment="stores", layout={"Food": {"Sol": 1}}, promoted=1)
    main, _ = compare(m)
    design = main.design
    block_of, blocked = blocks(design, main.panel, most)
    assert set(block_of) == set(design.test) | set(design.control)
    for members, names in ((design.test, blocked.test), (design.control, blocked.control)):
        assert {block_of[s] for s in members} == set(names)
        assert len(names) == min(most, len(members))
        counts = [sum(block_of[s] == name for s in members) for name in names]
        assert max(counts) - min(counts) <= 2
    assert not set(blocked.test) & set(blocked.control)
    assert sum(blocked.weights) == pytest.approx(1.0)
    weight = dict(zip(design.control, design.weights, strict=True))
    for name, share in zip(blocked.control, blocked.weights, strict=True):
        assert share == pytest.approx(sum(weight[s] for s in design.control if block_of[s] == name))


def test_blocks_are_alike_in_size() -> None:
    m = market(3, test=32, control=64, stores=1, assignment="stores")
    main, _ = compare(m)
    block_of, blocked = blocks(main.design, main.panel)
    sales = dict(zip(m.stores, (m.sales[:, :20] * m.price).sum(axis=(1, 2)), strict=True))
    for names in (blocked.test, blocked.control):
        sizes = [sum(sales[s] for s in block_of if block_of[s] == name) for name in names]
        singles = [sales[s] for s in block_of if block_of[s] in names]
        by_chance = np.std(singles) / np.mean(singles) / np.sqrt(len(singles) / len(names))
        assert np.std(sizes) / np.mean(sizes) < 0.6 * by_chance


def test_a_design_refuses_what_cannot_be() -> None:
    with pytest.raises(DesignError, match="no test unit"):
        Design("regions", (), ("a",), (1.0,))
    with pytest.raises(DesignError, match="no control unit"):
        Design("regions", ("a",), (), ())
    with pytest.raises(DesignError, match="in test and control at once: b"):
        Design("regions", ("a", "b"), ("b", "c"), (0.5, 0.5))
    with pytest.raises(DesignError, match="1 weight for 2 control units"):
        Design("regions", ("a",), ("b", "c"), (1.0,))

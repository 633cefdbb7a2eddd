"""Data at the edge of sense: a sane result, or one clear error; never a traceback, never a silent wrong number."""

from dataclasses import replace

import numpy as np
import pytest
from made_markets import COUNTS, accounts, market, rows_of, the, windows
from test_contract_rows import QUICK, holds

from lift.core.errors import DesignError, MethodError
from lift.core.panel import Span
from lift.estimators.did_classic import DidClassic
from lift.inference.effects import effect_rows

ALL = Span(0, 24)


def without(m, skus, span=ALL, arms=("test", "control")):
    for arm in arms:
        m = m.times(0.0, arm=arm, skus=skus, span=span)
    return m


def of_region(m, region: str, factor: float):
    sales = m.sales.copy()
    sales[[r == region for r in m.region]] *= factor
    return m.with_sales(sales)


def identical():
    m = market()
    sales = m.sales.copy()
    sales[..., 1] = sales[..., 0]
    return m.with_sales(sales)


def poisson(rate: float, **options):
    m = market(rate=rate, **options)
    return m.with_sales(np.random.default_rng(0).poisson(m.sales).astype(float))


SANE = {
    "single control unit": market(control=1),
    "one store against one": market(control=1, stores=1),
    "windows of one week": market(span=windows(12, 1, 1)),
    "after window of one week": market(span=windows(12, 4, 1)),
    "eight weeks before": market(span=windows(8, 2)),
    "no noise": market(noise=0.0, regional=0.0),
    "huge sales": market(rate=1e12),
    "tiny sales": market(rate=1e-6),
    "a control unit that never sells": of_region(market(), "control 01", 0.0),
    "a test unit that never sells": of_region(market(test=2), "test 01", 0.0),
    "a promoted SKU only in the test arm": without(market(), ("Sol-1",), arms=("control",)),
    "a promoted SKU only in the control": without(market(), ("Sol-1",), arms=("test",)),
    "all promoted SKUs only in the test arm": without(market(), ("Sol-1", "Sol-2"), arms=("control",)),
    "a promoted brand only in the test arm": without(
        market(promoted=3), ("Sol-1", "Sol-2", "Sol-3"), arms=("control",)
    ),
    "another brand only in the test arm": without(market(), ("Luna-1", "Luna-2"), arms=("control",)),
    "promoted SKUs sold out in the campaign": market().times(0.0, skus=("Sol-1", "Sol-2")),
    "the test arm sold nothing in the campaign": market().times(0.0),
    "the control sold nothing in the campaign": market().times(0.0, arm="control"),
    "the test arm sold nothing behind the campaign": market(span=windows(20, 3, 1)).times(0.0, span=Span(23, 24)),
    "identical SKUs": identical(),
    "a launched SKU": without(market(), ("Sol-1",), Span(0, 20)),
    "all promoted SKUs launched": without(market(), ("Sol-1", "Sol-2"), Span(0, 20)),
    "a launched brand": without(market(promoted=3), ("Sol-1", "Sol-2", "Sol-3"), Span(0, 20)),
    "delisted by the control before the campaign": without(market(), ("Sol-1",), Span(15, 24), ("control",)),
    "delisted by both arms before the campaign": without(market(), ("Luna-1",), Span(15, 24)),
    "single pieces": poisson(2.0),
    "hardly any pieces": poisson(0.3, span=windows(20, 4, 4)),
    "a thousandfold uplift": market().times(1000.0, skus=("Sol-1",)),
    "a thousandth left": market().times(0.001, skus=("Sol-1",)),
    "noise far above any effect": market(noise=3.0, regional=1.0),
}


@pytest.mark.parametrize("m", [pytest.param(m, id=name) for name, m in SANE.items()])
def test_sane_with_regions(m) -> None:
    holds(QUICK, m)


@pytest.mark.parametrize("name", sorted(SANE.keys() - {
    "one store against one", "the test arm sold nothing in the campaign", "the control sold nothing in the campaign",
    "the test arm sold nothing behind the campaign",
}))  # fmt: skip
def test_sane_with_the_classical_method(name) -> None:
    m = SANE[name]
    two = market(1) if name == "single control unit" else m
    holds(DidClassic(), _as_stores(two))


def _as_stores(m):
    return replace(m, assignment="stores")


@pytest.mark.parametrize("pre", [1, 2, 7])
def test_the_classical_method_needs_one_period_before(pre) -> None:
    holds(DidClassic(), market(test=3, control=4, assignment="stores", unused=4, span=windows(pre, 2)))


@pytest.mark.parametrize(
    ("m", "error", "words"),
    [
        (market(span=windows(7, 2)), MethodError, "at least 8 periods"),
        (without(market(), None), DesignError, "'Food' is not sold throughout in one of the arms"),
        (market().times(0.0, span=Span(0, 20)), DesignError, "'Food' is not sold throughout in one of the arms"),
        (market(span=windows(20, 6)).times(0.0, arm="control", span=Span(20, 26)), DesignError, "is open in a window"),
    ],
)  # fmt: skip
def test_one_clear_error(m, error, words) -> None:
    with pytest.raises(error, match=words):
        rows_of(QUICK, m)


def test_the_classical_method_says_when_an_arm_has_no_sales_left() -> None:
    m = market(test=3, control=3, assignment="stores").times(0.0)
    with pytest.raises(DesignError, match=r"too few units of an arm that sold any item .* method = 'did'"):
        rows_of(DidClassic(), m)


def test_without_noise_the_uplift_is_exact_and_proven() -> None:
    for estimator, assignment in ((QUICK, "regions"), (DidClassic(), "stores")):
        m = market(test=2, control=3, noise=0.0, regional=0.0, assignment=assignment)
        assert the(rows_of(estimator, m), "category", "Food")["uplift"] == pytest.approx(0.0, abs=1e-9)
        rows = rows_of(estimator, m.times(1.07))
        for level, item in (
            ("sku", "Sol-1"),
            ("sku", "Luna-2"),
            ("promoted", "promoted"),
            ("brand", "Luna"),
            ("category", "Food"),
        ):
            row = the(rows, level, item)
            assert row["uplift"] == pytest.approx(0.07, abs=1e-6)
            assert row["verdict"] == "proven"


def test_sizes_change_no_ratio() -> None:
    m = market(span=windows(12, 2, 2)).times(1.2, skus=("Sol-1",))
    rows = [rows_of(QUICK, m.with_sales(m.sales * size)) for size in (1.0, 1e9, 1e-9)]
    for plain, huge, tiny in zip(*rows, strict=True):
        for name in ("uplift", "uplift_low", "uplift_high", "p_value", "detectable"):
            assert huge[name] == pytest.approx(plain[name], rel=1e-6, abs=1e-9)
            assert tiny[name] == pytest.approx(plain[name], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("factor", [0.2, 1.3, 5.0])
def test_the_effect_on_one_sku_moves_no_expected_sales(factor) -> None:
    """What would have been sold without the campaign cannot depend on what was sold with it."""
    m = market(span=windows(16, 3, 2))
    plain, moved = (rows_of(QUICK, x) for x in (m, m.times(factor, skus=("Sol-1",))))
    for a, b in zip(plain, moved, strict=True):
        assert b["expected"] == pytest.approx(a["expected"], rel=1e-6), (a["level"], a["item"])


def test_a_store_that_opens_in_the_campaign_is_observed_but_not_compared() -> None:
    """A store without sales before is seen in observed; it moves the levels' weights a little, and no uplift else."""
    m = market(test=2, stores=2)
    new = [i for i, r in enumerate(m.region) if r == "test 01"][1]
    sales = m.sales.copy()
    sales[new, :20] = 0.0
    closed = m.with_sales(np.where(np.arange(len(m.arm))[:, None, None] == new, 0.0, m.sales))
    with_new, without_new = (the(rows_of(QUICK, x), "category", "Food") for x in (m.with_sales(sales), closed))
    assert with_new["observed"] > without_new["observed"]
    assert with_new["uplift"] == pytest.approx(without_new["uplift"], abs=1e-3)


def test_a_thousandfold_uplift_is_found() -> None:
    row = the(rows_of(QUICK, market(noise=0.02).times(1000.0, skus=("Sol-1",))), "sku", "Sol-1")
    assert 900 < row["uplift"] < 1100


def test_a_delisting_by_the_control_is_no_uplift_of_the_sku() -> None:
    m = market(span=windows(60, 4), noise=0.02)
    _, both = accounts(QUICK, without(m, ("Sol-1",), Span(55, 64), ("control",)))
    rows = effect_rows(both, frozenset(m.promoted), 0.9, COUNTS)
    assert not [r for r in rows if r["item"] == "Sol-1"]
    assert {n.item: n.reason for n in both[0].not_measured}["Sol-1"] == "not_listed"

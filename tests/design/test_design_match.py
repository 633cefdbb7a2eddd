"""A control found on history that the estimate never sees."""

import numpy as np
import pytest
from made_markets import compare, market, windows
from test_design_build import resolved

from lift.core.errors import DesignError
from lift.core.panel import Span
from lift.design.match import match

SPAN = windows(16, 4, 2, history=26)


def pool(seed: int = 1, **options):
    """One test region, and candidates that each drift on their own."""
    return market(seed, **({"control": 8, "span": SPAN, "regional": 0.2, "rho": 0.95, "noise": 0.03} | options))


def twin(m, name: str = "control 05", size: float = 3.0):
    """One candidate moves as the test region does, at another size."""
    sales = m.sales.copy()
    noise = np.exp(0.01 * np.random.default_rng(9).standard_normal(sales[[r == name for r in m.region]].shape))
    sales[[r == name for r in m.region]] = size * sales[[r == "test 01" for r in m.region]] * noise
    return m.with_sales(sales)


def chosen(m, **options):
    main, _ = compare(m)
    return match(resolved(m, control=None, **options), main.panel)


@pytest.mark.parametrize("seed", range(5))
def test_it_finds_the_planted_twin(seed) -> None:
    assert chosen(twin(pool(seed))) == ("control 05",)


@pytest.mark.parametrize("seed", range(3))
def test_two_halves_of_a_twin_are_both_taken(seed) -> None:
    """Each half carries a disturbance that the other takes back: only together they are the test region."""
    m = pool(seed)
    sales = m.sales.copy()
    test = sales[[r == "test 01" for r in m.region]]
    wave = 0.3 * np.sin(np.arange(test.shape[1]))[None, :, None]
    sales[[r == "control 02" for r in m.region]] = test * (1 + wave)
    sales[[r == "control 06" for r in m.region]] = test * (1 - wave)
    noise = np.exp(0.25 * np.random.default_rng(seed).standard_normal((1, test.shape[1], 1)))
    for other in ("01", "03", "04", "05", "07", "08"):
        sales[[r == f"control {other}" for r in m.region]] *= noise
    assert {"control 02", "control 06"} <= set(chosen(m.with_sales(sales)))


def test_only_history_is_looked_at() -> None:
    m = twin(pool())
    wild = np.random.default_rng(2).random(m.sales.shape) * 1000
    sales = np.where(np.arange(m.sales.shape[1])[None, :, None] < SPAN.history.stop, m.sales, wild)
    assert chosen(m.with_sales(sales)) == chosen(m)
    moved = m.sales.copy()
    moved[[r == "control 05" for r in m.region], : SPAN.history.stop] *= wild[0, : SPAN.history.stop, :1]
    assert chosen(m.with_sales(moved)) != chosen(m), "while history does matter"


def test_the_order_and_the_size_of_candidates_do_not_matter() -> None:
    m = twin(pool(), size=0.1)
    assert chosen(m) == ("control 05",)
    assert chosen(m, free=tuple(reversed(m.units("control")))) == ("control 05",)


def test_only_free_units_are_candidates() -> None:
    m = twin(pool())
    left = tuple(u for u in m.units("control") if u != "control 05")
    assert "control 05" not in chosen(m, free=left)


def test_a_candidate_with_an_empty_week_is_none() -> None:
    m = twin(pool())
    sales = m.sales.copy()
    sales[[r == "control 05" for r in m.region], 4] = 0.0
    assert "control 05" not in chosen(m.with_sales(sales))


def test_too_little_history_is_said() -> None:
    with pytest.raises(DesignError, match=r"at least 8 periods to match on.*leaves 7"):
        chosen(pool(span=windows(16, 4, 0, history=7)))


@pytest.mark.parametrize("arm", ["test", "control"])
def test_nobody_to_match_with_is_said(arm) -> None:
    m = pool().times(0.0, arm=arm, span=Span(3, 4))
    with pytest.raises(DesignError, match=r"no candidate unit sold .* in every period .*8 candidates"):
        chosen(m)

"""Balance: each measure by hand, and what cannot be compared is left out."""

import numpy as np
import pytest
from made_markets import compare, market

from lift.design.balance import balance, indexed


def rows(m, kinds=None):
    main, _ = compare(m)
    found = balance(main.panel, main.design, m.windows.pre, kinds or {})
    return main, {(row.level, row.item, row.measure): row for row in found}


def test_levels_prices_and_shares_are_ratios_of_sums() -> None:
    m = market(4, control=4, unused=2)
    _, found = rows(m)
    pre = m.windows.pre.slice
    revenue = m.sales[:, pre] * m.price
    test = np.array([a == "test" for a in m.arm])
    row = found["category", "Food", "sales"]
    assert row.test == pytest.approx(revenue[test].sum() / (2 * 20))
    control = np.array([a == "control" for a in m.arm])
    assert row.control == pytest.approx(revenue[control].sum() / (8 * 20))
    by_unit = [revenue[[r == u for r in m.region]].sum() / (2 * 20) for u in sorted(set(m.region))]
    assert row.difference == pytest.approx((row.test - row.control) / np.std(by_unit, ddof=1))
    sol = np.array([b == "Sol" for b in m.brand])
    price = found["brand", "Sol", "price"]
    assert price.test == pytest.approx(revenue[test][..., sol].sum() / m.sales[test][:, pre][..., sol].sum())
    assert found["brand", "Sol", "share"].test == pytest.approx(revenue[test][..., sol].sum() / revenue[test].sum())


def test_a_trend_is_growth_per_year() -> None:
    m = market(1, noise=1e-9, regional=0.0)
    growth = np.where([a == "test" for a in m.arm], 1.2, 1.0)[:, None] ** (np.arange(m.sales.shape[1]) * 7 / 365.25)
    flat = m.sales[:, :1].repeat(m.sales.shape[1], axis=1)
    _, found = rows(m.with_sales(flat * growth[:, :, None]))
    row = found["category", "Food", "trend"]
    assert (row.test, row.control) == (pytest.approx(0.2, rel=1e-6), pytest.approx(0.0, abs=1e-9))


def test_attributes_are_shares_of_stores_and_names_are_none() -> None:
    m = market(1)
    kinds = {
        "format": {"big": np.array([1.0, 0.0, 2.0, 2.0]), "small": np.array([1.0, 2.0, 0.0, 0.0])},
        "street": {f"street {i}": np.ones(4) for i in range(8)},
    }
    main, found = rows(m, kinds)
    assert main.panel.units[-1] == "test 01"
    assert found[None, None, "format = big"].test == 1.0
    assert found[None, None, "format = big"].control == pytest.approx(0.5)
    assert not any("street" in measure for _, _, measure in found)
    assert found[None, None, "stores"].difference is None, "all regions have as many stores"


def test_indices_have_mean_100_in_each_arm() -> None:
    main, _ = compare(market(2))
    found = indexed(main.panel, main.design, main.panel.windows.pre)
    assert {row["level"] for row in found} == {"promoted", "brand", "category"}
    for arm in ("test", "control"):
        assert np.mean([row[arm] for row in found if row["level"] == "category"]) == pytest.approx(100.0)

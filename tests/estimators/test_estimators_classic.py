"""The textbook difference-in-differences against scipy's Welch test and statsmodels' OLS with HC2 errors."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from made_markets import compare, market, windows
from scipy import stats

from lift.core.errors import MethodError
from lift.estimators.did_classic import DidClassic, unit_changes, welch


@given(
    seed=st.integers(0, 10_000), sizes=st.tuples(st.integers(2, 12), st.integers(2, 12)), W=st.integers(1, 2),
    ratio=st.sampled_from([0.01, 1.0, 50.0]),
)  # fmt: skip
def test_welch_is_scipys_and_ols_with_hc2(seed, sizes, W, ratio) -> None:
    rng = np.random.default_rng(seed)
    test, control = rng.standard_normal((W, sizes[0], 3)) * ratio + 0.3, rng.standard_normal((W, sizes[1], 3))
    location, scale, df = welch(test, control)
    p = 2 * stats.t.sf(np.abs(location / scale), df)
    other = stats.ttest_ind(test, control, axis=1, equal_var=False)
    np.testing.assert_allclose(p, other.pvalue, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(df, other.df, rtol=1e-10)
    for w in range(W):
        for k in range(3):
            d = np.concatenate([test[w, :, k], control[w, :, k]])
            X = sm.add_constant(np.repeat([1.0, 0.0], sizes))
            fit = sm.OLS(d, X).fit(cov_type="HC2")
            assert location[w, k] == pytest.approx(fit.params[1], rel=1e-9, abs=1e-12)
            assert scale[w, k] == pytest.approx(fit.bse[1], rel=1e-10)


def test_missing_units_are_left_out_item_by_item() -> None:
    rng = np.random.default_rng(3)
    test, control = rng.standard_normal((1, 6, 2)), rng.standard_normal((1, 7, 2))
    test[0, 2, 1] = control[0, [0, 4], 1] = np.nan
    location, scale, df = welch(test, control)
    other = stats.ttest_ind(test[0], control[0], axis=0, equal_var=False, nan_policy="omit")
    np.testing.assert_allclose(2 * stats.t.sf(np.abs(location / scale), df)[0], other.pvalue, rtol=1e-10)
    np.testing.assert_allclose(df[0], other.df, rtol=1e-10)


def test_one_unit_left_has_no_variance() -> None:
    test, control = np.full((1, 3, 1), np.nan), np.zeros((1, 3, 1))
    test[0, 0] = 1.0
    _, scale, df = welch(test, control)
    assert np.isnan(scale).all()
    assert np.isnan(df).all()


@pytest.mark.parametrize("sizes", [(2, 2), (3, 9)])
def test_units_that_move_alike_leave_a_variance_and_its_degrees_of_freedom(sizes) -> None:
    location, scale, df = welch(np.full((1, sizes[0], 1), 0.2), np.zeros((1, sizes[1], 1)))
    assert location[0, 0] == pytest.approx(0.2)
    assert 0 < scale[0, 0] < 1e-11
    assert min(sizes) - 1 <= df[0, 0] <= sum(sizes) - 2


def test_changes_are_logs_of_ratios_of_sums() -> None:
    m = market(test=2, control=3, span=windows(12, 3, 2))
    main, _ = compare(m)
    panel = main.panel
    k = panel.item("brand", "Luna")
    change = unit_changes(panel, "units", m.windows.after)
    skus = [i for i, b in enumerate(m.brand) if b == "Luna"]
    for u, unit in enumerate(panel.units):
        sales = m.sales[[r == unit for r in m.region]][:, :, skus].sum(axis=(0, 2))
        assert change[u, k] == pytest.approx(np.log(sales[15:17].mean() / sales[:12].mean()))


@pytest.mark.parametrize(("test", "control", "arm"), [(1, 5, "test"), (5, 1, "control")])
def test_a_lone_unit_is_refused_by_name(test, control, arm) -> None:
    main, _ = compare(market(test=test, control=control))
    with pytest.raises(MethodError, match=rf"at least 2 units in each arm, the {arm} arm has 1.*method = 'did'"):
        DidClassic().expected(main.panel, main.design, "revenue")


def test_the_steps_correlate_as_the_units_changes_do() -> None:
    main, _ = compare(market(test=6, control=8, span=windows(12, 3, 3), noise=0.2, rho=0.9))
    panel = main.panel
    found = DidClassic().expected(panel, main.design, "revenue")
    a, b = (unit_changes(panel, "revenue", s) for s in panel.windows.steps)
    arm = np.array([u in main.design.test for u in panel.units])
    for k in range(len(panel.items)):
        x, y = (np.concatenate([c[arm, k] - c[arm, k].mean(), c[~arm, k] - c[~arm, k].mean()]) for c in (a, b))
        assert found.step_corr[k] == pytest.approx((x @ y) / np.sqrt((x @ x) * (y @ y)), abs=1e-12)

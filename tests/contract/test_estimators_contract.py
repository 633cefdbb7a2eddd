"""What every registered estimator with an interval of its own owes: recovery, and what must not matter does not matter.

A new estimator is in here as soon as it is in the registry; one of paths alone is in `test_paths_contract.py`. Some
properties hold to the last digit for some estimators only: their `invariant` says for which.
"""

from dataclasses import replace

import numpy as np
import pytest
from made_markets import compare, market, windows

from lift.core.panel import Panel, Span
from lift.estimators import REGISTRY, estimator
from lift.estimators.protocol import Estimator

SPAN = windows(16, 4, 3, history=2)
OWN = sorted(name for name in REGISTRY if isinstance(estimator(name), Estimator))


def declaring(what: str) -> list[str]:
    return [name for name in OWN if what in type(estimator(name)).invariant]


@pytest.fixture(params=OWN)
def name(request) -> str:
    return request.param


def fit(name: str, m, metric: str = "revenue"):
    main, _ = compare(m)
    return estimator(name).expected(main.panel, main.design, metric)


def made(seed: int = 1, **options):
    return market(seed, **({"test": 3, "control": 4, "stores": 1, "span": SPAN} | options))


def same(a, b, tolerance: float = 1e-9) -> None:
    for field in ("location", "scale", "df", "step_corr", "path", "path_scale"):
        np.testing.assert_allclose(
            getattr(b, field), getattr(a, field), rtol=tolerance, atol=tolerance, err_msg=f"{field} changed"
        )


def test_shapes_and_names(name) -> None:
    main, _ = compare(made())
    found = estimator(name).expected(main.panel, main.design, "units")
    W, T, K = 2, 16 + 4 + 3, len(main.panel.items)
    assert found.location.shape == found.scale.shape == (W, K)
    assert found.df.shape == found.step_corr.shape == (K,)
    assert found.residual.shape[1] == K
    assert found.path.shape == found.path_scale.shape == found.floor.shape == (T, K)
    assert found.items == main.panel.items
    assert (found.metric, found.method.split("/")[0]) == ("units", name)
    assert (found.scale > 0).all()
    assert (np.abs(found.step_corr) < 1).all()
    for field in ("location", "scale", "residual", "path", "path_scale"):
        assert np.isfinite(getattr(found, field)).all(), field


@pytest.mark.parametrize("seed", range(3))
def test_recovers_a_planted_uplift(name, seed) -> None:
    """On a quiet panel, 1 % a store and week: within half a point on average, inside 4.5 standard errors."""
    m = made(seed, noise=0.01, regional=0.0).times(1.15).times(0.95, span=SPAN.after)
    found = fit(name, m)
    truth = np.log([[1.15], [0.95]])
    assert np.abs(np.expm1(found.location - truth)).max() < 0.018
    assert np.abs(np.expm1(found.location - truth)).mean() < 0.005
    assert (np.abs(found.location - truth) < 4.5 * found.scale).mean() > 0.95


def test_finds_nothing_where_nothing_is(name) -> None:
    found = fit(name, made(4, noise=0.01, regional=0.0))
    assert np.abs(found.location).max() < 0.018


def test_same_numbers_every_time(name) -> None:
    a, b = fit(name, made()), fit(name, made())
    for field in ("location", "scale", "path", "path_scale", "residual", "floor"):
        np.testing.assert_array_equal(getattr(a, field), getattr(b, field))


@pytest.mark.parametrize("seed", [0, 1])
def test_the_order_of_units_does_not_matter(name, seed) -> None:
    main, _ = compare(made())
    order = np.random.default_rng(seed).permutation(len(main.panel.units))
    design = replace(
        main.design, test=tuple(reversed(main.design.test)), control=tuple(reversed(main.design.control)),
        weights=tuple(reversed(main.design.weights)),
    )  # fmt: skip
    run = estimator(name)
    same(run.expected(main.panel, main.design, "revenue"), run.expected(permuted(main.panel, order), design, "revenue"))


def permuted(panel: Panel, order: np.ndarray) -> Panel:
    return replace(
        panel,
        units=tuple(panel.units[i] for i in order), region=tuple(panel.region[i] for i in order),
        stores=panel.stores[order], listed=panel.listed[:, order], weight=panel.weight[:, order],
        total=panel.total[:, order], selling=panel.selling[order], store_periods=panel.store_periods[order],
    )  # fmt: skip


def test_other_items_do_not_matter(name) -> None:
    main, _ = compare(made())
    whole = fit(name, made())
    for k in range(len(main.panel.items)):
        alone = estimator(name).expected(main.panel.take([k]), main.design, "revenue")
        np.testing.assert_allclose(alone.location[:, 0], whole.location[:, k], rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(alone.scale[:, 0], whole.scale[:, k], rtol=1e-9)


@pytest.mark.parametrize("factor", [1e-9, 0.01, 1e12])
@pytest.mark.parametrize("name", declaring("scale"))
def test_the_currency_does_not_matter(name, factor) -> None:
    m = made()
    same(fit(name, m), fit(name, m.with_sales(m.sales * factor)), 1e-8)


@pytest.mark.parametrize("name", declaring("size"))
def test_the_size_of_the_test_arm_does_not_matter(name) -> None:
    """The whole test arm ten times as large, before and after, is the same comparison."""
    m = made()
    same(fit(name, m), fit(name, m.times(10.0, span=Span(0, SPAN.after.stop))), 1e-8)


def test_what_units_outside_the_design_sell_in_the_campaign_does_not_matter(name) -> None:
    """Before it, an estimator may learn from them how sales wander."""
    m = made(unused=3)
    same(fit(name, m), fit(name, m.times(3.0, arm="unused")), 0.0)


def test_history_does_not_matter(name) -> None:
    """Weeks before the pre window are for matching alone."""
    m = made()
    same(fit(name, m), fit(name, m.times(5.0, span=SPAN.history)), 0.0)


@pytest.mark.parametrize("factor", [0.5, 1.3, 7.0])
def test_a_planted_factor_is_found_to_the_digit(name, factor) -> None:
    a, b = fit(name, made()), fit(name, made().times(factor))
    np.testing.assert_allclose(b.location[0] - a.location[0], np.log(factor), rtol=1e-10)
    np.testing.assert_allclose(b.location[1], a.location[1], rtol=1e-10)
    np.testing.assert_allclose(b.scale, a.scale, rtol=1e-9)


def shocks(size: float, seed: int = 3) -> np.ndarray:
    return np.exp(size * np.random.default_rng(seed).standard_normal(SPAN.after.stop))[None, :, None]


def test_shocks_shared_by_all_units_do_not_matter(name) -> None:
    """Every unit's sales of a week times the same random factor.

    Where all weeks of a window have the same effect the answer cannot depend on which of them sells most; on a quiet
    panel it moves by less than a small part of its own standard error.
    """
    m = made(noise=0.002, regional=0.0).times(1.2)
    a, b = fit(name, m), fit(name, m.with_sales(m.sales * shocks(0.3)))
    assert np.abs(b.location - a.location).max() < 0.003
    noisy = made().times(1.2)
    a, b = fit(name, noisy), fit(name, noisy.with_sales(noisy.sales * shocks(0.3)))
    assert (np.abs(b.location - a.location) / a.scale).max() < 0.75
    assert np.abs(np.log(b.scale / a.scale)).max() < 0.25


@pytest.mark.parametrize("name", declaring("factors"))
def test_shocks_do_not_matter_at_all_to_a_contrast_of_logs(name) -> None:
    """With one control unit, within a window of one period: else the weeks of a window weigh as much as they sell."""
    span = windows(16, 1, 1)
    m = market(2, test=2, control=1, span=span).times(1.2)
    factor = shocks(0.5)[:, : span.after.stop]
    a, b = fit(name, m), fit(name, m.with_sales(m.sales * factor))
    np.testing.assert_allclose(b.location, a.location, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(b.scale, a.scale, rtol=1e-8)


def test_shocks_before_the_campaign_alone_hardly_touch_the_shared_wanderings(name) -> None:
    """With several control units the small amount added to a unit's index before its log is no longer in proportion.

    And weeks that sold more weigh more in sums than in means of logs, which shows in what `did` says sums lie above: a
    season of 30 % moves its answer by about a tenth of its standard error, a hundredth of its variance.
    """
    factor = shocks(0.3)
    factor[:, SPAN.pre.stop :] = 1.0
    m = made().times(1.2)
    a, b = fit(name, m), fit(name, m.with_sales(m.sales * factor))
    limit = 0.15 if name in declaring("factors") else 0.75
    assert (np.abs(b.location - a.location) / a.scale).max() < limit


def test_metrics_are_fitted_apart(name) -> None:
    """Revenue at one price for all is units in another currency; at a new price it is not."""
    m = replace(made(), price=np.full(5, 2.0))
    same(fit(name, m, "units"), fit(name, m, "revenue"))


def test_more_noise_means_wider(name) -> None:
    quiet, loud = fit(name, made(noise=0.02)), fit(name, made(noise=0.2))
    assert (np.median(loud.scale, axis=1) > 2 * np.median(quiet.scale, axis=1)).all()

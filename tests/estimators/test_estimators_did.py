"""`did` as a whole against the dense implementation, on panels of several items and windows."""

import dense_noise
import numpy as np
import pytest
from made_markets import compare, market, windows

import lift.estimators.did as did_module
from lift.core.errors import MethodError
from lift.estimators import REGISTRY, estimator, name_of
from lift.estimators.did import Did
from lift.estimators.noise import NoisePrior
from lift.estimators.shape import Beta

SMALL = NoisePrior(
    rho=((0.0, 1.0), (0.75, 1.0)), phi=((0.0, 1.0), (0.35, 1.0)), drift=((0.0, 1.0), (1.0, 1.0)),
    shared=((0.0, 2.0), (0.3, 1.0), (3.0, 1.0)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("seed", "test", "control", "unused", "span", "prior", "peers"),
    [
        (1, 1, 1, 0, windows(9, 2, 0), SMALL, 4.0),
        (2, 1, 4, 0, windows(14, 3, 2), SMALL, 0.0),
        (3, 2, 3, 2, windows(10, 1, 1, history=3), SMALL, 4.0),
        (4, 1, 2, 0, windows(9, 2, 1), NoisePrior(), 4.0),
        (5, 1, 11, 20, windows(10, 2, 0), SMALL, 1.5),
        (6, 3, 9, 19, windows(10, 7, 0), SMALL, 8.0),
    ],
)
def test_did_is_the_dense_model(seed, test, control, unused, span, prior, peers) -> None:
    layout = {"Food": {"Sol": 1, "Luna": 1}}
    m = market(seed, test=test, control=control, unused=unused, span=span, promoted=1, layout=layout, stores=1)
    m = m.times(1.3)
    main, _ = compare(m)
    found = Did(prior, peers, Beta(0.3, 10.0)).expected(main.panel, main.design, "revenue")
    dense = dense_noise.did(main.panel, main.design, 0, prior, peers, (0.3, 10.0))
    np.testing.assert_allclose(found.location, dense["location"], rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(found.scale, dense["scale"], rtol=1e-7)
    np.testing.assert_allclose(found.step_corr, dense["step_corr"], atol=1e-8)
    P = len(span.pre)
    np.testing.assert_allclose(found.path[:P], dense["left_out"][:P], atol=1e-8)
    np.testing.assert_allclose(found.path_scale, dense["band"], rtol=1e-7)
    assert found.method == "did/noise-model"
    assert np.isinf(found.df).all()


def test_chunks_change_no_number(monkeypatch) -> None:
    main, _ = compare(market(span=windows(12, 2, 2)))
    whole = Did(SMALL).expected(main.panel, main.design, "units")
    monkeypatch.setattr(did_module, "CHUNK", 2)
    parts = Did(SMALL).expected(main.panel, main.design, "units")
    for name in ("location", "scale", "step_corr", "residual", "path", "path_scale"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name), rtol=1e-9, atol=1e-12)


def test_what_is_asked_beside_an_item_changes_nothing_for_it() -> None:
    main, _ = compare(market(7, control=6, unused=9, span=windows(12, 2, 2)))
    together = Did(SMALL).expected(main.panel, main.design, "revenue")
    for k in range(len(main.panel.items)):
        alone = Did(SMALL).expected(main.panel.take([k]), main.design, "revenue")
        for name in ("location", "scale", "step_corr", "residual", "path", "path_scale"):
            one, of_many = getattr(alone, name)[..., 0], getattr(together, name)[..., k]
            np.testing.assert_allclose(one, of_many, rtol=1e-9, atol=1e-12)


def test_history_before_the_pre_window_is_not_looked_at() -> None:
    m = market(span=windows(12, 2, 1, history=6))
    main, _ = compare(m)
    sales = m.sales.copy()
    sales[:, :6] *= np.random.default_rng(1).random((len(m.arm), 6, len(m.skus)))
    other, _ = compare(m.with_sales(sales))
    a, b = (Did(SMALL).expected(c.panel, c.design, "revenue") for c in (main, other))
    np.testing.assert_array_equal(a.location, b.location)
    np.testing.assert_array_equal(a.scale, b.scale)


def test_too_little_history_is_said() -> None:
    main, _ = compare(market(span=windows(7, 2)))
    with pytest.raises(MethodError, match="at least 8 periods before the campaign, the panel has 7"):
        Did().expected(main.panel, main.design, "revenue")


def test_the_registry_gives_what_it_names() -> None:
    assert [name_of(estimator(name)) for name in REGISTRY] == list(REGISTRY)
    with pytest.raises(MethodError, match=r"unknown method 'did-clasic' .did you mean 'did-classic'"):
        estimator("did-clasic")

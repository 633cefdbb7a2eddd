"""What every registered inference owes with every estimator that it does not refuse.

A new one is in here as soon as it is in the registry. Inferences that one estimator carries itself are tested with it.
"""

from dataclasses import is_dataclass, replace
from functools import cache

import numpy as np
import pytest
from made_markets import compare, market, windows
from scipy.stats import t as student

from lift.core.expected import Expected
from lift.core.panel import Panel
from lift.estimators import REGISTRY as ESTIMATORS
from lift.estimators import estimator
from lift.inference import OWN, REGISTRY, inference
from lift.inference.protocol import Paired
from lift.inference.sample import Comparison

SPAN = windows(18, 4, 3)
UPLIFT = 1.15
NAMES = [name for name in REGISTRY if name not in OWN]
PAIRS = [
    (asked, name) for name in NAMES for asked in ESTIMATORS if inference(name).refuses(estimator(asked)) is None
]  # fmt: skip
ACROSS_ITEMS = {"placebo-scaled"}
"""One factor for all items; for the others, items do not know each other."""
FEW = {
    "placebo-units": {"draws": 7}, "placebo-scaled": {"draws": 7}, "permutation": {"draws": 100, "fewer": 20},
}  # fmt: skip
"""Draws that are enough to see how they are used."""


@cache
def comparison(uplift: float = 1.0) -> Comparison:
    """Three stores against seven, 1 to 2 % of noise a store and week, two items."""
    made = market(1, test=3, control=7, stores=1, span=SPAN, noise=0.02, regional=0.01)
    main, _ = compare(made.times(uplift))
    return main.take([0, 3])


def pair(asked: str, name: str) -> Paired:
    return Paired(estimator(asked), replace(inference(name), **FEW.get(name, {})))


@cache
def fit(asked: str, name: str, uplift: float = 1.0) -> Expected:
    one = comparison(uplift)
    return pair(asked, name).expected(one.panel, one.design, "revenue")


@pytest.fixture(params=PAIRS, ids="/".join)
def names(request) -> tuple[str, str]:
    return request.param


def same(a: Expected, b: Expected, tolerance: float) -> None:
    for field in ("location", "scale", "df", "path", "path_scale", "floor"):
        np.testing.assert_allclose(
            getattr(b, field), getattr(a, field), rtol=tolerance, atol=tolerance, err_msg=f"{field} changed"
        )


@pytest.mark.parametrize("name", NAMES)
def test_every_inference_is_a_frozen_record_that_fits_something(name) -> None:
    found = inference(name)
    assert is_dataclass(found)
    assert type(found).__dataclass_params__.frozen
    assert found == inference(name)
    assert any(pair_name == name for _, pair_name in PAIRS)
    for asked in ESTIMATORS:
        reason = found.refuses(estimator(asked))
        assert reason is None or (reason and not reason.endswith(".")), (asked, reason)


def test_what_is_refused() -> None:
    """A refusal more or less is a decision, not an accident."""
    refused = {(asked, name) for name in NAMES for asked in ESTIMATORS} - set(PAIRS)
    paths = set(ESTIMATORS) - {"did", "did-classic"}
    assert refused == {
        *((asked, "placebo-scaled") for asked in paths),
        *((asked, "wild-bootstrap") for asked in ESTIMATORS if asked != "did-classic"),
        *((asked, name) for asked in ("did", "did-classic") for name in ("conformal", "sliding-placebo")),
        ("sdid", "conformal"), ("event-study", "conformal"),
    }  # fmt: skip


def test_shapes_and_names(names) -> None:
    found = fit(*names)
    W, T, K = 2, 18 + 4 + 3, 2
    assert found.location.shape == found.scale.shape == (W, K)
    assert found.df.shape == found.step_corr.shape == (K,)
    assert found.residual.shape[1] == K
    assert found.path.shape == found.path_scale.shape == found.floor.shape == (T, K)
    assert found.items == comparison().panel.items
    assert (found.metric, found.method) == ("revenue", "/".join(names))
    assert (found.scale > 0).all()
    assert (found.df > 0).all()
    assert (np.abs(found.step_corr) < 1).all()
    for field in ("location", "scale", "step_corr", "residual", "path", "path_scale", "floor"):
        assert np.isfinite(getattr(found, field)).all(), field


def test_the_interval_is_put_around_the_estimators_own_points(names) -> None:
    """Whatever the inference, location and path are those of the estimator."""
    alike = [fit(asked, name) for asked, name in PAIRS if asked == names[0]]
    np.testing.assert_array_equal(fit(*names).location, alike[0].location)
    np.testing.assert_array_equal(fit(*names).path, alike[0].path)


def test_a_planted_uplift_is_covered_and_seen(names) -> None:
    found = fit(*names, UPLIFT)
    half = student.ppf(0.9995, found.df) * found.scale[0]
    assert (np.abs(found.location[0] - np.log(UPLIFT)) < half).all()
    assert (found.location[0] > 0.1).all()
    # An uplift in the test arm does not make the interval wider by more than the uplift itself.
    assert (found.scale[0] < 1.6 * fit(*names).scale[0]).all()


def test_same_numbers_every_time(names) -> None:
    again = fit.__wrapped__(*names)
    for field in ("location", "scale", "df", "step_corr", "path", "path_scale", "residual", "floor"):
        np.testing.assert_array_equal(getattr(fit(*names), field), getattr(again, field))


def test_the_order_of_units_does_not_matter(names) -> None:
    one = comparison()
    order = np.random.default_rng(1).permutation(len(one.panel.units))
    design = replace(
        one.design, test=one.design.test[::-1], control=one.design.control[::-1], weights=one.design.weights[::-1]
    )
    same(fit(*names), pair(*names).expected(permuted(one.panel, order), design, "revenue"), 1e-6)


def permuted(panel: Panel, order: np.ndarray) -> Panel:
    return replace(
        panel,
        units=tuple(panel.units[i] for i in order), region=tuple(panel.region[i] for i in order),
        stores=panel.stores[order], listed=panel.listed[:, order], weight=panel.weight[:, order],
        total=panel.total[:, order], selling=panel.selling[order], store_periods=panel.store_periods[order],
    )  # fmt: skip


def test_other_items_do_not_matter(names) -> None:
    one = comparison()
    alone = pair(*names).expected(one.panel.take([1]), one.design, "revenue")
    np.testing.assert_allclose(alone.location[:, 0], fit(*names).location[:, 1], rtol=1e-9)
    if names[1] not in ACROSS_ITEMS:
        np.testing.assert_allclose(alone.scale[:, 0], fit(*names).scale[:, 1], rtol=1e-9)


def test_the_currency_does_not_matter(names) -> None:
    one = comparison()
    dear = replace(one.panel, listed=1e6 * one.panel.listed, weight=1e6 * one.panel.weight)
    found = pair(*names).expected(dear, one.design, "revenue")
    np.testing.assert_allclose(found.location, fit(*names).location, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(found.scale, fit(*names).scale, rtol=1e-5)

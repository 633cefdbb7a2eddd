"""Every estimator stands against frozen numbers that came from somewhere else."""

import json
from pathlib import Path

import numpy as np
import pytest
from famous import geolift_walkthrough, proposition_99
from freeze import panel_of
from scipy import stats

from lift.estimators import REGISTRY, estimator
from lift.estimators.series import Series, series

HERE = Path(__file__).parent


def frozen(name: str) -> dict:
    return json.loads((HERE / f"{name}.json").read_text())


@pytest.mark.parametrize("name", REGISTRY)
def test_every_registered_estimator_has_outside_numbers(name) -> None:
    path = HERE / f"{name}.json"
    assert path.exists(), f"{name}: freeze outside numbers into {path.name} (see freeze.py) and test against them here"
    record = json.loads(path.read_text())
    assert record["source"]
    assert record["expected"]
    assert any(f'frozen("{name}")' in line for line in Path(__file__).read_text().splitlines()), f"{name} is not tested"


def test_did() -> None:
    record = frozen("did")
    assert record["options"] == repr(estimator("did")), "the options changed: run freeze.py, say in the changelog why"
    found = estimator("did").expected(*panel_of(record), "revenue")
    for name in ("location", "scale", "step_corr"):
        np.testing.assert_allclose(getattr(found, name), record["expected"][name], rtol=1e-7, atol=1e-8)


def test_did_classic() -> None:
    record = frozen("did-classic")
    found = estimator("did-classic").expected(*panel_of(record), "revenue")
    np.testing.assert_allclose(found.location, record["expected"]["location"], rtol=1e-10)
    np.testing.assert_allclose(found.scale, record["expected"]["scale"], rtol=1e-10)
    np.testing.assert_allclose(found.df, np.min(record["expected"]["df"], axis=0), rtol=1e-10)
    p = 2 * stats.t.sf(np.abs(found.location / found.scale), record["expected"]["df"])
    np.testing.assert_allclose(p, record["expected"]["p_value"], rtol=1e-9)


def of_stores(record: dict) -> Series:
    return series(*panel_of(record), "revenue")


def effect(found: Series, path: np.ndarray) -> float:
    """Sales less expected sales, the mean per period from the campaign on."""
    return float((found.test - path)[found.pre :].mean())


def test_did_levels() -> None:
    record = frozen("did-levels")
    stores = of_stores(record)
    found = (stores.test - estimator("did-levels").predict(stores))[stores.pre :].mean(axis=0)
    np.testing.assert_allclose(found, record["expected"]["effect"], rtol=1e-8)
    states, _ = proposition_99()
    path = estimator("did-levels").predict(states)
    assert effect(states, path) == pytest.approx(record["expected"]["proposition 99"], abs=0.05)
    cities, _ = geolift_walkthrough()
    path = estimator("did-levels").predict(cities)
    uplift = cities.test[90:].sum() / path[90:].sum() - 1
    assert uplift == pytest.approx(record["expected"]["walkthrough"], abs=0.0005)


def test_event_study() -> None:
    record = frozen("event-study")
    stores = of_stores(record)
    found = stores.test - estimator("event-study").predict(stores)
    np.testing.assert_allclose(found, record["expected"]["effect"], rtol=1e-8, atol=1e-8)


def test_tbr() -> None:
    record = frozen("tbr")
    np.testing.assert_allclose(estimator("tbr").predict(of_stores(record)), record["expected"]["path"], rtol=1e-10)


def test_sc_plain() -> None:
    expected = frozen("sc-plain")["expected"]
    states, _ = proposition_99()
    path = estimator("sc-plain").predict(states)
    assert effect(states, path) == pytest.approx(expected["effect"], abs=0.05)
    assert effect(states, path) == pytest.approx(expected["exact"], abs=1e-5)
    np.testing.assert_allclose(path[:, 0], expected["path"], rtol=1e-6)


def test_sc() -> None:
    expected = frozen("sc")["expected"]
    cities, names = geolift_walkthrough()
    found = estimator("sc")
    path, weights = found.predict(cities), found.weights(cities)[:, 0]
    assert effect(cities, path) == pytest.approx(expected["effect"], abs=0.0005)
    assert (cities.test - path)[90:].sum() * 2 == pytest.approx(expected["incremental"], abs=0.5)
    assert cities.test[90:].sum() / path[90:].sum() - 1 == pytest.approx(expected["uplift"], abs=0.0005)
    five = dict(sorted(zip(names, weights, strict=True), key=lambda pair: -pair[1])[:5])
    assert list(five) == list(expected["weights"])
    assert five == pytest.approx(expected["weights"], abs=0.00005)
    misfit = (cities.test - path)[:90, 0]
    plain = cities.test[:90, 0] - cities.mean_control[:90, 0]
    scaled = np.linalg.norm(misfit) / np.linalg.norm(plain - plain.mean())
    assert scaled == pytest.approx(expected["imbalance"], abs=0.00005)


def test_asc() -> None:
    expected = frozen("asc")["expected"]
    cities, _ = geolift_walkthrough()
    path = estimator("asc").predict(cities)
    assert effect(cities, path) == pytest.approx(expected["effect"], abs=0.0005)
    assert (cities.test - path)[90:].sum() * 2 == pytest.approx(expected["incremental"], abs=0.5)


def test_sdid() -> None:
    expected = frozen("sdid")["expected"]
    states, _ = proposition_99()
    found = estimator("sdid")
    assert effect(states, found.predict(states)) == pytest.approx(expected["effect"], abs=0.05)
    assert effect(states, found.predict(states)) == pytest.approx(expected["exact"], abs=1e-5)
    np.testing.assert_allclose(found.weights(states)[:, 0], expected["units"], atol=1e-6)
    np.testing.assert_allclose(found.time_weights(states)[:, 0], expected["times"], atol=1e-6)

"""Every estimator stands against frozen numbers that came from somewhere else."""

import json
from pathlib import Path

import numpy as np
import pytest
from freeze import panel_of
from scipy import stats

from lift.estimators import REGISTRY, estimator

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

"""Campaigns that never happened: how often does each inference call one real? A smoke test, not the calibration bench.

Items are the draws. Bands are four Monte Carlo standard errors around what theory says, not around what was seen.
"""

import numpy as np
import pytest
from scipy.stats import t as student
from unit_panels import design, noise, panel

from lift.estimators import estimator
from lift.estimators.did_classic import DidClassic
from lift.inference import inference

DRAWS = 1000
PRE, CAMPAIGN = 52, 8


def shares(asked: object, name: str, test: int, control: int, units: int, rho: float) -> dict[float, float]:
    """Share of draws with p below 5 and 10 %."""
    made = panel(noise(units + int(10 * rho), units, PRE + CAMPAIGN, DRAWS, rho), PRE, CAMPAIGN)
    found = inference(name).expected(asked, made, design(made, test, control), "revenue")
    sound = np.isfinite(found.scale[0])
    assert sound.mean() >= (0.93 if name == "conformal" else 1.0)
    df = np.where(np.isinf(found.df), 1e9, found.df)
    p = 2 * student.sf(np.abs(found.location[0]) / found.scale[0], df)[sound]
    return {level: float((p < level).mean()) for level in (0.05, 0.10)}


def hold(found: dict[float, float], low: float, high: float) -> None:
    """Between `low` and `high` times the nominal level, four standard errors either way."""
    for level, share in found.items():
        slack = 4 * np.sqrt(level * (1 - level) / DRAWS)
        assert low * level - slack < share < high * level + slack, found


@pytest.mark.parametrize("rho", [0.3, 0.7])
def test_placebo_units_of_one_region_against_all_others(rho) -> None:
    """The J others and the test unit are alike: t with J - 1 degrees of freedom is exact but for logs of sums."""
    hold(shares(estimator("did-levels"), "placebo-units", 1, 9, 10, rho), 1.0, 1.0)


@pytest.mark.parametrize("rho", [0.3, 0.7])
def test_placebo_units_of_one_region_against_one(rho) -> None:
    """The one control plays among the placebos, whose spread it widens when it strays: on the careful side."""
    hold(shares(estimator("did-levels"), "placebo-units", 1, 1, 10, rho), 0.5, 1.0)


@pytest.mark.parametrize("rho", [0.3, 0.7])
@pytest.mark.parametrize("name", ["permutation", "placebo-units", "jackknife", "wild-bootstrap"])
def test_stores_drawn_one_by_one(name, rho) -> None:
    hold(shares(DidClassic(), name, 10, 30, 40, rho), 0.85, 1.0)


@pytest.mark.parametrize("rho", [0.3, 0.7])
@pytest.mark.parametrize("control", [9, 1])
def test_sliding_placebos_on_one_region(control, rho) -> None:
    """Only an autocorrelation that is estimated from a year stands between it and its level."""
    hold(shares(estimator("did-levels"), "sliding-placebo", 1, control, control + 1, rho), 0.8, 1.25)


@pytest.mark.parametrize(("rho", "most"), [(0.3, 1.0), (0.7, 1.0), (0.9, 2.0)])
def test_conformal_on_one_region(rho, most) -> None:
    """Careful where shocks pass within the window, too narrow where they outlast it."""
    hold(shares(estimator("did-levels"), "conformal", 1, 9, 10, rho), 0.2, most)


def test_regions_are_not_stores() -> None:
    """The positive control: stores that share their region's shocks are called different far too often."""
    rng = np.random.default_rng(1)
    regions = np.log(noise(3, 2, PRE + CAMPAIGN, 400, 0.7))
    stores = np.repeat(regions, 10, axis=0) + 0.03 * rng.standard_normal((20, PRE + CAMPAIGN, 400))
    made = panel(np.exp(stores), PRE, CAMPAIGN)
    found = inference("permutation").expected(DidClassic(), made, design(made, 10, 10), "revenue")
    p = 2 * student.sf(np.abs(found.location[0]) / found.scale[0], found.df)
    assert (p < 0.05).mean() > 0.3

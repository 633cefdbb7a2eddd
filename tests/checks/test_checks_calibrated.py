"""Whether a study says what false campaigns have shown of its method."""

from dataclasses import replace

import pytest
from made_markets import accounts, market, study

from lift.checks import CHECKS, Evidence
from lift.core.calibration import Calibration, Tried
from lift.estimators.did import Did
from lift.estimators.noise import NoisePrior

ONE = ((0.0, 1.0),)
QUICK = Did(NoisePrior(rho=ONE, phi=ONE, drift=ONE, shared=ONE))


def tried(method: str, rate: float, low: float, high: float) -> Tried:
    share = (rate, low, high)
    return Tried(
        method, "promoted", 60, 0, {"0.05": (0.0, 0.0, 0.1), "0.1": share, "0.2": share}, {}, {}, 0.2, 0.2, 0.05
    )


def finding(calibration: Calibration | None, inputs: dict[str, str] | None = None):
    m = market()
    main, (revenue, _) = accounts(QUICK, m)
    main = replace(main, design=replace(main.design, fingerprint="f" * 64))
    evidence = Evidence(study(m), main, revenue, True, QUICK, calibration, inputs or {"sales": "a"})
    (found,) = CHECKS["calibration"](evidence)
    return found


def made(*rows: Tried, **changes) -> Calibration:
    fields = {"recommended": "sc/placebo-units", "fingerprint": "f" * 64, "inputs": {"sales": "a"}} | changes
    return Calibration(confidence=0.9, pre=52, length=8, windows=3, groups=12, tried=rows, **fields)


def test_without_one_it_is_said_not_warned_about() -> None:
    found = finding(None)
    assert found.verdict == "pass"
    assert "not calibrated" in found.message["en"]
    assert "nicht kalibriert" in found.message["de"]


def test_a_kept_promise_passes() -> None:
    found = finding(made(tried("did/noise-model", 0.12, 0.06, 0.21)))
    assert (found.verdict, found.value, found.limit) == ("pass", 0.12, pytest.approx(0.1))
    assert "60 false campaigns" in found.message["en"]
    assert "12.0% significant (6.0% to 21.0%), 10.0%" in found.message["en"]


def test_a_broken_promise_is_warned_about_and_names_a_better_method() -> None:
    found = finding(made(tried("did/noise-model", 0.3, 0.2, 0.4)))
    assert found.verdict == "warn"
    assert "sc/placebo-units" in found.advice["en"]
    assert "sc/placebo-units" in found.advice["de"]
    assert "/" not in finding(made(tried("did/noise-model", 0.3, 0.2, 0.4), recommended=None)).advice["en"]


@pytest.mark.parametrize(
    "old",
    [
        made(tried("did/noise-model", 0.1, 0.05, 0.2), fingerprint="0" * 64),
        made(tried("did/noise-model", 0.1, 0.05, 0.2), inputs={"sales": "b"}),
        made(tried("sc/placebo-units", 0.1, 0.05, 0.2)),
    ],
    ids=["design", "data", "method"],
)
def test_one_that_belongs_to_something_else_says_nothing(old) -> None:
    found = finding(old)
    assert found.verdict == "warn"
    assert found.value is None
    assert "another design" in found.message["en"]

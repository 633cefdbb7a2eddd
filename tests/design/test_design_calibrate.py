"""What false campaigns say of a method: honest ones are told from those that promise too much."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from made_markets import compare, market, windows

from lift.core.calibration import Calibration
from lift.core.errors import MethodError
from lift.design.calibrate import JUDGED, Planted, Refused, Trial, needed, recommended, trials, tried
from lift.design.false_campaigns import false_campaigns
from lift.estimators.did import Did
from lift.estimators.noise import NoisePrior

QUICK = Did(
    NoisePrior(rho=((0.0, 1.0), (0.6, 1.0)), phi=((0.0, 1.0),), drift=((0.0, 1.0), (1.0, 1.0)), shared=((0.0, 1.0),)),
    peers=0.0,
)


@dataclass(frozen=True)
class Scaled:
    """An estimator whose intervals are as wide as somebody says."""

    factor: float
    refuses_from: int = 10_000

    def expected(self, panel, design, metric):
        if panel.windows.campaign.start >= self.refuses_from:
            raise MethodError("not here")
        found = QUICK.expected(panel, design, metric)
        return replace(found, scale=found.scale * self.factor)


@pytest.fixture(scope="module")
def seen() -> tuple[list[Trial], list[Refused]]:
    main, _ = compare(
        market(3, test=1, control=7, stores=1, span=windows(24, 4, 0, history=16), regional=0.03, rho=0.6)
    )
    found = false_campaigns(main.panel, main.design, 40, 1)
    methods = {"did": QUICK, "bold": Scaled(0.2), "shy": Scaled(3.0), "rare": Scaled(1.0, refuses_from=34)}
    shares: list[float] = []
    rows = trials(found, methods, 0.9, shares.append)
    assert shares == pytest.approx((np.arange(40) + 1) / 40)
    return rows


def test_bold_intervals_are_found_out(seen) -> None:
    summary = tried(*seen, ("did", "bold", "shy", "rare"), 0.9)
    assert {(t.method, t.level) for t in summary} == {(m, le) for m in ("did", "bold", "shy", "rare") for le in JUDGED}
    at = {t.method: t for t in summary if t.level == "promoted"}
    assert at["did"].honest(0.1)
    assert not at["bold"].honest(0.1)
    assert at["bold"].rate(0.1)[0] > 0.4
    assert at["bold"].covered["0.06"][0] < 0.6
    assert at["shy"].rate(0.1)[0] <= at["did"].rate(0.1)[0]
    assert at["bold"].width < at["did"].width < at["shy"].width
    assert at["shy"].found["0.12"][0] <= at["did"].found["0.12"][0] <= at["bold"].found["0.12"][0]
    assert at["did"].rmse == pytest.approx(at["bold"].rmse, rel=1e-9)
    assert at["rare"].refused > 0
    assert at["rare"].campaigns + at["rare"].refused == 40


def test_the_narrowest_honest_method_is_recommended(seen) -> None:
    assert recommended(tried(*seen, ("did", "bold", "shy", "rare"), 0.9), 0.9) == "did"
    assert recommended(tried(*seen, ("bold", "shy"), 0.9), 0.9) == "shy"
    assert recommended(tried(*seen, ("bold", "rare"), 0.9), 0.9) is None, "a method that refuses is none to rely on"


def test_being_wrong_too_often_is_not_being_narrow(seen) -> None:
    at = {t.method: t for t in tried(*seen, ("did", "bold", "shy"), 0.9) if t.level == "promoted"}
    assert at["shy"].needed == pytest.approx(at["shy"].width)
    assert at["bold"].needed > 2 * at["bold"].width


def test_needed_width_by_hand() -> None:
    case = Planted(0, 0, 30, 0.0)

    def trial(middle: float, half: float) -> Trial:
        low, centre, high = np.expm1([middle - half, middle, middle + half])
        return Trial("m", "promoted", case, 0.0, centre, low, high, 0.5)

    quiet = [trial(0.02 * i, 0.05) for i in range(-4, 6)]  # |u| / h: 0 to 2, nine of ten up to 1.6
    assert needed(quiet, 0.5) == pytest.approx(np.median([2 * np.exp(0.02 * i) * np.sinh(0.05) for i in range(-4, 6)]))
    assert needed(quiet, 0.9) == pytest.approx(np.median([2 * np.exp(0.02 * i) * np.sinh(0.08) for i in range(-4, 6)]))
    assert np.isnan(needed([], 0.9))


def test_false_positives_and_coverage_are_two_sides_of_one_interval(seen) -> None:
    for t in tried(*seen, ("did", "bold"), 0.9):
        assert t.called["0.05"][0] <= t.called["0.1"][0] <= t.called["0.2"][0]
        if t.level == "promoted":
            for share, *_ in t.covered.values():
                assert share == pytest.approx(1 - t.called["0.1"][0], abs=0.06)


def test_a_calibration_survives_its_file(seen) -> None:
    from lift.store.values import from_json, to_json  # noqa: PLC0415

    summary = tried(*seen, ("did", "nobody"), 0.9)
    found = Calibration("f" * 64, {"sales": "a"}, 0.9, 24, 4, 3, 8, "did", summary)
    again = Calibration.from_dict(from_json(to_json(found.to_dict())))
    assert again.of("did") == found.of("did") or np.isclose(again.of("did").width, found.of("did").width)
    assert np.isnan(again.of("nobody").width)
    assert again.of("did", "category").campaigns == 40
    assert to_json(again.to_dict()) == to_json(found.to_dict())

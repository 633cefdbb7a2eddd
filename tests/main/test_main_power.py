"""The investment that GeoLift prints for its walkthrough, from `lift power`."""

from dataclasses import replace
from pathlib import Path

import pytest
from main_studies import script

import lift

INVESTMENT = 64_563.75
"""GeoLift's walkthrough: chicago and portland, 15 days, +10 %, 7.50 per incremental unit."""


def test_ten_per_cent_in_chicago_and_portland_cost_what_geolift_prints(tmp_path: Path) -> None:
    pytest.importorskip("causal_marketing")
    study = lift.Study.load(script("make_geolift").write(tmp_path))
    quick = replace(study.spec, measure=replace(study.spec.measure, method="did-classic"))
    found = lift.power(lift.Study(quick), campaigns=10, plan_only=True)
    own = found.plan[0]
    assert (own.units, own.periods, own.starts) == (2, 15, 5)
    # At a price of 1 revenue is units; the campaign's 15 days are played by the last 15 before it.
    assert 0.10 * own.expected * 7.50 == pytest.approx(INVESTMENT)

"""GeoLift's walkthrough through the whole chain: a published answer, on daily data, with one SKU in its category."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from main_rules import check_all, row
from main_studies import script
from threadpoolctl import threadpool_limits

import lift

PUBLISHED = 0.054
"""Uplift in GeoLift's walkthrough, with 4,667 incremental sales."""
NAIVE = 0.092
"""What a difference-in-differences without interval says there."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("causal_marketing")
    return script("make_geolift").write(tmp_path_factory.mktemp("geolift"))


@pytest.fixture(scope="module")
def result(study: Path) -> lift.Result:
    with threadpool_limits(1):
        return lift.run(lift.Study.load(study))


def test_the_tables_are_the_walkthrough(study: Path) -> None:
    panel = lift.Study.load(study).panel()
    assert (len(panel.units), len(panel.periods), panel.frequency) == (40, 105, "day")
    assert (str(panel.periods[0]), str(panel.periods[-1])) == ("2021-01-01", "2021-04-15")
    windows = panel.windows
    assert (len(windows.history), len(windows.pre), len(windows.campaign), len(windows.after)) == (0, 90, 15, 0)
    test = panel.at(("chicago", "portland"))
    promoted = panel.item("promoted", "promoted")
    # 4,667 incremental sales are +5.4 % in the walkthrough, so that observed is about 91,000.
    assert panel.sales[test, windows.campaign.slice, promoted].sum() == pytest.approx(4_667 * (1 + 1 / 0.054), rel=0.01)


def test_the_published_uplift_lies_in_the_interval(result: lift.Result) -> None:
    found = row(result, level="promoted", window="campaign", metric="revenue")
    assert found["uplift_low"] < PUBLISHED < found["uplift_high"]
    # Without weights every city counts alike, as in the naive contrast: that is where the point must lie.
    assert found["uplift"] == pytest.approx(NAIVE, abs=0.005)
    assert found["uplift_high"] - found["uplift_low"] < 0.25
    assert (found["units_test"], found["units_control"], found["stores_test"]) == (2, 38, 2)


def test_all_levels_are_the_one_sku(result: lift.Result) -> None:
    for metric in ("revenue", "units"):
        same = [
            row(result, level=level, metric=metric, window="campaign")
            for level in ("sku", "promoted", "brand", "category")
        ]
        for name in ("observed", "expected", "uplift", "uplift_low", "p_value"):
            assert [r[name] for r in same] == pytest.approx([same[0][name]] * 4), name
    revenue, units = (
        row(result, level="promoted", metric=metric, window="campaign") for metric in ("revenue", "units")
    )
    assert revenue["uplift"] == pytest.approx(units["uplift"])


def test_the_rules_hold(result: lift.Result) -> None:
    check_all(result)


def test_the_command_says_the_same(study: Path, result: lift.Result, tmp_path: Path) -> None:
    """From a process of its own, with another hash seed and two threads for matrix products instead of one."""
    folder = tmp_path / "geolift"
    env = {**os.environ, "PYTHONHASHSEED": "7", "OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"}
    done = subprocess.run(
        [sys.executable, "-m", "lift", "run", str(study), "--out", str(folder), "--json"],
        capture_output=True, text=True, timeout=120, check=False, env=env,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["effects"] == result.document["effects"]
    assert lift.Result.load(folder).document == result.document
    assert (folder / "report.html").stat().st_size > 10_000

"""The replay of the detectable uplift plants what was predicted, and counts what was proven."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from benchmark_modules import module

import lift


def test_the_level_is_lifted_by_what_was_called_detectable(tmp_path: Path) -> None:
    bench = module("power")
    simulation = lift.simulate(
        seed=5000, test_regions=2, regions=6, stores_per_region=3, weeks=60, campaign_weeks=16, after_weeks=0,
        categories=1, brands=2, skus=2, promoted=1, campaign=False,
    )  # fmt: skip
    spec = lift.Study.load(simulation.write(tmp_path)).spec
    later = bench._later(spec, 1)
    assert (later.campaign.start - spec.campaign.start).days == 56
    assert later.campaign.end == spec.campaign.end, "two campaigns of eight weeks"
    plan = {
        level: SimpleNamespace(level=level, item=item, detectable=size, low=0.0, high=1.0, units=2)
        for level, item, size in (("promoted", "promoted", 0.9), ("brand", "Salsa Sol", 0.0))
    }
    high, none = bench.replayed(later, 1, plan)
    assert (high["level"], high["regions"], high["predicted"]) == ("promoted", 2, 0.9)
    assert high["truth"] == pytest.approx(0.9)
    assert none["truth"] == pytest.approx(0.0)
    assert (high["proven"], none["proven"]) == (True, False)
    assert abs(none["uplift"]) < none["detectable_run"]
    plan["promoted"].detectable = float("inf")
    with pytest.raises(lift.MethodError, match="nothing is detectable"):
        list(bench.replayed(later, 1, plan))


def test_shares_are_counted_by_level_and_design() -> None:
    rows = pd.DataFrame(
        {
            "case": ["1", "1", "2", "2"], "level": ["promoted", "brand"] * 2, "regions": [3, 3, 1, 1],
            "proven": [True, False, True, True], "predicted": [0.2, 0.1, 0.3, 0.2], "detectable_run": [0.2] * 4,
        }
    )  # fmt: skip
    table = pd.DataFrame(list(module("power").summary(rows))).set_index(["level", "regions"])
    assert table["proven"].to_dict() == {
        ("promoted", "all"): 1.0, ("brand", "all"): 0.5, ("promoted", 3): 1.0, ("brand", 3): 0.0,
        ("promoted", 1): 1.0, ("brand", 1): 1.0,
    }  # fmt: skip
    assert table.loc[("promoted", "all"), "predicted"] == pytest.approx(0.25)
    assert table.loc[("brand", "all"), ["draws", "campaigns"]].tolist() == [2, 2]

"""The replay of the detectable uplift plants what was predicted, and counts what was proven."""

from functools import partial
from types import SimpleNamespace

import pandas as pd
import pytest
from benchmark_modules import module

import lift


def test_the_level_is_lifted_by_what_was_called_detectable() -> None:
    simulate = partial(
        lift.simulate, seed=5000, test_regions=2, regions=6, stores_per_region=3, weeks=44, campaign_weeks=4,
        after_weeks=0, categories=1, brands=2, skus=2, promoted=1, **module("power").PLAIN,
    )  # fmt: skip
    own = SimpleNamespace(level="brand", item="Salsa Sol", detectable=0.3, low=0.2, high=0.5)
    (row,) = module("power")._replayed(simulate, SimpleNamespace(plan=[own]), "brand")
    assert (row["level"], row["regions"], row["predicted"]) == ("brand", 2, 0.3)
    assert row["truth"] == pytest.approx(0.3, rel=0.1), "but for whole units"
    assert row["proven"] in {True, False}


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
    assert table.loc[("brand", "all"), "draws"] == 2

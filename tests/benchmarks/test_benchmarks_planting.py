"""The planting bench: what is planted is the truth that it reports, and reusing an answer changes no number."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from benchmark_modules import module

import lift
from lift.core.words import METRICS
from lift.estimators import estimator


def test_the_truth_is_that_of_the_simulation_and_gains_split_by_the_rate() -> None:
    simulated = module("planting.simulated")
    for rate, planted in simulated.simulated(5000, (0.0, 0.6)):
        made = lift.simulate(5000, cannibalisation=rate, **simulated.SIZE)
        own = planted.products.loc[planted.products["brand"] == planted.products["brand"].iloc[0], "sku"]
        groups = {"promoted": list(planted.promoted), "brand": list(own), "category": list(planted.products["sku"])}
        gains = {}
        for level, skus in groups.items():
            without, with_ = planted.truth(skus)
            gains[level] = (with_ - without)[1].sum()
            rows = made.truth[(made.truth["level"] == level) & made.truth["window"].isin(["campaign", "after"])]
            if level == "brand":
                rows = rows[rows["item"] == planted.products["brand"].iloc[0]]
            told = rows.pivot_table(index="metric", columns="window", values="incremental")
            np.testing.assert_allclose(with_ - without, told.loc[list(METRICS), ["campaign", "after"]], atol=1e-6)
        assert (gains["promoted"] - gains["brand"]) / gains["promoted"] == pytest.approx(rate, abs=0.1)


def test_a_reused_answer_is_the_answer() -> None:
    simulated, measure, reused = (module(f"planting.{name}") for name in ("simulated", "measure", "reused"))
    how = reused.Reused(estimator("did"))
    for rate, planted in simulated.simulated(5001, (0.0, 0.6)):
        again = measure.measured(planted, how)
        if rate:
            direct = measure.measured(planted, estimator("did"))
            keys = ["quantity", "group", "metric", "window"]
            left, right = (pd.DataFrame(rows).set_index(keys) for rows in (again, direct))
            pd.testing.assert_frame_equal(left, right, rtol=1e-6)
            assert {"incremental", "uplift", "ROI", "source of volume", "market share, points"} <= set(
                left.index.get_level_values("quantity")
            )
            assert set(left.index.get_level_values("window")) == {"campaign", "after", "total"}


def drawn(error: float, width: float, *, quantity: str = "incremental", draws: int = 50) -> pd.DataFrame:
    """Draws whose value is off by the same error."""
    return pd.DataFrame(
        {
            "panel": "simulated", "rate": 0.3, "quantity": quantity, "group": "brand", "metric": "revenue",
            "window": "total", "case": [str(i) for i in range(draws)], "truth": 10.0, "value": 10.0 + error,
            "low": 10.0 + error - width / 2, "high": 10.0 + error + width / 2,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("error", "width", "quantity", "holds"),
    [
        (0.49, 4.0, "incremental", True),  # 5 % of the true value
        (0.51, 4.0, "incremental", False),
        (0.99, 10.0, "incremental", True),  # a tenth of the width
        (0.02, 10.0, "uplift", False),  # one point
        (0.009, 10.0, "uplift", True),
        (-2.1, 4.0, "incremental", False),  # covers nothing
    ],
)
def test_a_cell_holds_exactly_within_its_limits(error: float, width: float, quantity: str, *, holds: bool) -> None:
    (entry,) = module("planting.summary").summary(drawn(error, width, quantity=quantity), 0.9).to_dict("records")
    assert entry["holds"] is holds
    assert entry["bias"] == pytest.approx(error)
    assert entry["coverage"] == (abs(error) <= width / 2)


def test_too_little_coverage_fails_and_too_much_is_told() -> None:
    rows = drawn(0.0, 4.0, draws=100)
    rows.loc[:13, ["low", "high"]] = [20.0, 21.0]
    (short,) = module("planting.summary").summary(rows, 0.9).to_dict("records")
    assert (short["holds"], short["coverage"]) == (False, pytest.approx(0.86))
    (wide,) = module("planting.summary").summary(drawn(0.0, 4.0), 0.9).to_dict("records")
    assert wide["coverage_over"] == pytest.approx(0.1)


def test_an_open_interval_counts_and_is_told() -> None:
    rows = drawn(0.0, 4.0, quantity="retention", draws=10)
    rows.loc[:2, "high"] = np.inf
    (entry,) = module("planting.summary").summary(rows, 0.9).to_dict("records")
    assert (entry["open"], entry["width"], entry["coverage"]) == (pytest.approx(0.3), 4.0, 1.0)


@pytest.mark.parametrize("words", [["--first-seed", "5000"], ["--choose", "--first-seed", "2"], ["--draws", "1"]])
def test_seeds_for_choosing_are_kept_apart(words: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        module("planting.command").main([*words, "--out", str(tmp_path)])

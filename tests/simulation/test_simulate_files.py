"""The planted panel as files: they say what the frames say, and always in the same bytes."""

import tomllib
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from lift.simulation import Simulation, sample, simulate
from lift.simulation.sample import SAMPLE_TEST_REGIONS
from lift.simulation.study_file import planned_spend

REPOSITORY = Path(__file__).parents[2]
KEYS = ["level", "item", "window", "metric"]


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return simulate(seed=2, regions=5, stores_per_region=3, weeks=60, test_regions=2)


def test_write_and_read_back(sim: Simulation, tmp_path: Path) -> None:
    study = sim.write(tmp_path / "a" / "b")
    assert study == tmp_path / "a" / "b" / "study.toml"
    names = {"sales.parquet", "stores.parquet", "products.parquet", "truth.csv", "study.toml"}
    assert {p.name for p in study.parent.iterdir()} == names
    for name in ("sales", "stores", "products"):
        frame = pd.read_parquet(study.parent / f"{name}.parquet")
        expected = getattr(sim, name)
        if name == "sales":
            frame["week"] = pd.to_datetime(frame["week"]).astype(expected["week"].dtype)
        pd.testing.assert_frame_equal(frame, expected)
    truth = pd.read_csv(study.parent / "truth.csv")
    pd.testing.assert_frame_equal(truth, sim.truth, check_exact=False, atol=1e-6)
    schema = pq.read_schema(study.parent / "sales.parquet")
    assert [str(t) for t in schema.types[:5]] == ["string", "date32[day]", "string", "int32", "double"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_study_file_fits_the_panel(sim: Simulation, tmp_path: Path, language: str) -> None:
    path = sim.write(tmp_path, suffix="_x", language=language)  # type: ignore[arg-type]
    study = tomllib.loads(path.read_text(encoding="utf-8"))
    assert study["study"]["language"] == language
    for name in ("sales", "stores", "products"):
        assert (tmp_path / study["data"][name]).exists()
    campaign = study["campaign"]
    assert (campaign["start"], campaign["end"]) == (sim.plan.first, sim.plan.last)
    assert tuple(campaign["skus"]) == sim.promoted
    assert tuple(study["regions"]["test"]) == sim.test
    assert campaign["spend"]["total"] == planned_spend(sim)
    assert campaign["pre_weeks"] == 44


def test_a_study_of_single_stores_names_them(tmp_path: Path) -> None:
    sim = simulate(seed=2, assignment="stores", test_stores=5, regions=4, stores_per_region=4, weeks=40)
    regions = tomllib.loads(sim.write(tmp_path).read_text(encoding="utf-8"))["regions"]
    assert regions["assignment"] == "stores"
    assert tuple(regions["test_stores"]) == sim.test
    assert "test" not in regions


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_spend_is_earned_back_between_one_and_four_times(seed: int) -> None:
    sim = simulate(seed=seed)
    gain = sim.truth.set_index(KEYS).loc[("brand", "Salsa Sol", "total", "revenue"), "incremental"]
    assert 1 < gain / planned_spend(sim) < 4


def test_no_effect_costs_the_same() -> None:
    assert planned_spend(simulate(seed=1, uplift=0.0)) == planned_spend(simulate(seed=1))


def test_the_committed_sample_is_what_the_code_writes(tmp_path: Path) -> None:
    committed = REPOSITORY / "sample_data" / "synthetic_campaign"
    sample(tmp_path)
    names = {p.name for p in tmp_path.iterdir()}
    assert names == {p.name for p in committed.iterdir()}
    for name in sorted(names):
        made, kept = tmp_path / name, committed / name
        if name.endswith(".parquet"):
            assert pq.read_table(made).equals(pq.read_table(kept)), name
        else:
            assert made.read_bytes() == kept.read_bytes(), name


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    sample(tmp_path / "a")
    sample(tmp_path / "b")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_the_sample_is_the_study_that_was_planned(tmp_path: Path) -> None:
    study = tomllib.loads(sample(tmp_path).read_text(encoding="utf-8"))
    assert tuple(study["regions"]["test"]) == SAMPLE_TEST_REGIONS == ("Leipzig", "Bremen", "Freiburg")
    assert "synthetic" in study["study"]["name"]
    assert sum(p.stat().st_size for p in tmp_path.iterdir()) < 3_000_000

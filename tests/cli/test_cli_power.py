"""`lift power` as users meet it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import lift
from lift.cli.app import app

WORDS = ("--campaigns", "10", "--plan-only")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("power")
    simulation = lift.simulate(
        seed=3, regions=6, stores_per_region=3, weeks=56, campaign_weeks=4, after_weeks=4, categories=1, brands=2,
        skus=2, promoted=1, test_regions=2,
    )  # fmt: skip
    file = simulation.write(folder)
    file.write_text(file.read_text().replace("confidence = 0.90", 'confidence = 0.90\nmethod = "did-classic"'))
    return file


def power(study: Path, *words: str):
    return CliRunner().invoke(app, ["power", str(study), *WORDS, *words])


def test_it_prints_a_table_and_writes_a_page(study, tmp_path) -> None:
    done = power(study, "--language", "de", "--out", str(tmp_path / "power.html"))
    assert done.exit_code == 0
    assert "Kleinster nachweisbarer Uplift: 4 Wochen, 2 Testregionen" in done.stdout
    assert done.stderr.strip() == str(tmp_path / "power.html")
    assert "<svg" in (tmp_path / "power.html").read_text(encoding="utf-8")
    assert {file.name for file in tmp_path.iterdir()} == {"power.html"}


def test_json_holds_the_rows(study) -> None:
    done = power(study, "--json", "--seed", "4")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["seed"], done.stderr) == (0, 4, "")
    assert [row["level"] for row in found["rows"]] == ["promoted", "brand", "category", "sku"]


def test_what_stands_in_the_way_is_an_error_with_advice(study, tmp_path) -> None:
    with pytest.raises(lift.LiftError, match="make it first"):
        CliRunner().invoke(
            app, ["power", str(study), *WORDS, "--out", str(tmp_path / "no" / "p.html")], catch_exceptions=False
        )
    text = study.read_text()
    assert power(study, "--campaigns", "9").exit_code == 2
    early = study.with_name("early.toml")
    start = next(line for line in text.splitlines() if line.startswith("start"))
    end = next(line for line in text.splitlines() if line.startswith("end"))
    early.write_text(text.replace(start, "start = 2023-08-14").replace(end, "end = 2023-09-10"))
    with pytest.raises(lift.DesignError, match="more history"):
        CliRunner().invoke(app, ["power", str(early), *WORDS], catch_exceptions=False)

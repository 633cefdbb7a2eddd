"""`lift portfolio` as users meet it."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lift.cli.app import app
from lift.core.errors import StudyError

sys.path.insert(0, str(Path(__file__).parents[1] / "synthesis"))
from made_results import portfolio_of


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    base = tmp_path_factory.mktemp("portfolio")
    return [str(result.write(base / str(i))) for i, result in enumerate(portfolio_of(6))]


def test_it_prints_sentences_and_tables(folders) -> None:
    done = CliRunner().invoke(app, ["portfolio", *folders, "--language", "de"])
    assert done.exit_code == 0
    assert "Über 6 Studien haben die Kampagnen den Umsatz der beworbenen Artikel im Mittel um" in done.stdout
    assert "ROI Analyzer" in done.stdout
    assert "Holm angepasst" not in done.stdout


def test_it_writes_a_folder_whole_and_replaces_only_its_own(folders, tmp_path) -> None:
    out = tmp_path / "out"
    words = ["portfolio", *folders, "--out", str(out), "--format", "html,xlsx"]
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 0
    names = {"portfolio.json", "studies.csv", "portfolio.html", "portfolio.xlsx"}
    assert {file.name for file in out.iterdir()} == names
    told = json.loads(done.stdout)
    assert told["mean"] == json.loads((out / "portfolio.json").read_text(encoding="utf-8"))["mean"]
    first = (out / "portfolio.xlsx").read_bytes()
    assert CliRunner().invoke(app, words).exit_code == 0
    assert (out / "portfolio.xlsx").read_bytes() == first
    (out / "mine.txt").write_text("mine")
    refused = CliRunner().invoke(app, words)
    assert isinstance(refused.exception, StudyError)
    assert (out / "mine.txt").exists()


def test_an_unknown_format_is_a_wrong_command_line(folders) -> None:
    assert CliRunner().invoke(app, ["portfolio", *folders, "--format", "pptx"]).exit_code == 2

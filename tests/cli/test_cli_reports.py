"""Reports in several formats: what their files are called, and what a new run does to those of the result before."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from lift.cli import render, work
from lift.cli.app import app
from lift.core.words import EFFECT_COLUMNS, WEEKLY_COLUMNS
from lift.report import FORMATS
from lift.store import Result
from lift.study import Study


@pytest.fixture
def result(monkeypatch: pytest.MonkeyPatch) -> Result:
    """A result of which every format says its language, in text or in bytes."""

    def render_all(_: object, kinds: list[str], language: str | None, *__: object, **___: object) -> dict[str, object]:
        known = {"html": f"<p>ü {language}", "pdf": f"%PDF {language}".encode()}
        return {kind: known[kind] for kind in kinds}

    monkeypatch.setattr(render, "render_all", render_all)
    document = {"study": {"name": "Salsa", "language": "de"}, "verdict": {"status": "proven"}}
    return Result(document, pd.DataFrame(columns=list(EFFECT_COLUMNS)), pd.DataFrame(columns=list(WEEKLY_COLUMNS)))


def test_only_another_language_is_part_of_the_name(result: Result) -> None:
    assert render.reports(result, ["html", "pdf"]) == {
        "report.html": "<p>ü None".encode(),
        "report.pdf": b"%PDF None",
    }
    assert list(render.reports(result, ["html", "pdf"], "de")) == ["report.html", "report.pdf"]
    assert render.reports(result, ["pdf"], "en") == {"report.en.pdf": b"%PDF en"}


def test_reports_are_added_to_a_result_folder(result: Result, tmp_path: Path) -> None:
    folder = result.write(tmp_path / "result")
    before = {file.name for file in folder.iterdir()}
    files = render.render(folder, ["html", "pdf"], "en")
    assert [file.name for file in files] == ["report.en.html", "report.en.pdf"]
    assert {file.name for file in folder.iterdir()} == before | {"report.en.html", "report.en.pdf"}
    assert Result.load(folder) == result


def test_a_new_run_says_which_reports_went_with_the_result_before(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = result.write(tmp_path / "result", {"report.html": b"old", "report.en.html": b"old", "report.pptx": b"old"})
    monkeypatch.setattr(work, "run_study", lambda *_, **__: result)
    study = Study.from_dict(
        {
            "study": {"name": "Salsa"},
            "data": {"sales": "sales.parquet"},
            "campaign": {"start": "2025-03-03", "end": "2025-04-27", "skus": ["1"]},
            "regions": {"test": ["Leipzig"]},
        }
    )
    done = work.measure(study, folder, ["html", "pdf"], quiet=False, memory=None, threads=None)
    assert [file.name for file in done.reports] == ["report.html", "report.pdf"]
    assert (folder / "report.html").read_text(encoding="utf-8") == "<p>ü None"
    assert not (folder / "report.pptx").exists()
    said = capsys.readouterr().err
    assert "report.en.html, report.pptx" in said
    assert "lift report" in said
    work.measure(study, folder, ["html", "pdf"], quiet=False, memory=None, threads=None)
    assert capsys.readouterr().err == ""


def test_help_names_every_format() -> None:
    for command in ("run", "report"):
        words = CliRunner().invoke(app, [command, "--help"]).stdout
        assert [kind for kind in FORMATS if kind not in words.split("--format")[1]] == []

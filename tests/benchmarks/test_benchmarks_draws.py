"""Draws: counted from the first seed, kept, taken up again, never mixed between codes, never dropped in silence."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from benchmark_modules import module

from lift import DesignError

draws = module("draws")
CASES = [(panel, seed) for seed in (5000, 5001, 5002) for panel in ("a", "b")]
made: list[tuple[str, int]] = []


def measure(panel: str, seed: int) -> list[dict[str, Any]]:
    made.append((panel, seed))
    if panel == "b" and seed == 5001:
        raise DesignError("no control unit is left")
    return [{"panel": panel, "value": seed / 7, "nothing": None}, {"panel": panel, "value": -1.0, "nothing": None}]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "CACHE", tmp_path / "cache")
    made.clear()


def chosen(*words: str) -> Any:
    return draws.options("What it is.", ["--draws", "3", "--first-seed", "5000", *words])


def test_rows_come_in_the_order_of_the_cases_with_errors_as_rows() -> None:
    frame = draws.collect("x", measure, CASES, "code", chosen())
    assert made == CASES
    cases = ["a/5000", "b/5000", "a/5001", "b/5001", "a/5002", "b/5002"]
    assert frame["case"].drop_duplicates().tolist() == cases
    assert frame["error"].notna().sum() == 1
    assert frame.loc[frame["case"] == "a/5001", "value"].tolist() == [5001 / 7, -1.0]
    assert "not in the table: 1**" in draws.failures(frame)
    assert "DesignError: no control unit is left" in draws.failures(frame)
    assert draws.failures(frame[frame["error"].isna()]) == ""


def test_finished_draws_are_not_made_again(tmp_path: Path) -> None:
    whole = draws.collect("x", measure, CASES, "code", chosen())
    (cache,) = (tmp_path / "cache").iterdir()
    lines = cache.read_text(encoding="utf-8").splitlines(keepends=True)
    cache.write_text("".join(lines[:3]) + lines[3][:20], encoding="utf-8")  # killed in the middle of the fourth
    made.clear()
    again = draws.collect("x", measure, CASES, "code", chosen("--resume"))
    assert made == CASES[3:]
    assert again.equals(whole)
    made.clear()
    fewer = draws.collect("x", measure, CASES[:2], "code", chosen("--resume"))
    assert made == []
    assert fewer["case"].nunique() == 2


def test_nothing_but_errors_ends_the_run() -> None:
    with pytest.raises(SystemExit, match="no control unit is left"):
        draws.collect("x", measure, [("b", 5001)], "code", chosen())


def test_trying_something_out_leaves_a_long_run_alone() -> None:
    draws.collect("x", measure, CASES[:2], "code", chosen())
    draws.collect("x", measure, CASES[2:4], "code", draws.options("x", ["--first-seed", "5001"]))
    made.clear()
    draws.collect("x", measure, CASES[:2], "code", chosen("--resume"))
    assert made == []


def test_an_interruption_keeps_what_is_done() -> None:
    def interrupted(panel: str, seed: int) -> list[dict[str, Any]]:
        if len(made) == 3:
            raise KeyboardInterrupt
        return measure(panel, seed)

    with pytest.raises(SystemExit, match="--resume"):
        draws.collect("x", interrupted, CASES, "code", chosen())
    made.clear()
    draws.collect("x", measure, CASES, "code", chosen("--resume"))
    assert made == CASES[3:]


def test_without_resume_or_with_other_code_all_draws_are_made() -> None:
    draws.collect("x", measure, CASES[:2], "code", chosen())
    draws.collect("x", measure, CASES[:2], "code", chosen())
    draws.collect("x", measure, CASES[:2], "other", chosen("--resume"))
    assert made == CASES[:2] * 3
    (kept,) = draws.CACHE.glob("*.before")
    assert len(kept.read_text(encoding="utf-8").splitlines()) == 2


def test_the_fingerprint_follows_the_code_and_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lift"
    for name in ("core/words.py", "report/html.py"):
        (package / name).parent.mkdir(parents=True)
        (package / name).write_text("A = 1\n", encoding="utf-8")
    monkeypatch.setattr(draws, "ROOT", tmp_path)
    before = draws.fingerprint(measure, 0.7)
    assert draws.fingerprint(measure, 0.7) == before
    assert draws.fingerprint(measure, 0.8) != before
    assert draws.fingerprint(chosen, 0.7) != before
    (package / "report/html.py").write_text("A = 2\n", encoding="utf-8")
    assert draws.fingerprint(measure, 0.7) == before
    (package / "core/words.py").write_text("A = 2\n", encoding="utf-8")
    assert draws.fingerprint(measure, 0.7) != before


def test_provenance_names_command_draws_version_and_date() -> None:
    asked = replace(chosen("--jobs", "2", "--date", "2025-01-31"), resume=True)
    command, drawn, version, date = draws.provenance(asked, "portfolio", "0123456789ab")
    assert command == "command: python benchmarks/portfolio.py --draws 3 --first-seed 5000 --jobs 2 --date 2025-01-31"
    assert drawn == "draws: 3, seeds 5000 to 5002; code 0123456789ab"
    assert version.startswith("version: liftstudy ")
    assert date == "date: 2025-01-31"
    assert draws.provenance(chosen(), "portfolio", "x")[-1] == "date: not given"


@pytest.mark.parametrize("words", [["--draws", "0"], ["--jobs", "0"], ["--seeds", "3"]])
def test_a_wrong_command_line_ends_with_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        draws.options("What it is.", words)
    assert end.value.code == 2


def test_the_cache_is_one_line_a_case(tmp_path: Path) -> None:
    draws.collect("x", measure, CASES[:1], "code", chosen())
    (cache,) = (tmp_path / "cache").iterdir()
    assert cache.name == "x-code-from-5000.jsonl"
    (line,) = cache.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["case"] == "a/5000"

"""`lift match` as users meet it: the design, the lock, and a refusal that names the rule."""

import json
from pathlib import Path

import pytest
from command_line import run

import lift
from lift.design.lock import from_text


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("match")
    file = lift.simulate(seed=4, regions=7, stores_per_region=2, weeks=90, test_regions=1, categories=1).write(folder)
    text = file.read_text(encoding="utf-8")
    begin, end = text.index("[regions]"), text.index("[measure]")
    both = '[regions]\ntest = "match"\n\n[match]\ntest_units = {n}\n\n'
    for name, count in (("both", 2), ("too_many", 7)):
        (folder / name).mkdir()
        words = text[:begin] + both.format(n=count) + text[end:]
        for table in ("sales", "stores", "products"):
            words = words.replace(f'"{table}.parquet"', f'"../{table}.parquet"')
        (folder / name / "study.toml").write_text(words, encoding="utf-8")
    return folder


def test_it_shows_the_design_and_writes_the_lock_once(folder: Path) -> None:
    done = run("match", "both/study.toml", cwd=folder)
    assert done.returncode == 0, done.stderr
    lock, intact = from_text((folder / "both" / "design.lock").read_text(encoding="utf-8"))
    assert intact
    assert len(lock.test) == 2
    for name in (*lock.test, *lock.control):
        assert name in done.stdout
    for words in ("Smallest detectable uplift", "Controls tried out", "Balance of test and control", "Growth per year"):
        assert words in done.stdout
    assert "<svg" in (folder / "both" / "balance.svg").read_text(encoding="utf-8")
    again = run("match", "both/study.toml", cwd=folder)
    assert again.returncode == 1
    assert "there is a design.lock already" in again.stderr
    german = run("match", "both/study.toml", "--replace", "--language", "de", "--quiet", cwd=folder)
    assert (german.returncode, german.stderr) == (0, "")
    assert "Kleinster nachweisbarer Uplift" in german.stdout
    same, _ = from_text((folder / "both" / "design.lock").read_text(encoding="utf-8"))
    assert (same.test, same.control, same.imprint) == (lock.test, lock.control, lock.imprint)
    told = json.loads(run("match", "both/study.toml", "--replace", "--json", cwd=folder).stdout)
    assert (told["test"], told["chosen"]) == (list(lock.test), "match")
    assert {row["measure"] for row in told["balance"]} >= {"sales", "trend", "price"}


def test_what_cannot_be_is_1_and_names_the_rule(folder: Path) -> None:
    done = run("match", "too_many/study.toml", cwd=folder)
    assert done.returncode == 1
    assert "no design is possible: [match] test_units = 7" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "too_many" / "design.lock").exists()

"""Several studies in one go: the bytes of each alone, their order, one look at the rows, an error in one."""

import copy
import json
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import run as command

import lift
from lift.core.errors import DataError, StudyError
from lift.data import opened

SMALL = {
    "regions": 5, "stores_per_region": 2, "weeks": 60, "after_weeks": 4, "categories": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study, one with a shorter after window, one without adjustment, and one that names a SKU nobody sells."""
    folder = tmp_path_factory.mktemp("market")
    text = lift.simulate(seed=5, **SMALL).write(folder).read_text(encoding="utf-8")
    kinds = {
        "whole": ("after_weeks = 4", "after_weeks = 4"),
        "wrong": ("skus = [", 'skus = ["unheard of", '),
        "short": ("after_weeks = 4", "after_weeks = 2"),
    }
    for name, (old, new) in kinds.items():
        changed = text.replace(old, new).replace("[study]\nname = ", f'[study]\nname = "{name}"\n# ')
        assert old in text
        (folder / f"{name}.toml").write_text(changed, encoding="utf-8")
    return folder


def told(result: lift.Result) -> dict[str, bytes]:
    """What a result's files hold, without its provenance: that has the time of the run."""
    return {name: content for name, content in result.files().items() if name != "manifest.json"}


@pytest.mark.parametrize("order", [("whole", "wrong", "short"), ("short", "whole", "wrong")])
def test_each_result_is_that_of_the_study_alone(market: Path, order: tuple[str, ...], monkeypatch: Any) -> None:
    studies = [lift.Study.load(market / f"{name}.toml") for name in order]
    alone = {name: lift.run(study) for name, study in zip(order, studies, strict=True) if name != "wrong"}
    looks: list[int] = []
    scan = opened.scan

    def counted(*args: Any, **options: Any) -> Any:
        looks.append(1)
        return scan(*args, **options)

    monkeypatch.setattr(opened, "scan", counted)
    steps: list[tuple[str, float]] = []
    found = lift.run_all(studies, progress=lambda step, share: steps.append((step, share)))
    assert looks == [1]
    for name, one in zip(order, found, strict=True):
        if name == "wrong":
            assert isinstance(one, StudyError)
            assert "unheard of" in str(one)
        else:
            assert isinstance(one, lift.Result)
            assert told(one) == told(alone[name])
    assert [share for _, share in steps] == sorted(share for _, share in steps)
    assert {step.partition(":")[0] for step, _ in steps} == set(order)


@pytest.mark.parametrize("last", [False, True])
def test_other_windows_and_other_stores_give_the_bytes_of_each_alone(market: Path, last: bool) -> None:
    """What is known of pairs is shared, sums over the weeks before another campaign are not; nor what is excluded."""
    asked = tomllib.loads((market / "whole.toml").read_text(encoding="utf-8"))
    later, fewer = copy.deepcopy(asked), copy.deepcopy(asked)
    for name in ("start", "end"):
        later["campaign"][name] += timedelta(weeks=2)
    later["campaign"]["after_weeks"] = 2
    fewer["regions"]["exclude"] = ["Erfurt"]
    assert "Erfurt" not in asked["regions"]["test"]
    studies = [lift.Study.from_dict(study, market) for study in (asked, later, fewer)]
    alone = [told(lift.run(study)) for study in studies]
    order = [2, 1, 0] if last else [0, 1, 2]
    found = lift.run_all([studies[i] for i in order])
    for i, one in zip(order, found, strict=True):
        assert isinstance(one, lift.Result), one
        assert told(one) == alone[i]


def test_studies_that_read_in_another_way_share_nothing(market: Path, monkeypatch: Any) -> None:
    """Returns kept or refused is another check of the same rows: each study looks for itself."""
    text = (market / "whole.toml").read_text(encoding="utf-8").replace("[data]", '[data]\nreturns = "keep"')
    (market / "kept.toml").write_text(text, encoding="utf-8")
    kept = lift.Study.load(market / "kept.toml")
    alone = lift.run(kept)
    found = lift.run_all([lift.Study.load(market / "whole.toml"), kept])
    assert isinstance(found[1], lift.Result)
    assert told(found[1]) == told(alone)


def test_tables_that_cannot_be_used_fail_every_study_that_reads_them(market: Path, tmp_path: Path) -> None:
    text = (market / "whole.toml").read_text(encoding="utf-8").replace('sales = "sales', 'sales = "none')
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    broken = lift.Study.load(tmp_path / "study.toml")
    found = lift.run_all([broken, lift.Study.load(market / "whole.toml"), broken])
    assert [type(one) for one in found] == [DataError, lift.Result, DataError]


def test_the_command_writes_all_that_can_be_and_says_which_failed(market: Path, tmp_path: Path) -> None:
    files = [str(market / f"{name}.toml") for name in ("whole", "wrong", "short")]
    done = command("run", *files, "--out", str(tmp_path), "--json")
    assert done.returncode == 1
    assert "wrong.toml" in done.stderr
    assert "1 of 3 studies failed" in done.stderr
    shown = json.loads(done.stdout)
    assert [Path(one["folder"]).name for one in shown] == ["whole", "short"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["short", "whole"]
    for one in shown:
        folder = Path(one["folder"])
        alone = lift.run(lift.Study.load(market / f"{folder.name}.toml"))
        assert {name: (folder / name).read_bytes() for name in told(alone)} == told(alone)


def test_two_studies_of_one_folder_do_not_overwrite_each_other(market: Path, tmp_path: Path) -> None:
    file = str(market / "whole.toml")
    done = command("run", file, file, "--out", str(tmp_path), "--quiet")
    assert done.returncode == 1
    assert "give one of them another name" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["whole"]

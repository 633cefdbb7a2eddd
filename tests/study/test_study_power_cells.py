"""`lift power` of a plan with cells: each is a plan of its own, and two differ by what their errors leave."""

import json
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

import lift
from lift.core.errors import DesignError
from lift.design.power_backtest import Law
from lift.design.power_contrast import detectable_contrast
from lift.report.power import power_tables

SMALL = {
    "regions": 8, "stores_per_region": 2, "weeks": 60, "campaign_weeks": 6, "after_weeks": 4, "categories": 1,
    "brands": 2, "skus": 2, "promoted": 2, "test_regions": 4, "campaign": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cells")
    lift.simulate(seed=4, **SMALL).write(folder)
    return folder


def content(folder: Path) -> dict:
    read = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
    read["measure"] |= {"method": "did-classic", "adjust": "none"}
    del read["campaign"]["spend"]
    return read


def celled(folder: Path, **terms) -> dict:
    """A high dose in two regions, a low one in two others; `terms` of the low one."""
    read = content(folder)
    test = read["regions"]["test"]
    low = {"name": "low <b>", "test": test[2:], "spend": 300.0, **terms}
    return {**read, "cells": [{"name": "high", "test": test[:2], "spend": 500.0}, low]}


@pytest.fixture(scope="module")
def found(folder):
    return lift.power(lift.Study.from_dict(celled(folder), folder), campaigns=20, plan_only=True)


def alone(folder: Path, **changes) -> dict:
    """The low dose as a study of its own."""
    read = content(folder)
    test = read["regions"]["test"]
    read["regions"] |= {"test": test[2:], "exclude": test[:2]}
    read["campaign"] |= {"spend": {"total": 300.0}, **changes}
    return read


def test_a_cell_is_what_a_study_of_it_alone_would_say(found, folder) -> None:
    own = lift.power(lift.Study.from_dict(alone(folder), folder), campaigns=20, plan_only=True)
    assert [cell.cell for cell in found.cells] == ["high", "low <b>"]
    assert found.cells[1].rows == own.plan
    assert found.cells[1].returns == own.returns
    assert found.cells[0].rows[0].units == 2
    assert found.cells[0].returns[0].spend == 500.0


def test_a_cell_has_its_own_length_and_skus(folder) -> None:
    read = content(folder)
    end, skus = read["campaign"]["end"] - timedelta(weeks=2), read["campaign"]["skus"][:1]
    asked = lift.Study.from_dict(celled(folder, end=end, skus=skus), folder)
    cell = lift.power(asked, campaigns=20, plan_only=True).cells[1]
    own = lift.power(lift.Study.from_dict(alone(folder, end=end, skus=skus), folder), campaigns=20, plan_only=True)
    assert (cell.rows[0].periods, own.plan[0].periods) == (4, 4)
    assert [(row.level, row.item) for row in cell.rows] == [(row.level, row.item) for row in own.plan]
    assert cell.rows == own.plan


def test_two_cells_differ_by_what_their_errors_leave(found) -> None:
    assert {each.level for each in found.contrasts} == {"promoted", "brand", "category"}
    for each in found.contrasts:
        assert (each.cell, each.against) == ("high", "low <b>")
        assert 0.0 <= each.correlation < 1.0
    least = [next(r.detectable for r in cell.rows if r.level == "promoted") for cell in found.cells]
    promoted = next(each for each in found.contrasts if each.level == "promoted")
    assert max(least) * 0.8 < promoted.detectable < sum(least) * 1.6


def test_the_contrast_by_hand() -> None:
    """Half-widths .1 and .2 at 90 %, errors as claimed: those of 12 thresholds have a root mean square of one SD."""
    z = 1.6448536269514722
    errors = np.array([1.0, -1.0] * 6) / z
    labels = np.arange(12)
    one, other = (Law(1.0 - errors, np.array([half]), labels, labels, z) for half in (0.1, 0.2))
    assert one.ratio == pytest.approx(1.0)
    sd = np.hypot(0.1, 0.2) / z
    assert detectable_contrast(one, other, 0.0, 0.9, 1) == pytest.approx(np.expm1(sd * (z + 0.8416212335729143)))
    assert detectable_contrast(one, other, 0.0, 0.9, 3) > detectable_contrast(one, other, 0.0, 0.9, 1)
    tied = detectable_contrast(one, other, 0.5, 0.9, 1)
    assert tied == pytest.approx(np.expm1(np.sqrt(0.01 + 0.04 - 0.02) / z * (z + 0.8416212335729143)))


def test_a_cell_that_cannot_be_tried_is_named(folder) -> None:
    read = celled(folder)
    read["cells"][0]["test"], spare = read["cells"][0]["test"][:1], read["cells"][0]["test"][1:]
    read["cells"][1]["test"] = [*spare, *read["cells"][1]["test"]]
    with pytest.raises(DesignError, match="'high': the promoted set cannot be measured"):
        lift.power(lift.Study.from_dict(read, folder), campaigns=20, plan_only=True)


def test_units_that_are_none_of_the_study_are_refused(folder) -> None:
    read = celled(folder)
    study = lift.Study.from_dict(read, folder)
    strange = replace(study.spec.cells[0], test=("nowhere",))
    spec = replace(study.spec, cells=(strange, study.spec.cells[1]))
    with pytest.raises(DesignError, match="nowhere"):
        lift.power(replace(study, spec=spec), campaigns=20, plan_only=True)


@pytest.mark.parametrize(("language", "words"), [("de", "nachweisbarer Uplift jeder Zelle"), ("en", "of each cell")])
def test_tables_tell_of_cells(found, language, words) -> None:
    cells, pairs = power_tables(found, language)[1:3]
    assert words in cells.caption
    assert [row[0].text for row in cells.rows] == ["high", "low <b>"]
    assert [row[1].text for row in cells.rows] == ["2", "2"]
    assert len(pairs.rows) == 1


def test_the_command_writes_cells_as_json(folder, tmp_path) -> None:
    text = (folder / "study.toml").read_text(encoding="utf-8").replace("\ntotal = ", "\n# total = ")
    test = tomllib.loads(text)["regions"]["test"]
    cells = "".join(
        f'\n[[cells]]\nname = "{name}"\ntest = {json.dumps(units)}\nspend = 100\n'
        for name, units in (("one", test[:2]), ("two", test[2:]))
    )
    file = folder / "celled.toml"
    file.write_text(text + cells, encoding="utf-8")
    words = ["power", str(file), "--campaigns", "10", "--plan-only", "--json", "--quiet"]
    done = subprocess.run([sys.executable, "-m", "lift", *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    assert [cell["cell"] for cell in said["cells"]] == ["one", "two"]
    assert said["contrasts"][0]["detectable"] > 0

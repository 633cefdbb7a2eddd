"""The sample study's result, frozen: words exactly, numbers to 1e-6, and the same bytes however it is run.

When a change of the numbers is meant, renew the frozen files, read the difference and commit it with the change:

    LIFT_RENEW_GOLDEN=1 ./run test tests/golden && git diff tests/golden
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lift
from lift.core.words import CELL_COLUMNS, PAIR_COLUMNS
from lift.money.activity import rates_by_creator
from lift.report import render_html
from lift.report.glossary import glossary
from lift.report.words import catalogue

HERE = Path(__file__).parent / "synthetic_campaign"
STUDY = Path(__file__).parents[2] / "sample_data" / "synthetic_campaign" / "study.toml"
TOLERANCE = 1e-6
DESIGN = ("assignment", "test", "control", "unused", "excluded", "windows", "promoted", "launch", "chosen", "evidence")
MONEY = ("observed", "expected", "incremental", "incremental_low", "incremental_high")


@pytest.fixture(scope="module")
def result() -> lift.Result:
    return lift.run(lift.Study.load(STUDY), threads=1)


@pytest.fixture(scope="module", autouse=True)
def _renewed(result: lift.Result) -> None:
    if os.environ.get("LIFT_RENEW_GOLDEN", "") not in {"", "0"}:
        HERE.mkdir(exist_ok=True)
        (HERE / "effects.csv").write_bytes(result.files()["effects.csv"])
        text = json.dumps(selected(result.document), ensure_ascii=False, indent=1) + "\n"
        (HERE / "result.json").write_text(text, encoding="utf-8", newline="\n")


def selected(document: Any) -> dict[str, Any]:
    """The parts of result.json that are frozen: not the effects (they are in the CSV), nor how checks are worded."""
    return {
        "study": document["study"],
        "design": {name: document["design"][name] for name in DESIGN},
        "verdict": document["verdict"],
        "not_measured": document["not_measured"],
        "roi": [entry for entry in document["roi"] if entry["headline"] or entry["basis"] == "margin"],
        "source_of_volume": [part for part in document["source_of_volume"] if part["window"] == "campaign"],
        "market_share": [share for share in document["market_share"] if share["window"] == "campaign"],
        "findings": [
            {name: f[name] for name in ("check", "verdict", "value", "limit", "level", "item")}
            for f in document["findings"]
        ],
    }


def test_effects_are_the_frozen_ones(result: lift.Result) -> None:
    frozen = pd.read_csv(HERE / "effects.csv")
    found = pd.read_csv(BytesIO(result.files()["effects.csv"]))
    assert list(found.columns) == list(frozen.columns)
    for column in frozen:
        if frozen[column].dtype.kind != "f":
            pd.testing.assert_series_equal(found[column], frozen[column])
            continue
        size = frozen["observed"].to_numpy() if column in MONEY else 1.0
        away = np.abs(found[column] - frozen[column]) / np.maximum(np.abs(frozen[column]), size)
        assert away.max() < TOLERANCE or frozen[column].isna().all(), column
        assert (found[column].isna() == frozen[column].isna()).all(), column


def test_the_document_is_the_frozen_one(result: lift.Result) -> None:
    frozen = json.loads((HERE / "result.json").read_text(encoding="utf-8"))
    differences = list(different(frozen, selected(result.document), "result.json"))
    assert differences == []


def different(frozen: Any, found: Any, where: str) -> Iterator[str]:
    """Places where two documents differ: words at all, numbers by more than the tolerance."""
    if isinstance(frozen, dict) and isinstance(found, dict) and list(frozen) == list(found):
        for key, value in frozen.items():
            yield from different(value, found[key], f"{where}.{key}")
    elif isinstance(frozen, list) and isinstance(found, list) and len(frozen) == len(found):
        for at, (left, right) in enumerate(zip(frozen, found, strict=True)):
            yield from different(left, right, f"{where}[{at}]")
    elif isinstance(frozen, float) and isinstance(found, float):
        if abs(frozen - found) > TOLERANCE * max(abs(frozen), 1.0):
            yield f"{where}: {found} instead of {frozen}"
    elif frozen != found or type(frozen) is not type(found):
        yield f"{where}: {found!r} instead of {frozen!r}"


def test_a_difference_is_seen() -> None:
    frozen = {"a": [1.0, "x"], "b": {"c": 2}}
    assert list(different(frozen, {"a": [1.0 + 1e-9, "x"], "b": {"c": 2}}, "")) == []
    for other in (
        {"a": [1.00001, "x"], "b": {"c": 2}},
        {"a": [1.0, "y"], "b": {"c": 2}},
        {"a": [1.0], "b": {"c": 2}},
        {"a": [1.0, "x"], "b": {"c": None}},
        {"a": [1.0, "x"], "b": {}},
    ):
        assert len(list(different(frozen, other, ""))) == 1


def numbers(result: lift.Result) -> dict[str, bytes]:
    """The files of a result folder that say what was found, apart from where it came from."""
    return {name: content for name, content in result.files().items() if name != "manifest.json"}


@pytest.mark.parametrize(("threads", "memory"), [(1, None), (2, None), (2, "500MB"), (1, "100MB")])
def test_another_run_gives_the_same_bytes(result: lift.Result, threads: int, memory: str | None) -> None:
    assert numbers(lift.run(lift.Study.load(STUDY), threads=threads, memory=memory)) == numbers(result)


def test_the_order_and_the_number_of_files_do_not_matter(result: lift.Result, tmp_path: Path) -> None:
    shutil.copytree(STUDY.parent, tmp_path, dirs_exist_ok=True)
    sales = tmp_path / "sales_synthetic.parquet"
    table = pq.read_table(sales)
    order = np.random.Generator(np.random.PCG64(5000)).permutation(len(table))
    sales.unlink()
    sales.mkdir()
    for part in range(3):
        pq.write_table(table.take(pa.array(order[part::3])), sales / f"{part}.parquet")
    for name in ("stores_synthetic", "products_synthetic"):
        other = pq.read_table(tmp_path / f"{name}.parquet")
        pq.write_table(other.take(pa.array(range(len(other))[::-1])), tmp_path / f"{name}.parquet")
    shuffled = lift.run(lift.Study.load(tmp_path / "study.toml"), threads=2)
    assert numbers(shuffled) == numbers(result)
    assert shuffled.manifest["inputs"] != result.manifest["inputs"]


def test_the_command_writes_the_same_bytes(result: lift.Result, tmp_path: Path) -> None:
    """From a process of its own with another hash seed; the report too."""
    folder = tmp_path / "result"
    done = subprocess.run(
        [sys.executable, "-m", "lift", "run", str(STUDY), "--out", str(folder), "--quiet"],
        capture_output=True, text=True, timeout=120, check=False, env={**os.environ, "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    written = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert set(written) == {*result.files(), "report.html"}
    assert {name: written[name] for name in numbers(result)} == numbers(result)
    assert written["report.html"] == render_html(result).encode("utf-8")


def test_every_column_of_every_table_is_called_something_in_both_languages(result: lift.Result) -> None:
    """No head of the workbook is a column's own name: the glossary or the catalogue has a word for it."""
    shown = {**result.tables, "effects": result.effects, "weekly": result.weekly}
    columns = {str(column) for frame in shown.values() for column in frame.columns}
    columns |= {name for key in ("roi", "source_of_volume", "market_share", "not_measured")
                for row in result.document[key] for name in row}  # fmt: skip
    posts = pd.DataFrame({"platform": ["a"], "followers": [5.0], "creator": ["b"]})
    columns |= {*CELL_COLUMNS, *PAIR_COLUMNS, *rates_by_creator(posts)[0], "weight", "lone", "dose"}
    stems = {column.removesuffix("_low").removesuffix("_high") for column in columns}
    assert len(stems) > 60
    assert sorted(stem for stem in stems if stem not in glossary() and f"column_of.{stem}" not in catalogue()) == []

"""The result folder: what is in it, that it reads back the same, and what the object says of it."""

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import effects_row, roi_row, sample, weekly_row

from lift.core.errors import LiftError, StudyError
from lift.store import Headline, Result, put_report, refuse

FILES = {"result.json", "manifest.json", "effects.csv", "effects.parquet", "weekly.parquet", "placebos.parquet"}
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=10)
ROW = st.builds(
    effects_row,
    item=TEXT,
    parent=TEXT | st.none(),
    incremental=st.floats(allow_infinity=False),
    uplift=st.floats(allow_infinity=False) | st.none(),
    q_value=st.floats(0, 1) | st.none(),
    units_test=st.integers(1, 99),
)


def test_a_result_reads_back_as_it_was(tmp_path: Path) -> None:
    result = sample()
    folder = result.write(tmp_path / "a" / "salsa", {"report.html": b"<p>"})
    assert {file.name for file in folder.iterdir()} == FILES | {"report.html"}
    back = Result.load(folder)
    assert back == result
    assert back.document == result.document
    pd.testing.assert_frame_equal(back.effects, result.effects)
    pd.testing.assert_frame_equal(back.weekly, result.weekly)
    pd.testing.assert_frame_equal(back.tables["placebos"], result.tables["placebos"])
    assert back.manifest == result.manifest
    assert (folder / "report.html").read_bytes() == b"<p>"


@settings(max_examples=25)
@given(rows=st.lists(ROW, min_size=1, max_size=4), value=st.floats() | st.integers() | TEXT)
def test_any_result_reads_back_as_it_was(
    rows: list[dict], value: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    result = Result({"study": {"name": value}, "x": [value]}, pd.DataFrame(rows), pd.DataFrame([weekly_row()]))
    folder = result.write(tmp_path_factory.mktemp("r") / "r")
    back = Result.load(folder)
    assert back == result
    assert back.document == result.document
    pd.testing.assert_frame_equal(back.effects, result.effects)


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = sample().write(tmp_path / "1"), sample().write(tmp_path / "2")
    for name in FILES:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_result_json_holds_the_rows_of_effects_in_their_order(tmp_path: Path) -> None:
    folder = sample().write(tmp_path / "r")
    document = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert document["schema"] == 1
    assert [row["item"] for row in document["effects"]] == ["promoted", "=1+1"]
    assert document["effects"][0]["uplift_high"] == 0.166666666667
    assert document["effects"][0]["q_value"] is None
    assert document["effects"][0]["parent"] is None
    assert document["effects"][0]["units_test"] == 1
    effects = pd.read_parquet(folder / "effects.parquet")
    assert effects["uplift_high"][0] == 1 / 6
    assert effects["item"][1] == "=1+1"
    assert "'=1+1" in (folder / "effects.csv").read_text()


def test_an_object_and_its_folder_hold_the_same_numbers(tmp_path: Path) -> None:
    result = sample(money={"spend": 1 / 3, "missing": float("nan")})
    assert result.document["money"] == {"spend": 0.333333333333, "missing": None}
    assert Result.load(result.write(tmp_path / "r")).document["money"] == result.document["money"]


def test_joint_is_kept_in_the_object_and_not_written(tmp_path: Path) -> None:
    made = sample()
    result = Result(made.document, made.effects, made.weekly, joint={"draws": 1})
    assert result.joint == {"draws": 1}
    assert Result.load(result.write(tmp_path / "r")).joint is None


def test_the_headline() -> None:
    rows = [roi_row(headline=False, per_euro=9.0), roi_row(), roi_row(basis="margin", headline=False)]
    result = sample(roi=rows)
    assert result.roi == Headline(3.0, 1.7, 4.2, 0.99, 40.0, 120.0, "earned")
    assert len(result.roi_table) == 3
    assert list(result.roi_table["per_euro"]) == [9.0, 3.0, 3.0]


@pytest.mark.parametrize("roi", [[], None, [roi_row(headline=False)]])
def test_without_a_headline_every_field_is_none(roi: object) -> None:
    result = sample(roi=roi)
    assert result.roi == Headline()
    assert result.roi.per_euro is None


def test_findings_and_verdict() -> None:
    assert list(sample().findings["check"]) == ["history"]
    assert sample(findings=[]).findings.empty
    assert sample().verdict == "proven"


def test_the_notebook_card_escapes_names() -> None:
    html = sample(name="<script>alert(1)</script>")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; sold more." in html
    assert "=1+1" in html
    assert "+12.0 %" in html
    assert "verkaufte" in sample(study={"name": "x", "language": "de"})._repr_html_()


@pytest.mark.parametrize("table", ["effects", "weekly"])
def test_a_table_without_its_columns_is_refused(table: str) -> None:
    frames = {"effects": pd.DataFrame([effects_row()]), "weekly": pd.DataFrame([weekly_row()])}
    frames[table] = frames[table].drop(columns=["observed"])
    with pytest.raises(LiftError, match=f"{table}.*observed"):
        Result({}, **frames)


def test_folders_that_hold_no_result(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="not a result folder"):
        Result.load(tmp_path / "none")
    folder = sample().write(tmp_path / "r")
    for name, content, word in (
        ("result.json", b"{", "damaged"),
        ("result.json", b'{"schema": 2}', "schema"),
        ("result.json", b"[]", "schema"),
        ("manifest.json", None, "damaged"),
        ("effects.parquet", b"PAR1", "damaged"),
        ("weekly.parquet", None, "damaged"),
    ):
        kept = (folder / name).read_bytes()
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(content)
        with pytest.raises(StudyError, match=word):
            Result.load(folder)
        (folder / name).write_bytes(kept)
    assert Result.load(folder) == sample()


def test_a_report_is_added_whole(tmp_path: Path) -> None:
    folder = sample().write(tmp_path / "r")
    put_report(folder, "report.de.html", b"one")
    put_report(folder, "report.de.html", b"two")
    assert (folder / "report.de.html").read_bytes() == b"two"
    assert {file.name for file in folder.iterdir()} == FILES | {"report.de.html"}
    assert Result.load(folder) == sample()
    refuse(folder)

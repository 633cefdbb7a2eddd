"""The sample study's truth beside its result, and how the command line treats folders of the user's."""

from pathlib import Path

import pytest

from lift.cli.grid import grid
from lift.cli.truth import beside, sample_study, text
from lift.core.errors import StudyError


def row(**values: object) -> dict[str, object]:
    return {
        "level": "sku", "item": "0040", "window": "campaign", "metric": "revenue", "incremental": 10.0,
        "uplift": 0.1, "uplift_low": 0.05, "uplift_high": 0.15, "confidence": 0.9, **values,
    }  # fmt: skip


TRUTH = """\
level,item,window,metric,incremental,uplift
sku,0040,campaign,revenue,12.0,0.15
sku,0041,campaign,revenue,12.0,0.16
sku,0042,campaign,revenue,12.0,
sku,0043,campaign,units,1.0,0.1
brand,Other,campaign,revenue,0.0,0.0
"""


def test_truth_stands_beside_each_measured_row(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text(TRUTH)
    effects = [
        row(),
        row(item="0041"),
        row(item="0042"),
        row(item="0043", metric="units"),
        row(item="9"),
        row(uplift=None),
    ]
    rows = beside(effects, tmp_path / "truth.csv")
    assert [(entry["item"], entry["true_uplift"], entry["inside"]) for entry in rows] == [
        ("0040", 0.15, True),
        ("0041", 0.16, False),
    ]
    shown = text(rows, 100)
    assert "1 of 2 intervals (90 %) hold the truth." in shown
    assert "+5.0 % to +15.0 %" in shown


def test_no_row_at_all() -> None:
    assert "0 of 0 intervals" in text([], 80)


def test_a_sample_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    for name in ("study.toml", "truth.csv"):
        (tmp_path / name).write_text("changed by hand")
    assert sample_study(tmp_path, None) == tmp_path / "study.toml"
    assert (tmp_path / "study.toml").read_text() == "changed by hand"


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text("mine")
    for folder in (tmp_path, tmp_path / "study.toml"):
        with pytest.raises(StudyError, match="nothing was written"):
            sample_study(folder, None)
    assert (tmp_path / "study.toml").read_text() == "mine"


def test_a_table_takes_names_as_text() -> None:
    shown = grid("T", ("Name", "n"), [("[red]x[/red]\x1b[31m", "1"), ("a", "22")], 60, right=(1,))
    assert "[red]x[/red]\N{REPLACEMENT CHARACTER}[31m" in shown
    assert "\x1b" not in shown
    assert shown.splitlines()[-1].endswith("22")

"""The study file of `lift init`: loads as it is, and shows every key there is."""

import re
import tomllib
from pathlib import Path

import pytest

from lift.core.errors import StudyError
from lift.study import scaffold
from lift.study.config import load
from lift.study.schema import FREE, SECTIONS


def test_the_template_is_a_valid_study(tmp_path: Path) -> None:
    file = scaffold.write(tmp_path / "new" / "folder")
    spec = load(file)
    assert spec.campaign.skus
    assert spec.regions.test


def test_the_template_shows_every_key_in_its_section() -> None:
    shown: dict[str, str] = {}
    section = ""
    for row in scaffold.TEMPLATE.splitlines():
        head = re.match(r"(?:# )?\[([a-z.]+)\]", row)
        section = head[1] if head else section
        shown[section] = shown.get(section, "") + row + "\n"
    for name, keys in SECTIONS.items():
        for key in keys:
            if key != FREE:
                assert re.search(rf"\b{key}\b", shown[name]), f"[{name}] {key}"


def test_optional_lines_are_right_one_by_one(tmp_path: Path) -> None:
    optional = re.findall(r"^# ([a-z_]+ = \S.*?)(?:\s{2,}#.*)?$", scaffold.TEMPLATE, flags=re.MULTILINE)
    assert len(optional) > 25
    for row in optional:
        tomllib.loads(row)


def test_an_existing_study_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text("mine")
    with pytest.raises(StudyError, match="already"):
        scaffold.write(tmp_path)
    assert (tmp_path / "study.toml").read_text() == "mine"


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(StudyError, match="not a folder"):
        scaffold.write(tmp_path / "x")

"""The folder name of a study: readable, and never a way out of the results folder."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.study.slug import slug

NAMES = {
    "Salsa launch, spring 2025": "salsa-launch-spring-2025",
    "Käse & Brötchen": "käse-brötchen",
    "Ка\u0301ша — весна": "ка́ша-весна",
    "サルサ 2025": "サルサ-2025",
    "../../x": "x",
    "/etc/passwd": "etc-passwd",
    "C:\\Windows\\x": "c-windows-x",
    "..": "study",
    "": "study",
    "  \t\n": "study",
    "🌶️": "study",
    "\u0301": "study",
    "a\x00b\x1b[31m": "a-b-31m",
    "CON": "con-study",
    "lpt1": "lpt1-study",
    "com¹": "com1-study",
    "Ｆｕｌｌ": "full",
    "-rf": "rf",
    "~": "study",
    "name.": "name",
}


@pytest.mark.parametrize("name", NAMES)
def test_slug(name: str) -> None:
    assert slug(name) == NAMES[name]


@given(st.text(max_size=300))
def test_a_slug_is_one_plain_part_of_a_path(name: str) -> None:
    made = slug(name)
    assert made
    assert len(made.encode("utf-8")) <= 110
    assert PurePosixPath(made).parts == (made,)
    assert PureWindowsPath(made).parts == (made,)
    assert not made.startswith((".", "-"))
    assert not made.endswith((".", "-", " "))
    assert slug(made) in {made, f"{made}-study"}
    assert made == made.lower()

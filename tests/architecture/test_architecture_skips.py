"""LIFT_NO_SKIP makes a skipped test a failed one, so that a machine that should have everything cannot hide a gap."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASES = {
    "in the test": "import pytest\ndef test_x():\n    pytest.skip('no browser')\n",
    "as a mark": "import pytest\n@pytest.mark.skipif(True, reason='no browser')\ndef test_x(): ...\n",
    "the whole file": "import pytest\npytest.importorskip('no_such_module_at_all')\ndef test_x(): ...\n",
    "in a fixture": "import pytest\n@pytest.fixture\ndef f(): pytest.skip('no browser')\ndef test_x(f): ...\n",
}
KEPT = "import pytest\n@pytest.mark.xfail(strict=True)\ndef test_x(): assert False\ndef test_y(): ...\n"


def outcome(folder: Path, code: str, no_skip: str) -> tuple[int, str]:
    shutil.copy(Path(__file__).parents[1] / "conftest.py", folder)
    (folder / "test_it.py").write_text(code)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", str(folder)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "LIFT_NO_SKIP": no_skip},
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("case", CASES)
def test_a_skip_is_a_failure_where_nothing_may_be_missing(case: str, tmp_path: Path) -> None:
    assert outcome(tmp_path, CASES[case], "")[0] in {0, 5}
    code, said = outcome(tmp_path, CASES[case], "1")
    assert code in {1, 2}
    assert "LIFT_NO_SKIP" in said


def test_other_outcomes_stay(tmp_path: Path) -> None:
    assert outcome(tmp_path, KEPT, "1")[0] == 0

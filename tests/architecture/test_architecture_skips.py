"""LIFT_NO_SKIP makes a skipped test a failed one, so that a machine that should have everything cannot hide a gap."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SKIPPED = {
    "inside": "import pytest\ndef test_x():\n    pytest.skip('no browser')\n",
    "mark": "import pytest\n@pytest.mark.skipif(True, reason='no browser')\ndef test_x(): ...\n",
    "file": "import pytest\npytest.importorskip('no_such_module_at_all')\ndef test_x(): ...\n",
    "fixture": "import pytest\n@pytest.fixture\ndef f(): pytest.skip('no browser')\ndef test_x(f): ...\n",
}
KEPT = "import pytest\n@pytest.mark.xfail(strict=True)\ndef test_x(): assert False\ndef test_y(): ...\n"


def closing_line(folder: Path, no_skip: str) -> str:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--continue-on-collection-errors",
            str(folder),
        ],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "LIFT_NO_SKIP": no_skip, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
    )
    return done.stdout.splitlines()[-1].partition(" in ")[0]


def test_a_skip_is_a_failure_where_nothing_may_be_missing(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).parents[1] / "conftest.py", tmp_path)
    for name, code in {**SKIPPED, "kept": KEPT}.items():
        (tmp_path / f"test_{name}.py").write_text(code)
    assert closing_line(tmp_path, "") == "1 passed, 4 skipped, 1 xfailed"
    assert closing_line(tmp_path, "1") == "1 failed, 1 passed, 1 xfailed, 3 errors"

"""Results to render: one per verdict, made once."""

import subprocess
import sys
from pathlib import Path

import pytest
from report_samples import HOSTILE, make

from lift.report import FORMATS


@pytest.fixture(scope="session")
def proven():
    return make("proven")


@pytest.fixture(scope="session")
def inconclusive():
    return make("inconclusive")


@pytest.fixture(scope="session")
def invalid():
    return make("invalid")


@pytest.fixture(scope="session")
def hostile():
    return make("proven", promoted=len(HOSTILE), names=HOSTILE, brand=HOSTILE[0], study=HOSTILE[5])


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory) -> dict[str, bytes]:
    """The report of `make("proven")` in every format, from a process with another hash seed, time zone and no PATH."""
    folder = tmp_path_factory.mktemp("elsewhere")
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]); from report_samples import make\n"
        "import lift.report as r\n"
        "for kind, render in r.FORMATS.items():\n"
        "    content = render(make('proven'))\n"
        "    content = content.encode() if isinstance(content, str) else content\n"
        "    Path(sys.argv[2], kind).write_bytes(content)\n"
    )
    env = {"PYTHONHASHSEED": "7", "PATH": "", "TZ": "Asia/Tokyo"}
    here = Path(__file__).parent
    subprocess.run([sys.executable, "-c", code, str(here), str(folder)], env=env, capture_output=True, check=True)
    return {kind: (folder / kind).read_bytes() for kind in FORMATS}

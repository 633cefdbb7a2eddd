"""The tests with the lowest versions that pyproject.toml allows, in an environment of its own."""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from draws import ROOT
from packaging.requirements import Requirement

from dependencies.bill import canonical

TESTS = (
    "core", "data", "store", "study", "money", "checks", "estimators", "inference", "design", "synthesis", "simulation",
    "report", "cli", "main",
)  # fmt: skip
"""Folders of tests/ that run, one a package of lift; warnings of old packages are theirs and pass."""


def direct() -> list[str]:
    """The packages that the project itself names."""
    return _names(_project()["dependencies"])


def optional(extra: str) -> list[str]:
    """The packages that an extra adds."""
    return _names(_project()["optional-dependencies"][extra])


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _names(lines: list[str]) -> list[str]:
    return [canonical(Requirement(line).name) for line in lines]


def tested(resolution: str) -> tuple[dict[str, str], str, int]:
    """Install by uv's `resolution` and test; return the versions of direct dependencies, the last line, the code."""
    with tempfile.TemporaryDirectory(prefix="lowest-") as folder:
        python = Path(folder) / "bin" / "python"
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "--quiet", "--python", sys.executable, folder], check=True, cwd=ROOT)
        install = ["pip", "install", "--quiet", "--python", str(python), "--resolution", resolution, "-e", ".[test]"]
        subprocess.run([*uv, *install], check=True, cwd=ROOT)
        listed = subprocess.run(
            [*uv, "pip", "freeze", "--python", str(python)], check=True, capture_output=True, text=True, cwd=ROOT
        ).stdout
        versions = {canonical(n): v for n, v in re.findall(r"^([\w.-]+)==(\S+)$", listed, flags=re.MULTILINE)}
        where = [f"tests/{name}" for name in TESTS]
        words = ["-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", "-W", "ignore", *where]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run(
            [str(python), *words], check=False, capture_output=True, text=True, cwd=ROOT, env=environment
        )
    if done.returncode:
        print(done.stdout[-20_000:], done.stderr[-5_000:], file=sys.stderr)
    last = re.sub(r" in .*", "", done.stdout.strip().splitlines()[-1])
    return {name: versions[name] for name in direct()}, last, done.returncode

"""The script `run`, with a stand-in for Python that only writes down how it was called: no network, no installation."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("cat", "cksum", "cp", "dirname", "mkdir", "rm", "sh", "sleep")
PYTHON = """\
#!/bin/sh
printf '%s\\n' "$*" >>"$CALLS"
printf '%s' "${PYTHONDONTWRITEBYTECODE-kept}" >"$CALLS.bytecode"
case "$*" in
"-m venv --without-pip "*) mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;
"-m venv "*) [ -z "${NO_ENSUREPIP:-}" ] || exit 1; mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
"-m uv pip install "*) [ -z "${NO_UV:-}" ] || exit 1; sleep "${SLOW:-0}" ;;
"-m pip install "*liftstudy*|"-m pip install "*--editable*) [ -z "${NO_PIP:-}" ] || exit 1 ;;
esac
"""


class Checkout:
    """A checkout in a folder with a space in its name, and a PATH with nothing but the stand-in."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "my checkout"
        self.root.mkdir()
        shutil.copy(ROOT / "run", self.root / "run")
        (self.root / "pyproject.toml").write_text("[project]\n")
        self.tools = folder / "bin"
        self.tools.mkdir()
        for name in TOOLS:
            found = shutil.which(name)
            assert found is not None
            (self.tools / name).symlink_to(found)
        self.python = self.tools / "python3"
        self.python.write_text(PYTHON)
        self.python.chmod(0o755)
        self.log = folder / "calls"

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.root / "run", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.tools,
            env={"PATH": str(self.tools), "CALLS": str(self.log), **environment},
        )

    def run(self, *words: str, **environment: str) -> tuple[int, str, list[str]]:
        self.log.write_text("")
        with self.start(*words, **environment) as process:
            errors = process.communicate(timeout=60)[1]
        return process.returncode, errors, self.calls()

    def calls(self) -> list[str]:
        return [call for call in self.log.read_text().splitlines() if not call.startswith(("-c ", "-m uv --version"))]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def installs(calls: list[str]) -> list[str]:
    return [call.rpartition("--editable ")[2] for call in calls if "--editable" in call]


def test_the_first_run_sets_up_and_the_next_does_not(checkout: Checkout) -> None:
    code, errors, calls = checkout.run("run", "my study.toml", "--quiet")
    assert (code, errors.count("\n")) == (0, 1)
    assert calls[0] == f"-m venv {checkout.root}/.venv"
    assert installs(calls) == [str(checkout.root)]
    assert calls[-1] == "-m lift run my study.toml --quiet"
    assert checkout.run("--help") == (0, "", ["-m lift --help"])
    assert not (checkout.root / ".venv.lock").exists()


def test_a_changed_project_file_is_installed_again_into_the_same_environment(checkout: Checkout) -> None:
    checkout.run("--help")
    (checkout.root / "pyproject.toml").write_text("[project]\nx = 1\n")
    calls = checkout.run("--help")[2]
    assert installs(calls) == [str(checkout.root)]
    assert not any("venv" in call.split("--python")[0] for call in calls)
    assert installs(checkout.run("--help")[2]) == []


def test_the_tests_need_more_and_serve_the_rest_too(checkout: Checkout) -> None:
    calls = checkout.run("test", "-k", "a b")[2]
    assert installs(calls) == [f"{checkout.root}[test]"]
    assert calls[-1] == "-m pytest -k a b"
    assert checkout.run("test", PYTHONDONTWRITEBYTECODE="1")[2] == ["-m pytest -n 2"]
    assert checkout.log.with_name("calls.bytecode").read_text() == "kept"
    assert checkout.run("--help")[2] == ["-m lift --help"]


def test_the_demo_measures_the_sample_into_results(checkout: Checkout) -> None:
    calls = checkout.run("demo")[2]
    assert (
        calls[-1] == f"-m lift demo {checkout.root}/sample_data/synthetic_campaign --out {checkout.root}/results/sample"
    )
    assert checkout.run("demo", "elsewhere")[2] == ["-m lift demo elsewhere"]


def test_without_uv_pip_installs(checkout: Checkout) -> None:
    code, errors, calls = checkout.run("--help", NO_UV="1")
    assert code == 0
    assert "trying pip" in errors
    assert any(call.startswith("-m pip install") and "--editable" in call for call in calls)


def test_a_failed_installation_is_said_and_tried_again(checkout: Checkout) -> None:
    code, errors, calls = checkout.run("--help", NO_UV="1", NO_PIP="1")
    assert code == 1
    assert "network" in errors
    assert "-m lift --help" not in calls
    assert not (checkout.root / ".venv.lock").exists()
    code, _, calls = checkout.run("--help")
    assert (code, calls[-1]) == (0, "-m lift --help")
    assert len(installs(calls)) == 1


def test_a_python_without_ensurepip_goes_by_the_pip_outside(checkout: Checkout) -> None:
    code, _, calls = checkout.run("--help", NO_ENSUREPIP="1")
    assert code == 0
    assert f"-m pip --python {checkout.root}/.venv/bin/python install --quiet --disable-pip-version-check pip" in calls


def test_no_python(checkout: Checkout) -> None:
    checkout.python.write_text("#!/bin/sh\nexit 1\n")
    code, errors, _ = checkout.run("--help")
    assert code == 1
    assert "Python 3.11" in errors
    assert not (checkout.root / ".venv").exists()


def test_a_moved_checkout_gets_a_new_environment(checkout: Checkout) -> None:
    checkout.run("--help")
    checkout.root = checkout.root.rename(checkout.root.with_name("moved"))
    calls = checkout.run("--help")[2]
    assert calls[0] == f"-m venv {checkout.root}/.venv"
    assert calls[-1] == "-m lift --help"


def test_a_broken_environment_is_made_again(checkout: Checkout) -> None:
    checkout.run("--help")
    (checkout.root / ".venv/bin/python").unlink()
    calls = checkout.run("--help")[2]
    assert calls[0] == f"-m venv {checkout.root}/.venv"


def test_an_environment_of_the_user_is_not_removed(checkout: Checkout) -> None:
    (checkout.root / ".venv").mkdir()
    (checkout.root / ".venv/mine").write_text("")
    code, errors, _ = checkout.run("--help")
    assert code == 1
    assert "move it away" in errors
    assert (checkout.root / ".venv/mine").exists()


def test_two_at_once_set_up_once(checkout: Checkout) -> None:
    checkout.log.write_text("")
    running = [checkout.start("--help", SLOW="1") for _ in range(3)]
    for process in running:
        process.communicate(timeout=60)
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(installs(checkout.calls())) == 1
    assert checkout.calls().count("-m lift --help") == 3


def test_the_lock_of_a_killed_run_does_not_count(checkout: Checkout) -> None:
    lock = checkout.root / ".venv.lock"
    lock.mkdir()
    (lock / "pid").write_text(f"{2**22 + 1}\n")
    assert checkout.run("--help")[0] == 0
    assert not lock.exists()


def test_the_scripts_are_executable() -> None:
    assert os.access(ROOT / "run", os.X_OK)
    assert os.access(ROOT / ".ci/run", os.X_OK)

"""The command as users meet it: exit codes, streams, messages."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import run, spawn

import lift
from lift.study import scaffold

HEAVY = ("pandas", "numpy", "duckdb", "ibis", "pyarrow", "scipy", "statsmodels", "matplotlib", "jinja2", "babel")


def test_help_names_the_commands_that_work() -> None:
    done = run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    commands = done.stdout.split("Commands:")[1].split()
    there = ("init", "check", "match", "calibrate", "run", "report", "portfolio", "explain", "demo")
    assert [word for word in there if word not in commands] == []
    assert "..." not in done.stdout.split("Commands:")[1]


def test_version() -> None:
    done = spawn("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"lift {lift.__version__}\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["run"],
        ["run", "study.toml", "--nonsense"],
        ["run", "study.toml", "--seed", "x"],
        ["run", "study.toml", "--seed", "-1"],
        ["run", "study.toml", "--threads", "0"],
        ["run", "study.toml", "--language", "fr"],
        ["report", ".", "--format", "odt"],
        ["report", ".", "--format", ""],
        ["explain"],
    ],
)
def test_a_wrong_command_line_is_2(words: list[str]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Usage:" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["check", "run", "report"])
def test_a_missing_file_is_1_and_says_so(command: str, tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text("")
    done = run(command, "stduy.toml", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert "stduy.toml" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["study.toml"]


def test_a_process_ends_with_the_code_and_keeps_the_streams_apart(tmp_path: Path) -> None:
    for words in (["run", "stduy.toml"], ["run", "--nonsense"]):
        done, inside = spawn(*words, cwd=tmp_path), run(*words, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (inside.returncode, inside.stdout, inside.stderr)


def test_a_wrong_study_lists_its_problems_and_shows_where_when_asked(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text("[campaign]\nskuss = [1]\n")
    done = run("run", str(tmp_path / "study.toml"))
    assert done.returncode == 1
    assert "did you mean 'skus'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in run("run", str(tmp_path / "study.toml"), LIFT_TRACEBACK="1").stderr


def test_init_writes_a_study_that_check_reads(tmp_path: Path) -> None:
    done = run("init", "new", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.strip() == str(Path("new") / "study.toml")
    assert "lift check" in done.stderr
    again = run("init", "new", cwd=tmp_path)
    assert again.returncode == 1
    assert "already" in again.stderr
    checked = run("check", str(tmp_path / "new" / "study.toml"))
    assert checked.returncode == 1
    assert "sales.parquet" in checked.stderr
    assert "Traceback" not in checked.stderr


def test_quiet_and_json(tmp_path: Path) -> None:
    assert run("init", "--quiet", "a", cwd=tmp_path).stderr == ""
    done = run("init", "--json", "b", cwd=tmp_path)
    assert json.loads(done.stdout) == {"study": str(Path("b") / "study.toml")}


def broken(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def write(folder: Path) -> Path:
        raise error

    monkeypatch.setattr(scaffold, "write", write)


def test_an_error_in_the_program_is_70_without_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, ZeroDivisionError("x\x1b[31m"))
    done = run("init", "x", cwd=tmp_path)
    assert done.returncode == 70
    assert "ZeroDivisionError" in done.stderr
    assert "LIFT_TRACEBACK=1" in done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    shown = run("init", "x", cwd=tmp_path, LIFT_TRACEBACK="1")
    assert shown.returncode == 70
    assert "Traceback" in shown.stderr


def test_an_interruption_is_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, KeyboardInterrupt())
    done = run("init", "x", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (130, "Interrupted: no result was written\n")


def test_output_survives_a_terminal_without_umlauts(tmp_path: Path) -> None:
    done = spawn("check", "Käse.toml", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "K?se.toml" in done.stderr


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["run", "--help"], ["nonsense"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys\nfrom lift.cli import main\nsys.argv = ['lift', *sys.argv[1:]]\ntry:\n    main()\nfinally:\n"
        f"    print('LOADED', *(name for name in {HEAVY} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "LOADED"


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import sys, lift\nprint([name for name in {(*HEAVY, 'typer', 'pydantic', 'rich')} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_help_costs_at_most_twice_what_its_parser_costs() -> None:
    resource = pytest.importorskip("resource")

    def cpu(*words: str) -> float:
        costs = []
        for _ in range(7):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, *words], capture_output=True, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return min(costs)

    assert cpu("-m", "lift", "--help") <= 2 * cpu("-c", "import typer")

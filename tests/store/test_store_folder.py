"""The folder appears whole or not at all: kills, full disks, rivals and folders that are not ours."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from store_samples import sample

from lift.core.errors import LiftError, StudyError
from lift.store import Result, folder, refuse

OURS, MARK = ("result.json", "*.parquet"), "result.json"
OLD, NEW = {"result.json": b"old", "a.parquet": b"old"}, {"result.json": b"new", "b.parquet": b"new"}


def write(target: Path, files: dict[str, bytes] = NEW) -> Path:
    return folder.write(target, files, OURS, MARK)


def content(target: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in target.iterdir()}


def beside(target: Path) -> list[str]:
    return sorted(entry.name for entry in target.parent.iterdir() if entry != target)


def test_an_earlier_folder_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "r"
    assert write(target, OLD) == target
    write(target)
    assert content(target) == NEW
    assert beside(target) == []


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    write(tmp_path / "r")
    assert content(tmp_path / "r") == NEW


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real", OLD)
    (tmp_path / "link").symlink_to("real")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert content(tmp_path / "real") == NEW


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({"thesis.docx": b"mine"}, "no earlier result: thesis.docx"),
        ({**OLD, "notes.txt": b"mine"}, "would be lost: notes.txt"),
    ],
)
def test_a_folder_with_anything_else_is_refused(files: dict[str, bytes], word: str, tmp_path: Path) -> None:
    target = tmp_path / "r"
    target.mkdir()
    for name, data in files.items():
        (target / name).write_bytes(data)
    for attempt in (lambda: write(target), lambda: folder.refuse(target, OURS, MARK)):
        with pytest.raises(StudyError, match=word):
            attempt()
    assert content(target) == files
    assert beside(target) == []


def test_hidden_files_of_the_system_do_not_count(tmp_path: Path) -> None:
    write(tmp_path / "r", {**OLD, ".DS_Store": b"x"})
    write(tmp_path / "r")
    assert content(tmp_path / "r") == NEW


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "r").write_text("mine")
    with pytest.raises(StudyError, match="is a file"):
        refuse(tmp_path / "r")
    with pytest.raises(StudyError, match="is a file"):
        write(tmp_path / "r")
    with pytest.raises(LiftError, match="cannot write"):
        write(tmp_path / "r" / "below")
    assert (tmp_path / "r").read_text() == "mine"


@pytest.mark.parametrize("failing", ["_file", "_settle", "_swap"])
def test_a_full_disk_leaves_the_earlier_folder(failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = write(tmp_path / "r", OLD)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(folder, failing, full)
    with pytest.raises(LiftError, match=r"No space left.*untouched"):
        write(target)
    assert content(target) == OLD
    assert beside(target) == []


@pytest.mark.skipif(os.name != "posix", reason="limits of file sizes are POSIX")
@pytest.mark.parametrize("earlier", [True, False])
def test_a_disk_that_takes_no_more_bytes(earlier: bool, tmp_path: Path) -> None:
    """The system itself refuses the bytes, half-way into a file; nothing is pretended."""
    import resource  # noqa: PLC0415 - there is none on Windows

    target = tmp_path / "r"
    if earlier:
        write(target, OLD)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(LiftError, match=r"cannot write the result to .*File too large.*untouched"):
            write(target, {**NEW, "weekly.parquet": b"x" * 50_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (content(target) if earlier else target.exists()) == (OLD if earlier else False)
    assert beside(target) == []


def test_an_interruption_leaves_the_earlier_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = write(tmp_path / "r", OLD)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folder, "_settle", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(target)
    assert content(target) == OLD
    assert beside(target) == []


@pytest.mark.parametrize("exchange", [True, False])
def test_both_ways_to_swap(exchange: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not exchange:
        monkeypatch.setattr(folder, "_exchange", lambda *_: False)
    write(tmp_path / "r", OLD)
    write(tmp_path / "r")
    assert content(tmp_path / "r") == NEW
    assert beside(tmp_path / "r") == []


DEAD = 2**22 + 1  # above the largest process number that Linux gives


def test_what_killed_writers_left_is_cleared(tmp_path: Path) -> None:
    target = write(tmp_path / "r", OLD)
    (tmp_path / f".r.tmp-{DEAD}-aa").mkdir()
    (tmp_path / f".r.tmp-{os.getpid()}-bb").mkdir()
    (tmp_path / ".r.tmp-mine").mkdir()
    (tmp_path / f".other.tmp-{DEAD}-aa").mkdir()
    write(target)
    assert beside(target) == sorted([f".r.tmp-{os.getpid()}-bb", ".r.tmp-mine", f".other.tmp-{DEAD}-aa"])


def test_a_folder_moved_aside_by_a_killed_writer_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "r", OLD).rename(tmp_path / f".r.old-{DEAD}-aa")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(folder, "_file", full)
    with pytest.raises(LiftError):
        write(tmp_path / "r")
    assert content(tmp_path / "r") == OLD


WRITER = """
import importlib.util, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("folder", {module!r})
folder = importlib.util.module_from_spec(spec)
spec.loader.exec_module(folder)
files = {{"result.json": bytes([1]) * 10}}
files.update({{f"{{i}}.parquet": bytes([i]) * 50_000 for i in range(20)}})
print("ready", flush=True)
while True:
    folder.write(Path(sys.argv[1]), files, ("result.json", "*.parquet"), "result.json")
"""


@pytest.mark.parametrize("exchange", [True, False])
def test_a_kill_at_any_moment_leaves_a_whole_folder(exchange: bool, tmp_path: Path) -> None:
    target = tmp_path / "r"
    code = WRITER.format(module=folder.__file__)
    if not exchange:
        code = code.replace("files = ", "folder._exchange = lambda *_: False\nfiles = ", 1)
    for moment in (0.0, 0.001, 0.003, 0.006, 0.011, 0.017, 0.027, 0.05):
        with subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            deadline = time.monotonic() + 20
            while not target.exists() and time.monotonic() < deadline:
                time.sleep(0.001)
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
        if exchange:
            assert len(content(target)) == 21
            assert all(len(set(data)) == 1 for data in content(target).values())
        folder._clear(target)
        assert len(content(target)) == 21
        assert beside(target) == []


def test_rivals_leave_one_whole_result(tmp_path: Path) -> None:
    """Several writers and a reader at once: the reader never meets a part or a gap."""
    target = tmp_path / "r"
    versions = [{"result.json": bytes([i]), **{f"{k}.parquet": bytes([i]) for k in range(5)}} for i in range(3)]
    write(target, versions[0])
    errors: list[BaseException] = []
    stop = threading.Event()

    def writer(files: dict[str, bytes]) -> None:
        try:
            for _ in range(15):
                write(target, files)
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    def reader() -> None:
        while not stop.is_set():
            if not target.is_dir():
                errors.append(AssertionError("the folder was gone"))

    threads = [threading.Thread(target=writer, args=(files,)) for files in versions]
    watching = threading.Thread(target=reader)
    for thread in (*threads, watching):
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    watching.join()
    assert errors == []
    assert content(target) in versions
    assert beside(target) == []


def test_a_result_that_cannot_be_written_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = sample()
    earlier = result.write(tmp_path / "r")

    def readonly(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", readonly)
    with pytest.raises(LiftError, match=r"cannot write the result to .*r: Read-only"):
        result.write(tmp_path / "r")
    monkeypatch.undo()
    assert Result.load(earlier) == result


def test_a_file_that_a_killed_writer_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / f".report.html.tmp-{DEAD}-aa").write_bytes(b"half")
    (tmp_path / f".report.html.tmp-{os.getpid()}-bb").write_bytes(b"another's")
    folder.put(tmp_path, "report.html", b"whole")
    assert {file.name for file in tmp_path.iterdir()} == {"report.html", f".report.html.tmp-{os.getpid()}-bb"}

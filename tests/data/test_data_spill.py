"""The folder an engine spills to is gone afterwards, or with the next run when its own was killed."""

import errno
import os
import tempfile
from pathlib import Path

import pytest

from lift.core.errors import LiftError
from lift.data import spill
from lift.data.engine import connect

DEAD = 2**22 + 1  # above the largest process number that Linux gives


def test_what_a_killed_run_spilled_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mine = Path(spill.make())
    dead = mine.with_name(mine.name.replace(f"-{os.getpid()}-", f"-{DEAD}-"))
    dead.mkdir()
    (dead / "block").write_bytes(b"spilled")
    (tmp_path / f"liftstudy-elsewhere-{DEAD}-aa").mkdir()
    connect("duckdb").close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted([mine.name, f"liftstudy-elsewhere-{DEAD}-aa"])


def test_no_room_to_spill_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with pytest.raises(LiftError, match=r"cannot make a folder to spill to: No space left.*TMPDIR"):
        connect("duckdb")

"""A folder of files that appears whole or not at all, whatever happens in between.

Everything is written into a hidden folder beside the target first and brought to disk; then the two trade names in
one step (where the system can: Linux), so that a reader sees the earlier content or the new one, never a part. Two
writers at once need no lock for that: the later one wins. Elsewhere the earlier folder is moved aside and the new one
moved in; when the program is killed between those two, the next call brings the earlier folder back.
"""

import ctypes
import errno
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

from lift.core.errors import LiftError, StudyError, listing
from lift.core.finding import form
from lift.core.process import running

_TRIES = 100
_EXCHANGE = 2
_HERE = -100


def write(target: Path, files: Mapping[str, bytes], ours: tuple[str, ...], mark: str) -> Path:
    """Write `files` by name into `target`, in the place of an earlier folder of the same kind; return its path.

    `ours` and `mark` as in `refuse`. Raises `StudyError` when the target holds something else, `LiftError` when the
    disk does not take the files; the earlier content then stays as it was.
    """
    whole = Path(os.path.realpath(target))
    try:
        whole.parent.mkdir(parents=True, exist_ok=True)
        _clear(whole)
        refuse(whole, ours, mark)
        fresh = whole.parent / f".{whole.name}.tmp-{os.getpid()}-{token_hex(4)}"
        try:
            _fill(fresh, files)
            _swap(fresh, whole)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise LiftError(
            f"cannot write the result to {target}: {error.strerror or error}; what was there before is untouched. "
            "Free some space or name another folder with --out"
        ) from error
    return whole


def put(folder: Path, name: str, content: bytes) -> Path:
    """Write one file into a folder that exists, whole or not at all, and return its path."""
    file = folder / name
    for left in _left(folder, f".{name}.tmp-"):
        left.unlink(missing_ok=True)
    fresh = folder / f".{name}.tmp-{os.getpid()}-{token_hex(4)}"
    try:
        try:
            _file(fresh, content)
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise LiftError(f"cannot write {file}: {error.strerror or error}") from error
    return file


def refuse(target: Path, ours: tuple[str, ...], mark: str) -> None:
    """Raise `StudyError` when `target` cannot be replaced: it is a file, or a folder with anything not ours in it.

    `ours` are patterns of the names that this program writes, `mark` the file that every folder of its kind has.
    Hidden files of the operating system do not count.
    """
    if not target.exists():
        return
    if not target.is_dir():
        raise StudyError(f"{target} is a file, so no result can be written there; name another folder with --out")
    held = sorted(entry.name for entry in target.iterdir() if not entry.name.startswith("."))
    if held and not (target / mark).is_file():
        raise StudyError(
            f"{target} holds {len(held)} {form(len(held), 'file', 'files')} and no earlier result: {listing(held)}; "
            "nothing was written. Name another folder with --out"
        )
    strange = [name for name in held if not any(Path(name).match(pattern) for pattern in ours)]
    if strange:
        raise StudyError(
            f"{target} holds {len(strange)} {form(len(strange), 'file that is', 'files that are')} not part of the "
            f"earlier result and would be lost: {listing(strange)}; move them away, or name another folder with --out"
        )


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        _file(folder / name, content)
    _settle(folder)


def _file(path: Path, content: bytes) -> None:
    with path.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _settle(folder: Path) -> None:
    """Bring the names in a folder to disk, where the system can."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _swap(fresh: Path, target: Path) -> None:
    for _ in range(_TRIES):
        try:
            if not target.exists():
                fresh.rename(target)
            elif not _exchange(fresh, target):
                _aside(fresh, target)
        except OSError as error:
            # another writer was faster: it made the folder, or moved it aside
            if error.errno not in {errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST} or not fresh.exists():
                raise
        else:
            _settle(target.parent)
            return
    raise OSError(errno.EBUSY, "other programs keep writing the same folder")


def _exchange(left: Path, right: Path) -> bool:
    """Let two folders trade names in one step; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    if rename(_HERE, os.fsencode(left), _HERE, os.fsencode(right), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in {errno.ENOENT, errno.EACCES, errno.EROFS}:
        raise OSError(number, os.strerror(number))
    return False


def _aside(fresh: Path, target: Path) -> None:
    old = target.parent / f".{target.name}.old-{os.getpid()}-{token_hex(4)}"
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if not target.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _clear(target: Path) -> None:
    """Remove what killed writers left behind; an earlier folder that they had moved aside goes back to its place."""
    for kind in ("old", "tmp"):
        for left in _left(target.parent, f".{target.name}.{kind}-"):
            if kind == "old" and not target.exists():
                left.rename(target)
            else:
                shutil.rmtree(left, ignore_errors=True)


def _left(folder: Path, prefix: str) -> list[Path]:
    """What writers that no longer run left in a folder: its names are a prefix, their process and a token."""
    found = [entry for entry in folder.iterdir() if entry.name.startswith(prefix)] if folder.is_dir() else []
    return [entry for entry in found if not running(entry.name.removeprefix(prefix).partition("-")[0])]

"""The study file, and other files beside it, as text and as TOML; every way in which that can fail, in words."""

import re
import tomllib
from pathlib import Path
from typing import Any

from lift.core.errors import StudyError, nearest

_BOMS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_MOST_BYTES = 4_000_000


def read(file: Path, kind: str = "study file") -> str:
    """Return the text of a file of this kind; a UTF-8 byte order mark at its start is left out."""
    if file.is_dir() and kind != "study file":
        raise StudyError(f"{file} is a folder; name a {kind}")
    if file.is_dir():
        inside = file / "study.toml"
        hint = f"name the study file in it: {inside}" if inside.is_file() else "name a study file, such as study.toml"
        raise StudyError(f"{file} is a folder; {hint}")
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise StudyError(_missing(file, kind)) from None
    except OSError as error:
        raise StudyError(f"cannot read {file}: {error.strerror}") from None
    if len(raw) > _MOST_BYTES:
        raise StudyError(f"{file} has {len(raw):,} bytes; a {kind} is text of a few thousand. Name the {kind}")
    for mark, name in _BOMS:
        if raw.startswith(mark):
            raise StudyError(f"{file} is saved as {name}; save it as UTF-8")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise StudyError(
            f"{file} is not UTF-8: byte 0x{raw[error.start]:02x} in line {line}; save it as UTF-8"
        ) from None


def parse(text: str, name: str) -> dict[str, Any]:
    """Return the content of a study file, or raise `StudyError` with line and column and the line itself."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(_syntax(text, name, str(error))) from None
    except RecursionError:
        raise StudyError(f"{name} is not valid TOML: lists or tables are nested too deeply") from None


def _missing(file: Path, kind: str) -> str:
    if not file.parent.is_dir():
        return f"there is no folder {file.parent}, so no {kind} {file.name}"
    others = sorted(path.name for path in file.parent.glob("*.toml"))
    way = "; `lift init` writes one" if kind == "study file" else ""
    near = nearest(file.name, others) or (f"; there is {others[0]}" if others else way)
    return f"there is no {kind} {file}{near}"


def _syntax(text: str, name: str, message: str) -> str:
    what = message[:1].lower() + message[1:]
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    if not found:
        last = text.rstrip().count("\n")
        shown = text.split("\n")[last].strip()[:160]
        return f"{name} is not valid TOML: {what}" + (f"; it ends in line {last + 1}:\n    {shown}" if shown else "")
    line, column = int(found[1]), int(found[2])
    shown = text.split("\n")[line - 1][:160]
    mark = f"{' ' * (column - 1)}^" if column <= len(shown) else ""
    what = what.replace(found[0], f"in line {line}, column {column}")
    return "\n".join(
        part for part in (f"{name} is not valid TOML: {what}", f"    {shown}", f"    {mark}") if part.strip()
    )

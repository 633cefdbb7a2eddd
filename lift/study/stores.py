"""A list of stores from a text or CSV file: one id a line, with or without a header."""

import csv
from pathlib import Path

from lift.core.errors import StudyError

_HEADERS = frozenset({"store_id", "store", "id", "store_num", "store_no", "filiale", "markt"})


def from_file(file: Path, column: str = "store_id") -> tuple[str, ...]:
    """Return the ids in a file, in its order; blank lines and lines that start with # are left out.

    A first line with `column` or "store_id" in it is a header and says which column holds the ids; otherwise the first
    column does. Columns are separated by comma, semicolon or tab. Raises `StudyError` when the file is missing,
    Parquet, not UTF-8 or without ids.
    """
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise StudyError(
            f"there is no file {file}; write a list of ids, or the path of a text file with one a line"
        ) from None
    except OSError as error:
        raise StudyError(f"cannot read {file}: {error.strerror or error}") from None
    if raw.startswith(b"PAR1"):
        raise StudyError(
            f"{file} is a Parquet file; write the ids as text or CSV, one a line, or as a list in the study"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise StudyError(
            f"cannot read {file}: byte 0x{raw[error.start]:02x} in line {line} is not UTF-8; save it as UTF-8"
        ) from None
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    separator = next((mark for mark in ";\t," if lines and mark in lines[0]), ",")
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator)]
    place = 0
    if rows:
        names = [cell.casefold() for cell in rows[0]]
        heads = [i for i, name in enumerate(names) if name in {column.casefold(), "store_id"}]
        if heads or names[0] in _HEADERS:
            place = heads[0] if heads else 0
            rows = rows[1:]
    ids = tuple(row[place] for row in rows if len(row) > place and row[place])
    if not ids:
        raise StudyError(f"{file} names no store; write one id a line")
    return ids

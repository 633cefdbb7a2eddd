"""Where a table lies: a Parquet file, a folder, a hive-partitioned folder or a glob, resolved to files."""

import glob
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, TypeAlias
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from lift.core.errors import DataError, listing, nearest

SUFFIXES = (".parquet", ".pq", ".parq")
"""What counts as Parquet inside a folder; a file that is named itself may be called anything."""
MAGIC = b"PAR1"
Opener: TypeAlias = Callable[[PurePath], Any]
"""Opens a file for reading in binary; the file can seek."""


@dataclass(frozen=True, slots=True)
class Files:
    """The Parquet files of one table, in sorted order, with their footers read.

    `partitions` are the names of the hive partition columns (key=value folders below the given path), `rows` the
    number of rows in all files, `schemas` one entry per file. `fingerprint` is the SHA-256 of the sorted digests of
    the files' bytes and partition values: it knows no path and no file order. `root` is the folder below which
    partitions count. A table that an engine knows by name has no root, and one path, its name.
    """

    table: str
    paths: tuple[str, ...]
    partitions: tuple[str, ...]
    rows: int
    schemas: tuple[pa.Schema, ...]
    fingerprint: str
    root: str = ""


def find_files(table: str, where: str) -> Files:
    """Resolve `where` to Parquet files and read their footers.

    Raises DataError for a path or glob that finds nothing, a folder without Parquet, an empty, unreadable or
    foreign file, folders partitioned in different ways, and a table of no rows.
    """
    root, paths = _resolve(table, where)
    return collect(table, where, root, paths, lambda path: Path(path).open("rb"))


def collect(table: str, where: str, root: PurePath, paths: Sequence[PurePath], opened: Opener) -> Files:
    """Read the footers and the content of files that were found; `opened` opens one for reading, and may seek.

    Raises DataError as `find_files` does.
    """
    keys = [_partitions(root, path) for path in paths]
    names = {tuple(name for name, _ in pairs) for pairs in keys}
    if len(names) > 1:
        raise DataError(
            f"{table}: the folders below {where} are partitioned in {len(names)} different ways "
            f"({listing(' / '.join(found) or 'not at all' for found in sorted(names))}); partition them alike"
        )
    footers = [_footer(table, path, opened) for path in paths]
    rows = sum(footer.num_rows for footer in footers)
    if rows == 0:
        raise DataError(f"{table}: {where} holds no rows; export the table again")
    digests = sorted(_digest(path, pairs, opened) for path, pairs in zip(paths, keys, strict=True))
    return Files(
        table=table,
        paths=tuple(str(path) for path in paths),
        partitions=names.pop(),
        rows=rows,
        schemas=tuple(footer.schema.to_arrow_schema() for footer in footers),
        fingerprint=hashlib.sha256("".join(digests).encode()).hexdigest(),
        root=str(root),
    )


def _resolve(table: str, where: str) -> tuple[Path, list[Path]]:
    """Return the folder from which partitions are read, and the files in sorted order."""
    path = Path(where)
    if path.is_file():
        return path.parent, [path]
    if path.is_dir():
        found = _below(path)
        if not found:
            raise DataError(f"{table}: the folder {where} holds no Parquet file ({', '.join(SUFFIXES)})")
        return path, found
    if glob.has_magic(where):
        hits = [Path(hit) for hit in sorted(glob.glob(where, recursive=True))]  # noqa: PTH207 - absolute patterns
        files = {file for hit in hits for file in (_below(hit) if hit.is_dir() else [hit])}
        if not files:
            raise DataError(f"{table}: no file matches {where}; look at the folder and the pattern")
        fixed = [part for part in path.parts if not glob.has_magic(part)]
        depth = next(i for i, part in enumerate(path.parts) if glob.has_magic(part))
        return Path(*fixed[:depth]) if depth else Path(), sorted(files)
    raise DataError(f"{table}: there is no file or folder {where}{_neighbours(path)}; correct the path under [data]")


def _neighbours(path: Path) -> str:
    if not path.parent.is_dir():
        return f", nor the folder {path.parent}"
    return nearest(path.name, sorted(entry.name for entry in path.parent.iterdir()))


def _below(folder: Path) -> list[Path]:
    """Parquet files in a folder and its folders, without hidden and underscore entries, as Spark reads them."""
    return sorted(path for path in folder.rglob("*") if is_data(folder, path) and path.is_file())


def is_data(folder: PurePath, path: PurePath) -> bool:
    """Whether a path below a folder is Parquet that Spark would read."""
    hidden = any(part.startswith((".", "_")) and "=" not in part for part in path.relative_to(folder).parts)
    return path.suffix.lower() in SUFFIXES and not hidden


def _partitions(root: PurePath, path: PurePath) -> tuple[tuple[str, str], ...]:
    """Return the key=value folders between the given path and the file."""
    parts = path.relative_to(root).parts[:-1]
    pairs = (part.partition("=") for part in parts)
    return tuple((unquote(key), unquote(value)) for key, sign, value in pairs if sign and key)


def _footer(table: str, path: PurePath, opened: Opener) -> Any:
    try:
        with opened(path) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            start = file.read(len(MAGIC))
            if size and start == MAGIC:
                return pq.read_metadata(file)
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise DataError(f"{table}: {path} cannot be read: {error.strerror}") from error
        raise DataError(f"{table}: {path} is damaged, its Parquet footer cannot be read; copy it again") from error
    if size == 0:
        raise DataError(f"{table}: {path} is an empty file (0 bytes); export it again")
    raise DataError(f"{table}: {path} is not a Parquet file; write the table as Parquet, not CSV or Excel")


def _digest(path: PurePath, pairs: tuple[tuple[str, str], ...], opened: Opener) -> str:
    with opened(path) as file:
        content = hashlib.file_digest(file, "sha256")
    content.update(repr(sorted(pairs)).encode())
    return content.hexdigest()

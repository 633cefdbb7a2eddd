"""The embedded engine: DuckDB behind Ibis, in memory, offline, spilling to a folder of its own."""

import glob
import shutil
import warnings
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import duckdb
import ibis
import numpy as np
import pyarrow as pa
from ibis.util import gen_name
from numpy.typing import NDArray

from lift.core.errors import DataError, LiftError, StudyError
from lift.data import spill
from lift.data.files import Files

Rows: TypeAlias = Any
"""A lazy Ibis table or column. Its columns are known only when it runs, so it is not typed further."""

DENSE = 22
"""Groups by numbers are counted in place, without hashing, where all their values together take so many bits."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An open connection and the folder it spills to; `close` gives both back."""

    backend: Any
    spill: str

    def table(self, files: Files) -> Rows:
        """Return the files as one lazy table; partition values are text, columns are matched by name.

        A path is a name, never a pattern: "a[1].parquet" must not read "a1.parquet".
        """
        options: dict[str, Any] = {"union_by_name": True, "hive_partitioning": bool(files.partitions)}
        if files.partitions:
            options["hive_types_autocast"] = False
        with engine_errors(files.table):
            return self.backend.read_parquet([glob.escape(path) for path in files.paths], **options)

    def keep(self, table: str, query: Rows) -> Rows:
        """Run a query once and keep its rows in the engine until it is closed, spilled if need be."""
        with engine_errors(table):
            return self.backend.create_table(gen_name(table), query, temp=True)

    def close(self) -> None:
        """Close the connection and remove what it spilled; closing twice does no harm."""
        self.backend.disconnect()
        shutil.rmtree(self.spill, ignore_errors=True)


def connect(engine: str, memory: str | None = None, threads: int | None = None) -> Engine:
    """Open the engine with limits (`memory` such as "1GB"); nothing is ever loaded from the network.

    Raises StudyError for an engine this version does not read with, and for limits the engine refuses.
    """
    if engine != "duckdb":
        raise StudyError(
            f"[data] engine is {engine!r}: this version reads with DuckDB only; "
            'remove the key or write engine = "duckdb"'
        )
    if threads is not None and threads < 1:
        raise StudyError(f"threads is {threads}: give a whole number of at least 1")
    try:
        folder = spill.make()
    except OSError as error:
        raise LiftError(
            f"cannot make a folder to spill to: {error.strerror or error}; free some space, or name another in TMPDIR"
        ) from error
    config: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
        "perfect_ht_threshold": DENSE,
        "temp_directory": folder,
    }
    if memory is not None:
        config["memory_limit"] = memory
    if threads is not None:
        config["threads"] = threads
    try:
        return Engine(ibis.duckdb.connect(**config), folder)
    except duckdb.Error as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StudyError(
            f"the engine refuses memory = {memory!r}, threads = {threads}: {_first_line(error)}"
        ) from error


@contextmanager
def engine_errors(table: str) -> Generator[None]:
    """Turn what the engine says of unreadable data into a DataError that names the table."""
    try:
        with warnings.catch_warnings():
            # Ibis calls DuckDB by names that DuckDB has deprecated; nothing a user could act on.
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    except duckdb.OutOfMemoryException as error:
        raise DataError(f"{table}: not enough memory to read it; give a higher --memory or fewer --threads") from error
    except duckdb.Error as error:
        raise DataError(f"{table}: cannot be read: {_first_line(error)}") from error


def fetch(table: str, query: Rows) -> Any:
    """Run a query and return its (small) result; the order of rows is not defined."""
    with engine_errors(table):
        return query.to_pyarrow()


def small_table(columns: Mapping[str, Sequence[str] | NDArray[np.signedinteger[Any]]]) -> Rows:
    """Return a few rows held in Python as a table to join on."""
    return ibis.memtable(pa.table(dict(columns)))


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]

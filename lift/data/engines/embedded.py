"""The embedded engine: DuckDB behind Ibis, in memory, offline, spilling to a folder of its own.

It reads Parquet files, or the tables of one DuckDB database file, which it attaches without the right to write.
"""

import glob
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from ibis.util import gen_name

from lift.core.engines import DATABASE
from lift.core.errors import DataError, StudyError
from lift.data import spill
from lift.data.engines.names import named_table, parts_of, pick
from lift.data.engines.protocol import Limits, Near, Rows, errors_of, first_line
from lift.data.files import Files, find_files
from lift.data.objects import dataset, find_objects, is_url

DENSE = 22
"""Groups by numbers are counted in place, without hashing, where all their values together take so many bits."""
A_PIECE = 200_000
"""Rows of a piece that is streamed."""
ATTACHED = "study_database"
"""The name under which a database file is attached."""


@dataclass(frozen=True, slots=True)
class Embedded(Near):
    """An open connection with its limit, and the folder it spills to; `database` is the file it reads, if any."""

    backend: Any
    spill: str
    memory: str | None = None
    database: str | None = None

    def find(self, table: str, where: str) -> Files:
        """Find Parquet files, or a table or view of the database."""
        if is_url(where):
            return find_objects(table, where)
        if self.database is None:
            return find_files(table, where)
        with _errors(table):
            listed = self.backend.con.execute(
                "select table_schema, table_name from information_schema.tables where table_catalog = ?", [ATTACHED]
            ).fetchall()
        schema, name = pick(table, where, sorted(listed), f"the database {Path(self.database).name}", "main")
        with _errors(table):
            source = self._named(schema, name)
            query = f"select count(*), sum(hash(t)::hugeint) from ({ibis.to_sql(source, 'duckdb')}) as t"  # noqa: S608
            [(rows, digest)] = self.backend.con.execute(query).fetchall()
        return named_table(table, (schema, name), source.schema().to_pyarrow(), rows, digest)

    def table(self, files: Files) -> Rows:
        """Return the files as one lazy table.

        A path is a name, never a pattern: "a[1].parquet" must not read "a1.parquet".
        """
        if is_url(files.paths[0]):
            with _errors(files.table):
                name = gen_name(files.table)
                self.backend.con.register(name, dataset(files))
                return self.backend.table(name)
        if self.database is not None:
            with _errors(files.table):
                return self._named(*parts_of(files.table, files.paths[0]))
        options: dict[str, Any] = {"union_by_name": True, "hive_partitioning": bool(files.partitions)}
        if files.partitions:
            options["hive_types_autocast"] = False
        with _errors(files.table):
            return self.backend.read_parquet([glob.escape(path) for path in files.paths], **options)

    def keep(self, table: str, query: Rows) -> Rows:
        """Keep the rows in a temporary table."""
        with _errors(table):
            return self.backend.create_table(gen_name(table), query, temp=True)

    def stream(self, table: str, query: Rows) -> Iterator[Any]:
        """Run it in this process, a piece at a time."""
        with _errors(table):
            try:
                yield from pieces(self.backend.con.sql(ibis.to_sql(query, "duckdb")))
            except (OSError, pa.ArrowException) as error:
                raise _as_duckdb_says(error) from error

    def settle(self) -> None:
        """Set the limit once more: that makes DuckDB return what it keeps of finished queries, often 200 MB."""
        with suppress(duckdb.OutOfMemoryException):  # what is kept fills it: there is nothing to return
            if self.memory is None:
                self.backend.con.execute("reset memory_limit")
            else:
                self.backend.con.execute("set memory_limit = ?", [self.memory])

    def close(self) -> None:
        """Close the connection and remove what it spilled."""
        self.backend.disconnect()
        shutil.rmtree(self.spill, ignore_errors=True)

    def _named(self, schema: str, name: str) -> Rows:
        return self.backend.table(name, database=(ATTACHED, schema))


def open_embedded(engine: str, limits: Limits) -> Embedded:
    """Open the engine; nothing is ever loaded from the network.

    Raises StudyError for limits the engine refuses, DataError for a database file that cannot be read.
    """
    folder = spill.make()
    config: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
        "perfect_ht_threshold": DENSE,
        "temp_directory": folder,
    }
    config |= {} if limits.memory is None else {"memory_limit": limits.memory}
    config |= {} if limits.threads is None else {"threads": limits.threads}
    try:
        backend = ibis.duckdb.connect(**config)
    except duckdb.Error as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StudyError(
            f"the engine refuses memory = {limits.memory!r}, threads = {limits.threads}: {first_line(error)}"
        ) from error
    if engine == "duckdb":
        return Embedded(backend, folder, limits.memory)
    opened = Embedded(backend, folder, limits.memory, engine.removeprefix(DATABASE))
    try:
        _attach(opened)
    except BaseException:
        opened.close()
        raise
    return opened


def _attach(opened: Embedded) -> None:
    file = Path(str(opened.database)).absolute()
    if not file.is_file():
        raise DataError(f"[data] engine: there is no database file {file}; correct the path behind {DATABASE}")
    path = str(file).replace("'", "''")
    try:
        opened.backend.con.execute(f"attach '{path}' as {ATTACHED} (type duckdb, read_only)")
    except duckdb.Error as error:
        raise DataError(f"[data] engine: {file} cannot be opened as a DuckDB database: {first_line(error)}") from error


def explain(error: Exception) -> str | None:
    """Say what an error of DuckDB means; None for any other."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return "not enough memory to read it; give a higher --memory or fewer --threads"
    return f"cannot be read: {first_line(error)}" if isinstance(error, duckdb.Error) else None


def pieces(rows: Any) -> Iterator[Any]:
    """Return what DuckDB hands over of a query, a piece at a time."""
    reader = getattr(rows, "to_arrow_reader", None) or rows.fetch_arrow_reader  # before DuckDB 2
    yield from reader(A_PIECE)


def _as_duckdb_says(error: Exception) -> duckdb.Error:
    """What comes through Arrow in the middle of a stream has lost its kind."""
    kind = duckdb.OutOfMemoryException if "out of memory" in str(error).lower() else duckdb.Error
    return kind(str(error))


def _errors(table: str) -> AbstractContextManager[None]:
    return errors_of(table, explain)

"""Spark behind Ibis: in this process (`local[2]`) or on a cluster (`spark://HOST:PORT`); only sums come back.

A session that is already there, as in a notebook on a cluster, is used and left open; its own settings stay. Otherwise
one is started in a Java process of its own, whose talk goes to a file in the folder that it spills to.
"""

import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from ibis.util import gen_name

from lift.core.engines import is_table_name
from lift.core.errors import DataError, listing, nearest
from lift.data import spill
from lift.data.engines import java
from lift.data.engines.names import named_table, parts_of
from lift.data.engines.protocol import Engine, Limits, Rows, errors_of, quiet
from lift.data.engines.workers import CANCELLED, PATIENCE
from lift.data.files import Files, find_files

NANOS = "timestamp[ns]"


@dataclass(frozen=True, slots=True)
class Spark(Engine):
    """An Ibis backend over a session; `own` is the Java process to end with it, None where the session was there."""

    engine: str
    backend: Any
    session: Any
    spill: str
    own: java.Process | None

    def find(self, table: str, where: str) -> Files:
        """Find Parquet files, or a table or view of the catalogue."""
        if not is_table_name(self.engine, where):
            return find_files(table, where)
        names = parts_of(table, where)
        self._refuse_missing(table, where, names)
        with _errors(table):
            frame = self.session.table(_quoted(names))
            schema = _schema(self._lazy(table, frame).schema().to_pyarrow(), frame)
            found = frame.selectExpr("count(*) as n", "sum(cast(xxhash64(*) as decimal(38, 0))) as digest").first()
        return named_table(table, names, schema, int(found["n"]), str(found["digest"]))

    def table(self, files: Files) -> Rows:
        """Return the files, read as they are named, or the table of the catalogue."""
        with _errors(files.table):
            if files.root:
                frame = self._read(files)
            else:
                frame = self.session.table(_quoted(parts_of(files.table, files.paths[0])))
            return self._lazy(files.table, frame)

    def keep(self, table: str, query: Rows) -> Rows:
        """Keep the rows in Spark's memory, spilled to its disks."""
        with _errors(table):
            frame = self.backend.frame(query).persist()
            frame.count()
            return self._lazy(table, frame)

    def settle(self) -> None:
        """Nothing to do: the memory is that of another process."""

    def close(self) -> None:
        """Stop the session, if it is ours, with its Java process."""
        if self.own is None:
            self.session.catalog.clearCache()
        else:
            java.stop(self.own)
        shutil.rmtree(self.spill, ignore_errors=True)

    def _lazy(self, table: str, frame: Any) -> Rows:
        name = gen_name(table)
        frame.createOrReplaceTempView(name)
        return self.backend.table(name)

    def _read(self, files: Files) -> Any:
        """Files of one schema are read together; the groups are matched by name, numbers taking the wider type."""
        groups: dict[str, list[int]] = {}
        for i, schema in enumerate(files.schemas):
            groups.setdefault(schema.remove_metadata().to_string(), []).append(i)
        frames = [self._alike(files, at) for at in groups.values()]
        whole = frames[0]
        for frame in frames[1:]:
            whole = whole.unionByName(frame, allowMissingColumns=True)
        return whole

    def _alike(self, files: Files, at: list[int]) -> Any:
        reader = self.session.read.option("__globPaths__", "false")
        if files.partitions:
            reader = reader.option("basePath", f"file:{files.root}")
        frame = reader.parquet(*(f"file:{files.paths[i]}" for i in at))
        nanos = {field.name for field in files.schemas[at[0]] if str(field.type).startswith(NANOS)}
        columns = [
            f"cast(timestamp_micros({_quoted([name])} div 1000) as timestamp_ntz) as {_quoted([name])}"
            if name in nanos
            else _quoted([name])
            for name in frame.columns
        ]
        return frame.selectExpr(*columns)

    def _refuse_missing(self, table: str, where: str, names: tuple[str, ...]) -> None:
        with _errors(table):
            if len(names) < 4 and self.session.catalog.tableExists(_quoted(names)):
                return
            place = _quoted(names[:-1]) if len(names) > 1 else self.session.catalog.currentDatabase()
            known: list[str] = []
            if len(names) == 1 or (len(names) < 4 and self.session.catalog.databaseExists(place)):
                known = sorted(entry.name for entry in self.session.catalog.listTables(place))
        raise DataError(
            f"{table}: the catalogue has no table {where!r}{nearest(where, known)}; {place} has "
            f"{listing(known, 12) or 'none'}. Correct {table} under [data]; a folder here is written ./{where}"
        )


def _schema(schema: Any, frame: Any) -> Any:
    """Spark's `timestamp` is a moment, not what a clock showed: it has a time zone, which Ibis does not say."""
    for i, (name, kind) in enumerate(frame.dtypes):
        if kind == "timestamp":
            schema = schema.set(i, pa.field(name, pa.timestamp("us", tz="UTC")))
    return schema


def _quoted(names: Any) -> str:
    return ".".join("`" + name.replace("`", "``") + "`" for name in names)


def open_spark(engine: str, limits: Limits) -> Spark:
    """Take the session that is there, or start one.

    Raises StudyError when PySpark or Java is missing, when no master answers, and for limits Spark refuses.
    """
    java.refuse_missing()
    folder = spill.make()
    try:
        with quiet():  # PySpark warns of every pandas that is newer than it
            from lift.data.engines.spark_backend import backend_of  # noqa: PLC0415 - only where PySpark is installed

            session, own = java.session(engine, limits, folder)
            return Spark(engine, backend_of(session), session, folder, own)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def explain(error: Exception) -> str | None:
    """Say what an error of Spark means; None for any other. PySpark need not be installed for that."""
    if type(error).__module__.partition(".")[0] not in {"pyspark", "py4j"}:
        return None
    text = java.says(error)
    if "OutOfMemoryError" in text:
        return "not enough memory to read it; give a higher --memory"
    if CANCELLED in text:
        return f"not read: the query was cancelled, or the cluster has had no worker for {PATIENCE:.0f} s"
    return f"cannot be read: {text}"


def _errors(table: str) -> AbstractContextManager[None]:
    return errors_of(table, explain)

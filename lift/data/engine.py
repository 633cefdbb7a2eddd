"""The engine that a study asks for, and what every query needs of it: results, and small tables to join on."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lift.core.engines import CHOICES, kind_of
from lift.core.errors import LiftError, StudyError
from lift.data.engines import embedded, postgres, spark
from lift.data.engines.protocol import Engine, Limits, Near, Rows, errors_of

__all__ = ["Engine", "Near", "Rows", "connect", "engine_errors", "fetch", "small_table"]
OPENERS = {
    "duckdb": embedded.open_embedded, "database": embedded.open_embedded, "spark": spark.open_spark,
    "postgres": postgres.open_postgres,
}  # fmt: skip


def connect(engine: str, memory: str | None = None, threads: int | None = None) -> Engine:
    """Open the engine with limits (`memory` such as "1GB").

    Raises StudyError for an engine that is not known or not installed, and for limits the engine refuses.
    """
    kind = kind_of(engine)
    if kind is None:
        raise StudyError(f"[data] engine is none that this version reads with; {CHOICES}")
    if threads is not None and threads < 1:
        raise StudyError(f"threads is {threads}: give a whole number of at least 1")
    try:
        return OPENERS[kind](engine, Limits(memory, threads))
    except OSError as error:
        raise LiftError(
            f"cannot make a folder to spill to: {error.strerror or error}; free some space, or name another in TMPDIR"
        ) from error


def engine_errors(table: str) -> AbstractContextManager[None]:
    """Turn what any engine says of unreadable data into a DataError that names the table."""
    return errors_of(table, lambda error: embedded.explain(error) or spark.explain(error) or postgres.explain(error))


def fetch(table: str, query: Rows) -> Any:
    """Run a query and return its (small) result; the order of rows is not defined."""
    with engine_errors(table):
        return query.to_pyarrow()


def small_table(columns: Mapping[str, Sequence[str] | NDArray[np.signedinteger[Any] | np.datetime64]]) -> Rows:
    """Return a few rows held in Python as a table to join on."""
    return ibis.memtable(pa.table(dict(columns)))

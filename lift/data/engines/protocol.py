"""What an engine must do, and how its errors become ours."""

import re
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from lift.core.errors import DataError
from lift.data.files import Files

Rows: TypeAlias = Any
"""A lazy Ibis table or column. Its columns are known only when it runs, so it is not typed further."""


INTERRUPTED = re.compile(r"Query interrupted|INTERRUPT Error", re.IGNORECASE)
"""What DuckDB says of a query that Ctrl-C stopped."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an engine may use: memory in words ("1GB") and threads; None leaves it to the engine."""

    memory: str | None = None
    threads: int | None = None


class Engine(ABC):
    """An open connection to what runs the queries; `close` gives back all it holds."""

    @abstractmethod
    def find(self, table: str, where: str) -> Files:
        """Find a table by path or name, with its columns' types, rows and fingerprint; raises DataError without it."""

    @abstractmethod
    def table(self, files: Files) -> Rows:
        """Return a table that was found as one lazy table; partition values are text, columns are matched by name."""

    @abstractmethod
    def keep(self, table: str, query: Rows) -> Rows:
        """Run a query once and keep its rows in the engine until it is closed, spilled if need be."""

    @abstractmethod
    def settle(self) -> None:
        """Give memory back to the system that finished queries left behind; nothing that is kept is touched."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection and remove what it spilled; closing twice does no harm."""


class Near(Engine):
    """An engine in this process: rows can be looked at as they stream by, which no wire could carry."""

    @abstractmethod
    def stream(self, table: str, query: Rows) -> Iterator[Any]:
        """Run a query over tables of the engine; yield its rows as record batches, in no order.

        Tables that are held in Python must be kept first.
        """


@contextmanager
def quiet() -> Generator[None]:
    """Let pass what packages say of each other's versions and names; nothing a user could act on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        yield


@contextmanager
def errors_of(table: str, explain: Callable[[Exception], str | None]) -> Generator[None]:
    """Turn what an engine says of unreadable data into a DataError that names the table.

    `explain` returns what an error of the engine means, None for one that is not the engine's. A query that Ctrl-C
    stopped says so in words of its own; what it means is KeyboardInterrupt.
    """
    try:
        with quiet():
            yield
    except Exception as error:
        if INTERRUPTED.match(str(error)):
            raise KeyboardInterrupt from error
        said = explain(error)
        if said is None:
            raise
        raise DataError(f"{table}: {said}") from error


def first_line(error: object) -> str:
    """Return the first line of what an error says."""
    return (str(error).splitlines() or [type(error).__name__])[0]

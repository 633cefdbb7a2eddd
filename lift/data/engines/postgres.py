"""PostgreSQL behind Ibis: the tables of one database, by name; only sums come back.

Whoever the user is and how it proves that stands in the environment or in `~/.pgpass`, as for all PostgreSQL's own
programs. Nothing is written but temporary tables, which end with the connection.
"""

from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote, urlsplit

import ibis
from ibis.util import gen_name

from lift.core.errors import StudyError
from lift.data.engines.names import named_table, parts_of, pick
from lift.data.engines.protocol import Engine, Limits, Rows, errors_of, first_line, quiet
from lift.data.files import Files

ANSWER = 10
"""Seconds within which a server must answer."""
SETTINGS = {"timezone": "UTC", "datestyle": "ISO", "extra_float_digits": "1", "application_name": "liftstudy"}
"""What queries and fingerprints rely on: days in UTC, numbers and dates written in one way."""
LISTED = """
select table_schema, table_name from information_schema.tables
where table_schema not in ('pg_catalog', 'information_schema') and table_schema !~ '^pg_t(emp|oast)'
"""


@dataclass(frozen=True, slots=True)
class Postgres(Engine):
    """An open connection to a database."""

    backend: Any
    database: str

    def find(self, table: str, where: str) -> Files:
        """Find a table or view of the database."""
        with _errors(table):
            listed: list[tuple[str, str]] = self.backend.con.execute(LISTED).fetchall()
            [(usual,)] = self.backend.con.execute("select current_schema()").fetchall()
        schema, name = pick(table, where, sorted(listed), f"the database {self.database}", usual)
        with _errors(table):
            source = self._named(schema, name)
            every = f"({ibis.to_sql(source, 'postgres')}) as t"
            query = f"select count(*), sum(hashtextextended(t::text, 0)::numeric) from {every}"  # noqa: S608
            [(rows, digest)] = self.backend.con.execute(query).fetchall()
        return named_table(table, (schema, name), source.schema().to_pyarrow(), rows, digest)

    def table(self, files: Files) -> Rows:
        """Return the table."""
        with _errors(files.table):
            return self._named(*parts_of(files.table, files.paths[0]))

    def keep(self, table: str, query: Rows) -> Rows:
        """Keep the rows in a temporary table, and let the server count what is in it."""
        name = gen_name(table)
        with _errors(table):
            kept = self.backend.create_table(name, query, temp=True)
            self.backend.con.execute(f'analyze "{name}"')
            return kept

    def settle(self) -> None:
        """Nothing to do: the memory is that of another process."""

    def close(self) -> None:
        """Close the connection."""
        with suppress(Exception):  # it may be lost already
            self.backend.disconnect()

    def _named(self, schema: str, name: str) -> Rows:
        return self.backend.table(name, database=(self.database, schema))


def open_postgres(engine: str, limits: Limits) -> Postgres:
    """Connect to the database that `postgres://USER@HOST:PORT/DATABASE` names.

    Raises StudyError when psycopg is not installed, when the server refuses or does not answer, and for limits, which
    are the server's own affair.
    """
    if find_spec("psycopg") is None:
        raise StudyError(
            "[data] engine asks for PostgreSQL, and psycopg is not installed: pip install 'liftstudy[postgres]'"
        )
    if limits.memory is not None or limits.threads is not None:
        raise StudyError("memory and threads are the PostgreSQL server's own: leave out --memory and --threads")
    url = urlsplit(engine)
    database = unquote(url.path.removeprefix("/"))
    with quiet():
        import psycopg  # noqa: PLC0415 - only where it is installed

        from lift.data.engines.postgres_backend import ExactBackend  # noqa: PLC0415

        backend = ExactBackend()
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        try:
            backend.do_connect(
                host=url.hostname, port=url.port or 5432, user=url.username and unquote(url.username),
                database=database, connect_timeout=ANSWER, options=options,
            )  # fmt: skip
        except psycopg.Error as error:
            raise StudyError(
                f"[data] engine = {engine!r} cannot be reached: {first_line(error)}; correct host, port, database, or "
                "set PGUSER and PGPASSWORD (or ~/.pgpass)"
            ) from error
    return Postgres(backend, database)


def explain(error: Exception) -> str | None:
    """Say what an error of PostgreSQL means; None for any other. psycopg need not be installed for that."""
    if type(error).__module__.partition(".")[0] != "psycopg":
        return None
    return f"cannot be read: {first_line(error)}"


def _errors(table: str) -> AbstractContextManager[None]:
    return errors_of(table, explain)

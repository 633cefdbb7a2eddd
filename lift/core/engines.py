"""Which engine a study names: `duckdb`, a DuckDB database file, Spark or PostgreSQL; is a table a file or a name?"""

import re
from typing import Literal

Kind = Literal["duckdb", "database", "spark", "postgres"]
DATABASE = "duckdb://"
CHOICES = (
    'write "duckdb", "duckdb://FILE", "spark://HOST:PORT", "local[2]", "local[*]" or '
    '"postgres://USER@HOST:PORT/DATABASE" (the password stands in the environment, as PGPASSWORD)'
)
PORTS = 65535
_SPARK = re.compile(r"spark://[A-Za-z0-9._\-\[\]:]+:\d+|local|local\[(?:[1-9]\d{0,3}|\*)\]")
_POSTGRES = re.compile(
    r"postgres(?:ql)?://(?:[^\s:/@?#]+@)?(?:[A-Za-z0-9._\-]+|\[[0-9a-fA-F:]+\])(?::(?P<port>[1-9]\d{0,4}))?/[^\s/?#]+"
)
_FILE = re.compile(r"[/\\*?]|\.(?:parquet|pq|parq)$", re.IGNORECASE)


def kind_of(engine: str) -> Kind | None:
    """Return what an engine's text asks for, None when it is no engine that is known."""
    if engine == "duckdb":
        return "duckdb"
    if engine.startswith(DATABASE) and len(engine) > len(DATABASE):
        return "database"
    postgres = _POSTGRES.fullmatch(engine)
    if postgres:
        return "postgres" if int(postgres["port"] or 1) <= PORTS else None
    return "spark" if _SPARK.fullmatch(engine) else None


def is_table_name(engine: str, where: str) -> bool:
    """Whether a table under [data] is a name that the engine knows, rather than a path.

    A database holds names alone; Spark reads both: a path has a slash, a wildcard or ends like Parquet. A name
    that looks like a path stands in double quotes.
    """
    kind = kind_of(engine)
    return kind in {"database", "postgres"} or (
        kind == "spark" and (where[:1] in {'"', "`"} or not _FILE.search(where))
    )

"""Names of tables in a database or catalogue: parts between dots, where "a.b" in quotes is one part."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from lift.core.errors import DataError, listing, nearest
from lift.data.files import Files

_PLAIN = re.compile(r"\w+")
_PART = re.compile(r'"((?:[^"]|"")+)"|`((?:[^`]|``)+)`|([^."`]+)')


def parts_of(table: str, where: str) -> tuple[str, ...]:
    """Split a name at its dots; raises DataError where quotes are not closed or a part is empty."""
    found: list[str] = []
    at = 0
    while True:
        part = _PART.match(where, at)
        if part is None:
            break
        double, back, bare = part.groups()
        found.append(double.replace('""', '"') if double else back.replace("``", "`") if back else bare)
        at = part.end()
        if at == len(where):
            return tuple(found)
        if where[at] != ".":
            break
        at += 1
    raise DataError(f'{table}: {where!r} is no name of a table; write it as name, schema.name or "a name.with dots"')


def pick(table: str, where: str, known: Sequence[tuple[str, str]], place: str, usual: str) -> tuple[str, str]:
    """Return the (schema, name) that is meant, of those `known`; a name alone is looked for in `usual` first.

    Capitals count only where they make a difference. Raises DataError for a name that is not there, or in several
    schemas alike.
    """
    whole = [pair for pair in known if pair[1] == where]
    parts = parts_of(table, where) if not whole else (where,)
    wanted = parts[-2:]

    def hits(fold: bool) -> list[tuple[str, str]]:
        def plain(text: str) -> str:
            return text.lower() if fold else text

        return [pair for pair in known if tuple(map(plain, pair[-len(wanted) :])) == tuple(map(plain, wanted))]

    found = hits(fold=False) or hits(fold=True)
    found = [pair for pair in found if pair[0] == usual] or found
    if len(found) > 1:
        raise DataError(
            f"{table}: {place} has {len(found)} tables {where}: {listing('.'.join(pair) for pair in found)}; "
            "write schema.name"
        )
    if not found or len(parts) > 2:
        names = sorted({name if schema == usual else f"{schema}.{name}" for schema, name in known})
        raise DataError(
            f"{table}: {place} has no table {where!r}{nearest(where, names)}; it has {listing(names, 12) or 'none'}. "
            f"Correct {table} under [data]"
        )
    return found[0]


def written(names: Sequence[str]) -> str:
    """Return a name as `parts_of` reads it."""
    return ".".join(name if _PLAIN.fullmatch(name) else '"' + name.replace('"', '""') + '"' for name in names)


def named_table(table: str, names: Sequence[str], schema: Any, rows: int, digest: object) -> Files:
    """Return a table that has a name instead of files; its fingerprint is of its columns and the `digest` of its rows.

    Raises DataError for a table of no rows.
    """
    if not rows:
        raise DataError(f"{table}: the table {written(names)} holds no rows; fill it, or name another under [data]")
    content = hashlib.sha256(repr((str(schema), rows, digest)).encode()).hexdigest()
    return Files(table, (written(names),), (), rows, (schema,), content)

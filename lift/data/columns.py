"""Which column is which and what type it may have: canonical names, renames, one plain form for ids and dates."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import ibis
import pyarrow as pa

from lift.core.errors import DataError, listing, nearest
from lift.core.finding import form
from lift.data.engine import Rows
from lift.data.files import Files

Role = Literal["id", "day", "amount", "text", "flag"]
ROLES: Mapping[str, Role] = {
    "store_id": "id", "sku": "id", "region": "id", "brand": "id", "category": "id",
    "week": "day", "units": "amount", "revenue": "amount", "description": "text",
    "price": "amount", "base_price": "amount", "promo": "flag", "feature": "flag", "display": "flag",
    "successor": "id", "from": "day",
}  # fmt: skip
ALLOWED: Mapping[Role, frozenset[str]] = {
    "id": frozenset({"text", "integer", "null", "partition"}),
    "day": frozenset({"date", "zoned", "null", "partition"}),
    "amount": frozenset({"integer", "float", "decimal", "null"}),
    "text": frozenset({"text", "integer", "float", "decimal", "date", "null", "partition"}),
    "flag": frozenset({"boolean", "integer", "float", "decimal", "null"}),
}
ADVICE: Mapping[Role, str] = {
    "id": "write it as text or whole numbers (a float id such as 12.0 cannot be matched safely)",
    "day": "write it as a Parquet date or timestamp, not as text or a number",
    "amount": "write it as a number (integer, float or decimal)",
    "text": "write it as text",
    "flag": 'write it as 0 and 1 (or the share of the store-week), or do without it: [measure] adjust = "none"',
}
HOME = {"region": "stores", "brand": "products", "category": "products"}
"""The table that a column belongs to; the sales may hold it when that table is not given."""
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Columns:
    """One table's columns: canonical name -> (name in the files, kind), and which names the files hold."""

    table: str
    names: Mapping[str, str]
    kinds: Mapping[str, str]
    present: tuple[str, ...]

    def __contains__(self, name: object) -> bool:
        return name in self.names


def find_columns(
    files: Files, renames: Mapping[str, str], required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Columns:
    """Find the required and optional columns and check their types in every file.

    A rename counts where the table has a column of that name, else the canonical name is looked for. Raises
    DataError for a missing column (naming the nearest one), names that engines cannot tell apart, a type that cannot
    be what the column means, and files of one table that disagree on a type.
    """
    present = tuple(dict.fromkeys([*files.partitions, *(name for schema in files.schemas for name in schema.names)]))
    _refuse_alike(files, present)
    names: dict[str, str] = {}
    for canonical in (*required, *optional):
        candidates = (renames.get(canonical, canonical), canonical)
        found = next((name for name in candidates if name in present), None)
        if found is not None:
            names[canonical] = found
        elif canonical in required:
            raise DataError(_missing(files, candidates[0], canonical, present))
    kinds = {canonical: _kind(files, canonical, name) for canonical, name in names.items()}
    return Columns(files.table, names, kinds, present)


def _refuse_alike(files: Files, present: tuple[str, ...]) -> None:
    """Engines tell column names apart without regard to case, so that one of two alike would be read for the other."""
    for schema in files.schemas:
        twice = sorted(name for name, n in Counter(schema.names).items() if n > 1)
        if twice:
            raise DataError(
                f"{files.table}: {len(twice)} {form(len(twice), 'name of a column occurs', 'names of columns occur')} "
                f"twice in a file: {listing(map(repr, twice))}; rename them in the data"
            )
    if "" in present:
        raise DataError(f"{files.table}: a column has no name; name it or leave it out of the data")
    by_folded: dict[str, list[str]] = {}
    for name in present:
        by_folded.setdefault(name.lower(), []).append(name)
    alike = [names for names in by_folded.values() if len(names) > 1]
    if alike:
        raise DataError(
            f"{files.table}: {sum(map(len, alike))} columns have names that differ in nothing but capitals: "
            f"{listing(' and '.join(map(repr, names)) for names in alike)}; "
            "rename them in the data"
        )


def _missing(files: Files, wanted: str, canonical: str, present: tuple[str, ...]) -> str:
    renamed = f" (renamed from {canonical!r} under [data.columns])" if wanted != canonical else ""
    home = HOME.get(canonical, files.table)
    other = "" if home == files.table else f", or name the table that holds it under [data] {home}"
    return (
        f"{files.table}: no column {wanted!r}{renamed}{nearest(wanted, present)}; the columns are "
        f'{listing(present, 12)}. Rename it under [data.columns], {canonical} = "..."{other}'
    )


def _kind(files: Files, canonical: str, name: str) -> str:
    """Return the one kind the column has in all files; a column of nulls only says nothing."""
    if name in files.partitions:
        found = {"partition": files.paths[0]}
    else:
        found: dict[str, str] = {}
        for path, schema in zip(files.paths, files.schemas, strict=True):
            if name in schema.names:
                found.setdefault(_kind_of(schema.field(name).type), path)
    role = ROLES[canonical]
    for kind, path in found.items():
        if kind not in ALLOWED[role]:
            raise DataError(f"{files.table}: column {name!r} is {_words(kind)} in {path}; {ADVICE[role]}")
    solid = [kind for kind in found if kind != "null"]
    if len(solid) > 1 and role not in {"amount", "flag"}:
        where = listing(f"{_words(kind)} in {found[kind]}" for kind in solid)
        raise DataError(f"{files.table}: column {name!r} has different types: {where}; write all files alike")
    return solid[0] if solid else "null"


def _kind_of(kind: Any) -> str:
    if pa.types.is_dictionary(kind):
        return _kind_of(kind.value_type)
    if pa.types.is_timestamp(kind):
        return "date" if kind.tz is None else "zoned"
    tests = {
        "text": (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view),
        "integer": (pa.types.is_integer,),
        "boolean": (pa.types.is_boolean,),
        "float": (pa.types.is_floating,),
        "decimal": (pa.types.is_decimal,),
        "date": (pa.types.is_date,),
        "null": (pa.types.is_null,),
    }
    return next((name for name, checks in tests.items() if any(check(kind) for check in checks)), str(kind))


def _words(kind: str) -> str:
    return {"zoned": "a timestamp with a time zone", "partition": "a partition folder"}.get(kind, f"of type {kind}")


def select(table: Rows, columns: Columns, keep: tuple[str, ...] = ()) -> Rows:
    """Return the table in canonical form: ids as text, `day` as a date (and `clock`), amounts as float64.

    `day` is the calendar day of the date as stored, of which engines group and join without working anything out; a
    timestamp with a time zone counts by its UTC day, and `clock` (seconds past midnight UTC) tells whether that is
    unambiguous. `keep` are further columns passed as they are.
    """
    out: dict[str, Rows] = {}
    for canonical, name in columns.names.items():
        column, kind, role = table[name], columns.kinds[canonical], ROLES[canonical]
        if role == "day" and kind == "zoned":
            seconds = column.epoch_seconds()
            passed = (seconds // SECONDS_A_DAY).cast("int64").as_interval("D")
            out["day"], out["clock"] = (ibis.date("1970-01-01") + passed).cast("date"), seconds % SECONDS_A_DAY
        elif role == "day":
            out["day"] = column.try_cast("date") if kind == "partition" else column.cast("date")
        else:
            out[canonical] = column.cast("float64" if role in {"amount", "flag"} else "string")
    out.update({name: table[name] for name in keep})
    return table.select(**out)


def numbered(day: Rows) -> Rows:
    """Return dates as days since 1970: Python has no date for every day that a table may hold."""
    return day.epoch_days().cast("int64")

"""The table of posts or creators, Parquet or CSV: read, and refused with one clear error each."""

import csv
import re
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lift.core.activity import AMOUNTS, COUNTS, LABELS
from lift.core.errors import DataError, listing, nearest
from lift.core.finding import form
from lift.data.files import SUFFIXES

REQUIRED = ("platform", "followers")
KNOWN = (*LABELS, *COUNTS, *AMOUNTS)
_CURRENCY = "currency"
_TABLE = "[campaign.activity] table"
_GROUPED = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
"""Text such as 1.000, a thousand to a German reader and one to an English one."""


def read_activity(where: str, currency: str = "EUR") -> pd.DataFrame:
    """Return the table: text columns as str or None, counts and amounts as floats, NaN where a cell is empty.

    Columns that it lacks are left out, others than the known ones are not read; of a column `currency` only that every
    amount is in the study's is looked at. A CSV is UTF-8 and separated by commas, semicolons or tabs; with semicolons
    an amount may have a decimal comma. Raises DataError for a file that is missing, unreadable or empty, a missing or
    doubled column, text in a number, text that may be a thousand or one (1.000), a count that is negative or not whole,
    a negative amount, an amount in another currency than `currency`, an empty platform or followers, and a post that
    occurs twice.
    """
    file = Path(where)
    if not file.is_file():
        raise DataError(f"{_TABLE}: there is no file {file}; name a Parquet or CSV file")
    raw = _parquet(file) if file.suffix.lower() in SUFFIXES else _csv(file)
    names = [str(name).strip().lower() for name in raw.columns]
    twice = sorted({name for name in names if names.count(name) > 1 and name in (*KNOWN, _CURRENCY)})
    if twice:
        raise DataError(f"{_TABLE} {file.name}: the column {listing(twice)} occurs more than once; keep one")
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        hint = nearest(missing[0], names)
        raise DataError(f"{_TABLE} {file.name}: no column {missing[0]}{hint}; it has {listing(names)}")
    if not len(raw):
        raise DataError(f"{_TABLE} {file.name} has no rows; leave the table out")
    raw = raw.set_axis(names, axis=1)
    _refuse_currencies(raw, currency, file.name)
    raw = raw[[name for name in KNOWN if name in names]]
    frame = pd.DataFrame({name: _column(raw[name], name, file.name) for name in raw.columns})
    _refuse_gaps(frame, file.name)
    if "post" in frame:
        _refuse_twice(frame, file.name)
    return frame


def _parquet(file: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(file)
    except (OSError, ValueError) as error:
        raise DataError(f"{_TABLE} {file.name} is no Parquet file that can be read ({error})") from None


def _csv(file: Path) -> pd.DataFrame:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{_TABLE}: cannot read {file.name} ({error}); save it as CSV in UTF-8") from None
    head = text.partition("\n")[0]
    mark = next((sign for sign in ";\t" if sign in head), ",")
    rows = [row for row in csv.reader(StringIO(text, newline=""), delimiter=mark) if any(cell.strip() for cell in row)]
    if not rows:
        return pd.DataFrame()
    wrong = [i for i, row in enumerate(rows, 1) if len(row) != len(rows[0])]
    if wrong:
        raise DataError(
            f"{_TABLE} {file.name}: {len(wrong)} {form(len(wrong), 'row has', 'rows have')} another number of cells "
            f"than the {len(rows[0])} of the first, such as row {wrong[0]}; quote cells that hold the separator "
            f"{mark!r}"
        )
    cells = [[cell.strip() or None for cell in row] for row in rows[1:]]
    frame = pd.DataFrame(cells, columns=[*rows[0]], dtype=object)
    if mark == ";":
        for name in frame.columns:
            if str(name).strip().lower() in AMOUNTS:
                frame[name] = [_point(cell) for cell in frame[name]]
    return frame


def _point(cell: object) -> object:
    return cell.replace(",", ".") if isinstance(cell, str) and cell.count(",") == 1 and "." not in cell else cell


def _column(values: Any, name: str, file: str) -> Any:
    cells = [None if gap else value for value, gap in zip(values, values.isna(), strict=True)]
    if name in LABELS:
        return pd.Series([None if cell is None else str(cell).strip() or None for cell in cells], dtype=object)
    numbers: list[float] = []
    for i, cell in enumerate(cells, 1):
        value = np.nan if cell is None else _number(cell)
        fault = _fault(name, value, cell)
        if fault:
            raise DataError(f"{_TABLE} {file}: {name} = {str(cell)[:40]!r} in row {i} {fault}")
        numbers.append(np.nan if value is None else value)
    return pd.Series(numbers, dtype=np.float64)


def _number(cell: Any) -> float | None:
    try:
        return float(cell)
    except (TypeError, ValueError):
        return None


def _fault(name: str, value: float | None, cell: object) -> str:
    if value is None or isinstance(cell, bool) or np.isinf(value):
        return "is not a number; write digits alone, without separators for thousands"
    if value < 0:
        return "is negative"
    if name in COUNTS and not np.isnan(value) and value != round(value):
        return "is not a whole number; write digits alone, without separators for thousands"
    if isinstance(cell, str) and _GROUPED.fullmatch(cell.strip()):
        return "may be thousands or decimals; write digits alone, and an amount with two decimals"
    return ""


def _refuse_currencies(raw: pd.DataFrame, own: str, file: str) -> None:
    """Raise DataError when an amount is in another currency than the study's; an empty cell means the study's."""
    if _CURRENCY not in raw:
        return
    cells: Any = raw[_CURRENCY]
    told = ["" if gap else str(cell).strip().upper() for cell, gap in zip(cells, cells.isna(), strict=True)]
    paid: Any = raw[[name for name in AMOUNTS if name in raw]].notna().to_numpy().any(axis=1)
    other = [i for i, code in enumerate(told, 1) if paid[i - 1] and code not in {"", own}]
    if other:
        codes = listing(sorted({told[i - 1] for i in other}))
        raise DataError(
            f"{_TABLE} {file}: amounts of {len(other)} of {len(raw)} rows {form(len(other), 'is', 'are')} in {codes}, "
            f"the first in row {other[0]}, "
            f'but [study] currency = "{own}": nothing is converted; write fee and revenue of every row in {own}'
        )


def _refuse_gaps(frame: pd.DataFrame, file: str) -> None:
    for name in REQUIRED:
        empty = np.flatnonzero(frame[name].isna().to_numpy())
        if len(empty):
            have, first = form(len(empty), "has", "have"), empty[0] + 1
            where = f"{len(empty)} of {len(frame)} rows {have} no {name}, the first is row {first}"
            raise DataError(f"{_TABLE} {file}: {where}; fill it in, or leave the row out")


def _refuse_twice(frame: pd.DataFrame, file: str) -> None:
    seen: dict[tuple[str, str], int] = {}
    for platform, post in zip(frame["platform"], frame["post"], strict=True):
        if post is not None:
            seen[platform.lower(), post] = seen.get((platform.lower(), post), 0) + 1
    twice = [post for (_, post), n in seen.items() if n > 1]
    if twice:
        which = f"{len(twice)} {form(len(twice), 'post occurs', 'posts occur')} more than once: {listing(twice)}"
        raise DataError(f"{_TABLE} {file}: {which}; keep one row each")

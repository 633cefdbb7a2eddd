"""The workbook behind a native chart: one sheet, a row a label, a column a series or end of an interval."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, cast

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

SHEET = "Sheet1"
_KEY = re.compile(r"\{([^}]+)\}")
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed date: the same chart gives the same bytes


@dataclass(frozen=True, slots=True)
class Ref:
    """Cells of the sheet by their address, with the values that they hold."""

    cells: str
    values: tuple[float | str | None, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column under its head; a formula a value where it follows from others, `{key}` the letter of their column."""

    key: str
    head: str
    values: tuple[float | str | None, ...]
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """All columns, with distinct keys."""

    columns: tuple[Column, ...]

    def ref(self, key: str) -> Ref:
        """The cells of a column below its head, down to the end of the longest column."""
        at = self._at(key)
        letter, values, rows = xl_col_to_name(at), self.columns[at].values, max(len(c.values) for c in self.columns)
        return Ref(f"{SHEET}!${letter}$2:${letter}${rows + 1}", (*values, *(None,) * (rows - len(values))))

    def head(self, key: str) -> Ref:
        """The head of a column."""
        at = self._at(key)
        return Ref(f"{SHEET}!${xl_col_to_name(at)}$1", (self.columns[at].head,))

    def letter(self, key: str) -> str:
        """The letter of a column."""
        return xl_col_to_name(self._at(key))

    def _at(self, key: str) -> int:
        return next(at for at, column in enumerate(self.columns) if column.key == key)


def ends(
    key: str, words: tuple[str, str], value: Sequence[float | None], low: Sequence[float | None],
    high: Sequence[float | None],
) -> tuple[Column, ...]:  # fmt: skip
    """The columns of an interval: its ends, and their distances from the value, which error bars are drawn by.

    Ends that are left out altogether are missing everywhere.
    """
    low, high = low or (None,) * len(value), high or (None,) * len(value)
    below, above = (
        tuple(None if a is None or b is None else max(0.0, (a - b) * sign) for a, b in zip(value, end, strict=True))
        for end, sign in ((low, 1), (high, -1))
    )
    return (
        Column(f"{key} low", words[0], tuple(low)),
        Column(f"{key} high", words[1], tuple(high)),
        Column(f"{key} minus", f"\N{MINUS SIGN} {words[0]}", below, difference(key, f"{key} low", len(value))),
        Column(f"{key} plus", f"+ {words[1]}", above, difference(f"{key} high", key, len(value))),
    )


def difference(first: str, second: str, count: int) -> tuple[str, ...]:
    """The formulas of a column that is the difference of two others."""
    return tuple(f"={{{first}}}{row}-{{{second}}}{row}" for row in range(2, count + 2))


def workbook(sheet: Sheet) -> bytes:
    """The sheet as an XLSX file; names stay text whatever they begin with."""
    raw = BytesIO()
    book = Workbook(raw, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _MADE})
    page = book.add_worksheet(SHEET)
    for at, column in enumerate(sheet.columns):
        page.write_string(0, at, column.head)
        for row, value in enumerate(column.values, 1):
            if isinstance(value, str):
                page.write_string(row, at, value)
            elif value is not None and column.formulas:
                formula = _KEY.sub(lambda m: sheet.letter(m[1]), column.formulas[row - 1])
                page.write_formula(row, at, formula, None, cast("Any", value))
            elif value is not None:
                page.write_number(row, at, value)
    page.set_column(0, 0, 28)
    book.close()
    return raw.getvalue()

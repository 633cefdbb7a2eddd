"""Periods as bits: which periods a store and SKU have sales in, packed into 64-bit words that any engine can sum up."""

import ibis
import numpy as np

from lift.core.panel import Bools, Ints
from lift.data.calendar import Calendar
from lift.data.engine import Rows, small_table

WORD = 62
"""Bits used of each signed 64-bit word: the sign bit stays clear, and so does the one below it."""

UNPACKED = 10_000
"""Rows unpacked at a time: on the way, a flag takes several bytes."""


def words(periods: int) -> int:
    """Return how many words so many periods take."""
    return max(1, -(-periods // WORD))


def bit_of(periods: int) -> tuple[Ints, Ints]:
    """Return the word of each period and its bit in it."""
    word, place = np.divmod(np.arange(periods, dtype=np.int64), WORD)
    return word, np.int64(1) << place


def calendar_table(calendar: Calendar) -> Rows:
    """Return the periods as a small table to join on `day`: `period` (position) and `bit0`, `bit1`, ... (its bit)."""
    word, bit = bit_of(len(calendar))
    period = np.arange(len(calendar), dtype=np.int32)
    columns = {"day": calendar.stored.astype("datetime64[D]"), "period": period}
    columns |= {f"bit{w}": np.where(word == w, bit, 0) for w in range(words(len(calendar)))}
    return small_table(columns)


def unpack(packed: Ints, periods: int) -> Bools:
    """Unpack words [..., W] to flags [..., periods]."""
    rows = np.ascontiguousarray(packed, dtype="<i8").reshape(-1, packed.shape[-1])
    flags = np.empty((len(rows), periods), dtype=bool)
    for first in range(0, len(rows), UNPACKED):
        octets = rows[first : first + UNPACKED, :, None].view(np.uint8)
        bits = np.unpackbits(octets, axis=-1, bitorder="little")[..., :WORD]
        flags[first : first + UNPACKED] = bits.reshape(len(bits), -1)[:, :periods]
    return flags.reshape(*packed.shape[:-1], periods)


@ibis.udf.scalar.builtin(name="bit_count", signature=(("int64",), "int8"))
def _bit_count(word: Rows) -> Rows:
    """DuckDB, Spark and BigQuery have it under this name; the narrowest type that one of them returns is declared."""


def bit_count(word: Rows) -> Rows:
    """Return the number of set bits of a word, as a 64-bit column that can be summed."""
    return _bit_count(word).cast("int64")


@ibis.udf.agg.builtin(name="bit_or", signature=(("int64",), "int64"))
def bit_or(word: Rows) -> Rows:
    """DuckDB, Spark and PostgreSQL have it under this name; Ibis translates its own for fewer engines."""

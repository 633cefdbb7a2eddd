"""Periods as bits: which periods a store and SKU have sales in, packed into 64-bit words that any engine can sum up."""

from functools import reduce

import ibis
import numpy as np

from lift.core.panel import Bools, Ints
from lift.data.calendar import Calendar
from lift.data.engine import Rows, small_table

WORD = 62
"""Bits used of each signed 64-bit word: the sign bit stays clear, and so does the one below it."""


def words(periods: int) -> int:
    """Return how many words so many periods take."""
    return max(1, -(-periods // WORD))


def calendar_table(calendar: Calendar) -> Rows:
    """Return the periods as a small table to join on `day`: `period` (position) and `bit0`, `bit1`, ... (its bit)."""
    period = np.arange(len(calendar), dtype=np.int64)
    columns = {"day": calendar.stored.astype("datetime64[D]").astype(np.int64), "period": period}
    for word in range(words(len(calendar))):
        columns[f"bit{word}"] = np.where(period // WORD == word, np.int64(1) << (period % WORD), np.int64(0))
    return small_table(columns)


def unpack(packed: Ints, periods: int) -> Bools:
    """Unpack words [..., W] to flags [..., periods]."""
    period = np.arange(periods)
    return (packed[..., period // WORD] >> (period % WORD)) & 1 == 1


def bit_count(word: Rows) -> Rows:
    """Return the number of set bits of a word as an expression of shifts and sums, which every engine has."""
    steps = ((1, 0x5555555555555555), (2, 0x3333333333333333), (4, 0x0F0F0F0F0F0F0F0F),
             (8, 0x00FF00FF00FF00FF), (16, 0x0000FFFF0000FFFF), (32, 0x00000000FFFFFFFF))  # fmt: skip

    def fold(value: Rows, step: tuple[int, int]) -> Rows:
        shift, mask = step
        keep = ibis.literal(mask, type="int64")
        return (value & keep) + ((value >> ibis.literal(shift, type="int64")) & keep)

    return reduce(fold, steps, word)

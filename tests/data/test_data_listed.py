"""The rules of listing against plain loops, and the properties they promise."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from data_oracle import listed as by_loops
from data_oracle import runs_over
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lift.core.panel import Span, Windows
from lift.data.bits import WORD, bit_count, unpack, words
from lift.data.engine import fetch, small_table
from lift.data.listed import base, list_item, long_runs, open_periods

PERIODS = 30
WINDOWS = Windows(Span(0, 6), Span(6, 18), Span(18, 24), Span(24, 30))
FLAGS = arrays(bool, (3, PERIODS), elements=st.sampled_from([False, False, True]))


def flags(text: str) -> Any:
    """ "x" is a period with sales, "." one without."""
    return np.array([[mark == "x" for mark in text]])


@settings(max_examples=150, deadline=None)
@given(FLAGS)
def test_long_runs(empty: Any) -> None:
    for row, found in zip(empty, long_runs(empty, 4), strict=True):
        assert found.tolist() == runs_over(row.tolist())


@settings(max_examples=150, deadline=None)
@given(sold=FLAGS, rows=FLAGS, others=FLAGS, absent=st.sampled_from(["listed", "zero", "missing"]))
def test_listing_equals_loops(sold: Any, rows: Any, others: Any, absent: Any) -> None:
    seen, sold_any = sold | rows, sold | others
    found = list_item(sold, seen, open_periods(sold_any, "week"), WINDOWS, absent, "week")
    for i in range(len(sold)):
        expected = by_loops(sold[i].tolist(), seen[i].tolist(), sold_any[i].tolist(), WINDOWS, absent)
        assert found.listed[i].tolist() == expected


@settings(max_examples=100, deadline=None)
@given(sold=FLAGS, campaign=FLAGS)
def test_the_campaign_cannot_move_listing(sold: Any, campaign: Any) -> None:
    is_open = np.ones_like(sold)
    other = np.where(np.arange(PERIODS) < WINDOWS.pre.stop, sold, campaign)
    one, two = (list_item(x, x, is_open, WINDOWS, "listed", "week") for x in (sold, other))
    np.testing.assert_array_equal(one.listed, two.listed)
    np.testing.assert_array_equal(one.at_end, two.at_end)


@settings(max_examples=100, deadline=None)
@given(sold=FLAGS, rows=FLAGS, absent=st.sampled_from(["listed", "zero", "missing"]))
def test_no_sale_before_the_campaign_is_unlisted(sold: Any, rows: Any, absent: Any) -> None:
    found = list_item(sold, sold | rows, open_periods(sold, "week"), WINDOWS, absent, "week")
    before = np.arange(PERIODS) < WINDOWS.pre.stop
    assert not (sold & ~found.listed & before).any()


@pytest.mark.parametrize(
    ("sales", "expected"),
    [
        # history, pre, campaign, after
        ("......|............|......|......", "......|............|......|......"),
        ("......|..x......x..|xxxxxx|......", "......|..x......xxx|xxxxxx|xxxxxx"),
        ("......|..x....x....|xx....|......", "......|..xxxxxxxxxx|xxxxxx|xxxxxx"),
        ("......|..x....x....|......|.....x", "......|..xxxxxxxxxx|xxxxxx|xxxxxx"),
        ("......|x.xxxxx.....|x.....", "......|xxxxxxx.....|......"),
        ("....x.|..x....x...x|x.....", "....xx|xxxxxxxxxxxx|xxxxxx"),
        ("x.....|x....x.....x|x.....", "x.....|xxxxxx.....x|xxxxxx"),
    ],
)  # fmt: skip
def test_examples(sales: str, expected: str) -> None:
    sales = sales.replace("|", "").ljust(PERIODS, ".")
    expected = expected.replace("|", "").ljust(PERIODS, expected[-1])
    sold = flags(sales)
    found = list_item(sold, sold, np.ones_like(sold), WINDOWS, "listed", "week")
    assert "".join(".x"[int(x)] for x in found.listed[0]) == expected


def test_closed_store_lists_nothing_even_in_the_campaign() -> None:
    everything = flags("x" * 20 + "." * 6 + "x" * 4)
    item = flags("x" * 30)
    for absent in ("listed", "zero", "missing"):
        found = list_item(item, item, open_periods(everything, "week"), WINDOWS, absent, "week")
        assert np.flatnonzero(~found.listed[0]).tolist() == list(range(20, 26))


@pytest.mark.parametrize(
    ("periods", "sales", "eligible"), [(8, 5, True), (7, 5, False), (12, 0, False), (12, -3, False)]
)
def test_base_needs_eight_periods_and_sales(periods: int, sales: int, eligible: bool) -> None:
    sold = np.zeros((1, PERIODS), dtype=bool)
    sold[0, 18 - periods : 18] = True
    state = list_item(sold, sold, np.ones_like(sold), WINDOWS, "missing", "week")
    found = base(state, np.array([sales]), WINDOWS)
    assert found.eligible.tolist() == [eligible]
    assert found.mean.tolist() == [sales / periods if eligible else 0]


def test_base_in_a_short_window_needs_all_of_it() -> None:
    windows = replace(WINDOWS, history=Span(0, 14), pre=Span(14, 18))
    sold = np.ones((2, PERIODS), dtype=bool)
    sold[1, 15] = False
    state = list_item(sold, sold, np.ones_like(sold), windows, "missing", "week")
    assert base(state, np.array([10, 10]), windows).eligible.tolist() == [True, False]


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 200), st.data())
def test_words_hold_every_period(periods: int, data: Any) -> None:
    chosen = data.draw(st.sets(st.integers(0, periods - 1)))
    packed = np.zeros(words(periods), dtype=np.int64)
    for t in chosen:
        packed[t // WORD] |= np.int64(1) << (t % WORD)
    flags = unpack(packed, periods)
    assert np.flatnonzero(flags).tolist() == sorted(chosen)
    assert unpack(np.stack([packed, 0 * packed])[None], periods)[0].tolist() == [flags.tolist(), [False] * periods]
    assert unpack(packed[None][:0], periods).shape == (0, periods)


def test_bit_count_in_the_engine() -> None:
    numbers = [0, 1, 2, 3, 2**61, 2**62 - 1, 0x2AAAAAAAAAAAAAAA, 123_456_789_012_345]
    table = small_table({"n": np.array(numbers, dtype=np.int64)})
    found = fetch("numbers", table.select("n", bits=bit_count(table.n))).to_pydict()
    assert dict(zip(found["n"], found["bits"], strict=True)) == {n: n.bit_count() for n in numbers}

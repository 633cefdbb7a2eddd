"""Numbers and documents as JSON: twelve digits, null for what is not a number, plain values only."""

import json
import math
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.store.values import from_json, number, plain, to_json

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_a_document_reads_back_as_it_was_written(value: object) -> None:
    written = to_json(value)
    assert from_json(written) == plain(value)
    assert to_json(from_json(written)) == written
    assert written.endswith(b"\n")
    json.loads(written, parse_constant=pytest.fail)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_have_twelve_significant_digits(value: float) -> None:
    rounded = number(value)
    assert rounded is not None
    assert math.isclose(rounded, value, rel_tol=1e-11) or abs(value) < 1e-300
    assert number(rounded) == rounded
    digits = repr(rounded).split("e")[0].replace(".", "").replace("-", "").strip("0")
    assert len(digits) <= 12


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333333"),
        (123456789.123456, "123456789.123"),
        (-0.0, "0.0"),
        (3.0, "3.0"),
        (3, "3"),
        (np.int64(3), "3"),
        (np.float32(0.5), "0.5"),
        (np.bool_(True), "true"),
        (True, "true"),
        (float("nan"), "null"),
        (float("-inf"), "null"),
        (np.nan, "null"),
        (pd.NA, "null"),
        (pd.NaT, "null"),
        (np.datetime64("NaT"), "null"),
        (date(2025, 3, 3), '"2025-03-03"'),
        (datetime(2025, 3, 3), '"2025-03-03"'),  # noqa: DTZ001
        (pd.Timestamp("2025-03-03 10:00"), '"2025-03-03T10:00:00"'),
        (np.datetime64("2025-03-03"), '"2025-03-03"'),
        ("Käse", '"Käse"'),
        ((), "[]"),
        (2**80, str(2**80)),
    ],
)
def test_single_values(value: object, written: str) -> None:
    assert to_json(value).decode() == f"{written}\n"


def test_arrays_and_keys() -> None:
    assert from_json(to_json({1: np.array([1.5, np.nan]), "b": (1, [None])})) == {"1": [1.5, None], "b": [1, [None]]}


@pytest.mark.parametrize("value", [object(), b"x", {1, 2}, Decimal(1), {"a": [lambda: 1]}])
def test_anything_else_is_an_error_of_the_program(value: object) -> None:
    with pytest.raises(TypeError, match="plain values"):
        plain(value)

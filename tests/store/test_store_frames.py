"""Tables as Parquet and CSV: the same content gives the same bytes, and reads back as it was."""

import io
from datetime import date

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.store import frames

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "item": TEXT | st.none(),
            "value": st.floats(),
            "count": st.integers(-(2**62), 2**62),
            "inside": st.booleans(),
            "week": st.dates(date(1990, 1, 1), date(2100, 1, 1)) | st.none(),
        }
    ),
    max_size=5,
)


def table(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["item", "value", "count", "inside", "week"])
    frame["week"] = pd.to_datetime(frame["week"])
    return frame.astype({"value": float, "count": "int64", "inside": bool})


@given(ROWS)
def test_a_table_reads_back_as_it_was_written(rows: list[dict[str, object]]) -> None:
    frame = table(rows)
    written = frames.to_parquet(frame)
    back = frames.from_parquet(written)
    pd.testing.assert_frame_equal(back, frames.canonical(frame))
    assert frames.to_parquet(back) == written
    assert list(back["value"].dropna()) == list(frame["value"].dropna())


def test_the_bytes_follow_from_the_content_alone() -> None:
    frame = table([{"item": "a", "value": 0.1, "count": 1, "inside": True, "week": date(2025, 1, 6)}] * 3)
    other = frame.copy()
    other.index = pd.Index([7, 8, 9], name="something")
    other["item"] = other["item"].astype("category")
    other["week"] = other["week"].astype("datetime64[ns]")
    assert frames.to_parquet(other) == frames.to_parquet(frame)
    assert b"pandas" not in frames.to_parquet(frame)


def test_types_in_the_file() -> None:
    frame = table([{"item": None, "value": np.nan, "count": 1, "inside": True, "week": date(2025, 1, 6)}])
    schema = pq.read_schema(io.BytesIO(frames.to_parquet(frame.assign(q_value=None, parent=None, more=[["a"]]))))
    kinds = {name: str(schema.field(name).type) for name in schema.names}
    assert kinds == {
        "item": "string",
        "value": "double",
        "count": "int64",
        "inside": "bool",
        "week": "date32[day]",
        "q_value": "double",
        "parent": "string",
        "more": "list<element: string>",
    }


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_text_that_looks_like_a_formula_gets_an_apostrophe_in_csv_only(text: str) -> None:
    frame = pd.DataFrame({"item": [text, "a=b"], "value": [-1.5, 2.0]})
    rows = frames.to_csv(frame).decode()
    cells = pd.read_csv(io.StringIO(rows, newline=""), lineterminator="\n")
    assert list(cells["item"]) == [f"'{text}", "a=b"]
    assert list(cells["value"]) == [-1.5, 2.0]
    assert list(frames.from_parquet(frames.to_parquet(frame))["item"]) == [text, "a=b"]


def test_csv_in_full() -> None:
    frame = pd.DataFrame(
        {
            "item": ['a "b", c', "Käse\nx", None],
            "value": [0.1 + 0.2, np.nan, 1e-300],
            "week": pd.to_datetime(["2025-01-06"] * 3),
        }
    )
    assert frames.to_csv(frame).decode() == (
        'item,value,week\n"a ""b"", c",0.30000000000000004,2025-01-06\n"Käse\nx",,2025-01-06\n,1e-300,2025-01-06\n'
    )


def test_rows_of_a_table_and_back() -> None:
    frame = table([{"item": None, "value": np.nan, "count": 1, "inside": True, "week": date(2025, 1, 6)}])
    expected = [{"item": None, "value": None, "count": 1, "inside": True, "week": date(2025, 1, 6)}]
    assert frames.rows(frame) == expected
    assert list(frames.from_rows([{"a": 1}, {"b": 2}]).columns) == ["a", "b"]
    assert frames.from_rows([]).empty

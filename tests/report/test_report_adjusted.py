"""Uplift with and without adjustment in the report: side by side, and which side is read is said."""

from dataclasses import replace

import pandas as pd
import pytest
from report_samples import make

from lift.report.blocks import Table, Text
from lift.report.sections.adjusted import adjusted
from lift.report.sections.method import method_names
from lift.report.source import read
from lift.report.words import text


def given(language: str = "en", method: str = "did/noise-model/adjusted"):
    result = make(language=language)
    effects = result.effects.assign(method=method)
    document = {**result.document, "effects": effects.to_dict("records")}
    rows = [
        {"level": level, "item": item, "window": window, "metric": metric, "plain": 0.3, "plain_low": 0.2,
         "plain_high": 0.4, "adjusted": 0.1234, "adjusted_low": 0.05, "adjusted_high": 0.2}
        for level, item in (("promoted", "promoted"), ("brand", "<b>Sol</b>"))
        for window in ("campaign", "total") for metric in ("revenue", "units")
    ]  # fmt: skip
    tables = {**result.tables, "adjusted": pd.DataFrame(rows)}
    return replace(result, document=document, effects=effects, tables=tables)


def test_both_sides_stand_in_a_row() -> None:
    words, shown = adjusted(read(given(), "en"))
    assert isinstance(words, Text)
    assert isinstance(shown, Table)
    assert len(shown.rows) == 4, "revenue only"
    first = shown.rows[0]
    assert (first[2].text, first[4].text) == ("+30.0%", "+12.3%")
    assert (first[2].value, first[4].value) == (0.3, 0.1234)
    assert first[5].ends == (0.05, 0.2)


@pytest.mark.parametrize(
    ("method", "read_side"), [("did/noise-model/adjusted", "adjusted"), ("did/noise-model", "plain")]
)
def test_the_side_that_is_read_is_named(method: str, read_side: str) -> None:
    source = read(given("de", method), "de")
    (words, _) = adjusted(source)
    assert isinstance(words, Text)
    assert words.text == text(f"trust.adjusted.{read_side}", "de")
    assert (("adjustment", "adjusted") in method_names(source)) == (read_side == "adjusted")


def test_without_the_table_nothing_is_said() -> None:
    assert adjusted(read(make(), "en")) == []

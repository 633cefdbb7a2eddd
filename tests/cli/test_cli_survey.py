"""What `lift check` says: tables and findings in the study's language, machine names only for machines."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from lift.cli.app import app
from lift.cli.survey import survey_document, survey_text
from lift.core.finding import note
from lift.data import Survey
from lift.report.words import catalogue

SAMPLE = Path(__file__).parents[2] / "sample_data" / "synthetic_campaign"
DAYS = pd.to_datetime(["2024-02-05", "2024-02-12"])
FACTS = {"rows": 1_234_567, "first period": "2024-02-05", "frequency": "week", "revenue": 9_876_543.21}
SURVEY = Survey(
    {
        "overview": pd.DataFrame({"fact": list(FACTS), "value": pd.Series(list(FACTS.values()), dtype=object)}),
        "regions": pd.DataFrame({"region": ["2024-02-05"], "stores": [3], "revenue": [12.5], "revenue_share": [0.123]}),
        "periods": pd.DataFrame({"period": DAYS.astype(str).repeat(15), "rows": 1, "stores": 1}),
    },
    (note("a", "pass", en="fine.", de="gut."), note("b", "warn", en="odd.", de="seltsam.", advice_de="Nachsehen.")),
    None,
)


def test_a_german_study_is_told_in_german() -> None:
    said = survey_text(SURVEY, "de", 100)
    for words in ("Überblick", "Zeilen", "1.234.567", "erste Periode ab  05.02.2024", "Takt", "Woche", "9.876.543",
                  "Umsatzanteil", "12,3 %", "Periode ab", "... und 6 weitere Zeilen; --json zeigt alle"):  # fmt: skip
        assert words in said.replace("\N{NO-BREAK SPACE}", " "), words
    assert [line.strip() for line in said.splitlines()[-2:]] == ["Hinweis  seltsam. Nachsehen.", "bestanden  gut."]
    for words in ("overview", "revenue", "share", "stores", "more rows", "pass", "warn"):
        assert words not in said, words


def test_an_english_one_in_english() -> None:
    said = survey_text(SURVEY, "en", 100)
    for words in ("overview", "1,234,567", "first period  2024-02-05", "revenue share", "12.3%", "and 6 more rows"):
        assert words in said, words
    assert survey_text(replace(SURVEY, tables={}, findings=()), "en", 80) == "No findings."


def test_a_name_that_looks_like_a_day_stays_a_name() -> None:
    assert "2024-02-05" in survey_text(SURVEY, "de", 100).split("Regionen")[1].split("Perioden")[0]


def test_machines_read_the_same_names_in_either_language() -> None:
    assert list(survey_document(SURVEY)["tables"]) == ["overview", "regions", "periods"]
    assert survey_document(SURVEY)["tables"]["regions"][0]["revenue_share"] == pytest.approx(0.123)


def test_every_table_and_column_of_the_sample_has_its_words(tmp_path: Path) -> None:
    for file in SAMPLE.glob("*.parquet"):
        (tmp_path / file.name).symlink_to(file)
    words = (SAMPLE / "study.toml").read_text(encoding="utf-8")
    (tmp_path / "study.toml").write_text(words.replace('language = "en"', 'language = "de"'), encoding="utf-8")
    told = CliRunner().invoke(app, ["check", str(tmp_path / "study.toml"), "--quiet"])
    assert told.exit_code == 0, told.output
    made = json.loads(CliRunner().invoke(app, ["check", str(tmp_path / "study.toml"), "--json"]).stdout)
    for name, rows in made["tables"].items():
        assert catalogue()[f"survey.table.{name}"]["de"] in told.output
        for column in rows[0] if rows else ():
            assert catalogue()[f"survey.column.{column}"]["de"] in told.output

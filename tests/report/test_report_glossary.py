# ruff: noqa: E501
import re

import pytest

from lift.core.errors import StudyError
from lift.core.words import EFFECT_COLUMNS, LEVELS, METHOD_COLUMNS, METRICS, WEEKLY_COLUMNS, WINDOWS
from lift.estimators import REGISTRY as ESTIMATORS
from lift.inference import REGISTRY as INFERENCES
from lift.report.glossary import column_label, explain, find, report_terms

ROI_COLUMNS = (
    "level", "item", "basis", "window", "incremental", "spend", "per_euro", "low", "high", "break_even",
    "chance_above_break_even", "profit_roi", "status", "headline",
)  # fmt: skip
SHARE_COLUMNS = (
    "of",
    "before",
    "expected",
    "observed",
    "points",
    "points_low",
    "points_high",
    "relative",
    "relative_low",
)
VERDICTS = ("proven", "directional", "inconclusive", "negative", "invalid", "earned", "not_earned", "open")
METHODS = (*ESTIMATORS, *INFERENCES)
METRIC_WORDS = (
    "uplift", "incremental", "ROI", "Umsatz-ROI", "profit ROI", "Deckungsbeitrags-ROI", "spend", "halo", "Dachmarkeneffekt",
    "source of volume", "market share", "launch", "after-effect", "Verkaufswirkung im Nachhinein", "pantry loading",
    "Bevorratung", "long-term multiplier", "cautious estimate", "vorsichtige Schätzung", "rate of sale", "distribution",
    "break-even margin", "Mehrumsatz", "Zusatzabsatz",
)  # fmt: skip


@pytest.mark.parametrize(
    "word",
    sorted(
        {
            *EFFECT_COLUMNS,
            *WEEKLY_COLUMNS,
            *METHOD_COLUMNS,
            *ROI_COLUMNS,
            *VERDICTS,
            *METHODS,
            *METRIC_WORDS,
            *WINDOWS,
            *METRICS,
        }
    ),
)
def test_every_word_of_a_result_is_explained(word):
    found = find(word)
    assert len(found.meaning("de")) > 15
    assert len(found.meaning("en")) > 15


def test_case_blanks_and_hyphens_make_no_difference():
    assert find("PROFIT-roi") is find("profit_roi") is find(" Profit ROI ")


@pytest.mark.parametrize("level", [level for level in LEVELS if level != "promoted"])
def test_levels_are_told(level):
    assert level in find("level").meaning("en")


def test_a_miss_names_the_nearest():
    with pytest.raises(StudyError, match=r"no entry for 'uplfit' \(did you mean 'uplift'"):
        explain("uplfit")
    with pytest.raises(StudyError, match="for example"):
        explain("qqqqqqqq")


def test_text_holds_formula_unit_and_source():
    told = explain("roi", "de")
    assert "Formel:" in told
    assert "Einheit:" in told
    assert "Quelle:" in told
    assert "Mehrumsatz / Einsatz" in told
    assert "incremental revenue / spend" in explain("roi", "en")


def test_report_terms_leave_roi_out_without_one():
    assert "roi" in report_terms(roi=True)
    assert not {"roi", "profit_roi", "spend", "break_even"} & set(report_terms(roi=False))
    assert column_label("uplift_low", "en") == "Uplift, low"
    assert column_label("some_other", "en") == "Some other"


def test_formulas_in_a_german_report_are_german():
    told = [find(term).told("de") for term in report_terms(roi=True)]
    english = re.compile(r"\b(observed|expected|spend|confidence|share|sales|promoted|gross)\b")
    assert [words for words in told if english.search(words.partition("Formel:")[2])] == []

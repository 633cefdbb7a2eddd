"""The report on many studies: sentences follow the numbers, names stay names, figures draw."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

import lift
from lift.report.portfolio import portfolio_sentences, portfolio_tables
from lift.report.portfolio_report import portfolio_html, portfolio_pdf, portfolio_report

sys.path.insert(0, str(Path(__file__).parents[1] / "synthesis"))
from made_results import made, portfolio_of


@pytest.fixture(scope="module")
def found():
    return lift.portfolio(
        [*portfolio_of(12), made("<script>alert(1)</script>", 0.9, 0.05), made("bad", verdict="invalid")]
    )


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_section_speaks_both_languages(found, language):
    report = portfolio_report(found, language)
    assert [section.key for section in report.sections] == ["glance", "studies", "roi", "varies", "norms", "method"]
    page = portfolio_html(found, language).decode("utf-8")
    assert page.count("<script") == 1  # the page's own
    assert page.count("<svg") == 2
    assert portfolio_html(found, language) == page.encode("utf-8")


def test_the_sentence_follows_the_interval(found):
    said = portfolio_sentences(found, "en")
    assert said[0].startswith("Over 13 studies the campaigns raised")
    assert any(words.startswith("Invalid and left out, 1") and "bad" in words for words in said)
    flat = replace(found, mean=replace(found.mean, mean=0.01, low=-0.02, high=0.04))
    assert "no effect" in portfolio_sentences(flat, "en")[0]
    fallen = replace(found, mean=replace(found.mean, mean=-0.05, low=-0.08, high=-0.02))
    assert "5.0% below expectation" in portfolio_sentences(fallen, "en")[0]


def test_a_lone_winner_is_above_the_mean_and_drawn_towards_it(found):
    rows = portfolio_tables(found, "en")[0].rows
    assert rows[0][0].text.startswith("<script>")
    assert rows[0][5].text == "above"
    assert rows[0][3].value < rows[0][1].value


def test_norms_carry_source_base_year_and_definition(found):
    report = portfolio_report(found, "en")
    norms = next(section for section in report.sections if section.key == "norms").blocks[1]
    assert len(norms.rows) == 6
    assert all(cell.text for row in norms.rows for cell in row)


def test_few_studies_have_no_interval_of_the_median_and_the_pdf_compiles():
    few = lift.portfolio(portfolio_of(3))
    assert any("too few for an interval" in words for words in portfolio_sentences(few, "en"))
    (note,) = [t.note for t in portfolio_tables(few, "en") if "ROI per" in t.caption]
    assert note.startswith("An interval of the median needs more studies. Second row")
    assert portfolio_pdf(few, "de").startswith(b"%PDF")

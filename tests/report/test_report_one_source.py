"""One number, one source: every figure of all four formats is a number of the result, in both languages."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from printed_figures import Allowed, in_html, in_pdf, in_sheets, in_slides
from report_samples import make

import lift
from lift.report import FORMATS, render_all

CASES = [("proven", "de"), ("negative", "en"), ("sample", "de"), ("sample", "en")]
SAMPLE = Path(__file__).parents[2] / "sample_data" / "synthetic_campaign" / "study.toml"


@pytest.fixture(scope="module")
def sample():
    return lift.run(lift.Study.load(SAMPLE), threads=1)


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def case(request):
    """A made result, or that of the sample study as it is measured, with all four reports."""
    verdict, language = request.param
    result = request.getfixturevalue("sample") if verdict == "sample" else make(verdict, language=language)
    return Allowed(result, language), render_all(result, FORMATS, language), language


def is_round(figure: str) -> bool:
    """A tick of an axis: one or two digits and noughts."""
    return len(figure.replace(".", "").replace(",", "").strip("0")) <= 2


def strangers(case) -> dict[str, list]:
    """What a report prints and the result does not hold, by format."""
    allowed, made, language = case
    words, drawn = in_html(made["html"], language)
    slides, charted = in_slides(made["pptx"], language)
    sheets, cells = in_sheets(made["xlsx"], language)
    pages = in_pdf(made["pdf"], language) - words - drawn
    return {
        "html": sorted(f for f in words if not allowed.text(f)),
        "drawn": sorted(f for f in drawn if not (is_round(f) or allowed.text(f))),
        "pdf": sorted(f for f in pages if not (is_round(f) or allowed.text(f))),
        "pptx": sorted(f for f in slides if not allowed.text(f)) + [v for v in charted if not allowed.number(v)],
        "xlsx": sorted(f for f in sheets if not allowed.text(f)) + [v for v in cells if not allowed.number(v)],
    }


def test_every_printed_figure_is_in_the_result(case):
    assert {kind: found for kind, found in strangers(case).items() if found} == {}


@pytest.mark.parametrize("case", CASES[:1], ids="-".join, indirect=True)
def test_formats_made_together_are_those_made_alone(case, elsewhere):
    made = {kind: text.encode() if isinstance(text, str) else text for kind, text in case[1].items()}
    assert made == elsewhere


@pytest.mark.parametrize("kind", ["html", "xlsx"])
def test_a_planted_figure_is_caught(case, kind):
    """Four digits that the result does not hold, in a sentence and in a cell."""
    allowed, made, language = case
    wrong = next(n for n in range(7_000, 99_999, 7) if not (allowed.text(str(n)) or allowed.number(n / 7)))
    if kind == "html":
        page = made["html"].replace("</main>", f"<p>{wrong}</p></main>")
        assert not all(allowed.text(figure) for figure in in_html(page, language)[0])
    else:
        book = load_workbook(BytesIO(made["xlsx"]))
        book.worksheets[1]["Z99"] = wrong / 7 + 0.123
        content = BytesIO()
        book.save(content)
        assert not all(map(allowed.number, in_sheets(content.getvalue(), language)[1]))


def test_a_moved_figure_of_the_result_is_caught(case):
    """The same files beside a result whose headline was another."""
    _, made, language = case
    tile = in_html(made["html"], language)[0]
    moved = make("proven", language=language, seed=9)
    assert not all(Allowed(moved, language).text(figure) for figure in tile)

"""The workbook: every number of the result as a number, names as text, charts that show what the document says."""

import re
import warnings
from dataclasses import replace
from io import BytesIO
from math import isclose
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from report_samples import HOSTILE, make

from lift.core.words import EFFECT_COLUMNS, WEEKLY_COLUMNS
from lift.report import FORMATS, render_xlsx
from lift.report.numerals import Numbers
from lift.report.outline import report
from lift.report.xlsx.book import add_sheet, finish, new

VERDICTS = [("proven", "de"), ("inconclusive", "en"), ("negative", "de"), ("invalid", "en")]
EFFECTS = {"de": "Alle Wirkungen", "en": "All effects"}
PERIODS = {"de": "Alle Perioden", "en": "All periods"}
FIGURES = {"de": "Zahlen zu den Abbildungen", "en": "Data behind the figures"}
WORDED = {"level", "item", "window", "metric", "verdict", "method", "parent"}


class Workbook:
    def __init__(self, data):
        self.data, self.files = data, ZipFile(BytesIO(data))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.book = load_workbook(BytesIO(data))

    def rows(self, name):
        return [list(row) for row in self.book[name].iter_rows(values_only=True)]

    def cells(self, name=None):
        sheets = [self.book[name]] if name else self.book.worksheets
        return [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]

    def strings(self):
        return {cell.value for cell in self.cells() if isinstance(cell.value, str)}

    def charts(self):
        names = [name for name in self.files.namelist() if name.startswith("xl/charts/chart")]
        names.sort(key=lambda name: int(re.sub(r"\D", "", name)))
        return [self.files.read(name).decode() for name in names]

    def range(self, reference):
        sheet, area = re.fullmatch(r"'?(.+?)'?!(.+)", reference).groups()
        return [cell.value for (cell,) in self.book[sheet][area.replace("$", "")]]


@pytest.fixture(scope="module")
def books():
    made = {}

    def book(verdict="proven", **options):
        key = (verdict, *sorted(options.items()))
        if key not in made:
            made[key] = Workbook(render_xlsx(make(verdict, **options)))
        return made[key]

    return book


@pytest.mark.parametrize(("verdict", "language"), VERDICTS)
def test_every_effect_is_there_to_the_last_digit(books, verdict, language):
    result = make(verdict, language=language)
    head, *rows = books(verdict, language=language).rows(EFFECTS[language])
    assert len(head) == len(EFFECT_COLUMNS)
    assert len(rows) == len(result.document["effects"])
    for row, wanted in zip(rows, result.document["effects"], strict=True):
        for value, column in zip(row, EFFECT_COLUMNS, strict=True):
            if column in WORDED:
                assert (value is None) == (wanted[column] is None)
            elif wanted[column] is None:
                assert value is None
            else:
                assert isclose(value, wanted[column], rel_tol=1e-15), column


def test_every_period_is_there(books):
    result = make("proven")
    _, *rows = books("proven", language="de").rows(PERIODS["de"])
    assert len(rows) == len(result.weekly)
    places = [WEEKLY_COLUMNS.index(column) for column in ("observed", "expected", "expected_high")]
    wanted = sorted(map(tuple, result.weekly[["observed", "expected", "expected_high"]].to_numpy().tolist()))
    found = sorted(tuple(row[at] for at in places) for row in rows)
    assert all(
        isclose(a, b, rel_tol=1e-14) for x, y in zip(found, wanted, strict=True) for a, b in zip(x, y, strict=True)
    )
    assert all(row[WEEKLY_COLUMNS.index("week")].year in {2024, 2025} for row in rows)


@pytest.mark.parametrize(("verdict", "language"), VERDICTS)
def test_numbers_of_the_report_are_numbers(books, verdict, language):
    value = report(make(verdict, language=language))
    book = books(verdict, language=language)
    for at, section in enumerate(value.sections, 1):
        sheet = book.book.worksheets[at]
        found = {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)}
        cells = [cell for block in section.blocks if block.kind == "table" for row in block.rows for cell in row]
        wanted = [number for cell in cells for number in (cell.ends or (cell.value,)) if number is not None]
        missing = [n for n in wanted if n not in found and not any(isclose(n, f, rel_tol=1e-14) for f in found)]
        assert missing == [], section.key


def test_formats_say_what_a_number_is(books):
    sheet = books("proven", language="de").book["Wirkung nach Ebene"]
    heads = next(row for row in sheet.iter_rows() if row[0].value == "Name")
    first = [sheet.cell(heads[0].row + 1, cell.column) for cell in heads if cell.value]
    shown = {head.value: cell.number_format for head, cell in zip([h for h in heads if h.value], first, strict=True)}
    assert shown["Uplift Umsatz"] == "0.0%"
    assert "€" in shown["Mehrumsatz"]
    assert shown["90-%-Intervall, bis"] in {"0.0%", '#,##0 "€"'}
    assert "€" not in shown["Zusatzabsatz (Stück)"]


@pytest.mark.parametrize(("verdict", "language"), VERDICTS)
def test_charts_show_the_numbers_of_the_figures(books, verdict, language):
    drawings = [b for s in report(make(verdict, language=language)).sections for b in s.blocks if b.kind == "drawing"]
    book = books(verdict, language=language)
    charts = book.charts()
    assert len(charts) == len(drawings)
    for drawing, chart in zip(drawings, charts, strict=True):
        assert drawing.title.replace("&", "&amp;") in chart
        shown = [book.range(r.replace("&amp;", "&")) for r in re.findall(r"<c:val><c:numRef><c:f>(.+?)</c:f>", chart)]
        for series in drawing.chart.series:
            wanted = list(series.values)
            assert any(_same(values, wanted) for values in shown), (drawing.key, series.name)
    descriptions = "".join(book.files.read(n).decode() for n in book.files.namelist() if "drawings/drawing" in n)
    assert descriptions.count('descr="') == len(drawings)


def _same(found, wanted):
    return len(found) == len(wanted) and all(
        (a is None and b is None) or (a is not None and b is not None and isclose(a, b, rel_tol=1e-12))
        for a, b in zip(found, wanted, strict=True)
    )


def test_forest_has_error_bars_that_reach_the_interval_ends(books):
    book, result = books("proven", language="de"), make("proven")
    chart = book.charts()[1]
    points = book.range(re.search(r"<c:val><c:numRef><c:f>(.+?)</c:f>", chart)[1])
    up = book.range(re.search(r"<c:plus><c:numRef><c:f>(.+?)</c:f>", chart)[1])
    ends = [point + distance for point, distance in zip(points, up, strict=True) if point is not None]
    wanted = [
        r["uplift_high"] for r in result.document["effects"] if r["window"] == "campaign" and r["metric"] == "revenue"
    ]
    assert ends
    assert all(any(isclose(end, w, rel_tol=1e-12) for w in wanted) for end in ends)
    low, high = (float(re.search(rf'<c:{side} val="(.+?)"', chart)[1]) for side in ("min", "max"))
    assert low <= min(r["uplift_low"] for r in result.document["effects"] if r["window"] == "campaign")
    assert high >= max(ends)


def test_invalid_has_no_roi_anywhere(books):
    assert [words for words in books("invalid", language="en").strings() if "ROI" in words] == []


def test_readme_leads_to_every_sheet(books):
    book = books("proven", language="de").book
    assert book.sheetnames[0] == "README"
    links = {cell.value for row in book["README"].iter_rows() for cell in row if cell.hyperlink}
    assert links == set(book.sheetnames[1:])
    assert FIGURES["de"] in links


def test_names_are_text_and_never_formulas(hostile):
    data = render_xlsx(hostile)
    book = Workbook(data)
    strings = book.strings()
    for name in (HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[3], HOSTILE[5]):
        assert name in strings
    assert "evil\u200f RTL" in strings
    assert {cell.data_type for cell in book.cells()} <= {"s", "n", "d", "b"}
    sheets = [book.files.read(name).decode() for name in book.files.namelist() if name.startswith("xl/worksheets/")]
    assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets)
    assert not any("externalLink" in name or "vba" in name.lower() for name in book.files.namelist())
    assert all(len(name) <= 31 for name in book.book.sheetnames)


def test_a_name_longer_than_a_cell_is_cut_and_not_lost():
    book = Workbook(render_xlsx(make("proven", names=("y" * 40_000,), promoted=1)))
    assert max(len(words) for words in book.strings()) == 32_767
    assert any(words.startswith("y" * 32_000) and words.endswith("…") for words in book.strings())


def test_sheet_names_stay_apart_and_within_bounds():
    book = new(Numbers(), replace(report(make("proven")), title="t"))
    names = ["a" * 40, "a" * 40, "x/y?[z]*", "'quoted'", "", "Über: alles"]
    found = [add_sheet(book, name).get_name() for name in names]
    assert found == ["a" * 31, f"{'a' * 29} 2", "x y z", "quoted", "–", "Über"]
    assert load_workbook(BytesIO(finish(book))).sheetnames == found


def test_same_result_same_bytes(books, elsewhere):
    assert elsewhere["xlsx"] == books("proven", language="de").data


def test_what_does_not_fit_is_said(monkeypatch):
    monkeypatch.setattr("lift.report.xlsx.workbook.MOST_PERIOD_ROWS", 100)
    result = make("proven", language="en")
    book = Workbook(render_xlsx(result))
    assert len(book.rows(PERIODS["en"])) == 101
    left = f"{len(result.weekly) - 100:,} more rows by period stand only in weekly.parquet in the result folder."
    assert left in book.strings()
    assert {row[0] for row in book.rows(PERIODS["en"])[1:]} == {"Category"}


def test_a_study_without_spend_weeks_or_tables_still_has_its_workbook():
    result = make("inconclusive", spend=False, after=False, tables=False)
    book = Workbook(render_xlsx(type(result)(result.document, result.effects, result.weekly.head(0))))
    assert PERIODS["de"] not in book.book.sheetnames
    assert EFFECTS["de"] in book.book.sheetnames


def test_is_a_registered_format():
    assert FORMATS["xlsx"] is render_xlsx

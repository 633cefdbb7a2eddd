"""The slides: native charts whose data are the result's, notes, alt text, both languages, any template, same bytes."""

import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.util import Inches
from report_samples import HOSTILE, make

from lift.cli.render import reports
from lift.core.errors import StudyError
from lift.report import render_pptx
from lift.report.blocks import Chart, Series
from lift.report.numerals import Numbers
from lift.report.outline import report
from lift.report.pptx.box import Box
from lift.report.pptx.charts.scale import values_axis
from lift.report.pptx.charts.waterfall import waterfall
from lift.report.pptx.deck import usable
from lift.report.pptx.render import slides as render_value
from lift.report.pptx.texts import Line, fitted, needed

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CASES = [("proven", "de"), ("proven", "en"), ("inconclusive", "de"), ("negative", "en"), ("invalid", "de")]
NB = "\N{NO-BREAK SPACE}"


@cache
def result(verdict, **options):
    return make(verdict, **options)


@cache
def slides(verdict="proven", language="de"):
    return render_pptx(result(verdict), language)


def opened(content):
    return Presentation(BytesIO(content))


@cache
def deck_of(verdict="proven", language="de"):
    """The slides opened; tests only read them."""
    return opened(slides(verdict, language))


def charts(deck):
    """Every chart by the title of its figure."""
    return {shape.name: shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart}


def words(deck):
    texts = [node.text or "" for slide in deck.slides for node in slide.element.iter("{*}t")]
    return " ".join(texts).replace(NB, " ")


def cached(node):
    """The values of a reference as the chart keeps them."""
    cache_ = node.find(f".//{C}numCache")
    points = {int(p.get("idx")): float(p.find(f"{C}v").text) for p in cache_.iter(f"{C}pt")}
    return [points.get(at) for at in range(int(cache_.find(f"{C}ptCount").get("val")))]


def bars(chart, at):
    """Lower and upper ends of the error bars of a series."""
    plus, minus = (
        cached(chart._chartSpace.findall(f".//{C}ser")[at].find(f"{C}errBars/{C}{n}")) for n in ("plus", "minus")
    )
    return minus, plus


def effects(document, window="campaign", metric="revenue"):
    return {r["item"]: r for r in document["effects"] if (r["window"], r["metric"]) == (window, metric)}


@pytest.mark.parametrize(("verdict", "language"), CASES)
def test_every_slide_has_a_title_and_notes_and_every_figure_its_words(verdict, language):
    deck = deck_of(verdict, language)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    for slide in deck.slides:
        assert slide.notes_slide.notes_text_frame.text.strip(), slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                described = shape.element.nvGraphicFramePr.cNvPr.get("descr")
                assert len(described) > 3, shape.name
    value = report(result(verdict), language)
    drawings = [b for s in value.sections for b in s.blocks if b.kind == "drawing"]
    assert set(charts(deck)) == {d.title for d in drawings}
    told = "\n".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    for drawing in drawings:
        assert drawing.description in told
    banner = value.sections[0].blocks[0]
    assert banner.sentence.replace(NB, " ") in words(deck)


@pytest.mark.parametrize(("verdict", "language"), CASES)
def test_the_numbers_of_the_first_slide_are_the_tiles(verdict, language):
    value = report(result(verdict), language)
    shown = words(deck_of(verdict, language))
    tiles = [t for b in value.sections[0].blocks if b.kind == "tiles" for t in b.tiles]
    assert bool(tiles) == (verdict != "invalid")
    for tile in tiles:
        for part in (tile.value, tile.interval, tile.status, tile.note):
            assert part.replace(NB, " ") in shown


def test_a_figure_without_a_typed_chart_is_a_picture_with_its_words():
    value = report(result("inconclusive"), "en")
    weekly = next(b for s in value.sections for b in s.blocks if b.kind == "drawing" and b.key == "weekly")
    drawing = replace(weekly, title="Another figure", chart=None, data=replace(weekly.data, caption="Its data"))
    more = {s.key: (*s.blocks, drawing) if s.key == "trust" else s.blocks for s in value.sections}
    sections = tuple(replace(s, blocks=more[s.key]) for s in value.sections)
    deck = opened(render_value(replace(value, sections=sections), Numbers("en")))
    pictures = [shape for slide in deck.slides for shape in slide.shapes if hasattr(shape, "image")]
    assert [p.element.nvPicPr.cNvPr.get("descr") for p in pictures] == [f"Another figure. {drawing.description}"]
    assert pictures[0].image.size[0] > 1_000
    assert "Its data" in words(deck)
    inside(deck)


def test_an_invalid_test_has_no_return():
    deck = deck_of("invalid")
    assert len(charts(deck)) == 8
    assert "Ertrag je" not in words(deck)


def test_weekly_columns_are_observed_minus_expected():
    sample = result("proven")
    frame = sample.weekly.query("level == 'promoted' and metric == 'revenue'").tail(28)
    chart = charts(deck_of())["Umsatz über Erwartung je Periode: Beworbene Artikel"]
    difference = (frame["observed"] - frame["expected"]).to_numpy()
    values = [
        next((v for v in row if v is not None), None)
        for row in zip(*(s.values for s in chart.plots[0].series), strict=True)
    ]
    assert values == pytest.approx(difference)
    assert [s.name for s in chart.plots[0].series] == ["Vorher", "Kampagne", "Nachher"]
    minus, plus = zip(*(bars(chart, at) for at in range(3)), strict=True)
    low, high = frame["observed"] - frame["expected_high"], frame["observed"] - frame["expected_low"]
    for found, due in ((minus, difference - low), (plus, high - difference)):
        merged = [next(v for v in row if v is not None) for row in zip(*found, strict=True)]
        assert merged == pytest.approx(np.asarray(due))


def test_lines_are_the_index_of_test_and_expected():
    sample = result("proven")
    frame = sample.weekly.query("level == 'promoted' and metric == 'revenue'")
    scale = frame.query("window == 'pre'")["observed"].mean() / 100
    chart = charts(deck_of())["Umsatz der beworbenen Artikel: Test gegen Erwartung"]
    lines = {s.name: s.values for plot in chart.plots for s in plot.series}
    assert lines["Test"] == pytest.approx(frame["observed"] / scale)
    assert lines["erwartet"] == pytest.approx(frame["expected"] / scale)
    assert lines["erwartet, Intervall unten"] == pytest.approx(frame["expected_low"] / scale)


@pytest.mark.parametrize("verdict", ["proven", "inconclusive", "negative", "invalid"])
def test_forest_holds_the_effects_and_its_error_bars_their_intervals(verdict):
    sample, deck = result(verdict), deck_of(verdict, "de")
    chart = charts(deck)["Uplift nach Ebene: Umsatz, Kampagne"]
    rows = {**effects(sample.document), "Beworbene Artikel": effects(sample.document)["promoted"]}
    names, values, low, high = (column(chart, at) for at in (0, 2, 3, 4))
    assert "Beworbene Artikel" in names
    for name, *found in zip(names, values, low, high, strict=True):
        row = rows[name]
        assert found == pytest.approx([row["uplift"], row["uplift_low"], row["uplift_high"]])
    for at, series in enumerate(chart._chartSpace.iter(f"{C}ser")):
        if series.find(f"{C}errBars") is None:
            continue
        minus, plus = bars(chart, at)
        for value, below, above, row in zip(cached(series.find(f"{C}xVal")), minus, plus, names, strict=False):
            assert (value - below, value + above) == pytest.approx((rows[row]["uplift_low"], rows[row]["uplift_high"]))
    hollow = [v for s in series_named(chart, "nicht nachgewiesen") for v in cached(s.find(f"{C}yVal")) if v]
    unproven = {rows[n]["item"] for n in names if rows[n]["verdict"] != "proven"}
    assert len(set(hollow)) == len(unproven)


def test_roi_chart_holds_the_headline_and_break_even():
    sample = result("proven")
    head = next(e for e in sample.document["roi"] if e["headline"])
    chart = charts(deck_of())["Ertrag je 1\u00a0€ Einsatz, mit Break-even"]
    found = [column(chart, at)[0] for at in (1, 2, 3)]
    assert found == pytest.approx([head["per_euro"], head["low"], head["high"]])
    reference = next(iter(series_named(chart, "Break-even")))
    assert {v for v in cached(reference.find(f"{C}xVal")) if v is not None} == {1.0}


def test_waterfall_holds_the_parts():
    sample = result("proven")
    parts = [p for p in sample.document["source_of_volume"] if (p["metric"], p["window"]) == ("revenue", "campaign")]
    chart = charts(deck_of())["Herkunft des Zuwachses: Umsatz, Kampagne"]
    assert column(chart, 1) == pytest.approx([p["value"] for p in parts])
    assert column(chart, 2) == pytest.approx([p["low"] for p in parts])


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3))
def test_a_waterfall_column_spans_from_its_start_to_its_end(parts):
    values = (sum(parts), *parts)
    chart = Chart("waterfall", "money", "", ("a", "b", "c", "d"), (Series("", "effect", values),), words=("",) * 4)
    _, sheet = waterfall(chart, Numbers("de"), 10.0, 5.0, 11.0)
    start, end, base, above, below = (sheet.ref(key).values for key in ("start", "end", "base", "above", "below"))
    for a, b, foot, up, down in zip(start, end, base, above, below, strict=True):
        assert up >= 0 >= down
        assert sorted((a, b)) == pytest.approx(
            sorted((foot + down, foot + up) if up * down == 0 else (down, up)), abs=1e-6
        )
    assert end[3] == pytest.approx(values[0], abs=1e-6)


@pytest.mark.parametrize("unit", ["index", "money", "share", "roi"])
@given(low=st.floats(-1e8, 0), high=st.floats(1e-3, 1e8))
def test_axes_hold_their_values_in_few_steps(unit, low, high):
    chart = Chart("intervals", unit, "", (), (), currency="EUR")
    axis = values_axis(chart, Numbers("de"), low, high)
    assert axis.low <= low + 1e-6 * axis.step
    assert axis.high >= high - 1e-6 * axis.step
    assert (axis.high - axis.low) / axis.step < 8.5


def test_references_of_charts_are_the_cells_of_their_workbooks():
    for chart in charts(deck_of()).values():
        cells = sheet_of(chart)
        for reference in chart._chartSpace.iter(f"{C}numRef"):
            first, last = re.fullmatch(r"Sheet1!\$([A-Z]+\$\d+):\$([A-Z]+\$\d+)", reference.find(f"{C}f").text).groups()
            letter, top = first.split("$")
            bottom = int(last.split("$")[1])
            found = [cells.get(f"{letter}{row}") for row in range(int(top), bottom + 1)]
            kept = np.array(cached(reference), dtype=float)
            assert np.array(found, dtype=float) == pytest.approx(kept, rel=1e-12, nan_ok=True)


def test_hostile_names_are_text():
    names = (*HOSTILE, "a\ufffeb\x0bc\uffff")
    deck = opened(render_pptx(make("proven", promoted=len(names), names=names, brand=HOSTILE[0], study=HOSTILE[5])))
    inside(deck)
    shown = words(deck)
    assert "ab c" in shown
    for name in ("<script>alert(1)</script>", "=cmd|' /C calc'!A0", "Sal🌶️sa {curly} $a_1$ %s", '"><img src=x'):
        assert name in shown
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", shown)
    assert not list(deck.slides[0].element.iter("{*}hlinkClick"))
    for chart in charts(deck).values():
        raw = ZipFile(BytesIO(chart.part.chart_workbook.xlsx_part.blob)).read("xl/worksheets/sheet1.xml").decode()
        for formula in re.findall(r"<f>(.*?)</f>", raw):
            assert re.fullmatch(r"[A-Z]+\d+(-[A-Z]+\d+)?", formula)


OPTIONS = [
    {"promoted": 40, "others": 40},
    {"launch": True},
    {"spend": False, "after": False, "assignment": "stores"},
]


@pytest.mark.parametrize("options", OPTIONS)
def test_nothing_stands_outside_a_slide(options):
    deck = opened(render_pptx(make("proven", **options), "en"))
    inside(deck)
    if options.get("others"):
        assert "all of them are in the workbook (XLSX) of the report" in words(deck)


@pytest.mark.parametrize(("verdict", "language"), CASES)
def test_nothing_stands_outside_a_slide_whatever_the_verdict(verdict, language):
    inside(deck_of(verdict, language))


def test_same_result_same_bytes_and_no_times(elsewhere):
    first = slides()
    assert first == render_pptx(result("proven"), "de") == elsewhere["pptx"]
    with ZipFile(BytesIO(first)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
        assert "created" not in core
        assert "modified" not in core
        for name in archive.namelist():
            if name.endswith(".xlsx"):
                book = ZipFile(BytesIO(archive.read(name))).read("docProps/core.xml").decode()
                assert set(re.findall(r"\d{4}-\d\d-\d\d", book)) == {"2000-01-01"}


@pytest.mark.parametrize(("language", "number", "thousands"), [("de", "+11,2 %", "Tsd. €"), ("en", "+11.2%", '"k"')])
def test_numbers_are_written_in_the_language(language, number, thousands):
    deck = deck_of("proven", language)
    assert number in words(deck)
    formats = [f.get("formatCode") for c in charts(deck).values() for f in c._chartSpace.iter(f"{C}numFmt")]
    assert any(thousands in f for f in formats)


def test_a_template_without_any_slide_will_do(tmp_path):
    """As a new presentation of PowerPoint, or a master saved by itself, is."""
    file = tmp_path / "empty.pptx"
    Presentation().save(str(file))
    deck = opened(render_pptx(result("inconclusive"), "de", file))
    assert len(deck.slides) > 20
    inside(deck)


def agency(width=10.0, height=7.5, accents=("7A1F5C", "2E9E4F")):
    """A template of its own size, fonts and colours, with a slide and a list of sections."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(width), Inches(height)
    theme = next(r.target_part for r in deck.slide_master.part.rels.values() if r.reltype.endswith("/theme"))
    text = theme.blob.decode()
    for at, colour in enumerate(accents, 1):
        slot = rf'\1<a:srgbClr val="{colour}"/>\2'
        text = re.sub(rf"(<a:accent{at}>).*?(</a:accent{at}>)", slot, text, flags=re.DOTALL)
    theme._blob = text.replace('typeface="Calibri"', 'typeface="Agency Sans"').encode()
    deck.slides.add_slide(deck.slide_layouts[1]).shapes.title.text_frame.text = "An old slide"
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    own = "http://schemas.microsoft.com/office/powerpoint/2010/main"
    deck.element.append(parse_xml(
        f'<p:extLst xmlns:p="{main}"><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}"><p14:sectionLst '
        f'xmlns:p14="{own}"><p14:section name="Old" id="{{00000000-0000-0000-0000-000000000000}}"/></p14:sectionLst>'
        "</p:ext></p:extLst>"
    ))  # fmt: skip
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("width", "height"), [(10.0, 7.5), (13.333, 7.5)])
def test_a_template_gives_size_layouts_fonts_and_colours(tmp_path, width, height):
    file = tmp_path / "agency.pptx"
    file.write_bytes(agency(width, height))
    content = reports(result("inconclusive"), ["pptx"], "de", file)["report.pptx"]
    deck = opened(content)
    assert (deck.slide_width, deck.slide_height) == (Inches(width), Inches(height))
    assert "An old slide" not in words(deck)
    assert "sectionLst" not in ET.tostring(deck.element).decode()
    assert {slide.slide_layout.name for slide in deck.slides} == {"Title Slide", "Title Only"}
    inside(deck)
    with ZipFile(BytesIO(content)) as archive:
        assert b"Agency Sans" in archive.read("ppt/theme/theme1.xml")
    xml = "".join(ET.tostring(c._chartSpace).decode() for c in charts(deck).values())
    assert 'val="accent1"' in xml
    assert 'val="accent2"' not in xml


def test_colours_are_used_only_where_they_can_be_read_and_do_not_say_proven():
    assert usable("7A1F5C", 4.5)
    assert not usable("F2C9A1", 4.5)
    assert not usable("2E9E4F", 1.8)


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "there is no template"), (b"no presentation", "cannot be read as a PowerPoint presentation")],
)
def test_a_template_that_cannot_be_read_is_refused(tmp_path, content, said):
    file = tmp_path / "agency.pptx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StudyError, match=said):
        render_pptx(result("proven"), "de", file)


def test_words_shrink_until_they_fit():
    box = Box(0.0, 0.0, 5.0, 1.0)
    lines = [Line("word " * 60, 14.0)]
    shown = fitted(lines, box)
    assert shown[0].size < 14.0
    assert needed(shown, box.width) <= box.height
    assert fitted([Line("word", 14.0)], box)[0].size == 14.0


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice Impress")
def test_libreoffice_opens_every_slide(tmp_path):
    file = tmp_path / "report.pptx"
    file.write_bytes(slides())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    raw = Path(tmp_path / "report.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", raw)) == len(deck_of().slides)


def inside(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            height = sum(r.height for r in shape.table.rows) if shape.has_table else shape.height
            where = f"{slide.shapes.title.text_frame.text}: {shape.name}"
            assert shape.left >= 0, where
            assert shape.left + shape.width <= deck.slide_width, where
            assert shape.top + height <= deck.slide_height, where


def series_named(chart, part):
    return [s for s in chart._chartSpace.iter(f"{C}ser") if part in "".join(s.find(f"{C}tx").itertext())]


def sheet_of(chart):
    """The cells of a chart's workbook by address, as text."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with ZipFile(BytesIO(chart.part.chart_workbook.xlsx_part.blob)) as book:
        shared = [
            "".join(t.text or "" for t in item.iter(f"{space}t"))
            for item in ET.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells = {c.get("r"): (c.get("t"), c.findtext(f"{space}v")) for c in sheet.iter(f"{space}c")}
    return {
        at: shared[int(value)] if kind == "s" else value for at, (kind, value) in cells.items() if value is not None
    }


def column(chart, at):
    """A column of a chart's workbook below its head: numbers as floats, down to the last label."""
    cells, letter = sheet_of(chart), "ABCDEFGHIJ"[at]
    out = []
    for row in range(2, 10_000):
        if f"A{row}" not in cells:
            return out
        value = cells.get(f"{letter}{row}")
        out.append(value if at == 0 or value is None else float(value))
    return out

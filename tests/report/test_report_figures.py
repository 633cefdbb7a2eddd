import re
import subprocess
import sys

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from report_samples import make

import lift.plot
from lift.core.errors import StudyError
from lift.report import figures
from lift.report.figures.svg import ALONE, markup

NAMES = (
    "benchmarks", "cumulative", "forest", "hero", "leave_one_out", "methods", "placebos", "roi", "source_of_volume",
    "weekly",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_returns_axes_that_show_themselves(name, proven):
    ax = getattr(lift.plot, name)(proven)
    drawn = ax._repr_svg_()
    assert drawn.startswith("<svg")
    assert "<script" not in drawn


@pytest.mark.parametrize("name", NAMES)
def test_figures_draw_on_given_axes(name, proven):
    own = Figure().subplots()
    assert getattr(lift.plot, name)(proven, ax=own) is own
    assert not hasattr(own, "_repr_svg_")


def test_pyplot_is_not_touched():
    code = "import lift.plot, sys; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_same_input_same_bytes_whatever_the_users_salt(proven):
    first = figures.hero(proven)._repr_svg_()
    with mpl.rc_context({"svg.hashsalt": "other"}):
        assert figures.hero(proven)._repr_svg_() == first


def test_svg_has_title_description_and_its_own_identifiers(proven):
    a, b = (figures.markup(figures.forest(proven).figure, key, "T & t", "D < d") for key in ("one", "two"))
    assert '<title id="one-title">T &amp; t</title>' in a
    assert "D &lt; d" in a
    assert 'role="img"' in a
    assert "one-" not in b
    assert "DejaVu Sans" in a.split(">", 1)[0]
    assert a.count("font-family") == 1


def test_hero_is_an_index_with_mean_100_before(proven):
    ax = figures.hero(proven)
    test_line = max(ax.get_lines(), key=lambda line: (line.get_color() == "#003f6b", len(line.get_xdata())))
    before = (proven.weekly.query("level == 'promoted' and metric == 'revenue'")["window"] == "pre").to_numpy()
    assert test_line.get_ydata()[before].mean() == pytest.approx(100)


def test_hero_without_history_is_in_money():
    words = [text.get_text() for text in figures.hero(make("proven", launch=True)).get_yticklabels()]
    assert any("€" in word for word in words)


def test_weekly_shows_the_difference_and_its_interval(proven):
    ax = figures.weekly(proven)
    rows = proven.weekly.query("level == 'promoted' and metric == 'revenue'").tail(28)
    bars = [bar for drawn in ax.containers if hasattr(drawn, "patches") for bar in drawn]
    heights = sorted(bar.get_height() for bar in bars)
    assert heights == pytest.approx(sorted(rows["observed"] - rows["expected"]))
    assert ax.collections


def test_cumulative_ends_where_the_row_says(proven):
    ax = figures.cumulative(proven)
    row = next(
        r
        for r in proven.document["effects"]
        if (r["level"], r["window"], r["metric"]) == ("promoted", "total", "revenue")
    )
    line = max(ax.get_lines(), key=lambda found: len(found.get_xdata()))
    assert line.get_ydata()[-1] == pytest.approx(row["incremental"])


def test_waterfall_parts_end_at_the_gain(proven):
    bars = [bar for bar in figures.source_of_volume(proven).patches if round(bar.get_height(), 6) == 0.56]
    assert bars[-1].get_x() + bars[-1].get_width() == pytest.approx(bars[0].get_width())


def test_other_items_and_metrics(proven):
    assert figures.weekly(proven, "sku", "4002", "units") is not None
    with pytest.raises(StudyError, match=r"no rows for sku 'nope'.*it holds"):
        figures.weekly(proven, "sku", "nope")


def test_no_roi_is_an_error_in_words(invalid):
    for draw in (figures.roi, figures.benchmarks):
        with pytest.raises(StudyError, match="ROI"):
            draw(invalid)
    with pytest.raises(StudyError, match="ROI"):
        figures.roi(make("proven", spend=False))


def test_hostile_names_are_text_in_figures(hostile):
    drawn = figures.forest(hostile)._repr_svg_()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in drawn
    assert "$a_1$" in drawn
    assert "<script" not in drawn
    assert "\u202e" not in drawn


def test_forest_tells_verdict_in_words_and_marker(proven):
    ax = figures.forest(proven, language="en")
    words = " ".join(text.get_text() for text in ax.texts)
    assert "Proven" in words
    assert "Inconclusive" in words
    faces = {str(line.get_markerfacecolor()) for line in ax.get_lines() if line.get_marker() == "o"}
    assert len(faces) == 2


def test_a_figure_that_is_a_file_leaves_room_for_words_set_too_far_to_the_left():
    figure = Figure(figsize=(4, 2))
    figure.subplots()
    plain, alone = (re.search(r'viewBox="(\S+) 0 (\S+)', markup(figure, room=room)) for room in (0.0, ALONE))
    assert [float(v) for v in plain.groups()] == [0.0, 288.0]
    assert [float(v) for v in alone.groups()] == [-ALONE, 288.0 + ALONE]

# ruff: noqa: E501
import subprocess
import sys
from pathlib import Path

import pytest
from report_samples import make
from rich.cells import cell_len

from lift.report.terminal import summary

VERDICTS = ["proven", "directional", "inconclusive", "negative", "invalid"]


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_fits_and_cuts_no_number(verdict, language, width):
    told = summary(make(verdict), width, language)
    assert max(cell_len(line) for line in told.splitlines()) <= width
    assert all(line.find("…") < 28 for line in told.splitlines())  # a name may give way, a number not
    assert "\x1b" not in told


def test_verdict_comes_first_and_numbers_follow(proven):
    lines = summary(proven, 100).splitlines()
    assert lines[0].split()[0] == "Nachgewiesen"
    assert lines[1].startswith("Die Kampagne hat")
    assert any(line.startswith("ROI je 1\u00a0€") for line in lines)
    assert sum("Gesamt" in line for line in lines) == 3


def test_invalid_has_no_roi(invalid):
    told = summary(invalid, 80)
    assert "ROI" not in told
    assert "Keine Region folgt der Testregion." in told
    assert "lift match" in told


def test_without_spend_it_says_so():
    assert "Kein Einsatz angegeben" in summary(make("proven", spend=False), 80)


def test_names_from_data_are_no_markup(hostile):
    told = summary(make("proven", names=["[bold]x[/bold]", "b", "c"]), 100)
    assert "[bold]x[/bold]" in told
    assert "\x07" not in summary(hostile, 80)


def test_colour_only_when_asked(proven):
    assert "\x1b[" in summary(proven, 80, color=True)


def test_no_drawing_library_is_loaded():
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); from report_samples import make; from lift.report import terminal;"
        "terminal.summary(make('proven'), 80); sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

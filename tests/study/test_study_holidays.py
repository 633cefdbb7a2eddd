"""Public holidays of two arms: All Saints in Bavaria alone, Easter in other weeks every year."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from lift.core.design import Design
from lift.core.errors import StudyError
from lift.core.panel import Span, Windows
from lift.core.spec import CampaignSpec, DataSpec, RegionSpec, StudySpec
from lift.data.calendar import read_calendar
from lift.study.public_holidays import apart, findings, moving

FIRST = np.datetime64("2023-01-02")
OPEN = StudySpec("s", DataSpec("s"), CampaignSpec(date(2024, 10, 21), date(2024, 11, 17)), RegionSpec(test=("Ulm",)))
UNITS = {"s1": "Ulm", "s2": "Kiel", "s3": "Kiel"}
DESIGN = Design("regions", ("Ulm",), ("Kiel",), (1.0,))


def source(spec: StudySpec, **columns: list[str]) -> SimpleNamespace:
    """As much of an opened panel as the check looks at: campaign of the weeks from 21 October to 17 November 2024."""
    stores = pd.DataFrame({"store_id": list(UNITS), "region": list(UNITS.values()), **columns})
    calendar = read_calendar(FIRST + 7 * np.arange(100), "week", "first")
    windows = Windows(Span(0, 42), Span(42, 94), Span(94, 98), Span(98, 98))
    return SimpleNamespace(spec=spec, stores=stores, calendar=calendar, windows=windows)


def place(**codes: str) -> StudySpec:
    return replace(OPEN, regions=replace(OPEN.regions, subdivision=codes))


def test_a_holiday_of_one_arm_is_named_with_its_week() -> None:
    (found,) = findings(source(place(Ulm="DE-BY", Kiel="DE-BE")), UNITS, DESIGN)
    assert (found.check, found.verdict, found.value) == ("public holidays", "warn", 1)
    assert "1 of 4 periods of campaign and after: from 2024-10-28 (" in found.message["en"]
    assert "ab 28.10.2024 (" in found.message["de"]


def test_the_same_holidays_pass_and_columns_of_the_stores_do_too() -> None:
    for other in ("DE-BW", "DE-SH"):  # Reformation Day in Kiel and All Saints in Ulm lie in the same week
        (found,) = findings(source(place(Ulm="DE-BY", Kiel=other)), UNITS, DESIGN)
        assert found.verdict == "pass"
    columns = {"country": ["DE"] * 3, "subdivision": ["BY", "DE-BE", "BE"]}
    (found,) = findings(source(OPEN, **columns), UNITS, DESIGN)
    assert (found.verdict, found.value) == ("warn", 1)
    assert findings(source(OPEN), UNITS, DESIGN) == ()
    assert findings(source(OPEN, country=["Germany"] * 3), UNITS, DESIGN) == ()


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(StudyError, match=r"\[regions.subdivision\] DE-XX: unknown"):
        findings(source(place(Ulm="DE-XX")), UNITS, DESIGN)


def test_easter_moves_and_christmas_does_not() -> None:
    easter = moving("DE", date(2024, 3, 25), date(2024, 4, 7))
    assert len(easter) == 2, "Good Friday and Easter Monday; 2023 they lay ten days later in the year"
    assert moving("DE", date(2024, 12, 23), date(2025, 1, 5)) == ()


def test_sundays_do_not_count() -> None:
    week = (date(2026, 10, 26), date(2026, 11, 1))
    assert apart([week], [["DE-BY"], ["DE-BE"]]) == [], "All Saints 2026 is a Sunday"
    assert len(apart([(week[0] - timedelta(days=363), week[1] - timedelta(days=363))], [["DE-BY"], ["DE-BE"]])) == 1

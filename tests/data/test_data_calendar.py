"""Periods and windows: weeks, days and months, labels, gaps, part-covered periods, clipping, matching history."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lift.core.errors import DataError, DesignError
from lift.core.panel import Span
from lift.core.spec import CampaignSpec
from lift.data.calendar import Calendar, read_calendar
from lift.data.windows import cut, lay_windows, periods_in


def weeks(count: int, first: str = "2024-01-01") -> Any:
    return np.datetime64(first) + 7 * np.arange(count)


def campaign(start: date, end: date, **terms: Any) -> CampaignSpec:
    return CampaignSpec(start=start, end=end, skus=("1",), **terms)


@pytest.mark.parametrize("shift", range(7))
def test_any_weekday_anchors_the_weeks(shift: int) -> None:
    dates = weeks(10) + shift
    found = read_calendar(dates, "week", "first")
    np.testing.assert_array_equal(found.first, dates)
    np.testing.assert_array_equal(found.last, dates + 6)
    assert not len(found.gaps)


@pytest.mark.parametrize("shift", range(7))
def test_week_labelled_by_its_last_day(shift: int) -> None:
    dates = weeks(10) + shift
    found = read_calendar(dates, "week", "last")
    np.testing.assert_array_equal(found.first, dates - 6)
    np.testing.assert_array_equal(found.last, dates)


def test_months() -> None:
    first = np.arange("2023-01", "2025-01", dtype="datetime64[M]").astype("datetime64[D]")
    found = read_calendar(first, "month", "first")
    assert found.last[1] == np.datetime64("2023-02-28")
    assert found.last[13] == np.datetime64("2024-02-29")
    by_end = read_calendar(found.last, "month", "last")
    np.testing.assert_array_equal(by_end.first, first)


def test_days_before_1970() -> None:
    dates = np.arange("1969-12-01", "1970-02-01", dtype="datetime64[D]")
    found = read_calendar(dates, "day", "first")
    np.testing.assert_array_equal(found.last, dates)
    weekly = read_calendar(weeks(20, "1969-10-01"), "week", "first")
    np.testing.assert_array_equal(weekly.last, weeks(20, "1969-10-01") + 6)


def test_gaps_are_positions_left_out() -> None:
    dates = np.delete(weeks(20), [4, 5, 11])
    found = read_calendar(dates, "week", "first")
    np.testing.assert_array_equal(found.gaps, weeks(20)[[4, 5, 11]])
    assert len(found) == 17
    assert found.position[-1] == 19


def test_weeks_on_two_weekdays_are_not_taken_for_days() -> None:
    two = np.sort(np.concatenate([weeks(20), weeks(20) - 1]))
    with pytest.raises(DataError, match="20 of them fall on another weekday than the rest"):
        read_calendar(two, "week", "first")
    shops = weeks(20)[:, None] + np.arange(6)
    with pytest.raises(DataError, match='they fit frequency = "day"'):
        read_calendar(shops.ravel(), "week", "first")


def test_windows_of_a_plain_study() -> None:
    calendar = read_calendar(weeks(120), "week", "first")
    windows, notes = lay_windows(calendar, campaign(date(2025, 8, 4), date(2025, 9, 28), after_weeks=8), match=False)
    assert windows.history == Span(0, 31)
    assert windows.pre == Span(31, 83)
    assert windows.campaign == Span(83, 91)
    assert windows.after == Span(91, 99)
    assert windows.clipped == 0
    assert notes == ()
    assert len(cut(calendar, windows)) == 99


def test_part_covered_periods_belong_to_the_campaign_and_are_named() -> None:
    calendar = read_calendar(weeks(60), "week", "first")
    windows, notes = lay_windows(calendar, campaign(date(2024, 12, 4), date(2024, 12, 24), pre_weeks=20), match=False)
    assert windows.campaign == Span(48, 52)
    assert [note.verdict for note in notes] == ["warn", "warn"]
    assert "2024-12-02 – 2024-12-03" in notes[0].message["en"]
    assert "25.12.2024 – 29.12.2024" in notes[1].message["de"]
    assert all(note.message.keys() == note.advice.keys() == {"de", "en"} for note in notes)


def test_one_day_campaign_is_one_week() -> None:
    calendar = read_calendar(weeks(60), "week", "first")
    windows, _ = lay_windows(calendar, campaign(date(2024, 12, 4), date(2024, 12, 4)), match=False)
    assert windows.campaign == Span(48, 49)
    assert len(windows.after) == 0


def test_less_history_than_asked_is_used_and_said() -> None:
    calendar = read_calendar(weeks(60), "week", "first")
    windows, notes = lay_windows(calendar, campaign(date(2024, 10, 7), date(2024, 11, 3)), match=False)
    assert windows.pre == Span(0, 40)
    assert len(windows.history) == 0
    assert [(note.check, note.value, note.limit) for note in notes] == [("history", 40, 52)]


@pytest.mark.parametrize(
    ("terms", "pre"),
    [
        ({"pre_periods": 9}, 9), ({"pre_periods": "all"}, 40), ({"pre_weeks": None}, 40), ({"pre_weeks": 12}, 12),
        ({"pre_weeks": 12, "pre_periods": 15}, 15),
    ],
)  # fmt: skip
def test_how_much_history(terms: dict[str, Any], pre: int) -> None:
    calendar = read_calendar(weeks(60), "week", "first")
    windows, notes = lay_windows(calendar, campaign(date(2024, 10, 7), date(2024, 11, 3), **terms), match=False)
    assert len(windows.pre) == pre
    assert notes == ()


def test_after_is_clipped_and_counted() -> None:
    calendar = read_calendar(weeks(50), "week", "first")
    terms = campaign(date(2024, 10, 7), date(2024, 11, 3), pre_weeks=20, after_weeks=8)
    windows, notes = lay_windows(calendar, terms, match=False)
    assert windows.after == Span(44, 50)
    assert windows.clipped == 2
    assert [(note.check, note.value, note.limit) for note in notes] == [("after window", 2, 8)]


def test_data_that_end_inside_the_campaign_are_counted() -> None:
    calendar = read_calendar(weeks(24), "week", "first")  # until 2024-06-16
    asked = campaign(date(2024, 5, 27), date(2024, 7, 18), after_weeks=4)
    windows, findings = lay_windows(calendar, asked, match=False)
    assert (windows.campaign, windows.after) == (Span(21, 24), Span(24, 24))
    assert (windows.missing, windows.clipped) == (5, 4)
    assert [(f.check, f.verdict, f.value, f.limit) for f in findings[:1]] == [("interim look", "warn", 5, 8)]
    assert "ends on 2024-06-16, before the campaign's end on 2024-07-18" in findings[0].message["en"]
    assert "enden am 16.06.2024" in findings[0].message["de"]
    whole, told = lay_windows(calendar, replace(asked, end=date(2024, 6, 12)), match=False)
    assert whole.missing == 0
    assert "interim look" not in [f.check for f in told]


def test_a_gap_behind_the_campaign_does_not_stretch_after() -> None:
    calendar = read_calendar(np.delete(weeks(60), [45, 46]), "week", "first")
    terms = campaign(date(2024, 10, 7), date(2024, 11, 3), pre_weeks=20, after_weeks=8)
    windows, _ = lay_windows(calendar, terms, match=False)
    assert len(windows.after) == 6
    assert windows.clipped == 0
    assert calendar.first[windows.after.stop - 1] == weeks(60)[51]


def test_after_periods_count_before_after_weeks() -> None:
    calendar = read_calendar(weeks(60), "week", "first")
    terms = campaign(date(2024, 10, 7), date(2024, 11, 3), after_weeks=8, after_periods=3)
    assert len(lay_windows(calendar, terms, match=False)[0].after) == 3


def test_days_count_seven_to_a_week() -> None:
    days = np.arange("2024-01-01", "2025-06-01", dtype="datetime64[D]")
    calendar = read_calendar(days, "day", "first")
    terms = campaign(date(2025, 3, 3), date(2025, 3, 30), pre_weeks=10, after_weeks=2)
    windows, notes = lay_windows(calendar, terms, match=False)
    assert (len(windows.pre), len(windows.campaign), len(windows.after)) == (70, 28, 14)
    assert notes == ()


def test_months_count_twelve_to_52_weeks() -> None:
    assert [periods_in(n, "month") for n in (0, 1, 4, 8, 26, 52, 104)] == [0, 1, 1, 2, 6, 12, 24]
    months = np.arange("2022-01", "2025-06", dtype="datetime64[M]").astype("datetime64[D]")
    calendar = read_calendar(months, "month", "first")
    windows, _ = lay_windows(calendar, campaign(date(2025, 3, 1), date(2025, 4, 30), after_weeks=4), match=False)
    assert (len(windows.pre), len(windows.campaign), len(windows.after)) == (12, 2, 1)


@pytest.mark.parametrize(
    ("periods", "history", "pre"), [(52 + 26, Span(0, 26), Span(26, 78)), (52 + 25, Span(0, 51), Span(51, 77))]
)
def test_matching_has_its_own_history(periods: int, history: Span, pre: Span) -> None:
    calendar = read_calendar(weeks(periods + 4), "week", "first")
    start = (weeks(periods + 4)[periods]).item()
    windows, notes = lay_windows(calendar, campaign(start, start + timedelta(days=6)), match=True)
    assert (windows.history, windows.pre) == (history, pre)
    assert [note.check for note in notes] == ([] if history.stop == 26 else ["matching history"])


def test_matching_halves_an_odd_window_in_favour_of_the_estimate() -> None:
    calendar = read_calendar(weeks(30), "week", "first")
    start = weeks(30)[25].item()
    windows, notes = lay_windows(calendar, campaign(start, start), match=True)
    assert (windows.history, windows.pre) == (Span(0, 12), Span(12, 25))
    assert {note.check: note.value for note in notes}["history"] == 25


@pytest.mark.parametrize(("least", "periods"), [(8, 8), (1, 1)])
def test_least_history(least: int, periods: int) -> None:
    calendar = read_calendar(weeks(20), "week", "first")
    start = weeks(20)[periods].item()
    windows, _ = lay_windows(calendar, campaign(start, start), match=False, least=least)
    assert len(windows.pre) == periods
    start = weeks(20)[periods - 1].item()
    with pytest.raises(DesignError, match=rf"{periods - 1} weeks of data lie before .* at least {least} are needed"):
        lay_windows(calendar, campaign(start, start), match=False, least=least)


def test_campaign_in_a_hole_of_the_data() -> None:
    calendar = read_calendar(np.delete(weeks(30), [15, 16]), "week", "first")
    start = weeks(30)[15].item()
    with pytest.raises(DataError, match="no store has a row during the campaign"):
        lay_windows(calendar, campaign(start, start), match=False)


@settings(max_examples=100, deadline=None)
@given(
    holes=st.sets(st.integers(1, 58), max_size=20),
    start=st.integers(70, 380),
    length=st.integers(0, 60),
    pre=st.integers(1, 80),
    after=st.integers(0, 20),
)
def test_windows_by_the_definition(holes: set[int], start: int, length: int, pre: int, after: int) -> None:
    """A period is campaign when any of its days is; the rest follows from it."""
    dates = np.delete(weeks(60), sorted(holes))
    calendar = Calendar(dates, dates, np.delete(np.arange(60), sorted(holes)), "week")
    first, last = np.datetime64("2024-01-01") + start, np.datetime64("2024-01-01") + min(start + length, 419)
    terms = campaign(first.item(), last.item(), pre_periods=pre, after_periods=after)
    wanted = [t for t, day in enumerate(dates) if day <= last and day + 6 >= first]
    try:
        windows, _ = lay_windows(calendar, terms, match=False, least=1)
    except DataError:
        assert not wanted
        return
    assert list(range(windows.campaign.start, windows.campaign.stop)) == wanted
    assert len(windows.pre) == min(pre, wanted[0])
    behind = [
        t for t, day in enumerate(dates) if last < day <= last + 7 * after - int((last - dates[0]).astype(int)) % 7
    ]
    assert len(windows.after) == len(behind)
    beyond = int((last - np.datetime64("2024-01-01")).astype(int)) // 7 + after - 59
    assert windows.clipped == max(0, beyond)


@pytest.mark.parametrize("label", ["first", "last"])
def test_weeks_dated_by_their_other_end_are_suspected(label: Any) -> None:
    """Weeks from Monday to Sunday, the campaign too; the dates are taken for the wrong end of the week."""
    mondays = weeks(60)
    calendar = read_calendar(mondays + (6 if label == "first" else 0), "week", label)
    found = campaign(date(2024, 12, 2), date(2025, 1, 12))
    advice = [n.advice["en"] for n in lay_windows(calendar, found, match=False)[1] if n.check == "part-covered period"]
    other = "last" if label == "first" else "first"
    assert len(advice) == 2
    assert all(f'week_label = "{other}"' in text for text in advice)
    odd = lay_windows(calendar, campaign(date(2024, 12, 3), date(2025, 1, 12)), match=False)[1]
    assert not any("week_label" in n.advice["en"] for n in odd)

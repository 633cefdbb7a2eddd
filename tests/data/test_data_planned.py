"""Windows of a campaign that lies ahead: only what is known before it, and the windows that the run will have."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.core.errors import DesignError
from lift.core.panel import Span
from lift.core.spec import CampaignSpec
from lift.data.calendar import Calendar, read_calendar
from lift.data.planned import ahead, lay_planned
from lift.data.windows import lay_windows

MONDAY = date(2023, 1, 2)


def weeks(count: int) -> Calendar:
    return read_calendar(np.datetime64(MONDAY, "D") + 7 * np.arange(count), "week", "first")


def campaign(start: int, length: int = 8, **terms) -> CampaignSpec:
    first = MONDAY + timedelta(weeks=start)
    return CampaignSpec(first, first + timedelta(weeks=length, days=-1), **terms)


def test_the_last_weeks_play_the_campaign_and_history_ends_before_the_pre_window() -> None:
    w = lay_planned(weeks(104), campaign(104), match=True)
    assert (w.history, w.pre, w.campaign) == (Span(0, 52), Span(52, 96), Span(96, 104))
    assert len(w.after) == 0


def test_nothing_from_the_start_on_is_looked_at() -> None:
    assert lay_planned(weeks(160), campaign(104), match=True) == lay_planned(weeks(104), campaign(104), match=True)
    inside = CampaignSpec(MONDAY + timedelta(weeks=103, days=3), MONDAY + timedelta(weeks=111))
    assert lay_planned(weeks(160), inside, match=True).campaign.stop == 103


def test_far_ahead_half_of_the_data_is_left_to_test_on() -> None:
    w = lay_planned(weeks(80), campaign(200), match=True)
    assert w.history == Span(0, 40)
    assert w.campaign.stop == 80


@given(known=st.integers(60, 170), gap=st.integers(0, 20), length=st.integers(1, 12), match=st.booleans())
def test_the_windows_ahead_are_those_that_the_run_lays(known, gap, length, match) -> None:
    asked = campaign(known + gap, length, after_weeks=4)
    today, later = weeks(known), weeks(known + gap + length + 6)
    run, _ = lay_windows(later, asked, match=match)
    planned = ahead(today, asked, match=match)
    assert planned == ahead(later, asked, match=match)
    assert np.datetime64(planned.pre_first) == later.first[run.pre.start]
    assert (planned.pre, planned.campaign, planned.after) == (len(run.pre), len(run.campaign), len(run.after))
    w = lay_planned(today, asked, match=match)
    assert w.history.stop <= max(run.pre.start, known // 2), "what is chosen on is never estimated on"
    assert len(w.campaign) == length


@pytest.mark.parametrize("known", [3, 15])
def test_too_little_history_says_how_much_is_needed(known) -> None:
    with pytest.raises(DesignError, match=rf"too little history: {known} weeks .* at least 16 are needed"):
        lay_planned(weeks(known), campaign(known), match=True)
    lay_planned(weeks(16), campaign(16), match=False)

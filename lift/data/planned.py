"""The windows of a campaign that lies ahead: what is known today, with its last periods in the place of the campaign.

Pure. Nothing from the campaign's first day on is looked at, whether the data reaches it or not: a design is fixed on
what was known before. As `lay_windows`, with one difference: the panel ends before the campaign.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from lift.core.errors import DesignError, StudyError
from lift.core.finding import form
from lift.core.panel import Span, Windows
from lift.core.spec import CampaignSpec
from lift.core.words import MIN_HISTORY
from lift.data.calendar import PLURAL, Calendar, first_days, ordinal
from lift.data.windows import MATCH_HISTORY, asked_after, asked_pre


@dataclass(frozen=True, slots=True)
class Ahead:
    """The windows that a run will have: first day and periods of pre, periods of campaign and after."""

    pre_first: date
    pre: int
    campaign: int
    after: int


def ahead(calendar: Calendar, campaign: CampaignSpec, *, match: bool) -> Ahead:
    """Return the windows of the run to come, counted on the calendar as if every period until then had rows."""
    first, last = _edges(calendar, campaign)
    asked = asked_pre(campaign, calendar.frequency)
    pre = first if asked is None else min(first, asked)
    if match and first - pre < MATCH_HISTORY[calendar.frequency]:
        pre = (pre + 1) // 2
    begin = first_days(np.array([calendar.origin + first - pre]), calendar.frequency, calendar.anchor)[0]
    return Ahead(begin.astype(date), pre, last - first + 1, asked_after(campaign, calendar.frequency))


def lay_planned(calendar: Calendar, campaign: CampaignSpec, *, match: bool) -> Windows:
    """Lay windows over the periods before the campaign: the last ones, as many as it has, play the campaign.

    `history` lies before the pre window of the run to come, so that what is chosen on it is never estimated on. Where
    the data ends long before the start, it is at most half of what there is, so that something is left to test on.

    Raises DesignError when too few periods lie before the campaign to play it once.
    """
    if campaign.start > campaign.end:
        raise StudyError(f"the campaign ends ({campaign.end}) before it starts ({campaign.start}); correct [campaign]")
    known = int((calendar.last < np.datetime64(campaign.start, "D")).sum())
    run = ahead(calendar, campaign, match=match)
    if known < run.campaign + MIN_HISTORY:
        unit = PLURAL[calendar.frequency]
        raise DesignError(
            f"too little history: {known} {unit} of data {form(known, 'lies', 'lie')} before the campaign (start "
            f"{campaign.start}, data from {calendar.first[0]}); to try out a campaign of {run.campaign} {unit} at "
            f"least {run.campaign + MIN_HISTORY} are needed; hand in more history"
        )
    before = int(np.searchsorted(calendar.first, np.datetime64(run.pre_first, "D")))
    chosen_on = min(before, max(known // 2, known - run.pre - run.campaign), known - run.campaign - MIN_HISTORY)
    first = known - run.campaign
    return Windows(Span(0, chosen_on), Span(chosen_on, first), Span(first, known), Span(known, known))


def _edges(calendar: Calendar, campaign: CampaignSpec) -> tuple[int, int]:
    days = np.array([campaign.start, campaign.end], dtype="datetime64[D]")
    first, last = ordinal(days, calendar.frequency, calendar.anchor) - calendar.origin
    return int(first), int(last)

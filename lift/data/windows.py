"""The windows of a study: which periods are history, before, campaign and after.

Pure. A period belongs to the campaign when any of its days does; windows are whole periods, never pro-rated.

How long "a week" is: one period of weekly data, 7 of daily data; 52 weeks are 12 months of monthly data, other
numbers are rounded to whole months, at least one.
"""

from dataclasses import replace

import numpy as np

from lift.core.errors import DataError, DesignError, StudyError
from lift.core.finding import Finding, form, german_day, note
from lift.core.panel import Span, Windows
from lift.core.spec import CampaignSpec
from lift.core.words import MIN_HISTORY, YEAR_WEEKS, Frequency
from lift.data.calendar import GERMAN, PLURAL, WEEK, Calendar, ordinal
from lift.data.interim import interim

MATCH_HISTORY = {"week": 26, "day": 182, "month": 6}
"""Periods before the pre window from which matching uses them, instead of the first half of pre."""


def periods_in(weeks: int, frequency: Frequency) -> int:
    """Return how many periods so many weeks are (the rule is at the head of this file)."""
    if frequency == "month":
        return max(1, round(weeks * 12 / YEAR_WEEKS)) if weeks else 0
    return weeks * (WEEK if frequency == "day" else 1)


def lay_windows(
    calendar: Calendar, campaign: CampaignSpec, *, match: bool, least: int = MIN_HISTORY
) -> tuple[Windows, tuple[Finding, ...]]:
    """Lay history, pre, campaign and after over the calendar, with what is to be said of them.

    `pre` counts periods that hold rows; `after` counts calendar periods, those that the data does not reach are
    clipped and counted. With `match`, history is what lies before pre when that is 26 weeks or more, else pre is
    halved: its first half joins the history, the second is estimated on.

    Where the data ends inside the campaign, the window holds what there is, and a finding says how much is missing.

    Raises StudyError for a campaign outside the data, DataError when no period of it has rows, DesignError for fewer
    than `least` periods before the campaign.
    """
    inside = _campaign(calendar, campaign)
    early = interim(calendar, calendar.last[-1], campaign.start, campaign.end)
    findings = [*([] if early is None else [early]), *_part_covered(calendar, inside, campaign)]
    asked = asked_pre(campaign, calendar.frequency)
    begin = inside.start if asked is None else min(inside.start, asked)
    pre = Span(inside.start - begin, inside.start)
    short = asked is not None and len(pre) < asked
    if match and pre.start < MATCH_HISTORY[calendar.frequency]:
        pre = Span(pre.stop - (len(pre) + 1) // 2, pre.stop)
        findings.append(_halved(pre, calendar.frequency))
    if asked is not None and asked < least:
        raise StudyError(
            f"[campaign] asks for {asked} {PLURAL[calendar.frequency]} before its start, at least {least} are needed; "
            "raise pre_weeks or pre_periods"
        )
    if len(pre) < least:
        raise DesignError(
            f"{len(pre)} {PLURAL[calendar.frequency]} of data lie before the campaign (start {campaign.start}, "
            f"data from {calendar.first[0]}), at least {least} are needed; hand in more history"
        )
    if short:
        findings.append(_short(len(pre) if not match else inside.start, asked or 0, calendar.frequency))
    wanted = asked_after(campaign, calendar.frequency)
    after, clipped = _after(calendar, inside, campaign, wanted)
    if clipped:
        findings.append(_clipped(clipped, wanted, calendar.frequency))
    missing = 0 if early is None else int(early.value or 0)
    return Windows(Span(0, pre.start), pre, inside, after, clipped, missing), tuple(findings)


def _campaign(calendar: Calendar, campaign: CampaignSpec) -> Span:
    start, end = np.datetime64(campaign.start, "D"), np.datetime64(campaign.end, "D")
    last = calendar.last
    data = f"the data runs from {calendar.first[0]} to {last[-1]}"
    if start > end:
        raise StudyError(f"the campaign ends ({end}) before it starts ({start}); correct [campaign]")
    if start > last[-1] or end < calendar.first[0]:
        raise StudyError(
            f"the campaign ({start} to {end}) lies outside the data: {data}; correct the dates or the data"
        )
    within = np.flatnonzero((calendar.first <= end) & (last >= start))
    if not len(within):
        raise DataError(f"no store has a row during the campaign ({start} to {end}), although {data}; add these sales")
    return Span(int(within[0]), int(within[-1]) + 1)


def asked_pre(campaign: CampaignSpec, frequency: Frequency) -> int | None:
    """Return how many pre-periods are asked for, None for all."""
    if campaign.pre_periods is not None:
        return None if campaign.pre_periods == "all" else campaign.pre_periods
    return None if campaign.pre_weeks is None else periods_in(campaign.pre_weeks, frequency)


def asked_after(campaign: CampaignSpec, frequency: Frequency) -> int:
    """Return how many after-periods are asked for."""
    return periods_in(campaign.after_weeks, frequency) if campaign.after_periods is None else campaign.after_periods


def _after(calendar: Calendar, inside: Span, campaign: CampaignSpec, asked: int) -> tuple[Span, int]:
    """Return the after window and how many of its periods the data does not reach."""
    # Counted from the campaign's end on the calendar, so that a period without rows does not stretch the window.
    end = np.array([campaign.end], dtype="datetime64[D]")
    final = int(ordinal(end, calendar.frequency, calendar.anchor)[0] - calendar.origin)
    stop = int(np.searchsorted(calendar.position, final + asked, side="right"))
    return Span(inside.stop, stop), min(asked, max(0, final + asked - int(calendar.position[-1])))


def cut(calendar: Calendar, windows: Windows) -> Calendar:
    """Return the calendar up to the end of the after window."""
    stop = windows.after.stop
    return replace(
        calendar, stored=calendar.stored[:stop], first=calendar.first[:stop], position=calendar.position[:stop]
    )


def _part_covered(calendar: Calendar, inside: Span, campaign: CampaignSpec) -> list[Finding]:
    """Warn of the first and last period when the campaign does not cover all their days."""
    start, end = np.datetime64(campaign.start, "D"), np.datetime64(campaign.end, "D")
    opening, closing = calendar.first[inside.start], calendar.last[inside.stop - 1]
    found: list[Finding] = []
    hint_en, hint_de = _other_label(calendar, start, end)
    for outside, edge, first, last in (
        (opening < start, opening, opening, start - 1),
        (closing > end, calendar.first[inside.stop - 1], end + 1, closing),
    ):
        if outside:
            found.append(
                note(
                    "part-covered period", "warn",
                    en=f"The period from {edge} counts as campaign, but the days {first} – {last} lie outside "
                    "the campaign.",
                    de=f"Die Periode ab {german_day(edge)} zählt zur Kampagne, obwohl die Tage "
                    f"{german_day(first)} – {german_day(last)} außerhalb liegen.",
                    advice_en=f"The effect in this period is diluted; check the campaign dates.{hint_en}",
                    advice_de=f"Der Effekt dieser Periode ist verdünnt; bitte die Kampagnendaten prüfen.{hint_de}",
                )
            )  # fmt: skip
    return found


def _other_label(calendar: Calendar, start: np.datetime64, end: np.datetime64) -> tuple[str, str]:
    """Say in both languages that the dates look like the other end of the weeks, where the campaign then fits."""
    if calendar.frequency != "week":
        return "", ""
    first = bool((calendar.stored == calendar.first).all())
    move = np.timedelta64(6 if first else -6, "D")
    opens, closes = (start + move, end) if first else (start, end + move)
    if not np.isin([opens, closes], calendar.stored).all():
        return "", ""
    other, andere = ("last", "letzten") if first else ("first", "ersten")
    return (
        f' The campaign is whole weeks if `week` holds their {other} days: then write week_label = "{other}".',
        f' Enthält `week` die {andere} Tage der Wochen, sind es ganze: dann week_label = "{other}" schreiben.',
    )


def _halved(pre: Span, frequency: Frequency) -> Finding:
    few = MATCH_HISTORY[frequency]
    return note(
        "matching history", "warn", value=pre.start, limit=few,
        en=f"Fewer than {few} {PLURAL[frequency]} lie before the pre window, so control units are matched on the first "
        f"{pre.start} of {pre.stop} {PLURAL[frequency]} and the effect is estimated on the other {len(pre)}.",
        de=f"Vor dem Vorzeitraum liegen weniger als {few} {GERMAN[frequency]}; die Kontrolle wird auf den ersten "
        f"{pre.start} von {pre.stop} {GERMAN[frequency]} gesucht, geschätzt wird auf den übrigen {len(pre)}.",
        advice_en="More history makes both better.",
        advice_de="Mehr Vorgeschichte verbessert beides.",
    )  # fmt: skip


def _short(found: int, asked: int, frequency: Frequency) -> Finding:
    return note(
        "history", "warn", value=found, limit=asked,
        en=f"The history used is {found} of the {asked} {PLURAL[frequency]} asked for: the data begins later.",
        de=f"Als Vorgeschichte dienen {found} von gewünschten {asked} {GERMAN[frequency]}: "
        "die Daten beginnen später.",
        advice_en="Hand in more history: slow drift between regions is hard to tell from the campaign without it.",
        advice_de="Mehr Vorgeschichte liefern: ohne sie ist langsames Auseinanderlaufen kaum vom Effekt zu trennen.",
    )  # fmt: skip


def _clipped(clipped: int, asked: int, frequency: Frequency) -> Finding:
    return note(
        "after window", "warn", value=clipped, limit=asked,
        en=f"The data does not reach {clipped} of the {asked} {PLURAL[frequency]} asked for after the campaign, which "
        f"{form(clipped, 'is', 'are')} left out.",
        de=f"Die Daten reichen nicht für {clipped} von {asked} gewünschten {GERMAN[frequency]} nach der Kampagne; "
        f"{form(clipped, 'sie entfällt', 'sie entfallen')}.",
        advice_en="Run the study again when the data is complete.",
        advice_de="Die Studie erneut rechnen, sobald die Daten vollständig sind.",
    )  # fmt: skip

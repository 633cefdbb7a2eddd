"""Periods of the history from which nothing is learnt: another campaign, a strike, whatever the study file names.

They are taken out of the calendar, so that no sum, no listing rule and no estimator sees them; the periods around them
keep their distance in time. What is measured cannot be left out: a stretch must end before the campaign begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lift.core.errors import DesignError, StudyError, listing, nearest
from lift.core.finding import Finding, form, note
from lift.core.panel import Bools, Span, Windows
from lift.core.spec import ExcludedSpec
from lift.data.calendar import GERMAN, PLURAL, Calendar


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch with how many periods of the data it takes out of the pre window."""

    stretch: ExcludedSpec
    periods: int


def touched(calendar: Calendar, stretches: Sequence[ExcludedSpec]) -> Bools:
    """Which periods [T] have a day in one of the stretches."""
    found = np.zeros(len(calendar), dtype=bool)
    for stretch in stretches:
        first, last = np.datetime64(stretch.first, "D"), np.datetime64(stretch.last, "D")
        found |= (calendar.first <= last) & (calendar.last >= first)
    return found


def without(calendar: Calendar, out: Bools) -> Calendar:
    """Return the calendar without some periods; they are no gaps of the data."""
    if not out.any():
        return calendar
    kept = ~out
    start = int(calendar.position[kept][0])
    return replace(
        calendar, stored=calendar.stored[kept], first=calendar.first[kept], position=calendar.position[kept] - start,
        left_out=calendar.position[out] - start,
    )  # fmt: skip


def shifted(windows: Windows, out: Bools) -> Windows:
    """Return the windows on the calendar without those periods."""
    at = np.concatenate([[0], np.cumsum(~out)])

    def moved(span: Span) -> Span:
        return Span(int(at[span.start]), int(at[span.stop]))

    return replace(
        windows, history=moved(windows.history), pre=moved(windows.pre), campaign=moved(windows.campaign),
        after=moved(windows.after),
    )  # fmt: skip


def left_out(
    calendar: Calendar, windows: Windows, stretches: Sequence[ExcludedSpec], least: int
) -> tuple[LeftOut, ...]:
    """Count what each stretch takes out of the pre window, on the calendar that still has all periods.

    Raises StudyError for a stretch that reaches into the campaign's first period or beyond, DesignError when fewer
    than `least` periods are left before the campaign.
    """
    late = [s for s in stretches if touched(calendar, [s])[windows.campaign.start :].any()]
    if late:
        raise StudyError(
            f"[[exclude_periods]] {late[0].first} to {late[0].last} reaches into the period from "
            f"{calendar.first[windows.campaign.start]}, in which the campaign starts: what is measured cannot be left "
            "out. End it earlier, or take the units where something else happened out under [regions] exclude"
        )
    pre = windows.pre.slice
    left = int((~touched(calendar, stretches))[pre].sum())
    if left < least:
        unit = PLURAL[calendar.frequency]
        raise DesignError(
            f"[[exclude_periods]] leave {left} of {len(windows.pre)} {unit} before the campaign, at least {least} are "
            "needed; exclude less, or hand in more history"
        )
    return tuple(LeftOut(s, int(touched(calendar, [s])[pre].sum())) for s in stretches)


def named(stretches: Sequence[ExcludedSpec], stores: pd.DataFrame) -> None:
    """Raise StudyError for units of a stretch that are neither a region nor a store."""
    known = {*stores["region"], *stores["store_id"]}
    for stretch in stretches:
        unknown = [unit for unit in stretch.units if unit not in known]
        if unknown:
            raise StudyError(
                f"[[exclude_periods]] {stretch.first} to {stretch.last}: {len(unknown)} "
                f"{form(len(unknown), 'unit is', 'units are')} neither a region nor a store of the panel: "
                f"{listing(unknown)}{nearest(unknown[0], known)}; correct units, or leave it out"
            )


def told(calendar: Calendar, windows: Windows, found: Sequence[LeftOut]) -> tuple[Finding, ...]:
    """Say what takes no part; nothing when nothing is excluded."""
    if not found:
        return ()
    whole = len(windows.pre)
    count = int(touched(calendar, [each.stretch for each in found])[windows.pre.slice].sum())
    unit, einheit = PLURAL[calendar.frequency], GERMAN[calendar.frequency]
    en = "; ".join(f"{s.stretch.first} to {s.stretch.last}: {_why(s.stretch)}" for s in found)
    de = "; ".join(f"{s.stretch.first:%d.%m.%Y} bis {s.stretch.last:%d.%m.%Y}: {_why(s.stretch)}" for s in found)
    return (
        note(
            "excluded periods", "warn", value=count, limit=whole,
            en=f"Nothing is learnt from {count} of {whole} {unit} before the campaign, in no unit ({en}).",
            de=f"Aus {count} von {whole} {einheit} vor der Kampagne wird in keiner Einheit gelernt ({de}).",
            advice_en="What is left out once the result is known can move it: fix it in design.lock beforehand.",
            advice_de="Was nach Kenntnis des Ergebnisses entfällt, kann es verschieben: vorher in design.lock "
            "festschreiben.",
        ),
    )  # fmt: skip


def _why(stretch: ExcludedSpec) -> str:
    return f"{stretch.reason} [{listing(stretch.units)}]" if stretch.units else stretch.reason

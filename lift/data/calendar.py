"""The calendar of the data: which dates are periods, how long they are, and which are missing in all stores.

Pure: dates in, positions out. A period is known by its first day.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from lift.core.errors import DataError, listing
from lift.core.finding import form
from lift.core.panel import Dates, Ints
from lift.core.words import Frequency

Label = Literal["first", "last"]
WEEK = 7
DENSE = 0.7
"""Dates on fewer days than this share are no daily data, even where stores close on Sundays and holidays."""
PLURAL = {"week": "weeks", "day": "days", "month": "months"}
GERMAN = {"week": "Wochen", "day": "Tage", "month": "Monate"}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The periods that hold rows, in order: the `stored` dates, first days, and calendar positions.

    `position` counts periods from the first one, so that a gap shows as a jump; `frequency` is the length of a period.
    `left_out` are positions of periods that hold rows and are excluded by the study.
    """

    stored: Dates
    first: Dates
    position: Ints
    frequency: Frequency
    left_out: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.first)

    @property
    def last(self) -> Dates:
        """The last day of each period."""
        return first_days(self.position + self.origin + 1, self.frequency, self.anchor) - 1

    @property
    def origin(self) -> int:
        """Position of the first period, counted from 1970."""
        return int(ordinal(self.first[:1], self.frequency, self.anchor)[0])

    @property
    def anchor(self) -> int:
        """Days since 1970, modulo 7, on which weeks begin."""
        return int(self.first[0].astype("int64")) % WEEK if self.frequency == "week" else 0

    @property
    def gaps(self) -> Dates:
        """First days of the periods between the first and the last that hold no row at all."""
        missing = np.setdiff1d(np.arange(self.position[-1] + 1), np.concatenate([self.position, self.left_out]))
        return first_days(missing + self.origin, self.frequency, self.anchor)


def ordinal(days: Dates, frequency: Frequency, anchor: int) -> Ints:
    """Return the position of the period each day lies in, counted from 1970."""
    if frequency == "month":
        return days.astype("datetime64[M]").astype(np.int64)
    number = days.astype("datetime64[D]").astype(np.int64)
    return number if frequency == "day" else (number - anchor) // WEEK


def first_days(number: Ints, frequency: Frequency, anchor: int) -> Dates:
    """Return the first day of the periods with these positions (counted from 1970)."""
    if frequency == "month":
        return number.astype("datetime64[M]").astype("datetime64[D]")
    return (number if frequency == "day" else number * WEEK + anchor).astype("datetime64[D]")


def read_calendar(dates: Dates, frequency: Frequency, label: Label) -> Calendar:
    """Return the periods of the sorted distinct dates of the data.

    Raises DataError when the dates are not one per `frequency`: it names the frequency that fits, or the dates that
    stand off the common weekday (weekly data) or off the first (or last) day of the month.
    """
    odd = _misfits(dates, frequency, label)
    if len(odd):
        raise DataError(_mismatch(dates, odd, frequency, label))
    if frequency == "month" and label == "last":
        first = dates.astype("datetime64[M]").astype("datetime64[D]")
    else:
        first = dates - (WEEK - 1) if frequency == "week" and label == "last" else dates
    anchor = int(first[0].astype("int64")) % WEEK
    number = ordinal(first, frequency, anchor)
    if len(first) > 1 and np.median(np.diff(number)) >= 2:
        raise DataError(_mismatch(dates, dates[:0], frequency, label))
    return Calendar(dates, first, number - number[0], frequency)


def _misfits(dates: Dates, frequency: Frequency, label: Label) -> Dates:
    """Return the dates that cannot be the label of a period."""
    if frequency == "day":
        return dates[:0]
    if frequency == "week":
        weekday = dates.astype(np.int64) % WEEK
        return dates[weekday != np.bincount(weekday, minlength=WEEK).argmax()]
    edge = dates if label == "first" else dates + 1
    return dates[edge != edge.astype("datetime64[M]").astype("datetime64[D]")]


def _mismatch(dates: Dates, odd: Dates, frequency: Frequency, label: Label) -> str:
    """Say what does not fit, and which frequency would."""
    what = f"sales: the {len(dates)} dates in `week` ({dates[0]} to {dates[-1]}) are not one per {frequency}"
    fitting = _fitting(dates, label)
    if fitting and not fitting[0].startswith(f'frequency = "{frequency}"'):
        return f"{what}; they fit {fitting[0]}: write that under [data]"
    if fitting and len(odd):
        return f"{what} with week_label = {label!r}; they fit {fitting[0]}: write that under [data]"
    if not len(odd):
        step = int(np.median(np.diff(dates).astype(np.int64)))
        apart = f"{step} {form(step, 'day', 'days')} apart"
        return f"{what}: they lie {apart}; hand in every {frequency}, or choose another frequency under [data]"
    if frequency == "week":
        names = f"{len(odd)} of them {form(len(odd), 'falls', 'fall')} on another weekday than the rest: {listing(odd)}"
        return f"{what}: {names}; move them to the weekday of the other weeks"
    return (
        f"{what}: {len(odd)} of them {form(len(odd), 'is', 'are')} not the {label} day of a month: {listing(odd)}; "
        "correct them or the frequency"
    )


def _fitting(dates: Dates, label: Label) -> list[str]:
    """Return the settings under which these dates would be whole periods, the longest period first."""
    if len(dates) < 2:
        return []
    found: list[str] = []
    other: Label = "last" if label == "first" else "first"
    settings: tuple[tuple[Frequency, Label], ...] = (("month", label), ("month", other), ("week", label))
    for frequency, edge in settings:
        if not len(_misfits(dates, frequency, edge)):
            found.append(f'frequency = "{frequency}"' + (f', week_label = "{edge}"' if edge != label else ""))
    if not found and len(dates) >= DENSE * ((dates[-1] - dates[0]).astype(np.int64) + 1):
        found.append('frequency = "day"')
    return found

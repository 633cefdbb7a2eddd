"""Stores without any row for a few periods, in the midst of selling: a missing delivery rather than an empty till."""

import numpy as np

from lift.core.errors import LISTED, in_german, listing
from lift.core.finding import Finding, form, note
from lift.core.words import MAX_ZERO_RUN
from lift.data.bits import unpack
from lift.data.calendar import Calendar
from lift.data.listed import long_runs
from lift.data.totals import Presence

USUAL_ROWS = 5.0
"""A store with fewer rows in its usual period may well sell nothing in one: with Poisson sales less than 1 % of the
periods of a store with five would be empty."""


def store_gaps(there: Presence, calendar: Calendar) -> Finding | None:
    """Count store-periods without any row between a store's first and last one; `there` is by store.

    Longer runs than those that close a store are not counted here, nor are stores with few rows. The rule for such
    rows is that of [data] absent, as for any absent row.
    """
    seen = unpack(there.seen, len(calendar))
    inside = np.maximum.accumulate(seen, axis=1) & np.maximum.accumulate(seen[:, ::-1], axis=1)[:, ::-1]
    gaps = inside & ~seen & ~long_runs(~seen, MAX_ZERO_RUN[calendar.frequency])
    usual = there.rows >= USUAL_ROWS * np.maximum(seen.sum(axis=1), 1)
    counts = gaps.sum(axis=1) * usual
    names = there.store[counts > 0].tolist()
    if not names:
        return None
    total = int(counts.sum())
    return note(
        "gaps of stores", "warn", value=total, limit=0, stores=names[:LISTED],
        en=f"{len(names)} of {len(there)} stores {form(len(names), 'has', 'have')} no row of anything in between, for "
        f"{total} {form(total, 'period', 'periods')} in all: {listing(names)}. By [data] absent = "
        '"listed" or "zero" that is no sales, by "missing" it is unknown.',
        de=f"{len(names)} von {len(there)} Märkten {form(len(names), 'hat', 'haben')} zwischendurch keinerlei Zeile, "
        f"zusammen in {total} {form(total, 'Periode', 'Perioden')}: {in_german(listing(names))}. Nach [data] absent = "
        '"listed" oder "zero" heißt das kein Verkauf, nach "missing" unbekannt.',
        advice_en="If deliveries of data are missing, hand them in, or leave these stores out.",
        advice_de="Fehlen Datenlieferungen, bitte nachliefern oder diese Märkte ausschließen.",
    )  # fmt: skip

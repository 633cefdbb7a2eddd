"""A look before the campaign is over: how much of it the data does not reach yet."""

from datetime import date

import numpy as np

from lift.core.finding import Finding, form, note
from lift.core.words import INTERIM
from lift.data.calendar import GERMAN, PLURAL, Calendar, ordinal


def interim(calendar: Calendar, until: np.datetime64, start: date, end: date, *, fixed: bool = False) -> Finding | None:
    """Warn of a campaign that ends behind the data's last day `until`; None when the data reaches its last period.

    `value` counts the missing periods, `limit` those of the whole campaign. `fixed`: the end is that of a lock. A test
    that is looked at again and again until it shows something finds effects where there are none, so nothing of such
    a result counts as proven.
    """
    days = np.array([start, until, end], dtype="datetime64[D]")
    first, reached, last = (int(n) for n in ordinal(days, calendar.frequency, calendar.anchor))
    missing, whole = last - reached, last - first + 1
    if missing <= 0:
        return None
    unit, einheit = PLURAL[calendar.frequency], GERMAN[calendar.frequency]
    day = until.astype("datetime64[D]").astype(date)
    what = "end fixed in design.lock" if fixed else "campaign's end"
    was = "in design.lock festgeschriebenen Ende" if fixed else "Kampagnenende"
    return note(
        INTERIM, "warn", value=missing, limit=whole,
        en=f"The data ends on {day}, before the {what} on {end}: {missing} of {whole} {unit} "
        f"{form(missing, 'is', 'are')} missing. An interim "
        "look proves nothing, and no ROI is stated.",
        de=f"Die Daten enden am {day:%d.%m.%Y}, vor dem {was} am {end:%d.%m.%Y}: {missing} von {whole} {einheit} "
        f"{form(missing, 'fehlt', 'fehlen')}. Ein Zwischenstand weist nichts nach, ein ROI wird nicht genannt.",
        advice_en="Run the study again when the data reaches the end; do not end the campaign because of this number.",
        advice_de="Die Studie erneut rechnen, sobald die Daten bis zum Ende reichen; die Kampagne nicht wegen dieser "
        "Zahl beenden.",
    )  # fmt: skip

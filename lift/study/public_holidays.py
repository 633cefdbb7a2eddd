"""Public holidays: weeks in which test and control differ in them, and moving ones that fall into the campaign.

A look, not an adjustment. Holidays that all regions share cancel in the comparison, wherever they fall; one that only
one arm has looks like an effect.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from lift.core.design import Design
from lift.core.errors import StudyError, listing
from lift.core.finding import Finding, note
from lift.core.spec import StudySpec
from lift.data import Source

CHECK = "public holidays"
APART = 0.5
"""Arms differ in a period when their stores have so many holidays more or fewer on average, Sundays apart."""
YEAR = timedelta(days=364)
MOVED = timedelta(days=6)
"""A holiday that lies further than this from where it lay 52 weeks before moves from year to year."""
MOST = 8


def findings(source: Source, unit_of_store: Mapping[str, str], design: Design) -> tuple[Finding, ...]:
    """Compare the arms' holidays; nothing where the study does not say in which country or state its stores lie.

    Raises StudyError for a code in [regions.subdivision] that is unknown.
    """
    codes = _codes(source.spec, source.stores)
    if not codes:
        return ()
    strange = sorted({code for code in codes.values() if not _known(code)})
    if strange and source.spec.regions.subdivision:
        raise StudyError(
            f"[regions.subdivision] {listing(strange)}: unknown; write ISO 3166-2 codes, as in "
            'Leipzig = "DE-SN", or a country, as in "AT"'
        )
    arms = [
        [codes[s] for s, unit in unit_of_store.items() if unit in arm and s in codes and codes[s] not in strange]
        for arm in (set(design.test), set(design.control))
    ]
    if not all(arms):
        return ()
    post, first, last = source.windows.post.slice, source.calendar.first, source.calendar.last
    spans = list(zip(first[post].astype(object), last[post].astype(object), strict=True))
    return (_told(spans, arms),)


def _codes(spec: StudySpec, stores: pd.DataFrame) -> dict[str, str]:
    """The code of each store: its region's in [regions.subdivision], else columns country and subdivision of stores."""
    if spec.regions.subdivision:
        named = zip(stores["store_id"], stores["region"], strict=True)
        return {s: spec.regions.subdivision[r] for s, r in named if r in spec.regions.subdivision}
    if "country" not in stores.columns and "subdivision" not in stores.columns:
        return {}
    found: dict[str, str] = {}
    for row in stores.to_dict("records"):
        country, part = (str(v) if isinstance(v := row.get(c), str) else "" for c in ("country", "subdivision"))
        code = part if "-" in part else "-".join(word for word in (country, part) if word)
        if code:
            found[str(row["store_id"])] = code
    return found


def _known(code: str) -> bool:
    import holidays  # noqa: PLC0415 - a heavy import, for studies that name places only

    country, _, part = code.partition("-")
    supported: Mapping[str, Sequence[str]] = holidays.list_supported_countries()
    return country in supported and (not part or part in supported[country])


@cache
def _days(code: str, year: int) -> Mapping[date, str]:
    """Holidays of a year by day, Sundays apart."""
    import holidays  # noqa: PLC0415

    country, _, part = code.partition("-")
    found: Any = holidays.country_holidays(country, subdiv=part or None, years=year)
    return {day: str(name) for day, name in sorted(found.items()) if day.weekday() != 6}


def within(code: str, first: date, last: date) -> dict[date, str]:
    """Holidays of a place from one day to another, Sundays apart."""
    years = range(first.year, last.year + 1)
    return {day: name for year in years for day, name in _days(code, year).items() if first <= day <= last}


def apart(spans: Sequence[tuple[date, date]], arms: Sequence[Sequence[str]]) -> list[tuple[date, tuple[str, ...]]]:
    """Periods in which the arms differ, by their first day, with the holidays that only some of the stores have."""
    out: list[tuple[date, tuple[str, ...]]] = []
    for first, last in spans:
        have = {code: within(code, first, last) for arm in arms for code in set(arm)}
        means = [float(np.mean([len(have[code]) for code in arm])) for arm in arms]
        if abs(means[0] - means[1]) >= APART:
            names = {(day, name) for days in have.values() for day, name in days.items()}
            some = sorted((day, name) for day, name in names if not all(day in days for days in have.values()))
            out.append((first, tuple(dict.fromkeys(name for _, name in some))))
    return out


def moving(code: str, first: date, last: date) -> tuple[str, ...]:
    """Holidays of a stretch that lay elsewhere 52 weeks before, by name."""
    before = within(code, first - YEAR - timedelta(days=60), last - YEAR + timedelta(days=60))
    found: list[str] = []
    for day, name in within(code, first, last).items():
        same = [old for old, other in before.items() if other == name]
        if same and min(abs(old - (day - YEAR)) for old in same) > MOVED:
            found.append(name)
    return tuple(dict.fromkeys(found))


def _told(spans: Sequence[tuple[date, date]], arms: Sequence[Sequence[str]]) -> Finding:
    differ = apart(spans, arms)
    names = moving(arms[0][0], spans[0][0], spans[-1][1])
    en = f" Moving holidays in this time: {listing(names)}; both arms have them." if names else ""
    de = f" Bewegliche Feiertage in dieser Zeit: {listing(names)}; beide Gruppen haben sie." if names else ""
    if not differ:
        return note(
            CHECK, "pass", value=0, limit=0,
            en=f"Test and control have the same public holidays during and after the campaign.{en}",
            de=f"Test und Kontrolle haben während und nach der Kampagne dieselben Feiertage.{de}",
        )  # fmt: skip
    shown = differ[:MOST]
    weeks_en = "; ".join(f"{day} ({', '.join(of)})" for day, of in shown)
    weeks_de = "; ".join(f"{day:%d.%m.%Y} ({', '.join(of)})" for day, of in shown)
    count, whole = len(differ), len(spans)
    return note(
        CHECK, "warn", value=count, limit=0,
        en=f"Test and control differ in public holidays in {count} of {whole} periods of campaign and after: from "
        f"{weeks_en}.{en}",
        de=f"Test und Kontrolle unterscheiden sich in {count} von {whole} Perioden von Kampagne und Nachher in den "
        f"Feiertagen: ab {weeks_de}.{de}",
        advice_en="A holiday that one arm alone has looks like an effect; take control regions with the same holidays. "
        "Nothing is adjusted.",
        advice_de="Ein Feiertag, den nur eine Gruppe hat, sieht aus wie eine Wirkung; Kontrollregionen mit denselben "
        "Feiertagen nehmen. Bereinigt wird nichts.",
    )  # fmt: skip

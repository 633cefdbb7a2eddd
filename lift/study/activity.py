"""The creators' side of a study: what was posted, and in which regions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from lift.core.activity import PER
from lift.core.design import Design
from lift.core.errors import StudyError, listing, nearest
from lift.core.finding import Finding, form, note
from lift.core.spec import StudySpec
from lift.data.activity import read_activity
from lift.money.activity import main_tier, rates, rates_by_creator, totals

CHECK = "activity"
Frame = Any


@dataclass(frozen=True, slots=True, eq=False)
class Acted:
    """`in_test`: creators, posts and impressions of the test units alone, empty where they cannot be told.

    `tier`: that of most creators. `tables` go into the result as they are; `dose` is the part of that name of its
    document, None where the study says nothing of a dose.
    """

    in_test: Mapping[str, float] = field(default_factory=dict[str, float])
    tier: str | None = None
    findings: tuple[Finding, ...] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict[str, pd.DataFrame])
    dose: Mapping[str, Any] | None = None


def posts_of(spec: StudySpec) -> Frame | None:
    """The table of posts; None where the study names none. Raises DataError as `read_activity`."""
    return None if spec.campaign.posts.table is None else read_activity(spec.campaign.posts.table, spec.currency)


def fingerprint(spec: StudySpec) -> dict[str, str]:
    """SHA-256 of the table's bytes by the name "activity"; nothing without one."""
    table = spec.campaign.posts.table
    return {} if table is None else {"activity": sha256(Path(table).read_bytes()).hexdigest()}


def counted(spec: StudySpec, posts: Frame | None) -> StudySpec:
    """The study with creators, posts and impressions as the table counts them.

    Raises StudyError when the study file states another number.
    """
    if posts is None:
        return spec
    found, stated = totals(posts), spec.campaign.activity
    for name, value in found.items():
        if name in stated and stated[name] != value:
            raise StudyError(
                f"[campaign.activity] {name} = {stated[name]:g}, but its table has {value:g}; leave the key out"
            )
    return replace(spec, campaign=replace(spec.campaign, activity={**stated, **found}))


def acted(spec: StudySpec, posts: Frame | None, design: Design, stores: Frame) -> Acted:
    """Counts in the test units, rates by tier and platform, and findings on where and when posts were."""
    asked, spend = spec.campaign.posts, spec.campaign.spend
    national = spend is not None and spend.scope == "national"
    if posts is None:
        counts = {} if national else {k: v for k, v in spec.campaign.activity.items() if k in PER}
        return Acted(counts, asked.tier)
    tables = {"activity": pd.DataFrame(rates(posts))}
    if asked.show_creators and (rows := rates_by_creator(posts)):
        tables["activity_creators"] = pd.DataFrame(rows)
    tier = asked.tier or main_tier(posts)
    late = _outside(posts, spec)
    if design.assignment != "regions" or "region" not in posts:
        return Acted({} if national else totals(posts), tier, tuple(late), tables)
    inside = posts[posts["region"].isin(design.test)]
    counts = totals(inside) if len(inside) else {}
    return Acted(counts, tier, (*late, *_strays(posts, design, stores)), tables)


def _outside(posts: Frame, spec: StudySpec) -> list[Finding]:
    """Posts whose date, where it is an ISO date, lies outside the campaign."""
    if "date" not in posts:
        return []
    days = pd.to_datetime(posts["date"], format="ISO8601", errors="coerce", utc=True).dt.date
    n = sum(not pd.isna(d) and not spec.campaign.start <= d <= spec.campaign.end for d in days)
    if not n:
        return []
    return [
        note(
            CHECK, "warn", value=n / len(posts), limit=0.0,
            en=f"{n} of {len(posts)} posts {form(n, 'is', 'are')} dated outside the campaign; "
               f"{form(n, 'it counts', 'they count')} all the same.",
            de=f"{n} von {len(posts)} Beiträgen {form(n, 'liegt', 'liegen')} außerhalb der Kampagne; "
               f"{form(n, 'er zählt', 'sie zählen')} trotzdem mit.",
            advice_en="Leave out posts that do not belong to the campaign, or correct its days.",
            advice_de="Beiträge weglassen, die nicht zur Kampagne gehören, oder deren Tage berichtigen.",
        )
    ]  # fmt: skip


def _strays(posts: Frame, design: Design, stores: Frame) -> list[Finding]:
    """Posts from control regions, which are then not dark, and from regions that no store lies in."""
    found: list[Finding] = []
    regions = [None if pd.isna(r) else str(r) for r in posts["region"]]
    bright = sorted({r for r in regions if r in design.control})
    if bright:
        n = sum(r in design.control for r in regions)
        found.append(
            note(
                CHECK, "warn", value=n / len(posts), limit=0.0,
                en=f"{n} of {len(posts)} posts {form(n, 'comes', 'come')} from control regions: {listing(bright)}.",
                de=f"{n} von {len(posts)} Beiträgen {form(n, 'kommt', 'kommen')} aus Kontrollregionen: "
                f"{listing(bright)}.",
                advice_en="A control with creators makes the effect look smaller; exclude those regions.",
                advice_de="Eine Kontrolle mit Creatorn lässt die Wirkung kleiner aussehen; mit exclude herausnehmen.",
            )
        )  # fmt: skip
    known = set(stores["region"])
    strange = sorted({r for r in regions if r is not None and r not in known})
    gaps = sum(r is None or r not in known for r in regions)
    if gaps:
        which = f": {listing(strange)}{nearest(strange[0], known)}" if strange else ""
        found.append(
            note(
                CHECK, "warn", value=gaps / len(posts), limit=0.0,
                en=f"{gaps} of {len(posts)} posts {form(gaps, 'has', 'have')} no region of the panel{which}; "
                   f"{form(gaps, 'it counts', 'they count')} nowhere.",
                de=f"{gaps} von {len(posts)} Beiträgen {form(gaps, 'hat', 'haben')} keine Region des Panels{which}; "
                   f"{form(gaps, 'er zählt', 'sie zählen')} nirgends.",
                advice_en="Write regions as in the stores table, where the panel has them.",
                advice_de="Regionen so schreiben wie in der Tabelle der Märkte, soweit das Panel sie hat.",
            )
        )  # fmt: skip
    return found

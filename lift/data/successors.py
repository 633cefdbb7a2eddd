"""SKUs that were delisted and replaced: one table says by which, and both count as one item with one history.

The table has the columns `sku` (the old one), `successor` and, optionally, `from` (a date). Every row of the old SKU
counts as a row of its successor: rows before `from`, or all where it names no date. Where both then have a row in one
store and period, as when old stock sells off, units and revenue are added, and prices and promotions are the mean,
weighted with units. A successor may itself be replaced. Nothing else of the old SKU is used, not its brand either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan

import ibis
import numpy as np

from lift.core.errors import DataError, StudyError, listing
from lift.core.finding import Finding, form, note
from lift.core.prices import COVARIATES
from lift.core.spec import CampaignSpec
from lift.data.columns import find_columns, numbered
from lift.data.engine import Engine, Rows, fetch, small_table
from lift.data.files import Files
from lift.data.master import Master, plain, read_table

ALWAYS = 2**31 - 1
"""The day (since 1970) before which every row lies."""
KEYS = ("store_id", "day", "sku")


@dataclass(frozen=True, slots=True)
class Successors:
    """By old SKU: the one that replaced it in the end, and the day since 1970 before which its rows count as that."""

    heir: Mapping[str, str]
    until: Mapping[str, int]


def read_successors(engine: Engine, files: Files) -> Successors:
    """Read the table. Raises DataError for an empty or doubled old SKU, an empty successor, and SKUs in a circle."""
    found: Master = read_table(engine, files, find_columns(files, {}, ("sku", "successor"), ("from",)), "sku")
    old, new = plain(found.frame, "sku"), plain(found.frame, "successor")
    blank = [name for name, heir in zip(old, new, strict=True) if not isinstance(heir, str) or heir == ""]
    if blank:
        raise DataError(
            f"successors: {len(blank)} {form(len(blank), 'SKU has', 'SKUs have')} no successor: {listing(blank)}; fill "
            "it in or remove them"
        )
    days: list[float | None] = plain(found.frame, "day") if "day" in found.frame else [None] * len(old)
    direct = dict(zip(old, new, strict=True))
    until = {name: ALWAYS if day is None or isnan(day) else int(day) for name, day in zip(old, days, strict=True)}
    return Successors({name: _last(direct, name) for name in direct}, until)


def _last(direct: Mapping[str, str], name: str) -> str:
    passed = [name]
    while passed[-1] in direct:
        passed.append(direct[passed[-1]])
        if len(passed) > len(direct) + 1:
            raise DataError(
                f"successors: SKU {name} comes back to itself: {listing(passed[: passed.index(passed[-1]) + 2])}; "
                "a SKU cannot replace what replaced it"
            )
    return passed[-1]


def refuse_replaced(campaign: CampaignSpec, found: Successors) -> None:
    """Raise StudyError when the campaign names a SKU that another replaced altogether."""
    gone = [sku for sku in dict.fromkeys((*campaign.skus, *campaign.launch)) if found.until.get(sku, 0) == ALWAYS]
    if gone:
        pairs = listing(f"{sku} by {found.heir[sku]}" for sku in gone)
        raise StudyError(
            f"[campaign] names {len(gone)} {form(len(gone), 'SKU that another', 'SKUs that others')} replaced by "
            f"[data] successors: {pairs}; name the {form(len(gone), 'successor', 'successors')}"
        )


def chained(sales: Rows, found: Successors) -> Rows:
    """Return canonical sales in which replaced SKUs are their successors, one row per store, period and SKU."""
    names = sorted({*found.heir, *found.heir.values()})
    plan = small_table(
        {
            "sku": names,
            "heir": [found.heir.get(name, name) for name in names],
            "until": np.array([found.until.get(name, ALWAYS) for name in names], dtype=np.int64),
        }
    )
    touched = sales.inner_join(plan, "sku")
    moved = touched.mutate(sku=(numbered(touched.day) < touched.until).ifelse(touched.heir, touched.sku))
    further = [name for name in sales.columns if name not in {*KEYS, "units", "revenue", *COVARIATES}]
    one = moved.group_by(*KEYS).agg(
        units=moved.units.sum(),
        revenue=moved.revenue.sum(),
        **{name: _mean(moved, name) for name in COVARIATES if name in sales.columns},
        **{name: moved[name].max() for name in further},
    )
    return sales.anti_join(plan, "sku").select(*sales.columns).union(one.select(*sales.columns))


def _mean(rows: Rows, name: str) -> Rows:
    """The mean weighted with units, of the rows that have a value; the plain mean where no unit was sold."""
    weight = rows[name].notnull().ifelse(rows.units, 0.0)
    return ibis.ifelse(weight.sum() > 0, (rows[name] * rows.units).sum() / weight.sum(), rows[name].mean())


def refuse_doubled(sales: Rows, found: Successors) -> None:
    """Raise DataError for two rows of one SKU of the table in a store and period, before they are added up."""
    few = small_table({"sku": sorted({*found.heir, *found.heir.values()})})
    counts = sales.semi_join(few, "sku").group_by(*KEYS).agg(n=ibis._.count())
    extra = fetch("sales", counts.agg(rows=(counts.n - 1).sum())).to_pylist()[0]["rows"]
    if extra:
        raise DataError(
            f"sales: {int(extra):,} duplicate {form(extra, 'row', 'rows')} of SKUs in the table successors; one row "
            "per store, SKU and period is needed: remove the copies, or sum the rows if each is a part"
        )


def told(sales: Rows, found: Successors) -> Finding:
    """Say how many SKUs were replaced, how many rows that moved, and where both were sold."""
    old = sorted(found.heir)
    plan = small_table({"sku": old, "until": np.array([found.until[name] for name in old], dtype=np.int64)})
    moved = sales.inner_join(plan, "sku")
    counts = moved.filter(numbered(moved.day) < moved.until).group_by("sku").agg(rows=ibis._.count())
    rows = {row["sku"]: row["rows"] for row in fetch("sales", counts).to_pylist()}
    unsold = [name for name in old if name not in rows]
    pairs = [f"{name} → {found.heir[name]}" for name in old]
    missing_en = (
        f" {len(unsold)} of them {form(len(unsold), 'has', 'have')} no such row: {listing(unsold)}." if unsold else ""
    )
    listed = ", ".join(unsold[:5])
    missing_de = (
        f" {len(unsold)} davon {form(len(unsold), 'hat', 'haben')} keine solche Zeile: {listed}." if unsold else ""
    )
    total = sum(rows.values())
    german = f"{total:,}".replace(",", ".")
    return note(
        "replaced SKUs", "warn" if unsold else "pass", value=len(old), limit=None,
        en=f"{len(old)} {form(len(old), 'SKU was', 'SKUs were')} replaced ({listing(pairs)}): {total:,} "
        f"{form(total, 'row counts', 'rows count')} as of what replaced {form(len(old), 'it', 'them')}.{missing_en}",
        de=f"{len(old)} Artikel {form(len(old), 'wurde', 'wurden')} ersetzt ({', '.join(pairs[:5])}): {german} "
        f"{form(total, 'Zeile zählt', 'Zeilen zählen')} zum Nachfolger.{missing_de}",
        advice_en="Check the ids in the table of successors." if unsold else "",
        advice_de="Bitte die Artikelnummern in der Nachfolger-Tabelle prüfen." if unsold else "",
    )  # fmt: skip

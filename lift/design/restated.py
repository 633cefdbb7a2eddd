"""Whether a panel is still that of its imprint: units, stores, and sums over the periods that both hold."""

from collections.abc import Iterator, Mapping

from lift.core.errors import listing
from lift.core.finding import form, german_day, percent
from lift.core.imprint import Imprint

Words = tuple[str, str]
"""The same in English and in German."""


def restated(before: Imprint, now: Imprint, apart: frozenset[str] = frozenset()) -> Iterator[Words]:
    """Say what has changed in the panel since the imprint `before` was taken; nothing when nothing has.

    `now` must cover no period outside `before`. Sums of other categories than then (another SKU was promoted) are not
    compared. Where its first periods are missing (a panel of the last two years,
    handed in again), single units and items cannot be compared by their sums; single periods can. Periods `apart` are
    known to be in one of the two only.
    """
    gone, new = sorted(set(before.units) - set(now.units)), sorted(set(now.units) - set(before.units))
    if gone:
        names = listing(gone)
        yield (
            f"the panel no longer holds {len(gone)} {form(len(gone), 'unit', 'units')}: {names}.",
            f"das Panel enthält {len(gone)} {form(len(gone), 'Einheit', 'Einheiten')} nicht mehr: {names}.",
        )
    if new:
        names = listing(new)
        yield (
            f"the panel holds {len(new)} {form(len(new), 'unit', 'units')} that it did not hold: {names}.",
            f"das Panel enthält {len(new)} {form(len(new), 'Einheit', 'Einheiten')}, die es nicht enthielt: {names}.",
        )
    if _categories(before) != _categories(now):
        return
    whole = before.first == now.first and set(before.periods) == set(now.periods)
    if whole:
        yield from _units(before, now)
    missing = sorted(day for day in before.periods if day not in now.periods and day >= now.first and day not in apart)
    if missing or not now.periods:
        lost = missing or sorted(before.periods)
        yield (
            (
                f"{len(lost)} {form(len(lost), 'period', 'periods')} of the panel {form(len(lost), 'is', 'are')} "
                f"gone: {listing(lost)}."
            ),
            (
                f"{len(lost)} {form(len(lost), 'Periode', 'Perioden')} des Panels "
                f"{form(len(lost), 'fehlt', 'fehlen')}: {listing(map(german_day, lost))}."
            ),
        )
    extra = sorted(set(now.periods) - set(before.periods) - apart)
    if extra:
        yield (
            f"{len(extra)} {form(len(extra), 'period holds', 'periods hold')} sales that held none: {listing(extra)}.",
            (
                f"{len(extra)} {form(len(extra), 'Periode enthält', 'Perioden enthalten')} Verkäufe, die keine "
                f"{form(len(extra), 'enthielt', 'enthielten')}: {listing(map(german_day, extra))}."
            ),
        )
    if gone:
        return
    moved = _moved(before.periods, now.periods)
    if moved:
        day, share = _largest(before.periods, now.periods, moved)
        en, de = percent(share)
        yield (
            (
                f"the sales of the test and control units differ in {len(moved)} "
                f"{form(len(moved), 'period', 'periods')} before "
                f"the campaign, most in that from {day} (revenue {en})."
            ),
            (
                f"die Verkäufe der Test- und Kontrolleinheiten weichen in {len(moved)} "
                f"{form(len(moved), 'Periode', 'Perioden')} vor der Kampagne ab, am stärksten in der ab "
                f"{german_day(day)} (Umsatz {de})."
            ),
        )
    elif whole:
        items = sorted(_moved(before.items, now.items))
        if items:
            yield (
                f"sales moved between SKUs, brands or categories: {listing(items)}.",
                f"Verkäufe wanderten zwischen Artikeln, Marken oder Kategorien: {listing(items)}.",
            )


def _units(before: Imprint, now: Imprint) -> Iterator[Words]:
    both = sorted(set(before.units) & set(now.units))
    stores = [u for u in both if before.units[u][0] != now.units[u][0]]
    if stores:
        was, are = (sum(p.units[u][0] for u in stores) for p in (before, now))
        n, names = len(stores), listing(stores)
        yield (
            (
                f"the number of stores with sales differs in {n} {form(n, 'unit', 'units')} ({names}): {are}, it "
                f"was {was}."
            ),
            (
                f"die Zahl der Märkte mit Verkäufen weicht in {n} {form(n, 'Einheit', 'Einheiten')} ab ({names}): "
                f"{are} statt {was}."
            ),
        )
    sales = [u for u in both if before.units[u][1:] != now.units[u][1:]]
    if sales:
        yield (
            (
                f"the sales before the campaign differ in {len(sales)} {form(len(sales), 'unit', 'units')}: "
                f"{listing(sales)}."
            ),
            (
                f"die Verkäufe vor der Kampagne weichen in {len(sales)} {form(len(sales), 'Einheit', 'Einheiten')} "
                f"ab: {listing(sales)}."
            ),
        )


def _categories(imprint: Imprint) -> set[str]:
    return {key for key in imprint.items if key.startswith("category ")}


def _moved(before: Mapping[str, tuple[int, int]], now: Mapping[str, tuple[int, int]]) -> list[str]:
    return [key for key in before if key in now and before[key] != now[key]]


def _largest(
    before: Mapping[str, tuple[int, int]], now: Mapping[str, tuple[int, int]], keys: list[str]
) -> tuple[str, float]:
    """The key whose revenue moved most, and by how much."""

    def change(key: str) -> float:
        return now[key][0] / before[key][0] - 1.0 if before[key][0] else 1.0

    top = max(keys, key=lambda key: (abs(change(key)), key))
    return top, change(top)

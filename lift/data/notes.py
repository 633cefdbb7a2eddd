"""What reading the data showed: warnings and passes about the panel, apart from the campaign's result."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from lift.core.alike import alike, pairs
from lift.core.errors import LISTED, in_german, listing
from lift.core.finding import Finding, form, german_day, note
from lift.core.panel import Windows
from lift.core.words import MAX_ZERO_RUN
from lift.data.bits import unpack
from lift.data.calendar import Calendar
from lift.data.listed import open_periods
from lift.data.master import Master, plain
from lift.data.scan import GIANT_UNITS, Scan
from lift.data.store_gaps import store_gaps
from lift.data.store_sums import store_sums
from lift.data.totals import MILLI, Presence, Totals

SAME_SHARE = 0.8
"""A SKU is taken for a sum when it equals the sum of its siblings in more than this share of the stores."""
GIANT = 100
"""A row is giant when it holds more than 1,000 units and over 100 times the mean of the SKU's other rows."""
SUM_NAME = re.compile(r"\b(total|gesamt|insgesamt|subtotal|summe|all (skus?|items|products|upcs))\b", re.IGNORECASE)


def panel_notes(
    found: Scan, calendar: Calendar, master: Master, stores: pd.DataFrame, there: Presence
) -> tuple[Finding, ...]:
    """Return what is to be said of all sales: duplicates, gaps, odd rows, returns, stores without sales, closures."""
    silent = len(master.frame) - len(stores)
    return tuple(
        finding
        for finding in (
            _no_duplicates(int(there.rows.sum())),
            _gaps(calendar),
            _rows(
                "revenue without units", found.revenue_only, int(found.rows.sum()),
                "with revenue but no units", "mit Umsatz, aber ohne Absatz",
            ),
            _rows(
                "units without revenue", found.units_only, int(found.rows.sum()),
                "with units but no revenue", "mit Absatz, aber ohne Umsatz",
            ),
            _rows("returns", found.returns, int(found.rows.sum()), "with negative sales (kept as returns)",
                  "mit negativem Absatz oder Umsatz (als Retouren behalten)"),
            _rows("opposite signs", found.opposite, int(found.rows.sum()),
                  "negative in one of units and revenue and positive in the other",
                  "in Absatz oder Umsatz negativ und im anderen positiv"),
            _silent_stores(silent, len(master.frame)) if silent else None,
            _closures(there, calendar),
            store_gaps(there, calendar),
            _ending(there, calendar),
        )
        if finding is not None
    )  # fmt: skip


def item_notes(
    totals: Totals, by_sku: pd.DataFrame, stores: pd.DataFrame, products: pd.DataFrame, launch: tuple[str, ...]
) -> tuple[Finding, ...]:
    """Return what is to be said of single stores and SKUs: sums among them, giant quantities, launches without sales.

    `by_sku`: sku, rows, units and the largest row in thousandths of units, of SKUs that may hold giant quantities.
    """
    return tuple(
        finding
        for finding in (
            store_sums(totals, stores, SUM_NAME), _sums(totals, products), _alike(products), _giants(by_sku),
            _unsold(totals, launch),
        )
        if finding is not None
    )  # fmt: skip


def absent_share(totals: Totals, windows: Windows) -> Finding:
    """Say how many periods between a SKU's first and last sale in a store have no sales, before the campaign."""
    sold = unpack(totals.there.sold, windows.pre.stop)[:, windows.pre.slice]
    ever = sold[sold.any(axis=1)]
    between = ever.shape[1] - np.argmax(ever, axis=1) - np.argmax(ever[:, ::-1], axis=1)
    share = 1 - sold.sum() / max(1, between.sum())
    return note(
        "zero share", "pass", value=float(share),
        en=f"Between a SKU's first and last sale in a store, {share:.0%} of the periods before the campaign have "
        "no sales.",
        de=f"Zwischen erstem und letztem Verkauf eines Artikels in einem Markt sind "
        f"{100 * share:.0f}\N{NO-BREAK SPACE}% der Perioden vor der Kampagne ohne Verkauf.",
    )  # fmt: skip


def _no_duplicates(rows: int) -> Finding:
    return note(
        "duplicates", "pass", value=0, limit=0,
        en=f"No store, SKU and period occurs twice in {rows:,} {form(rows, 'row', 'rows')}.",
        de=f"Keine Markt-Artikel-Periode kommt in {_dots(rows)} {form(rows, 'Zeile', 'Zeilen')} doppelt vor.",
    )  # fmt: skip


def _gaps(calendar: Calendar) -> Finding | None:
    gaps = calendar.gaps
    if not len(gaps):
        return None
    return note(
        "missing periods", "warn", value=len(gaps), limit=0,
        en=f"{len(gaps)} {form(len(gaps), 'period has', 'periods have')} no row in any store and "
        f"{form(len(gaps), 'is', 'are')} left out: {listing(gaps)}.",
        de=f"{len(gaps)} {form(len(gaps), 'Periode hat', 'Perioden haben')} in keinem Markt eine Zeile und "
        f"{form(len(gaps), 'entfällt', 'entfallen')}: {in_german(listing(map(german_day, gaps)))}.",
        advice_en="If there were sales, hand them in; a missing period is never taken for zero.",
        advice_de="Falls es Verkäufe gab, bitte nachliefern; eine fehlende Periode gilt nie als Null.",
    )  # fmt: skip


def _rows(check: str, broken: int, rows: int, en: str, de: str) -> Finding | None:
    if not broken:
        return None
    return note(
        check, "warn", value=broken, limit=0,
        en=f"{broken:,} of {rows:,} rows {form(broken, 'is', 'are')} {en}; they are used as they are.",
        de=f"{_dots(broken)} von {_dots(rows)} Zeilen {de}; so werden sie verwendet.",
        advice_en="Check the export if these are many.",
        advice_de="Bei vielen solcher Zeilen bitte den Export prüfen.",
    )  # fmt: skip


def _silent_stores(silent: int, stores: int) -> Finding:
    return note(
        "stores without sales", "warn", value=silent, limit=0,
        en=f"{silent} of {stores} stores {form(silent, 'has', 'have')} no sales at all and "
        f"{form(silent, 'is', 'are')} left out.",
        de=f"{silent} von {stores} Märkten {form(silent, 'hat', 'haben')} keinerlei Verkäufe und "
        f"{form(silent, 'entfällt', 'entfallen')}.",
        advice_en="If they should have sales, the sales are incomplete.",
        advice_de="Sollten sie Verkäufe haben, sind die Verkaufsdaten unvollständig.",
    )  # fmt: skip


def _closures(there: Presence, calendar: Calendar) -> Finding | None:
    """Stores that are closed for more than four weeks at some time."""
    closed = ~open_periods(unpack(there.sold, len(calendar)), calendar.frequency)
    names = there.store[closed.any(axis=1)].tolist()
    most = MAX_ZERO_RUN[calendar.frequency]
    if not names:
        return None
    return note(
        "store openings and closings", "warn", value=len(names), limit=0, stores=names[:LISTED],
        en=f"{len(names)} of {len(there)} stores sold nothing for more than {most} "
        f"{form(most, 'period', 'periods')} in a row: "
        f"{listing(names)}. Such a store counts as closed then.",
        de=f"{len(names)} von {len(there)} Märkten {form(len(names), 'verkauft', 'verkaufen')} länger als {most} "
        f"{form(most, 'Periode', 'Perioden')} nichts: {in_german(listing(names))}. Ein solcher Markt gilt dann als "
        "geschlossen.",
        advice_en="Check whether a store closed or opened here, or a delivery of data is missing.",
        advice_de="Bitte prüfen, ob hier ein Markt geschlossen oder eröffnet wurde oder eine Datenlieferung fehlt.",
    )  # fmt: skip


def _ending(there: Presence, calendar: Calendar) -> Finding | None:
    """Stores without any row in the last periods, too few periods to call them closed."""
    seen = unpack(there.seen, len(calendar))
    silence = np.argmax(seen[:, ::-1], axis=1)
    names = there.store[(silence > 0) & (silence <= MAX_ZERO_RUN[calendar.frequency])].tolist()
    if not names:
        return None
    return note(
        "sales end early", "warn", value=len(names), limit=0, stores=names[:LISTED],
        en=f"{len(names)} of {len(there)} stores {form(len(names), 'has', 'have')} no row in the last periods "
        "of the data: "
        f"{listing(names)}; "
        "this counts as zero sales.",
        de=f"{len(names)} von {len(there)} Märkten {form(len(names), 'hat', 'haben')} in den letzten Perioden "
        "keine Zeile: "
        f"{in_german(listing(names))}; das zählt als Null.",
        advice_en="If their data is not delivered yet, wait for it or exclude these stores.",
        advice_de="Fehlen die Daten noch, bitte abwarten oder die Märkte ausschließen.",
    )  # fmt: skip


def _sums(totals: Totals, products: pd.DataFrame) -> Finding | None:
    names = sorted({*_equal_to_siblings(totals, products), *_named_sum(products)} & set(totals.there.sku))
    if not names:
        return None
    return note(
        "sums among SKUs", "warn", value=len(names), limit=0,
        en=f"{len(names)} {form(len(names), 'SKU looks like a sum', 'SKUs look like sums')} of other SKUs: "
        f"{listing(names)}.",
        de=f"{len(names)} Artikel {form(len(names), 'sieht wie eine Summe', 'sehen wie Summen')} anderer Artikel aus: "
        f"{in_german(listing(names))}.",
        advice_en="If they are totals, remove them: brand and category would count sales twice.",
        advice_de="Falls es Summen sind, bitte entfernen: Marke und Kategorie zählten sonst doppelt.",
    )  # fmt: skip


def _equal_to_siblings(totals: Totals, products: pd.DataFrame) -> Iterator[str]:
    """Yield SKUs whose sales equal those of all other SKUs of their brand or category, store by store."""
    there, sold = totals.there, np.stack([totals.revenue, totals.units])
    for level in ("brand", "category"):
        names = plain(products, level)
        number = {name: i for i, name in enumerate(dict.fromkeys(names))}
        of_sku = {sku: number[name] for sku, name in zip(plain(products, "sku"), names, strict=True)}
        place = there.store_at * (len(number) + 1) + there.by_sku(of_sku, len(number))
        _, group = np.unique(place, return_inverse=True)
        whole = np.zeros((2, len(there)), dtype=np.int64)
        for metric in range(2):
            np.add.at(whole[metric], group, sold[metric])
        siblings = np.bincount(group, minlength=len(there))[group] > 2
        same = siblings & (2 * sold == whole[:, group]).all(axis=0) & (totals.revenue > 0)
        share = np.bincount(there.sku_at, weights=same) / np.maximum(1, np.bincount(there.sku_at))
        yield from there.skus[: len(share)][share > SAME_SHARE].tolist()


def _named_sum(products: pd.DataFrame) -> Iterator[str]:
    """Yield SKUs that are called a total, unless their brand is."""
    texts = plain(products, "description" if "description" in products else "sku")
    for sku, text, brand in zip(plain(products, "sku"), texts, plain(products, "brand_name"), strict=True):
        if (SUM_NAME.search(str(text)) or SUM_NAME.search(sku)) and not SUM_NAME.search(brand):
            yield sku


def _alike(products: pd.DataFrame) -> Finding | None:
    """Brands or categories that a reader takes for one."""
    groups = [g for column in ("brand_name", "category") for g in alike(sorted(set(plain(products, column))))]
    if not groups:
        return None
    return note(
        "names alike", "warn", value=len(groups), limit=0,
        en=f"{len(groups)} brands or categories are written in several ways: {listing(pairs(groups))}; each counts as "
        "one of its own.",
        de=f"{len(groups)} Marken oder Kategorien sind verschieden geschrieben: "
        f"{in_german(listing(pairs(groups))).replace(' and ', ' und ')}; jede Schreibweise zählt für sich.",
        advice_en="If they are the same, write them alike in the products: brand and category are torn apart.",
        advice_de="Sind es dieselben, bitte einheitlich schreiben: Marke und Kategorie sind sonst zerrissen.",
    )  # fmt: skip


def _giants(by_sku: pd.DataFrame) -> Finding | None:
    others = (by_sku["units"] - by_sku["largest"]) / (by_sku["rows"] - 1).clip(lower=1)
    giant = by_sku[(by_sku["largest"] > GIANT * others) & (by_sku["largest"] > GIANT_UNITS * MILLI)].set_index("sku")
    if giant.empty:
        return None
    largest = float(giant["largest"].to_numpy().max()) / MILLI
    return note(
        "giant quantities", "warn", value=largest, limit=GIANT,
        en=f"{len(giant)} {form(len(giant), 'SKU has', 'SKUs have')} a row of more than {GIANT} times the usual "
        f"units (up to {largest:,.0f}): "
        f"{listing(giant.index)}.",
        de=f"{len(giant)} Artikel {form(len(giant), 'hat', 'haben')} eine Zeile mit mehr als dem {GIANT}-Fachen "
        "der üblichen Menge "
        f"(bis {_dots(largest)}): {in_german(listing(giant.index))}.",
        advice_en="Check these rows: a wrong unit or a wholesale purchase moves every level above.",
        advice_de="Bitte prüfen: eine falsche Einheit oder ein Großeinkauf verschiebt alle Ebenen darüber.",
    )  # fmt: skip


def _unsold(totals: Totals, launch: tuple[str, ...]) -> Finding | None:
    names = sorted(set(launch) - set(totals.there.sku))
    if not names:
        return None
    return note(
        "launch without sales", "warn", value=len(names), limit=0,
        en=f"{len(names)} launch {form(len(names), 'SKU has', 'SKUs have')} no sales in the data: {listing(names)}.",
        de=f"{len(names)} {form(len(names), 'eingeführter Artikel hat', 'eingeführte Artikel haben')} keine "
        "Verkäufe in den "
        f"Daten: {in_german(listing(names))}.",
        advice_en="Check their ids.",
        advice_de="Bitte die Artikelnummern prüfen.",
    )  # fmt: skip


def _dots(number: float) -> str:
    return f"{number:,.0f}".replace(",", ".")

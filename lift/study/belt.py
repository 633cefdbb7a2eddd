"""Which units a campaign would spill over to, and what units have in common: read from the study's own tables."""

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from lift.core.errors import StudyError, listing, nearest
from lift.core.finding import form
from lift.core.panel import Floats
from lift.core.spec import MatchSpec

EARTH_KM = 6371.0
LATITUDES, LONGITUDES = ("latitude", "lat"), ("longitude", "lon", "lng")
Members = Mapping[str, str]
"""The unit of each store that takes part."""


def near(match: MatchSpec, stores: pd.DataFrame, unit_of_store: Members) -> Mapping[str, frozenset[str]]:
    """The units in each unit's belt: its neighbours in a table, or those with a store within so many kilometres.

    Raises StudyError when the table or the coordinates are missing or name what is not there.
    """
    if match.belt is not None:
        return _neighbours(Path(match.belt), stores, unit_of_store)
    if match.belt_km is not None:
        return _within(match.belt_km, stores, unit_of_store)
    return {}


def _neighbours(file: Path, stores: pd.DataFrame, unit_of_store: Members) -> Mapping[str, frozenset[str]]:
    """Pairs of regions or stores, one a line, the first two columns of a CSV; it need not say both ways."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(
            f"[match] belt: cannot read {file}: {error}; write a CSV with two columns of neighbours"
        ) from None
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    separator = next((mark for mark in ";\t," if lines and mark in lines[0]), ",")
    rows = [[cell.strip() for cell in row[:2]] for row in csv.reader(lines, delimiter=separator)]
    by_name: dict[str, set[str]] = {}
    for store, region in zip(stores["store_id"], stores["region"], strict=True):
        for name in (store, region):
            by_name.setdefault(name, set()).update({unit_of_store[store]} if store in unit_of_store else set())
    if rows and not any(cell in by_name for cell in rows[0]):
        rows = rows[1:]
    strange = sorted({cell for row in rows for cell in row if cell not in by_name})
    if strange or not rows or min(len(row) for row in rows) < 2:
        what = (
            f"{len(strange)} {form(len(strange), 'name is', 'names are')} not in the panel: {listing(strange)}"
            if strange
            else "no line holds two names"
        )
        raise StudyError(f"[match] belt: {file.name}: {what}{nearest(strange[0], by_name) if strange else ''}")
    found: dict[str, set[str]] = {}
    for left, right in rows:
        for unit in by_name[left]:
            found.setdefault(unit, set()).update(by_name[right] - {unit})
    return {unit: frozenset(others) for unit, others in found.items()}


def _within(km: float, stores: pd.DataFrame, unit_of_store: Members) -> Mapping[str, frozenset[str]]:
    here = stores[stores["store_id"].isin(list(unit_of_store))]
    names = [next((c for c in wanted if c in stores.columns), None) for wanted in (LATITUDES, LONGITUDES)]
    if None in names:
        raise StudyError("[match] belt_km needs the columns latitude and longitude in the stores table; or name a belt")
    degrees = np.array([here[name] for name in names], dtype=np.float64).T
    missing = here["store_id"][~np.isfinite(degrees).all(axis=1)].tolist()
    if missing:
        raise StudyError(
            f"[match] belt_km: {len(missing)} {form(len(missing), 'store has', 'stores have')} no coordinates: "
            f"{listing(missing)}"
        )
    unit = np.array([unit_of_store[store] for store in here["store_id"]], dtype=object)
    lat, lon = np.radians(degrees.T)
    place = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    chord = 2.0 * np.sin(min(km / EARTH_KM, np.pi) / 2.0)
    found: dict[str, set[str]] = {}
    for i in range(len(place)):
        close = ((place - place[i]) ** 2).sum(axis=1) <= chord**2
        found.setdefault(str(unit[i]), set()).update(set(unit[close].tolist()) - {unit[i]})
    return {name: frozenset(others) for name, others in found.items()}


def kinds(match: MatchSpec, stores: pd.DataFrame, unit_of_store: Members) -> Mapping[str, str]:
    """What units must have in common, as one text each: the values that most of their stores have in `same`."""
    missing = [column for column in match.same if column not in stores.columns]
    if missing:
        known = [column for column in stores.columns if column not in ("store_id", "region")]
        raise StudyError(
            f"[match] same: the stores table has no column {missing[0]!r}{nearest(missing[0], known)}; it has "
            f"{listing(known) or 'none beside store_id and region'}"
        )
    values: dict[str, list[Counter[str]]] = {}
    for row in stores.to_dict("records"):
        unit = unit_of_store.get(str(row["store_id"]))
        if unit is not None:
            counts = values.setdefault(unit, [Counter() for _ in match.same])
            for counter, column in zip(counts, match.same, strict=True):
                counter[str(row[column])] += 1
    return {unit: " / ".join(max(sorted(c), key=lambda v: c[v]) for c in counts) for unit, counts in values.items()}


def attributes(
    stores: pd.DataFrame, unit_of_store: Members, units: tuple[str, ...]
) -> Mapping[str, Mapping[str, Floats]]:
    """By text column of the stores table and value, how many stores of each unit [U] have it."""
    at = {unit: u for u, unit in enumerate(units)}
    found: dict[str, dict[str, Floats]] = {}
    for column in stores.columns:
        if column in ("store_id", "region") or pd.api.types.is_numeric_dtype(stores[column]):
            continue
        for store, value in zip(stores["store_id"], stores[column], strict=True):
            unit = unit_of_store.get(store)
            if unit in at and isinstance(value, str):
                found.setdefault(str(column), {}).setdefault(value, np.zeros(len(units)))[at[str(unit)]] += 1
    return found

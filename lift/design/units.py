"""Who is compared with whom: from the names in a study to assignment units and arms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from lift.core.errors import DesignError, listing, nearest
from lift.core.finding import form
from lift.core.naming import stores_of
from lift.core.spec import RegionSpec
from lift.core.words import Assignment

MOST = 0.6
"""Test stores that are this share of the stores of their regions were hardly drawn one by one."""


@dataclass(frozen=True, slots=True)
class Units:
    """Assignment units before the control is final.

    `unit_of_store` maps every store that takes part to its unit (its region, or itself); excluded stores are not in it.
    `control` is None when it is still to be matched among `free`, the units neither test nor excluded; `test` is empty
    when it is to be chosen among them too.
    `whole_regions`: the test stores make up most of the stores of their regions, and other regions have none.
    """

    assignment: Assignment
    declared: bool
    unit_of_store: Mapping[str, str]
    test: tuple[str, ...]
    control: tuple[str, ...] | None
    free: tuple[str, ...]
    excluded: tuple[str, ...]
    whole_regions: bool = field(default=False)


def resolve(regions: RegionSpec, stores: pd.DataFrame) -> Units:
    """Turn region and store names into units.

    `stores` has the columns store_id and region. Raises DesignError for unknown names (with the nearest known one),
    overlapping arms, an empty control, and whole regions declared although only some of their stores are test stores.
    """
    region_of = dict(zip(stores["store_id"], stores["region"], strict=True))
    excluded = _stores(regions.exclude, region_of, "exclude")
    named = "test" if regions.test else "test_stores"
    test = _stores(regions.test or regions.test_stores, region_of, named)
    _disjoint(test, excluded, named, "exclude")
    assignment = regions.assignment or _found_out(regions, test, region_of)
    units = {s: (region_of[s] if assignment == "regions" else s) for s in region_of if s not in excluded}
    if assignment == "regions":
        _whole(test, units, region_of, named)
    test_units = _units(test, units)
    free = tuple(sorted(set(units.values()) - set(test_units)))
    control: tuple[str, ...] | None
    if regions.matched:
        control = None
    elif regions.control == "all" and not regions.control_stores:
        control = free
    else:
        names = regions.control_stores or regions.control
        key = "control_stores" if regions.control_stores else "control"
        chosen = _stores(tuple(names), region_of, key)
        _disjoint(test, chosen, named, key)
        _disjoint(chosen, excluded, key, "exclude")
        if assignment == "regions":
            _whole(chosen, units, region_of, key)
        control = _units(chosen, units)
    if not free or (control is not None and not control):
        raise DesignError(
            f"no control unit is left: test and excluded units ({len(test_units)} and {len(set(excluded))}) leave none "
            f"of {len(set(region_of.values()))} {form(len(set(region_of.values())), 'region', 'regions')}; name fewer "
            "under [regions] test or exclude"
        )
    # A store taken out of a region that stays is named itself: its region is still compared.
    whole_gone = {region_of[s] for s in excluded} - {*units.values()} if assignment == "regions" else frozenset[str]()
    gone = tuple(sorted({region_of[s] if region_of[s] in whole_gone else s for s in excluded}))
    touched = {region_of[s] for s in test}
    beside = [s for s in units if region_of[s] in touched]
    whole = bool(test) and len(test) >= MOST * len(beside) and any(region_of[s] not in touched for s in units)
    return Units(assignment, regions.assignment is not None, units, test_units, control, free, gone, whole)


def units_named(
    names: Iterable[str], stores: pd.DataFrame, unit_of_store: Mapping[str, str], key: str
) -> tuple[str, ...]:
    """The assignment units behind names of regions or stores, sorted; raises DesignError for unknown names."""
    region_of = dict(zip(stores["store_id"], stores["region"], strict=True))
    return _units(_stores(tuple(names), region_of, key), unit_of_store)


def _stores(names: Iterable[str], region_of: Mapping[str, str], key: str) -> frozenset[str]:
    """Stores behind names that may be regions or stores."""
    regions = set(region_of.values())
    unknown = [n for n in names if n not in regions and n not in region_of]
    if unknown:
        known = [*sorted(regions), *region_of]
        raise DesignError(
            f"[regions] {key}: {len(unknown)} of {len(list(names))} names {form(len(unknown), 'is', 'are')} not in the "
            f"panel: {listing(unknown)}{nearest(unknown[0], known)}; known regions: {listing(sorted(regions), 12)}"
        )
    return stores_of(names, region_of, stores_first=key.endswith("_stores"))


def _units(stores: frozenset[str], unit_of_store: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted({unit_of_store[s] for s in stores if s in unit_of_store}))


def _disjoint(left: frozenset[str], right: frozenset[str], left_key: str, right_key: str) -> None:
    both = sorted(left & right)
    if both:
        raise DesignError(
            f"[regions] {left_key} and {right_key} overlap in {len(both)} {form(len(both), 'store', 'stores')}: "
            f"{listing(both)}; a store belongs to one of them only"
        )


def _whole(stores: frozenset[str], unit_of_store: Mapping[str, str], region_of: Mapping[str, str], key: str) -> None:
    """Whole regions were declared: each must be in an arm with all of its stores."""
    for region in sorted({region_of[s] for s in stores}):
        members = [s for s, r in region_of.items() if r == region and s in unit_of_store]
        inside = [s for s in members if s in stores]
        if len(inside) < len(members):
            raise DesignError(
                f'assignment = "regions", but [regions] {key} holds only {len(inside)} of the {len(members)} stores of '
                f'region {region!r}: list the whole region, or set assignment = "stores" if stores were drawn singly'
            )


def _found_out(regions: RegionSpec, test: frozenset[str], region_of: Mapping[str, str]) -> Assignment:
    """Regions, unless test stores were named and share their regions with stores that are not test stores."""
    if regions.test and not regions.control_stores:
        return "regions"
    touched = {region_of[s] for s in test}
    mixed = any(region in touched for s, region in region_of.items() if s not in test)
    return "stores" if mixed else "regions"

"""From names in a study to units and arms."""

import pandas as pd
import pytest

from lift.core.errors import DesignError
from lift.core.spec import RegionSpec
from lift.design.units import resolve

REGION = {"1": "North", "2": "North", "3": "South", "4": "South", "5": "East", "6": "East", "7": "West"}
STORES = pd.DataFrame({"store_id": list(REGION), "region": list(REGION.values())})


def units(**options):
    return resolve(RegionSpec(**options), STORES)


def test_regions_against_all_others() -> None:
    u = units(test=("North",), assignment="regions")
    assert (u.assignment, u.declared, u.whole_regions) == ("regions", True, True)
    assert u.test == ("North",)
    assert u.control == u.free == ("East", "South", "West")
    assert dict(u.unit_of_store) == REGION
    assert u.excluded == ()


def test_stores_drawn_one_by_one() -> None:
    u = units(test_stores=("1", "3"), assignment="stores")
    assert u.test == ("1", "3")
    assert u.control == ("2", "4", "5", "6", "7")
    assert all(store == unit for store, unit in u.unit_of_store.items())
    assert not u.whole_regions


def test_region_labels_with_stores_as_units() -> None:
    u = units(test=("North",), control=("South", "7"), assignment="stores")
    assert (u.test, u.control, u.free) == (("1", "2"), ("3", "4", "7"), ("3", "4", "5", "6", "7"))
    assert u.whole_regions, "the test stores fill whole regions: the assignment check has to know"


@pytest.mark.parametrize(
    ("options", "found", "whole"),
    [
        ({"test": ("North",)}, "regions", True),
        ({"test_stores": ("1", "2")}, "regions", True),
        ({"test_stores": ("1", "3")}, "stores", False),
        ({"test": ("North",), "control_stores": ("3", "5")}, "regions", True),
        ({"test_stores": ("1", "2", "3")}, "stores", True),
    ],
)
def test_undeclared_assignment_is_found_out(options, found, whole) -> None:
    if options.get("control_stores"):
        with pytest.raises(DesignError, match=r"control_stores holds only 1 of the 2 stores of region"):
            units(**options)
        return
    u = units(**options)
    assert (u.assignment, u.declared, u.whole_regions) == (found, False, whole)


def test_part_of_a_region_is_no_region() -> None:
    with pytest.raises(
        DesignError, match=r"test_stores holds only 1 of the 2 stores of region 'South'.*assignment = .stores"
    ):
        units(test_stores=("1", "2", "3"), assignment="regions")
    with pytest.raises(DesignError, match=r"control holds only 1 of the 2 stores of region 'East'"):
        units(test=("North",), control=("5", "South"), assignment="regions")


def test_part_of_a_region_is_whole_once_the_others_are_excluded() -> None:
    u = units(test_stores=("1",), exclude=("2",), assignment="regions")
    assert u.test == ("North",)
    assert u.excluded == ("2",), "the store is out, its region is not"
    assert "2" not in u.unit_of_store


@pytest.mark.parametrize(
    ("options", "key", "near"),
    [
        ({"test": ("Nroth", "South")}, "test", "North"),
        ({"test": ("North",), "exclude": ("Wst",)}, "exclude", "West"),
        ({"test": ("North",), "control": ("south ",)}, "control", "South"),
        ({"test_stores": ("11",)}, "test_stores", "1"),
    ],
)
def test_unknown_names_are_answered_with_the_nearest(options, key, near) -> None:
    with pytest.raises(
        DesignError, match=rf"\[regions\] {key}: 1 of \d names is not in the panel.*did you mean '{near}'"
    ):
        units(**options)


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ({"test": ("North",), "control": ("North", "South")}, "test and control overlap in 2 stores"),
        ({"test": ("North",), "exclude": ("North",)}, "test and exclude overlap in 2 stores"),
        ({"test": ("North",), "control": ("South",), "exclude": ("3",)}, "control and exclude overlap in 1 store:"),
        (
            {"test_stores": ("1", "3"), "control_stores": ("3", "5")},
            "test_stores and control_stores overlap in 1 store:",
        ),
    ],
)
def test_overlaps_are_errors(options, keys) -> None:
    with pytest.raises(DesignError, match=keys):
        units(**options)


@pytest.mark.parametrize("assignment", ["regions", "stores"])
def test_everything_excluded_leaves_no_control(assignment) -> None:
    with pytest.raises(DesignError, match="no control unit is left"):
        units(test=("North",), exclude=("South", "East", "West"), assignment=assignment)
    with pytest.raises(DesignError, match="no control unit is left"):
        units(test=("North", "South", "East", "West"), assignment=assignment)


def test_excluded_units_are_in_nothing() -> None:
    u = units(test=("North",), exclude=("West", "East"), assignment="regions")
    assert u.control == u.free == ("South",)
    assert u.excluded == ("East", "West")
    assert set(u.unit_of_store) == {"1", "2", "3", "4"}
    assert units(test=("North",), exclude=("West",), assignment="stores").excluded == ("7",)


def test_units_in_neither_list_stay_free() -> None:
    u = units(test=("North",), control=("South",))
    assert u.control == ("South",)
    assert u.free == ("East", "South", "West")


def test_match_leaves_the_control_open() -> None:
    u = units(test=("North",), control="match")
    assert u.control is None
    assert u.free == ("East", "South", "West")


def test_named_control_stores_outrank_all() -> None:
    assert units(test_stores=("1", "3"), control_stores=("2", "5")).control == ("2", "5")


def test_a_number_is_the_region_or_the_store_that_its_key_says() -> None:
    """Regions 1 to 3 and stores 1 to 6: store 1 lies in region 3."""
    stores = pd.DataFrame({"store_id": list("123456"), "region": list("331122")})
    u = resolve(RegionSpec(test=("1",), assignment="regions"), stores)
    assert u.test == ("1",)
    assert {s for s, unit in u.unit_of_store.items() if unit == "1"} == {"3", "4"}
    u = resolve(RegionSpec(test=("1",), assignment="stores"), stores)
    assert u.test == ("3", "4")
    u = resolve(RegionSpec(test_stores=("1",), control_stores=("3", "5"), assignment="stores"), stores)
    assert (u.test, u.control) == (("1",), ("3", "5"))
    u = resolve(RegionSpec(test=("1",), exclude=("2",), assignment="regions"), stores)
    assert u.excluded == ("2",)
    assert u.control == ("3",)


def test_most_stores_of_a_region_are_as_good_as_all() -> None:
    """Four of five stores of one region were not drawn one by one; four of twenty over the country may have been."""
    stores = pd.DataFrame([{"store_id": f"{r}{i}", "region": r} for r in "ABCD" for i in range(5)])
    crowded = RegionSpec(test_stores=("A0", "A1", "A2", "A3"), assignment="stores")
    scattered = RegionSpec(test_stores=("A0", "B1", "C2", "D3"), assignment="stores")
    assert resolve(crowded, stores).whole_regions
    assert not resolve(scattered, stores).whole_regions

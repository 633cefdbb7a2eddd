"""The tree of items: order, parents, segments, several promoted brands and categories."""

import pandas as pd
import pytest
from data_tables import products

from lift.core.errors import DataError
from lift.data.items import detail_items, plant
from lift.data.master import with_brand_items

ITEMS = with_brand_items(products())


def summary(promoted: tuple[str, ...]) -> list[tuple[str, str, str | None, bool]]:
    return [(item.level, item.key, item.parent, item.row) for item in plant(ITEMS, promoted).items]


def test_one_promoted_brand() -> None:
    assert summary(("10", "11")) == [
        ("sku", "10", "Sol", True),
        ("sku", "11", "Sol", True),
        ("promoted", "promoted", "Sol", True),
        ("brand", "Sol (rest)", "Sol", False),
        ("brand", "Luna", "Sauces", True),
        ("brand", "Sol", "Sauces", True),
        ("brand", "Solo", "Sauces", True),
        ("brand", "X / Sauces", "Sauces", True),
        ("category", "Sauces (rest)", "Sauces", False),
        ("category", "Sauces", None, True),
    ]


def test_several_brands_in_one_category() -> None:
    found = summary(("10", "20"))
    assert ("promoted", "promoted", "(promoted brands)", True) in found
    assert ("brand", "(promoted brands)", "Sauces", True) in found
    assert [key for _, key, _, row in found if not row] == ["Luna (rest)", "Sol (rest)", "Sauces (rest)"]


def test_brands_in_several_categories() -> None:
    found = summary(("10", "41"))
    assert ("brand", "X / Crisps", "Crisps", True) in found
    assert ("brand", "(promoted brands)", None, True) in found
    assert [key for level, key, _, _ in found if level == "category"] == [
        "Crisps (rest)", "Sauces (rest)", "Crisps", "Sauces",
    ]  # fmt: skip


def test_nothing_is_left_over_when_everything_is_promoted() -> None:
    assert summary(("60",)) == [
        ("sku", "60", "Cola", True),
        ("promoted", "promoted", "Cola", True),
        ("brand", "Cola", "Drinks", True),
        ("category", "Drinks", None, True),
    ]


def test_segments_partition_the_categories() -> None:
    tree = plant(ITEMS, ("10", "41"))
    assert set(tree.segment_of) == set(products().query("category != 'Drinks'")["sku"])
    assert tree.segment_of["10"] == "sku:10"
    assert tree.segment_of["12"] == "halo:Sol"
    assert tree.segment_of["40"] == "brand:X / Sauces"
    by_key = {(item.level, item.key): item for item in tree.items}
    for item in tree.items:
        assert len(set(item.members)) == len(item.members)
    categories = [by_key["category", name].members for name in tree.categories]
    assert sorted(segment for members in categories for segment in members) == list(tree.segments)


def test_details_are_the_other_skus() -> None:
    tree = plant(ITEMS, ("10", "11"))
    found = detail_items(ITEMS, tree, ("10", "11"))
    assert [(item.key, item.parent) for item in found] == [
        ("12", "Sol"), ("20", "Luna"), ("21", "Luna"), ("30", "Solo"), ("40", "X / Sauces"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["(promoted brands)", "Sol (rest)"])
def test_names_that_would_collide(name: str) -> None:
    odd = pd.concat([products(), pd.DataFrame([("99", name, "Sauces")], columns=["sku", "brand", "category"])])
    with pytest.raises(DataError, match="stand for two things"):
        plant(with_brand_items(odd), ("10", "20"))

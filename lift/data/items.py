"""The tree of items: promoted SKUs, the promoted set, brands and categories, and the segments they are made of.

Pure. A segment is a set of SKUs that is in or out of an item as a whole: each promoted SKU, the other SKUs of a
promoted brand ("halo"), and every other brand of the categories. Segments partition the SKUs of the categories that
hold a promoted SKU, so that sums by segment add up to every item.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from lift.core.errors import DataError, listing
from lift.core.finding import form
from lift.core.panel import Item
from lift.core.words import PROMOTED, PROMOTED_BRANDS, REST


@dataclass(frozen=True, slots=True)
class Tree:
    """Segments by SKU (`segment_of`), segment names in order, and the items of the main panel in order."""

    segment_of: Mapping[str, str]
    segments: tuple[str, ...]
    items: tuple[Item, ...]
    categories: tuple[str, ...]


def plant(products: pd.DataFrame, promoted: tuple[str, ...], launch: tuple[str, ...] = ()) -> Tree:
    """Return the tree of the categories that hold a promoted SKU.

    `products` has one row per SKU: sku, brand (name of the brand item), category; `launch` are promoted SKUs without
    history. Raises DataError when names of
    brands or categories collide with the names of sums.
    """
    brand_of = dict(zip(products["sku"], products["brand"], strict=True))
    category_of = dict(zip(products["brand"], products["category"], strict=True))
    own = tuple(sorted({brand_of[sku] for sku in promoted}))
    categories = tuple(sorted({category_of[brand] for brand in own}))
    brands = tuple(sorted(brand for brand, category in category_of.items() if category in categories))
    segment_of: dict[str, str] = {}
    chosen = set(promoted)
    for sku, brand in brand_of.items():
        if category_of[brand] in categories:
            kind = "halo" if brand in own else "brand"
            segment_of[sku] = f"sku:{sku}" if sku in chosen else f"{kind}:{brand}"
    present = set(segment_of.values())
    parts: dict[str, set[str]] = {brand: set() for brand in brands}
    for sku, segment in segment_of.items():
        parts[brand_of[sku]].add(segment)
    inside = {brand: tuple(sorted(found)) for brand, found in parts.items()}
    in_category = {c: tuple(x for b in brands if category_of[b] == c for x in inside[b]) for c in categories}
    parent_of_set = PROMOTED_BRANDS if len(own) > 1 else "".join(own)
    items = [Item("sku", sku, brand_of[sku], (f"sku:{sku}",), promoted=True, launch=sku in launch) for sku in promoted]
    items.append(Item("promoted", PROMOTED, parent_of_set, tuple(f"sku:{sku}" for sku in promoted), promoted=True))
    items += [
        Item("brand", f"{brand} {REST}", brand, (f"halo:{brand}",), row=False)
        for brand in own
        if f"halo:{brand}" in present
    ]
    items += [Item("brand", brand, category_of[brand], inside[brand]) for brand in brands]
    if len(own) > 1:
        parent = categories[0] if len(categories) == 1 else None
        items.append(Item("brand", PROMOTED_BRANDS, parent, tuple(x for brand in own for x in inside[brand])))
    for category in categories:
        rest = tuple(x for x in in_category[category] if x.startswith("brand:"))
        if rest:
            items.append(Item("category", f"{category} {REST}", category, rest, row=False))
    items += [Item("category", category, None, in_category[category]) for category in categories]
    _refuse_collisions(items)
    return Tree(segment_of, tuple(sorted(present)), tuple(items), categories)


def detail_items(products: pd.DataFrame, tree: Tree, promoted: tuple[str, ...]) -> tuple[Item, ...]:
    """Return one item per SKU of the tree that is not promoted, sorted; its segment is the SKU itself."""
    brand_of = dict(zip(products["sku"], products["brand"], strict=True))
    others = sorted(set(tree.segment_of) - set(promoted))
    return tuple(Item("sku", sku, brand_of[sku], (f"sku:{sku}",)) for sku in others)


def _refuse_collisions(items: list[Item]) -> None:
    twice = [
        f"{level} {key!r}" for (level, key), n in Counter((item.level, item.key) for item in items).items() if n > 1
    ]
    if twice:
        raise DataError(
            f"products: {len(twice)} {form(len(twice), 'name', 'names')} would stand for two things in the result: "
            f"{listing(twice)}; rename these brands or categories"
        )

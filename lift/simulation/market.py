"""Who sells what: stores in regions, SKUs of brands in categories, and how much each sells on average."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from lift.core.panel import Floats, Ints
from lift.core.words import BRAND_SEPARATOR
from lift.simulation.options import Options
from lift.simulation.seeds import stream

REGIONS = (
    "Augsburg", "Bremen", "Dortmund", "Dresden", "Erfurt", "Freiburg", "Hannover", "Kassel", "Kiel", "Leipzig",
    "Mainz", "Rostock", "Aachen", "Bielefeld", "Chemnitz", "Darmstadt", "Göttingen", "Halle", "Heilbronn", "Koblenz",
    "Lübeck", "Magdeburg", "Nürnberg", "Osnabrück", "Passau", "Regensburg", "Saarbrücken", "Trier", "Ulm", "Würzburg",
)  # fmt: skip
CATEGORIES = ("Salsa & Dips", "Tortilla Chips", "Nut Butter", "Iced Tea", "Oat Drinks", "Muesli Bars")
VARIANTS = (
    ("Mild 250 g", "Hot 250 g", "Chunky 300 g", "Guacamole 200 g"),
    ("Salted 150 g", "Chilli 150 g", "Lime 125 g", "Family Pack 400 g"),
    ("Smooth 250 g", "Crunchy 250 g", "Almond 200 g", "Cashew 200 g"),
    ("Lemon 1 l", "Peach 1 l", "Mint 0.5 l", "Hibiscus 0.5 l"),
    ("Classic 1 l", "Barista 1 l", "Cocoa 0.75 l", "Vanilla 0.75 l"),
    ("Apple 35 g", "Cocoa 35 g", "Berry 35 g", "Nut 40 g"),
)
BRANDS = (
    "Salsa Sol", "Casa Verda", "El Fuegito", "Picolina", "Crocanto", "Maizal", "Tilda Mais", "Nachito",
    "Nussrausch", "Kernwerk", "Buttrella", "Nutolino", "Teezeit", "Kaltblatt", "Frostea", "Minzia",
    "Haferglanz", "Halmo", "Oatello", "Milchlos", "Riegelei", "Knuspo", "Barino", "Kraftkorn",
)  # fmt: skip
PRICES = (149, 179, 199, 229, 249, 279, 299, 349, 399)


@dataclass(frozen=True, slots=True)
class Market:
    """The static part: S stores in R regions, K SKUs.

    `stores` (store_id, region, format) and `products` (sku, brand, category, description) are the tables as users
    hand them in; `region_of` [S], `brand_of` and `category_of` [K] are positions, `brands` and `categories` the item
    keys they point to; `level` [S, K] is the mean units per week, `price` [K] the shelf price in cents.
    """

    stores: pd.DataFrame
    products: pd.DataFrame
    regions: tuple[str, ...]
    brands: tuple[str, ...]
    categories: tuple[str, ...]
    region_of: Ints
    brand_of: Ints
    category_of: Ints
    level: Floats
    price: Ints


def build_market(seed: int, options: Options) -> Market:
    """Draw the stores and the assortment."""
    o = options
    regions = tuple(_names(REGIONS, o.regions, "Region"))
    region_of = np.repeat(np.arange(o.regions), o.stores_per_region)
    brand_of = np.repeat(np.arange(o.categories * o.brands), o.skus)
    category_of = brand_of // o.brands
    products = _products(o)
    size = _store_sizes(seed, o, region_of)
    wide, deep = max(len(str(o.regions)), 2), max(len(str(o.stores_per_region)), 2)
    store_id = [f"S{r + 1:0{wide}}{s + 1:0{deep}}" for r in range(o.regions) for s in range(o.stores_per_region)]
    middle, large = np.quantile(size, [0.4, 0.8])
    formats = np.where(size > large, "hypermarket", np.where(size > middle, "supermarket", "neighbourhood"))
    stores = pd.DataFrame({"store_id": store_id, "region": [regions[r] for r in region_of], "format": formats.tolist()})
    return Market(
        stores, products, regions, _brand_keys(products, o), tuple(_names(CATEGORIES, o.categories, "Category")),
        region_of, brand_of, category_of,
        level=size[:, None] * _popularity(seed, o, region_of, brand_of) * o.units,
        price=_prices(seed, o),
    )  # fmt: skip


def _names(known: tuple[str, ...], count: int, word: str) -> list[str]:
    return [known[i] if i < len(known) else f"{word} {i + 1}" for i in range(count)]


def _products(o: Options) -> pd.DataFrame:
    categories = _names(CATEGORIES, o.categories, "Category")
    names = _names(BRANDS, o.categories * o.brands, "Brand")
    rows: list[tuple[str, str, str, str]] = []
    for b, own in enumerate(names):
        category, rank = divmod(b, o.brands)
        brand = names[rank] if 1 <= rank <= o.shared_brands else own
        variants = VARIANTS[category % len(VARIANTS)]
        for k in range(o.skus):
            variant = variants[k] if k < len(variants) else f"No. {k + 1}"
            rows.append((str(4001 + len(rows)), brand, categories[category], f"{brand} {variant}"))
    return pd.DataFrame(rows, columns=["sku", "brand", "category", "description"])


def _brand_keys(products: pd.DataFrame, o: Options) -> tuple[str, ...]:
    first = products.iloc[:: o.skus]
    count = Counter(first["brand"])
    return tuple(
        f"{brand}{BRAND_SEPARATOR}{category}" if count[brand] > 1 else str(brand)
        for brand, category in zip(first["brand"], first["category"], strict=True)
    )


def _store_sizes(seed: int, o: Options, region_of: Ints) -> Floats:
    draw = partial(_log_normal, stream(seed, "sizes"))
    return draw(o.region_spread, o.regions)[region_of] * draw(o.store_spread, len(region_of))


def _popularity(seed: int, o: Options, region_of: Ints, brand_of: Ints) -> Floats:
    """Shares of stores' sales by SKU [S, K], mean about 1: brands and SKUs fall off with their rank."""
    draw = partial(_log_normal, stream(seed, "tastes"))
    brand, sku = np.divmod(np.arange(len(brand_of)), o.skus)
    rank = (brand % o.brands + 1.0) ** -0.4 * (sku + 1.0) ** -0.3 * draw(0.1, len(brand_of))
    regional = draw(o.taste_spread, o.regions, brand_of[-1] + 1)
    local = draw(o.taste_spread, len(region_of), len(brand_of))
    return rank / rank.mean() * regional[region_of][:, brand_of] * local


def _prices(seed: int, o: Options) -> Ints:
    """Shelf prices in cents [K]: a brand has its place among the price points, its SKUs lie one point around it."""
    rng = stream(seed, "prices")
    place = rng.integers(1, len(PRICES) - 1, size=(o.categories * o.brands, 1))
    return np.array(PRICES)[place + rng.integers(-1, 2, size=(len(place), o.skus))].ravel()


def _log_normal(rng: np.random.Generator, spread: float, *shape: int) -> Floats:
    """Factors with mean 1 whose logarithm has the standard deviation `spread`."""
    return np.exp(spread * rng.standard_normal(shape) - spread**2 / 2)

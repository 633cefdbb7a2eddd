"""Made panels of any number of rows: written by DuckDB, the same rows in every run, and the study that reads them."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

WEEKS = 104
SKUS = 520
IN_CATEGORY = 500
"""The first so many SKUs are the category that the study measures, in brands of twenty."""
A_REGION = 10
"""Stores of a region."""
DENSITY = 925
"""Of a thousand store-SKU-weeks so many have a row."""
PROMOTED = tuple(f"sku{k:05d}" for k in range(5))
WEEKS_A_FILE = 13


@dataclass(frozen=True, slots=True)
class Size:
    """A panel: its stores, of which three tenths take part in the study, and where it lies."""

    stores: int
    folder: Path

    @property
    def rows(self) -> int:
        """Store-SKU-weeks that have a row, to within a few."""
        return self.stores * SKUS * WEEKS * DENSITY // 1000

    @property
    def inside(self) -> tuple[str, ...]:
        """Regions that take part: every test region and the control."""
        regions = self.stores // A_REGION
        return tuple(f"r{region:04d}" for region in range(max(2, regions * 3 // 10)))


# Uniform numbers come of a multiplicative hash, so that the rows depend on no version's random numbers.
_ROWS = """
with cells as (
    select i // ({stores} * {skus}) as t, (i // {skus}) % {stores} as s, i % {skus} as k, i
    from range({first}, {last}) as cells(i)
), drawn as (
    select t, s, k,
        ((i * 2654435761) % 4294967296 * 40503 % 4294967291) % 1000 as present,
        ((i * 2246822519) % 4294967291 * 1640531527 % 4294967279) / 4294967279.0 as chance,
        (((s // {region}) * 7919 + t * 104729) * 2654435761 % 4294967291) / 4294967291.0 as regional
    from cells
), sold as (
    select t, s, k,
        round(
            (2 + k % 17) * (1 + (s * 37 % 11) / 10.0) * (1 + 0.2 * sin(t / 8.27))
            * (0.95 + 0.1 * regional) * (0.5 + chance) * if(k < 5 and s < {test} and t between 84 and 91, 1.1, 1)
        ) as units
    from drawn where present < {density}
)
select 's' || lpad(s::varchar, 5, '0') as store_id, date '2023-01-02' + (7 * t)::integer as week,
    'sku' || lpad(k::varchar, 5, '0') as sku, units::double as units,
    round(units * (0.99 + k % 13), 2)::double as revenue
from sold
"""


def make(size: Size) -> None:
    """Write the three tables and study.toml into the folder, in the order in which weeks are delivered."""
    (size.folder / "sales").mkdir(parents=True)
    with duckdb.connect() as db:
        db.execute("set threads = 2; set memory_limit = '2GB'")
        for first in range(0, WEEKS, WEEKS_A_FILE):
            a_week = size.stores * SKUS
            last = min(WEEKS, first + WEEKS_A_FILE)
            query = _ROWS.format(
                stores=size.stores, skus=SKUS, first=first * a_week, last=last * a_week, region=A_REGION,
                density=DENSITY, test=A_REGION * tests(size),
            )  # fmt: skip
            db.execute(f"copy ({query}) to '{size.folder}/sales/from-{first:03d}.parquet'")
        db.execute(
            "copy (select 's' || lpad(s::varchar, 5, '0') as store_id, 'r' || "
            f"lpad((s // {A_REGION})::varchar, 4, '0') as region "
            f"from range({size.stores}) as stores(s)) to '{size.folder}/stores.parquet'"
        )
        db.execute(
            f"copy (select 'sku' || lpad(k::varchar, 5, '0') as sku, 'brand ' || lpad((k // 20)::varchar, 2, '0') as "
            f"brand, if(k < {IN_CATEGORY}, 'sauces', 'crisps') as category from range({SKUS}) as products(k)) "
            f"to '{size.folder}/products.parquet'"
        )
    (size.folder / "study.toml").write_text(study(size), encoding="utf-8")


def tests(size: Size) -> int:
    """How many regions got the campaign."""
    return max(1, len(size.inside) // 10)


def study(size: Size, name: str = "scale", engine: str = "duckdb") -> str:
    """The study file: a tenth of the regions inside against the other nine, all else in nothing."""
    inside = size.inside
    outside = [f"r{region:04d}" for region in range(len(inside), size.stores // A_REGION)]
    return f"""[study]
name = "{name}"
[data]
sales = "sales"
stores = "stores.parquet"
products = "products.parquet"
engine = "{engine}"
[campaign]
start = 2024-08-12
end = 2024-10-06
after_weeks = 8
skus = {list(PROMOTED)}
[campaign.spend]
total = 48_000
[regions]
test = {list(inside[: tests(size)])}
control = {list(inside[tests(size) :])}
exclude = {outside}
"""

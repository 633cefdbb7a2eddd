"""What a panel looked like at one moment, in few numbers: enough to see later whether it is still the same."""

from collections.abc import Mapping
from dataclasses import dataclass

Sums = tuple[int, int]
"""Revenue in cents, sales in thousandths of units."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Sums of the promoted categories over the periods from `first` to `until` (first days, ISO dates).

    `units`: stores with sales of anything, revenue, sales, by unit. `periods` and `items` (by "level key"; promoted
    SKUs, brands, categories): revenue and sales of the units of both arms. Whole numbers, so that equal data gives
    equal sums. A panel that has grown since is compared over these periods only.
    """

    first: str
    until: str
    units: Mapping[str, tuple[int, int, int]]
    periods: Mapping[str, Sums]
    items: Mapping[str, Sums]

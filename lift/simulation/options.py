"""What a planted panel is made of: every size, noise and effect with its unit and default."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lift.core.errors import StudyError
from lift.core.words import Assignment

SHARES = (
    "national_promotions", "regional_promotions", "out_of_stock", "store_changes", "delisted",
    "cannibalisation", "from_competitors", "feature_share", "display_share",
)  # fmt: skip
SPREADS = (
    "store_spread", "region_spread", "taste_spread", "season", "december", "trend_spread", "week_noise",
    "category_shock", "brand_shock", "sku_shock", "elasticity", "elasticity_spread",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The recipe of a planted panel. Spreads and shocks are standard deviations of log sales: 0.05 is about 5 %.

    Size: `regions` x `stores_per_region` stores, `weeks` in all from `start` (a Monday); the last `campaign_weeks` +
    `after_weeks` of them are campaign and after window. `categories` x `brands` x `skus` per brand; the first
    `shared_brands` competitors carry the same name in every category. `units` is the mean units per store, SKU, week.

    Levels: `store_spread` and `region_spread` (size of stores and regions), `taste_spread` (how far a region's taste
    for a brand, and a store's for a SKU, differs). Time: `season` is the amplitude of the yearly wave and `december`
    the height of the peak before Christmas, alike in all regions; `trend_spread` is how far yearly growth differs
    between regions.

    Promotions: `national_promotions` is the share of SKU-weeks on promotion everywhere, `regional_promotions` the
    share of brand-weeks on promotion in one region; the price falls by about `price_cut` and units rise by
    (1 - cut) ** -elasticity, SKUs' elasticities differing by `elasticity_spread` (SD). With `feature_share` or
    `display_share` above 0, so much of what is on promotion is also in the leaflet or displayed, region by region: it
    then sells e^`feature_lift` or e^`display_lift` times as much, and the sales get columns of these names.
    `campaign_cut` is a price cut of the promoted SKUs in the test regions throughout the campaign, with or without it.

    Noise: `week_noise` is the variation of a store's weekly rate for one SKU, on top of which units are Poisson.
    Shared by all stores of a region: `category_shock`, `brand_shock` and `sku_shock`, each level's own share; a SKU
    carries all three. They are first-order autoregressive with coefficient `shock_persistence`, or, with
    "random-walk", a walk that has the same spread over the panel on average.

    Absence: `out_of_stock` share of rows (spells of one to three weeks), `store_changes` share of stores that open or
    close, `delisted` share of store-SKU pairs listed or delisted on the way. Absent rows are left out, not zero.

    Campaign (`campaign = False` or `uplift = 0`: none): `assignment` "regions" with `test_regions` (how many are drawn,
    or their names), or "stores" with `test_stores` drawn one by one. `promoted`: how many SKUs of the first brand, or
    SKU ids. `uplift` is the mean lift of a promoted SKU over the campaign weeks (0.12 is +12 %), rising over the
    first `ramp` weeks; afterwards `retention` of it is left from week to week. Of the units gained,
    `cannibalisation` is taken from the brand's other SKUs and `from_competitors` from the other brands.
    """

    regions: int = 12
    stores_per_region: int = 8
    weeks: int = 104
    start: date = date(2023, 6, 26)
    campaign_weeks: int = 8
    after_weeks: int = 8
    categories: int = 2
    brands: int = 4
    skus: int = 4
    shared_brands: int = 1
    units: float = 30.0

    store_spread: float = 0.5
    region_spread: float = 0.3
    taste_spread: float = 0.2
    season: float = 0.10
    december: float = 0.30
    trend_spread: float = 0.02

    national_promotions: float = 0.05
    regional_promotions: float = 0.03
    price_cut: float = 0.20
    elasticity: float = 2.0
    elasticity_spread: float = 0.0
    feature_share: float = 0.0
    display_share: float = 0.0
    feature_lift: float = 0.3
    display_lift: float = 0.3
    campaign_cut: float = 0.0

    week_noise: float = 0.25
    category_shock: float = 0.045
    brand_shock: float = 0.055
    sku_shock: float = 0.07
    shock_persistence: float | Literal["random-walk"] = 0.7

    out_of_stock: float = 0.045
    store_changes: float = 0.03
    delisted: float = 0.03

    campaign: bool = True
    assignment: Assignment = "regions"
    test_regions: int | tuple[str, ...] = 3
    test_stores: int = 20
    promoted: int | tuple[str, ...] = 2
    uplift: float = 0.12
    ramp: int = 2
    retention: float = 0.7
    cannibalisation: float = 0.2
    from_competitors: float = 0.2

    def __post_init__(self) -> None:
        self._require(self.assignment in {"regions", "stores"}, "assignment", '"regions" or "stores"')
        self._check_sizes()
        for name in SHARES:
            self._require(0 <= getattr(self, name) <= 1, name, "a share between 0 and 1")
        for name in SPREADS:
            self._require(getattr(self, name) >= 0, name, "0 or more")
        rho = self.shock_persistence
        self._require(rho == "random-walk" if isinstance(rho, str) else 0 <= rho < 1, "shock_persistence",
                      'at least 0 and below 1, or "random-walk"')  # fmt: skip
        for name in ("price_cut", "campaign_cut"):
            self._require(0 <= getattr(self, name) <= 0.7, name, "between 0 and 0.7")
        self._require(self.assignment == "regions" or not self.campaign_cut, "campaign_cut", "0 where stores are drawn")
        self._require(self.uplift > -1, "uplift", "above -1 (-100 %)")
        self._require(0 <= self.retention < 1, "retention", "at least 0 and below 1")
        self._require(self.cannibalisation + self.from_competitors <= 1, "from_competitors",
                      "at most 1 together with cannibalisation")  # fmt: skip

    def _check_sizes(self) -> None:
        for name in ("regions", "stores_per_region", "campaign_weeks", "categories", "brands", "skus"):
            self._require(getattr(self, name) >= 1, name, "1 or more")
        for name in ("after_weeks", "shared_brands", "ramp"):
            self._require(getattr(self, name) >= 0, name, "0 or more")
        self._require(self.start.weekday() == 0, "start", "a Monday")
        self._require(self.pre_weeks >= 1, "weeks", "more than campaign_weeks + after_weeks")
        self._require(self.units > 0, "units", "above 0")
        if self.assignment == "regions":
            named = self.test_regions
            count = named if isinstance(named, int) else len(named)
            unique = isinstance(named, int) or len(set(named)) == count
            self._require(unique, "test_regions", "without repeated names")
            self._require(1 <= count < self.regions, "test_regions", f"1 to {self.regions - 1} of {self.regions}")
        else:
            stores = self.regions * self.stores_per_region
            self._require(1 <= self.test_stores < stores, "test_stores", f"1 to {stores - 1} of {stores}")
        if isinstance(self.promoted, int):
            self._require(1 <= self.promoted <= self.skus, "promoted", f"1 to {self.skus}, the SKUs of a brand")

    def _require(self, kept: bool, name: str, rule: str) -> None:
        if not kept:
            raise StudyError(f"simulate: {name} = {getattr(self, name)!r}, must be {rule}")

    @property
    def pre_weeks(self) -> int:
        """Weeks before the campaign."""
        return self.weeks - self.campaign_weeks - self.after_weeks

"""What would be sold in each region, week by week: season, growth, promotions and shared shocks."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from lift.core.panel import Bools, Floats, Ints
from lift.simulation.campaign import Plan
from lift.simulation.market import Market
from lift.simulation.options import Options
from lift.simulation.seeds import stream
from lift.simulation.shocks import shocks


@dataclass(frozen=True, slots=True)
class Demand:
    """Shapes: T weeks, R regions, K SKUs.

    `factor` [R, T, K] multiplies a store's mean units; `price` [R, T, K] is the price paid in cents;
    `promoted_price` [R, T, K] is True where it lies below the shelf price, `feature` and `display` [R, T, K] where a
    SKU is in the leaflet or displayed, None where the options ask for none of it.
    """

    factor: Floats
    price: Ints
    promoted_price: Bools
    feature: Bools | None
    display: Bools | None


def build_demand(seed: int, options: Options, market: Market, plan: Plan) -> Demand:
    """Draw the demand that a region's stores share."""
    o, weeks = options, options.weeks
    cut = _price_cuts(seed, o, market)
    if o.campaign_cut:
        there = np.isin(np.arange(o.regions), market.region_of[plan.at])
        place = np.ix_(there, np.arange(o.pre_weeks, o.pre_weeks + o.campaign_weeks), plan.promoted_at)
        cut[place] = np.maximum(cut[place], o.campaign_cut)
    season = _season(o.start, weeks, o)[:, market.category_of]
    years = (np.arange(weeks) - weeks / 2) / 52
    growth = o.trend_spread * stream(seed, "trends").standard_normal(o.regions)
    log = season + (growth[:, None] * years)[:, :, None] + _regional_shocks(seed, o, market)
    price = np.rint(market.price * (1 - cut)).astype(np.int64)
    elasticity = o.elasticity + o.elasticity_spread * stream(seed, "elasticities").standard_normal(cut.shape[2])
    rng = stream(seed, "features")
    feature, display = (_shown(rng, cut > 0, share) for share in (o.feature_share, o.display_share))
    for shown, lift in ((feature, o.feature_lift), (display, o.display_lift)):
        log += 0.0 if shown is None else lift * shown
    return Demand(np.exp(log) * (1 - cut) ** -elasticity, price, price < market.price, feature, display)


def _shown(rng: np.random.Generator, promoted: Bools, share: float) -> Bools | None:
    """Where a promotion is also in the leaflet, or displayed; None where none ever is."""
    return promoted & (rng.random(promoted.shape) < share) if share else None


def _season(start: date, weeks: int, o: Options) -> Floats:
    """Yearly wave and December peak in log sales [T, categories]; the wave's top moves by a quarter per category."""
    days = np.datetime64(start) + 7 * np.arange(weeks)
    of_year = (days - days.astype("datetime64[Y]")).astype(np.float64)
    top = 196.0 + 91.0 * np.arange(o.categories)
    wave = o.season * np.cos(2 * np.pi * (of_year[:, None] - top) / 365.25)
    peak = o.december * np.exp(-0.5 * ((of_year - 350.0) / 9.0) ** 2)
    return wave + peak[:, None]


def _regional_shocks(seed: int, o: Options, market: Market) -> Floats:
    """All three levels' shocks added [R, T, K]."""
    total = np.zeros((o.weeks, o.regions, len(market.brand_of)))
    every_sku = np.arange(len(market.brand_of))
    for name, sd, of in (
        ("category shocks", o.category_shock, market.category_of),
        ("brand shocks", o.brand_shock, market.brand_of),
        ("SKU shocks", o.sku_shock, every_sku),
    ):
        drawn = shocks(stream(seed, name), sd, o.shock_persistence, o.weeks, (o.regions, int(of[-1]) + 1))
        total += drawn[:, :, of]
    return total.transpose(1, 0, 2)


def _price_cuts(seed: int, o: Options, market: Market) -> Floats:
    """Price cuts as shares of the shelf price [R, T, K]; where two promotions meet, the deeper one counts."""
    rng = stream(seed, "promotions")
    brands, skus = int(market.brand_of[-1]) + 1, len(market.brand_of)
    national = rng.random((o.weeks, skus)) < o.national_promotions
    regional = rng.random((o.regions, o.weeks, brands)) < o.regional_promotions
    depths = o.price_cut * np.array([0.75, 1.0, 1.25])
    national_cut = national * rng.choice(depths, size=national.shape)
    regional_cut = regional * rng.choice(depths, size=regional.shape)
    return np.maximum(national_cut, regional_cut[:, :, market.brand_of])

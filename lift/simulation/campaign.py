"""The planted campaign: who gets it, what it sells, whom it costs sales, and the truth about it."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from lift.core.errors import StudyError, listing, nearest
from lift.core.panel import Floats, Ints
from lift.core.words import METRICS, PROMOTED, Assignment
from lift.simulation.market import Market
from lift.simulation.options import Options
from lift.simulation.seeds import stream

TRUTH_COLUMNS = ("level", "item", "window", "metric", "incremental", "uplift")


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets the campaign and when.

    `test` are the names of the treated units, regions or stores by `assignment`; `at` the positions of their stores;
    `promoted` the SKU ids and `promoted_at` their positions; `first` and `last` the campaign's first and last day.
    """

    assignment: Assignment
    test: tuple[str, ...]
    at: Ints
    promoted: tuple[str, ...]
    promoted_at: Ints
    first: date
    last: date


def build_plan(seed: int, options: Options, market: Market) -> Plan:
    """Draw or look up the treated units and the promoted SKUs."""
    o = options
    promoted = _promoted(o, market)
    skus = market.products["sku"].to_numpy()
    test, at = _test(seed, o, market)
    first = o.start + timedelta(weeks=o.pre_weeks)
    last = first + timedelta(weeks=o.campaign_weeks, days=-1)
    return Plan(o.assignment, test, at, tuple(str(s) for s in skus[promoted]), promoted, first, last)


def _test(seed: int, o: Options, market: Market) -> tuple[tuple[str, ...], Ints]:
    rng = stream(seed, "assignment")
    if o.assignment == "stores":
        at = np.sort(rng.permutation(len(market.region_of))[: o.test_stores])
        return tuple(str(s) for s in market.stores["store_id"].to_numpy()[at]), at
    if isinstance(o.test_regions, int):
        names = tuple(market.regions[r] for r in np.sort(rng.permutation(o.regions)[: o.test_regions]))
    else:
        names = o.test_regions
        for name in names:
            if name not in market.regions:
                raise StudyError(
                    f"simulate: no test region {name!r} among the {o.regions} regions"
                    f"{nearest(name, market.regions)}; they are {listing(market.regions, most=12)}"
                )
    return names, np.flatnonzero(market.stores["region"].isin(names))


def _promoted(o: Options, market: Market) -> Ints:
    if isinstance(o.promoted, int):
        return np.arange(o.promoted)
    where = {str(sku): i for i, sku in enumerate(market.products["sku"])}
    unknown = [sku for sku in o.promoted if sku not in where]
    if unknown or not o.promoted:
        raise StudyError(f"simulate: promoted SKUs {listing(unknown) or 'are missing'}: name some of {listing(where)}")
    return np.array(sorted(where[sku] for sku in o.promoted), dtype=np.int64)


def lift_by_week(options: Options) -> Floats:
    """Return the promoted SKUs' uplift in each campaign and after week [T post], mean `uplift` over the campaign."""
    o = options
    shape = np.minimum(np.arange(1, o.campaign_weeks + 1) / (o.ramp + 1), 1.0)
    full = o.uplift / shape.mean()
    return np.concatenate([full * shape, full * o.retention ** np.arange(1, o.after_weeks + 1)])


def multipliers(rate: Floats, plan: Plan, options: Options, market: Market) -> Floats:
    """Return what the campaign does to the rate of sale [test stores, T post, K]: 1 is nothing.

    `rate` is the expected units without campaign, 0 where a SKU cannot be bought. In each store and week the promoted
    SKUs gain rate x uplift units; `cannibalisation` of the gain is taken from the brand's other SKUs and
    `from_competitors` from the other brands of the category, in proportion to what they sell and at most 90 % of it.
    """
    effect = np.ones_like(rate)
    by_week = lift_by_week(options)
    effect[..., plan.promoted_at] += by_week[:, None]
    bystander = ~np.isin(np.arange(rate.shape[2]), plan.promoted_at)
    for brand in np.unique(market.brand_of[plan.promoted_at]):
        own = market.brand_of == brand
        category = market.category_of == market.category_of[own][0]
        gain = rate[..., own & ~bystander].sum(axis=2) * by_week
        for share, losers in (
            (options.cannibalisation, own & bystander),
            (options.from_competitors, category & ~own & bystander),
        ):
            sold = rate[..., losers].sum(axis=2)
            lost = np.divide(share * gain, sold, out=np.zeros_like(sold), where=sold > 0)
            effect[..., losers] -= lost[..., None]
    effect[..., bystander] = np.maximum(effect[..., bystander], 0.1)
    return effect


def apply(rng: np.random.Generator, units: Ints, rate: Floats, effect: Floats) -> Ints:
    """Return the units with campaign, drawn so that everything but the campaign is the same.

    Where the campaign adds, its units are added to those sold anyway: Poisson with mean rate x (effect - 1). Where it
    takes, each unit sold anyway stays with probability `effect`. Given the rate, both are again Poisson with mean
    rate x effect.
    """
    more = rng.poisson(rate * np.maximum(effect - 1, 0))
    kept = rng.binomial(units, np.minimum(effect, 1))
    return np.where(effect < 1, kept, units + more)


def truth_table(without: Floats, with_: Floats, plan: Plan, options: Options, market: Market) -> pd.DataFrame:
    """Return incremental sales and uplift by level, item, window and metric, summed over the test stores.

    `without` and `with_` [2, T post, K] are the test stores' revenue (in cents) and units. Rows are the SKUs, brands
    and categories of every category with a promoted SKU, and the promoted set. incremental = with - without,
    uplift = incremental / without (missing where nothing was sold without).
    """
    campaign = slice(0, options.campaign_weeks)
    windows = {"campaign": campaign}
    if options.after_weeks:
        windows |= {"after": slice(options.campaign_weeks, None), "total": slice(None)}
    rows: list[tuple[str, str, str, str, float, float]] = []
    for level, item, members in _items(plan, market):
        for window, weeks in windows.items():
            for m, metric in enumerate(METRICS):
                base = float(without[m, weeks][:, members].sum())
                gain = float(with_[m, weeks][:, members].sum()) - base
                unit = 100 if metric == "revenue" else 1
                rows.append((level, item, window, metric, gain / unit, gain / base if base else float("nan")))
    return pd.DataFrame(rows, columns=list(TRUTH_COLUMNS))


def _items(plan: Plan, market: Market) -> list[tuple[str, str, Ints]]:
    categories = np.unique(market.category_of[plan.promoted_at])
    inside = np.isin(market.category_of, categories)
    brands = np.unique(market.brand_of[inside])
    sku = market.products["sku"]
    return [
        *(("sku", str(sku.iloc[k]), np.array([k])) for k in np.flatnonzero(inside)),
        ("promoted", PROMOTED, plan.promoted_at),
        *(("brand", market.brands[b], np.flatnonzero(market.brand_of == b)) for b in brands),
        *(("category", market.categories[c], np.flatnonzero(market.category_of == c)) for c in categories),
    ]

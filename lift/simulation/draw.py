"""One draw of a planted panel, with and without its campaign."""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from lift.core.errors import StudyError, nearest
from lift.core.panel import Floats, Ints
from lift.simulation.absence import available
from lift.simulation.campaign import Plan, apply, build_plan, multipliers, truth_table
from lift.simulation.demand import Demand, build_demand
from lift.simulation.files import write_files
from lift.simulation.market import Market, build_market
from lift.simulation.options import Options
from lift.simulation.seeds import stream
from lift.simulation.study_file import study_text

DEFAULTS = Options()


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """A panel whose campaign effect is known.

    - `sales`: store_id, week (first day, a Monday), sku, units (whole), revenue (units x price, to the cent), price,
      base_price (shelf price) and promo (1 on promotion), feature and display where asked for; one row per store, week
      and SKU with sales.
    - `stores`: store_id, region, format. `products`: sku, brand, category, description.
    - `truth`: level, item, window, metric, incremental, uplift: this draw minus the same draw without campaign,
      summed over the test stores. Revenue in major currency units.
    - `options` and `seed` make the same panel again; `test` are the treated units (regions, or stores), `promoted` the
      promoted SKUs, `plan` when and where in detail.
    """

    sales: pd.DataFrame
    stores: pd.DataFrame
    products: pd.DataFrame
    truth: pd.DataFrame
    options: Options
    seed: int
    plan: Plan

    @property
    def test(self) -> tuple[str, ...]:
        """The units that got the campaign."""
        return self.plan.test

    @property
    def promoted(self) -> tuple[str, ...]:
        """The promoted SKUs' ids."""
        return self.plan.promoted

    def study(self, *, language: Literal["en", "de"] = "en", suffix: str = "") -> str:
        """Return the text of the study file that measures this panel."""
        return study_text(self, language=language, suffix=suffix)

    def write(self, folder: str | Path, *, suffix: str = "", language: Literal["en", "de"] = "en") -> Path:
        """Write the three Parquet tables, truth.csv and study.toml; return the path of study.toml.

        `suffix` goes behind the tables' names (sales<suffix>.parquet). The folder is made if need be; files of these
        names in it are replaced.
        """
        return write_files(self, Path(folder), suffix=suffix, language=language)


def simulate(seed: int = 1, options: Options = DEFAULTS, **changes: Any) -> Simulation:
    """Draw a store x SKU x week panel with a planted campaign.

    `changes` are fields of `Options`, which documents them: `simulate(seed=3, regions=20, uplift=0.06)`. The effect is
    known because the same draw is made without the campaign: sizes, seasons, promotions, shocks, empty shelves and
    the units sold anyway are the same in both. Deterministic in `seed` and options; every ingredient has a stream of
    its own, so that another uplift meets the same noise.

    Raises `StudyError` for an unknown option or a value out of range.
    """
    known = [field.name for field in fields(Options)]
    for name in changes:
        if name not in known:
            raise StudyError(f"simulate: no option {name!r}{nearest(name, known)}")
    o = replace(options, **{name: tuple(v) if isinstance(v, list) else v for name, v in changes.items()})
    market = build_market(seed, o)
    plan = build_plan(seed, o, market)
    demand = build_demand(seed, o, market, plan)
    rate = _rates(seed, o, market, demand)
    units = stream(seed, "units").poisson(rate)
    without, with_ = _plant(seed, o, market, plan, price=demand.price, rate=rate, units=units)
    return Simulation(
        sales=_sales(o, market, demand, units),
        stores=market.stores, products=market.products,
        truth=truth_table(without, with_, plan, o, market),
        options=o, seed=seed, plan=plan,
    )  # fmt: skip


def _rates(seed: int, o: Options, market: Market, demand: Demand) -> Floats:
    """Return each store's units to be expected, week noise included [S, T, K]; 0 where nothing can be bought."""
    rate = market.level[:, None, :] * demand.factor[market.region_of]
    if o.week_noise:
        shape = o.week_noise**-2
        rate *= stream(seed, "rates").standard_gamma(shape, size=rate.shape) / shape
    rate *= available(seed, o, *market.level.shape)
    return rate


def _plant(
    seed: int, o: Options, market: Market, plan: Plan, *, price: Ints, rate: Floats, units: Ints
) -> tuple[Floats, Floats]:
    """Add the campaign to `units` of the test stores; return their sales without and with it [2, T post, K]."""
    post = slice(o.pre_weeks, o.weeks)
    before = units[plan.at, post]
    after = before
    if o.campaign and o.uplift:
        expected = rate[plan.at, post]
        effect = multipliers(expected, plan, o, market)
        after = apply(stream(seed, "campaign"), before, expected, effect)
        units[plan.at, post] = after
    paid = price[market.region_of[plan.at], post]

    def add_up(sold: Ints) -> Floats:
        return np.stack([(sold * paid).sum(axis=0), sold.sum(axis=0)]).astype(np.float64)

    return add_up(before), add_up(after)


def _sales(o: Options, market: Market, demand: Demand, units: Ints) -> pd.DataFrame:
    """Return the rows with sales, by store, SKU and week."""
    by_sku = units.transpose(0, 2, 1)
    store, sku, week = np.nonzero(by_sku)
    sold = by_sku[store, sku, week]
    region = market.region_of[store]
    paid = demand.price[region, week, sku]
    weeks = pd.DatetimeIndex(np.datetime64(o.start, "s") + np.arange(o.weeks) * np.timedelta64(7, "D"))
    shown = {
        name: flags[region, week, sku].astype(np.int8)
        for name, flags in (("feature", demand.feature), ("display", demand.display))
        if flags is not None
    }
    return pd.DataFrame(
        {
            "store_id": pd.Index(market.stores["store_id"]).take(store),
            "week": weeks.take(week),
            "sku": pd.Index(market.products["sku"]).take(sku),
            "units": sold.astype(np.int32),
            "revenue": sold * paid / 100,
            "price": paid / 100,
            "base_price": market.price[sku] / 100,
            "promo": demand.promoted_price[region, week, sku].astype(np.int8),
            **shown,
        }
    )

"""Price and promotion of a study: what is learnt of them, the panel adjusted for them, and which one is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from lift.core.design import Design
from lift.core.panel import Panel
from lift.core.prices import Conditions, Elasticities
from lift.core.words import ADJUSTED, MIN_HISTORY
from lift.data import Source, adjusted, covariates_of, read_conditions, read_detail, read_main, store_weeks
from lift.estimators.elasticity import moments, shrunken
from lift.estimators.protocol import Estimator
from lift.inference.account import Account
from lift.inference.adjusted import adjusted_rows, elasticity_rows
from lift.inference.levels import account
from lift.inference.sample import Comparison


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """A study's main panel as sales are (`plain`) and adjusted for price and promotion (`twin`).

    `twin` is None where sales have no such columns, or do not differ in them. `adjusted`: the result is read from it.
    `source` and `other` are the data that the two are read from.
    """

    plain: Panel
    source: Source
    conditions: Conditions | None = None
    elasticities: Elasticities | None = None
    twin: Panel | None = None
    other: Source | None = None
    adjusted: bool = False

    @property
    def main(self) -> Panel:
        """The panel that the result is read from."""
        return self.twin if self.twin is not None and self.adjusted else self.plain

    @property
    def suffix(self) -> str:
        """What the name of the method says of it."""
        return f"/{ADJUSTED}" if self.adjusted else ""

    def by(self, unit_of_store: Mapping[str, str]) -> Panel:
        """The panel that the result is read from, of other units."""
        plain = read_main(self.source, unit_of_store)
        return _with(plain, read_main(self.other, unit_of_store)) if self.adjusted and self.other else plain

    def detail(self, unit_of_store: Mapping[str, str]) -> Panel:
        """The panel of the other SKUs, adjusted like the main one."""
        plain = read_detail(self.source, unit_of_store)
        return _with(plain, read_detail(self.other, unit_of_store)) if self.adjusted and self.other else plain


def sides(source: Source, unit_of_store: Mapping[str, str], plain: Panel) -> Sides:
    """Learn how sales answer to price and promotion, and adjust them, before any effect is looked at.

    Whether a promotion that began with the campaign was part of it, sales cannot tell: unless the study says so
    ([campaign] includes), it is none of its effect.
    """
    names = covariates_of(source.sales, source.spec.campaign.includes)
    if not names:
        return Sides(plain, source)
    conditions = read_conditions(source, unit_of_store)
    found = _elasticities(source, tuple(sorted(unit_of_store)), names)
    if found is None:
        return Sides(plain, source, conditions)
    other = adjusted(source, found)
    twin = _with(plain, read_main(other, unit_of_store))
    return Sides(plain, source, conditions, found, twin, other, source.spec.measure.adjust == "promotion")


def _with(panel: Panel, twin: Panel) -> Panel:
    """The panel with adjusted sales; `total`, all that was sold, stays."""
    return replace(panel, listed=twin.listed, weight=twin.weight)


def _elasticities(source: Source, stores: tuple[str, ...], names: tuple[str, ...]) -> Elasticities | None:
    if len(source.windows.pre) < MIN_HISTORY:
        return None
    with threadpool_limits(1, "blas"):
        read = {sku: moments(y, x, seen) for sku, y, x, seen in store_weeks(source, stores)}
        if not any(m.varies for m in read.values()):
            return None
        found = shrunken(list(read.values()))
    skus = tuple(sorted(source.tree.segment_of))
    at = {sku: i for i, sku in enumerate(read)}
    rows = np.array([at.get(sku, -1) for sku in skus])
    known = (rows >= 0)[:, None]
    return Elasticities(
        names, skus, found.pooled, found.spread, np.where(known, found.own[rows], np.nan),
        np.where(known, found.error[rows], np.nan), np.where(known, found.used[rows], found.pooled),
    )  # fmt: skip


def beside(
    both: Sides, how: Estimator, accounts: Sequence[Account], design: Design, confidence: float
) -> dict[str, pd.DataFrame]:
    """The tables `adjusted`, both sides next to each other, and `elasticities`; none where nothing was adjusted."""
    if both.twin is None or both.elasticities is None:
        return {}
    unread = Comparison(both.plain if both.adjusted else both.twin, design)
    others = [account(how, unread, unread.take([]), a.metric, a.method) for a in accounts]
    plain, twin = (others, accounts) if both.adjusted else (accounts, others)
    brands = frozenset(str(i.parent) for i in both.plain.items if i.promoted)
    rows = adjusted_rows(plain, twin, brands, confidence)
    return {"adjusted": pd.DataFrame(rows), "elasticities": pd.DataFrame(elasticity_rows(both.elasticities))}

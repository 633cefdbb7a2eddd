"""Price and promotion: how sales of a SKU answer to them, and how they stood in each unit and period."""

from dataclasses import dataclass

from lift.core.panel import Floats

COVARIATES = ("price", "base_price", "promo", "feature", "display")
"""Optional columns of the sales. Prices in major currency units per unit sold, the others flags or shares in 0 to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Elasticities:
    """What one unit of each of J covariates adds to the log units of each of K SKUs, `skus` sorted.

    The covariate "price" is log(price / base price), so its entry is an elasticity (-2: a price lower by 1 % sells 2 %
    more); the others are flags (0.3: sales with it are e^0.3 times those without). `pooled` [J] over all SKUs, `spread`
    [J] how far SKUs differ (SD), `own` and `error` [K, J] each SKU's estimate and standard error (NaN where its rows
    were not read, or the covariate never moved), `used` [K, J] those shrunken towards the pooled ones, by which sales
    are adjusted.
    """

    covariates: tuple[str, ...]
    skus: tuple[str, ...]
    pooled: Floats
    spread: Floats
    own: Floats
    error: Floats
    used: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """Price and promotion of the promoted SKUs, by unit and period from pre to after.

    `names` of the J conditions. `sums` [J, U, T]: sum over store-SKU pairs with sales of weight x (value less the
    pair's own mean before the campaign); `level` [J, U, T] the same of the values; `weight` [U, T] sum of the
    weights, each pair's revenue before the campaign. sums / weight is the mean change, unmoved by which pairs sell.
    """

    names: tuple[str, ...]
    sums: Floats
    level: Floats
    weight: Floats

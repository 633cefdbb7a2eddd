"""Does more of the campaign sell more? The effects of single test units against the dose that each of them got."""

from dataclasses import dataclass, replace

import numpy as np

from lift.core.panel import Floats
from lift.core.words import Metric
from lift.estimators.protocol import Estimator
from lift.inference.reml import regress
from lift.inference.sample import Comparison

FEWEST = 5
"""Test units from which on a slope has an interval worth stating: three degrees of freedom."""
FEWEST_DOSES = 3
"""Different doses; with two of them a slope is a comparison of two groups and says nothing of what lies between."""
MOST = 60
"""Test units that are measured one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class UnitEffects:
    """`location` [U] of the campaign's log uplift in each test unit by itself, and its `scale` [U]; NaN where none."""

    units: tuple[str, ...]
    location: Floats
    scale: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Dose:
    """`slope` of the log uplift per unit of dose with `low`, `high` and `p_value`; `tau` between units at equal dose.

    `span_low`, `span`, `span_high`: what the step from the smallest to the largest dose makes of sales, ratios less 1.
    """

    slope: float
    low: float
    high: float
    p_value: float
    tau: float
    smallest: float
    largest: float
    span: float
    span_low: float
    span_high: float


def unit_effects(estimator: Estimator, one: Comparison, metric: Metric) -> UnitEffects:
    """Ask the study's own estimator for each test unit alone against the whole control; the others stay out of it.

    `one` holds a single item. Raises MethodError as the estimator does for a lone test unit.
    """
    units = one.design.test[:MOST]
    found = [estimator.expected(one.panel, replace(one.design, test=(unit,)), metric) for unit in units]
    location, scale = (np.array([getattr(f, name)[0, 0] for f in found]) for name in ("location", "scale"))
    return UnitEffects(units, location, scale)


def dose_response(location: Floats, scale: Floats, dose: Floats, confidence: float) -> Dose:
    """The slope of U >= 5 unit effects on their doses [U], at least three of them different.

    Weighted least squares with weights ``1 / (scale^2 + tau2)``, tau2 by REML, interval by Hartung and Knapp: its width
    comes from how far the units scatter around the line. All units share one control, so its error moves the whole line
    and not its slope; the factor q may therefore fall below 1. Raises MethodError as `regress` does.
    """
    middle = float(dose.mean())
    spread = float(dose.std())
    x = (dose - middle) / spread
    fit = regress(location, scale**2, np.column_stack([np.ones(len(x)), x]), confidence, floor=False)
    slope, low, high = (float(part[1]) / spread for part in (fit.coef, fit.low, fit.high))
    step = float(dose.max() - dose.min())
    span, span_low, span_high = (float(np.expm1(b * step)) for b in (slope, low, high))
    ends = float(dose.min()), float(dose.max())
    tau = float(np.sqrt(fit.tau2))
    return Dose(slope, low, high, fit.p_value(slice(1, 2)), tau, *ends, span, span_low, span_high)

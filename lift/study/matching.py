"""The design of an opened study: arms as named, or chosen under the rules of [match]."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd
from threadpoolctl import threadpool_limits

from lift.core.design import Balance, Design
from lift.core.errors import DesignError
from lift.core.panel import Panel, Span
from lift.core.spec import StudySpec
from lift.data import Source, ahead
from lift.design.balance import balance, indexed
from lift.design.build import build
from lift.design.choose import choose
from lift.design.constraints import Constraints, constrain
from lift.design.contest import Rule
from lift.design.units import Units
from lift.estimators import estimator as registered
from lift.estimators.protocol import Estimator
from lift.inference import automatic, paired
from lift.study import belt

Tell = Callable[[str, float], None]
Rows = tuple[Mapping[str, object], ...]


def design_of(source: Source, units: Units, panel: Panel, tell: Tell | None = None) -> tuple[Design, Rows]:
    """The design of a study whose data is open, and the designs that were tried out for it.

    `panel` is what the run will measure: adjusted for price and promotion where the study does so.

    Arms that the study names are taken as they are; what it leaves open is chosen on `panel.windows.history`. Raises
    DesignError when there is no control to be had.
    """
    promoted = source.promoted
    if units.control is not None:
        return build(units, panel, promoted, units.control, "named"), ()
    spec = source.spec
    rules = constraints(source, units, panel)
    how = rule(source, estimator_of(spec, units), units)
    with threadpool_limits(1, "blas"):
        found = choose(panel, rules, how, seed=spec.measure.seed, caliper=spec.match.caliper, tell=tell)
    control = found.control
    if not units.test:
        free = tuple(unit for unit in units.free if unit not in set(found.test))
        units = replace(units, test=found.test, free=free)
    return build(units, panel, promoted, control, "match"), found.tried


def constraints(source: Source, units: Units, panel: Panel) -> Constraints:
    """The rules of [match] for the units of a panel."""
    match, stores = source.spec.match, source.stores
    near = belt.near(match, stores, units.unit_of_store)
    return constrain(match, units, panel, near, belt.kinds(match, stores, units.unit_of_store))


def rule(source: Source, estimator: Estimator, units: Units) -> Rule:
    """How the run to come will measure."""
    spec = source.spec
    run = ahead(source.calendar, spec.campaign, match=spec.regions.matched)
    return Rule(estimator, units.assignment, run.pre, run.campaign, spec.measure.confidence)


def estimator_of(spec: StudySpec, units: Units) -> Estimator:
    """The study's estimator with its inference; "auto" is that of one test unit against all others."""
    asked = registered(spec.measure.method)
    inference = spec.measure.inference
    if inference == "auto":
        test = units.test or units.free[:1]
        control = units.control or tuple(unit for unit in units.free if unit not in set(test))
        if not control:
            raise DesignError(
                "no control unit is left: the panel holds one unit only; name stores as units, or add regions"
            )
        weights = (1.0 / len(control),) * len(control)
        inference = automatic(asked, Design(units.assignment, test, control, weights))
    return paired(asked, inference)


def alike(
    source: Source, units: Units, panel: Panel, design: Design, span: Span
) -> tuple[tuple[Balance, ...], dict[str, pd.DataFrame]]:
    """How alike the arms are over some periods: rows, and the tables `balance` and `indexed` of the result folder."""
    rows = balance(panel, design, span, belt.attributes(source.stores, units.unit_of_store, panel.units))
    columns = ["level", "item", "week", "test", "control"]
    return rows, {
        "balance": replace(design, balances=rows).balance,
        "indexed": pd.DataFrame(indexed(panel, design, span), columns=columns),
    }

"""Where nothing happened, and without each unit: what the study's own method says then, as tables of the result."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from lift.checks import Evidence
from lift.checks.false_start import false_campaigns
from lift.checks.one_out import left_out
from lift.core.errors import LiftError
from lift.core.words import LEFT_OUT_COLUMNS, PLACEBO_COLUMNS
from lift.inference.outcome import Outcome
from lift.inference.sample import Comparison, estimates

FEWEST = 4
"""Fewer control regions leave a placebo among them too little to be compared with."""
MOST = 20
"""So many control regions at most play the test region, the largest ones."""


def doubts(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """The tables `placebos` and `leave_one_out` of the promoted set's revenue; none that would be empty.

    `placebos`: by `kind`, false campaigns before the real one ("period", from the first day `week` on) and control
    regions in the place of the test region during the campaign, against the other control regions ("unit"). Uplifts
    are ratios with the interval at the study's confidence. `leave_one_out`: the uplift without each `unit` of an
    `arm`, without interval where the method gives none by itself; the row without a unit is that of all units.
    """
    confidence = evidence.spec.measure.confidence
    placebos = [
        *(
            _row(found, confidence, kind="period", week=pd.Timestamp(day))
            for day, found in evidence.once(false_campaigns)
        ),
        *(_row(found, confidence, kind="unit", unit=unit) for unit, found in _placebo_regions(evidence)),
    ]
    tables = {"placebos": pd.DataFrame(placebos, columns=list(PLACEBO_COLUMNS))} if placebos else {}
    if without := list(_without(evidence, confidence)):
        tables["leave_one_out"] = pd.DataFrame(without, columns=list(LEFT_OUT_COLUMNS))
    return tables


def _placebo_regions(evidence: Evidence) -> Iterator[tuple[str, Outcome]]:
    """Each control region measured as if it had been the test region; where stores were drawn there is none."""
    one = evidence.promoted()
    design = evidence.main.design
    if one is None or design.assignment != "regions" or len(design.control) < FEWEST:
        return
    before = one.panel.windows.pre.slice
    size = one.panel.total[0, one.panel.at(design.control), before].sum(axis=(1, 2))
    for at in sorted(np.argsort(-size, kind="stable")[:MOST].tolist()):
        unit = design.control[at]
        others = tuple(name for name in design.control if name != unit)
        alone = replace(design, test=(unit,), control=others, weights=(1.0 / len(others),) * len(others))
        found = _measured(evidence, Comparison(one.panel, alone))
        if found is not None:
            yield unit, found


def _measured(evidence: Evidence, one: Comparison) -> Outcome | None:
    if one.refusals("revenue")[0] is not None:
        return None
    try:
        found = estimates(evidence.estimator, one, "revenue")
    except LiftError:
        return None
    item = found.items[0]
    step, scale, sold = float(item.location[0]), float(item.scale[0]), float(item.weight[0])
    return Outcome(sold, sold * math.exp(-step), scale, found.df) if math.isfinite(scale) and scale > 0 else None


def _without(evidence: Evidence, confidence: float) -> Iterator[dict[str, Any]]:
    found = evidence.once(left_out)
    if found is None or not len(found.units):
        return
    yield _row(_law(found.location, found.scale, found.df), confidence)
    for unit, step, scale in zip(found.units, found.without, found.scales, strict=True):
        if math.isfinite(step):
            arm = "test" if unit in evidence.main.design.test else "control"
            yield _row(_law(float(step), float(scale), found.df), confidence, unit=unit, arm=arm)


def _law(step: float, scale: float, df: float) -> Outcome:
    return Outcome(math.exp(step), 1.0, scale, df)


def _row(found: Outcome, confidence: float, **about: Any) -> dict[str, Any]:
    known = math.isfinite(found.sd)
    low, high = found.uplift_interval(confidence) if known else (math.nan, math.nan)
    return {**about, "uplift": found.uplift, "uplift_low": low, "uplift_high": high}

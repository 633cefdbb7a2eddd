"""How much of the campaign each test unit got, and whether more of it sold more."""

import math
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pandas as pd

from lift.checks import Evidence
from lift.core.design import Design
from lift.core.errors import MethodError, StudyError, listing, nearest
from lift.core.panel import Floats
from lift.core.spec import StudySpec
from lift.inference.dose import FEWEST, FEWEST_DOSES, dose_response, unit_effects
from lift.inference.outcome import Outcome
from lift.money.activity import totals
from lift.study.activity import Acted

Frame = Any


def with_dose(told: Acted, evidence: Evidence, posts: Frame | None, stores: Frame) -> Acted:
    """The same with the promoted set's effect by dose, where a dose is known: numbers, or why there are none.

    Raises StudyError for a column that the stores table lacks, or that differs within a unit.
    """
    spec, one = evidence.spec, evidence.promoted()
    dosage = _doses(spec, posts, evidence.main.design, stores)
    if one is None or dosage is None:
        return told
    per, dose = dosage
    about = {"per": per, "units": len(dose), "needed": FEWEST}
    if why := _refused(dose):
        return replace(told, dose={**about, **why})
    try:
        found = unit_effects(evidence.estimator, one, "revenue")
    except MethodError:
        return replace(told, dose={**about, "reason": "method"})
    kept = np.isfinite(found.location) & np.isfinite(found.scale) & (found.scale > 0)
    location, scale, dose = (values[kept] for values in (found.location, found.scale, dose[: len(kept)]))
    if why := _refused(dose):
        return replace(told, dose={**about, **why})
    line = dose_response(location, scale, dose, spec.measure.confidence)
    units = [unit for unit, known in zip(found.units, kept, strict=True) if known]
    rows = [
        {"unit": unit, "dose": d, **_uplift(at, sd, spec.measure.confidence)}
        for unit, d, at, sd in zip(units, dose.tolist(), location.tolist(), scale.tolist(), strict=True)
    ]
    numbers = {"reason": None, "units": len(dose), **asdict(line)}
    return replace(told, dose=about | numbers, tables={**told.tables, "dose": pd.DataFrame(rows)})


def _refused(dose: Floats) -> dict[str, Any]:
    if len(dose) < FEWEST:
        return {"reason": "few", "units": len(dose)}
    return {"reason": "alike", "needed": FEWEST_DOSES} if len(set(dose.tolist())) < FEWEST_DOSES else {}


def _uplift(location: float, scale: float, confidence: float) -> dict[str, float]:
    low, high = Outcome(math.exp(location), 1.0, scale).uplift_interval(confidence)
    return {"uplift": math.expm1(location), "low": low, "high": high}


def _doses(spec: StudySpec, posts: Frame | None, design: Design, stores: Frame) -> tuple[str, Floats] | None:
    """What the dose is counted in, and the dose of each test unit; None where the study knows none."""
    asked = spec.campaign.posts
    if asked.dose is not None:
        return asked.dose, _attribute(asked.dose, "dose", design, stores)
    if posts is None or "region" not in posts or design.assignment != "regions":
        return None
    counts = np.array([_creators(posts[posts["region"] == unit]) for unit in design.test])
    if asked.households is None:
        return "region", counts
    homes = _attribute(asked.households, "households", design, stores)
    if (homes <= 0).any():
        raise StudyError(
            f"[campaign.activity] households: the column {asked.households!r} must be above 0 in test units"
        )
    return "households", 1_000.0 * counts / homes


def _creators(part: Frame) -> float:
    counts = totals(part)
    return counts.get("creators", counts["posts"]) if len(part) else 0.0


def _attribute(column: str, key: str, design: Design, stores: Frame) -> Floats:
    """A number of each test unit from the stores table: the same in all stores of a unit."""
    where = f"[campaign.activity] {key}"
    if column not in stores.columns:
        raise StudyError(f"{where}: the stores table has no column {column!r}{nearest(column, stores.columns)}")
    unit = stores["region"] if design.assignment == "regions" else stores["store_id"]
    values: list[float] = []
    for name in design.test:
        found = sorted({str(value) for value in stores[column][unit == name]})
        try:
            (value,) = map(float, found)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise StudyError(
                f"{where}: {column!r} must be one number for all stores of {name}, it is {listing(found)}; write the "
                "unit's own value on each of its stores"
            )
        values.append(value)
    return np.array(values)

"""What could be wrong? One file a threat; every check turns the evidence into findings."""

from collections.abc import Callable

from lift.checks.absent import sold_in_both_arms
from lift.checks.alike import control_units_alike
from lift.checks.assignment import assignment
from lift.checks.calibrated import calibrated
from lift.checks.dominant import one_dominant_unit
from lift.checks.evidence import Evidence
from lift.checks.false_start import placebo_in_time
from lift.checks.history import one_against_one, slow_drift
from lift.checks.launch import launched
from lift.checks.level_break import structural_break
from lift.checks.listing_moved import listing_moved
from lift.checks.measurable import promoted_measurable
from lift.checks.one_out import leave_one_unit_out
from lift.checks.promotion import promotion_unequal
from lift.checks.second_opinion import welch_agrees
from lift.checks.tracking import control_tracks
from lift.checks.treated_control import control_untreated
from lift.checks.trend import pre_trend
from lift.core.finding import Finding

CHECKS: dict[str, Callable[[Evidence], list[Finding]]] = {
    "promoted set measurable": promoted_measurable,
    "sold in both arms": sold_in_both_arms,
    "control tracks test": control_tracks,
    "control untreated": control_untreated,
    "control units alike": control_units_alike,
    "assignment": assignment,
    "pre-trend": pre_trend,
    "structural break": structural_break,
    "placebo in time": placebo_in_time,
    "leave one unit out": leave_one_unit_out,
    "one dominant unit": one_dominant_unit,
    "price and promotion": promotion_unequal,
    "slow drift": slow_drift,
    "one region against one": one_against_one,
    "launch": launched,
    "second opinion": welch_agrees,
    "calibration": calibrated,
    "listing": listing_moved,
}


def check_all(evidence: Evidence) -> tuple[Finding, ...]:
    """Run every check, in the order of the registry."""
    return tuple(finding for check in CHECKS.values() for finding in check(evidence))


__all__ = ["CHECKS", "Evidence", "check_all"]

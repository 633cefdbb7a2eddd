"""What could be wrong? One file a threat; every check turns the evidence into findings."""

from collections.abc import Callable

from lift.checks.alike import control_units_alike
from lift.checks.assignment import assignment
from lift.checks.evidence import Evidence
from lift.checks.history import one_against_one, slow_drift
from lift.checks.launch import launched
from lift.checks.measurable import promoted_measurable
from lift.checks.second_opinion import welch_agrees
from lift.checks.tracking import control_tracks
from lift.checks.treated_control import control_untreated
from lift.core.finding import Finding

CHECKS: dict[str, Callable[[Evidence], list[Finding]]] = {
    "promoted set measurable": promoted_measurable,
    "control tracks test": control_tracks,
    "control untreated": control_untreated,
    "control units alike": control_units_alike,
    "assignment": assignment,
    "slow drift": slow_drift,
    "one region against one": one_against_one,
    "launch": launched,
    "second opinion": welch_agrees,
}


def check_all(evidence: Evidence) -> tuple[Finding, ...]:
    """Run every check, in the order of the registry."""
    return tuple(finding for check in CHECKS.values() for finding in check(evidence))


__all__ = ["CHECKS", "Evidence", "check_all"]

"""The design: which units got the campaign, which are the dark region, fixed before the effect is looked at."""

from dataclasses import dataclass

from lift.core.errors import DesignError
from lift.core.words import Assignment


@dataclass(frozen=True, slots=True)
class Design:
    """Test and control units of one study.

    `assignment` says what a unit is: whole regions got the campaign, or stores were drawn one by one.
    `weights` are the control units' shares of the control's sales before the campaign (sum 1).
    `unused` units are in neither arm and serve as placebos; `excluded` ones are in nothing.
    `chosen`: the control was "named" in the study, picked by "match", or fixed by a "lock" file.
    `declared` is False when the assignment was found out rather than stated. `fingerprint` identifies the
    design: SHA-256 of assignment, units, windows and promoted SKUs.
    """

    assignment: Assignment
    test: tuple[str, ...]
    control: tuple[str, ...]
    weights: tuple[float, ...]
    unused: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    chosen: str = "named"
    declared: bool = True
    evidence: str = "model-based"
    fingerprint: str = ""

    def __post_init__(self) -> None:
        if not self.test or not self.control:
            arm = "test" if not self.test else "control"
            raise DesignError(f"the design has no {arm} unit: name at least one under [regions]")
        both = set(self.test) & set(self.control)
        if both:
            raise DesignError(f"units in test and control at once: {', '.join(sorted(both))}")
        if len(self.weights) != len(self.control):
            raise DesignError(f"{len(self.weights)} weights for {len(self.control)} control units")

"""What the checks look at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from lift.core.calibration import Calibration
from lift.core.errors import MethodError
from lift.core.panel import Floats
from lift.core.prices import Conditions, Elasticities
from lift.core.spec import StudySpec
from lift.estimators.arms import arms
from lift.estimators.did import Did
from lift.estimators.protocol import Estimator
from lift.inference.account import Account, Row
from lift.inference.outcome import Outcome
from lift.inference.sample import Comparison

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The study, its main comparison and the revenue account.

    `whole_regions`: test stores fill their regions. `estimator`: the one that the study was measured with.
    `calibration`: what false campaigns have shown, None without any; `inputs` the checksums of the tables. `conditions`:
    price and promotion, None where the sales have no such columns; `elasticities`: what sales answer to them, None where
    that cannot be told. `listings`: which stores sell the promoted SKUs, by window (rows of `lift.data.distribution`).
    """

    spec: StudySpec
    main: Comparison
    account: Account
    whole_regions: bool
    estimator: Estimator = field(default_factory=Did)
    calibration: Calibration | None = None
    inputs: Mapping[str, str] = field(default_factory=dict[str, str])
    conditions: Conditions | None = None
    elasticities: Elasticities | None = None
    listings: Sequence[Mapping[str, Any]] = ()
    _seen: dict[Callable[["Evidence"], Any], Any] = field(
        default_factory=dict[Callable[["Evidence"], Any], Any], repr=False
    )

    def once(self, look: Callable[["Evidence"], T]) -> T:
        """What a look at this evidence finds; a second reader gets what the first one got."""
        if look not in self._seen:
            self._seen[look] = look(self)
        return self._seen[look]

    def promoted(self) -> Comparison | None:
        """The comparison of the promoted set alone; None when an arm does not sell it before or behind the start."""
        panel = self.main.panel
        one = self.main.take([next(k for k, item in enumerate(panel.items) if item.level == "promoted")])
        reason = one.refusals("revenue")[0]
        return one if reason is None or reason.reason == "too_thin" else None

    def contrast(self) -> Floats | None:
        """Log ratio [P] of the promoted set's sales index, test to control, before the campaign; None without one."""
        one = self.promoted()
        if one is None:
            return None
        try:
            both = arms(one.panel, one.design, "revenue", shared=False)
        except MethodError:
            return None
        return both.contrast[: len(one.panel.windows.pre), 0]

    def campaign(self, level: str, item: str | None = None) -> Outcome | None:
        """The campaign outcome of the first row of a level, or of a named item; None without such a row."""
        row = self.row(level, item)
        return None if row is None else row.law.window(0)

    def row(self, level: str, item: str | None = None) -> Row | None:
        """The first row of a level, or that of a named item."""
        return next((r for r in self.account.rows if r.level == level and item in (None, r.item)), None)

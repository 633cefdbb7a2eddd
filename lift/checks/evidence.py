"""What the checks look at."""

from dataclasses import dataclass

from lift.core.spec import StudySpec
from lift.inference.account import Account, Row
from lift.inference.outcome import Outcome
from lift.inference.sample import Comparison


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The study, its main comparison and the revenue account; `whole_regions`: test stores fill their regions."""

    spec: StudySpec
    main: Comparison
    account: Account
    whole_regions: bool

    def campaign(self, level: str, item: str | None = None) -> Outcome | None:
        """The campaign outcome of the first row of a level, or of a named item; None without such a row."""
        row = self.row(level, item)
        return None if row is None else row.law.window(0)

    def row(self, level: str, item: str | None = None) -> Row | None:
        """The first row of a level, or that of a named item."""
        return next((r for r in self.account.rows if r.level == level and item in (None, r.item)), None)

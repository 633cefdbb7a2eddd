"""A finding: one threat to the result, looked at, with a verdict and advice in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from lift.core.words import CheckVerdict, Level


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check saw: `value` against `limit`, and what to do about it.

    `message` and `advice` carry the keys "de" and "en"; `level` and `item` name what it is about, None for the
    whole study. A failed check makes the test invalid: numbers stay, no ROI is shown.
    """

    check: str
    verdict: CheckVerdict
    message: Mapping[str, str]
    advice: Mapping[str, str]
    value: float | None = None
    limit: float | None = None
    level: Level | None = None
    item: str | None = None

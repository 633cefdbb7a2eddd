"""What campaigns that never happened have shown of each method on a user's own panel."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from lift.core.words import Level

Share = tuple[float, float, float]
"""A share and its 95 % interval."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One method at one level, over the false campaigns in which it could be used.

    - `campaigns`: how many; `refused`: in how many it gave no answer.
    - `called` maps a nominal rate ("0.05", "0.1", "0.2") to the share called significant although nothing happened.
    - `covered` maps a planted uplift ("0.06") to the share of intervals that hold it, at the study's confidence.
    - `found` maps it to the share called proven. `width` is the median width of the interval where nothing happened,
      `needed` what it would be if all intervals were stretched, on the log scale and never shrunk, until as many held
      zero as was promised; `rmse` is the error of the uplift. All are ratios (0.12 is 12 points), NaN where nothing was
      measured.
    """

    method: str
    level: Level
    campaigns: int
    refused: int
    called: Mapping[str, Share]
    covered: Mapping[str, Share]
    found: Mapping[str, Share]
    width: float
    needed: float
    rmse: float

    def rate(self, nominal: float) -> Share:
        """Share called significant at the nominal rate nearest to this one."""
        return self.called[min(self.called, key=lambda name: abs(float(name) - nominal))]

    def honest(self, nominal: float) -> bool:
        """Whether the interval of its false positive rate reaches down to the nominal one."""
        return self.rate(nominal)[1] <= nominal


@dataclass(frozen=True, slots=True)
class Calibration:
    """Content of calibration.json: what was tried on which panel and design, and which method is recommended.

    `fingerprint` is the design's, `inputs` are the tables' checksums: both tell whether it still belongs to a study.
    `pre` and `length` are the periods before and in a false campaign, `windows` the number of starts, `groups` the
    number of groups of units that played the test arm.
    """

    fingerprint: str
    inputs: Mapping[str, str]
    confidence: float
    pre: int
    length: int
    windows: int
    groups: int
    recommended: str | None
    tried: tuple[Tried, ...]

    @property
    def uplifts(self) -> tuple[str, ...]:
        """The uplifts that were planted."""
        return tuple(self.tried[0].covered)

    def of(self, method: str, level: Level = "promoted") -> Tried | None:
        """What was seen of a method at a level; None when it was not tried."""
        return next((t for t in self.tried if (t.method, t.level) == (method, level)), None)

    def to_dict(self) -> dict[str, Any]:
        """As JSON content."""
        return {"schema": 1, **asdict(self)}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> "Calibration":
        """From JSON content. Raises KeyError or TypeError when it is something else."""
        fields = {name: content[name] for name in cls.__slots__ if name != "tried"}
        return cls(**fields, tried=tuple(_tried(entry) for entry in content["tried"]))


def _tried(entry: Mapping[str, Any]) -> Tried:
    found: dict[str, Any] = {**entry, **{name: _number(entry[name]) for name in ("width", "needed", "rmse")}}
    for name in ("called", "covered", "found"):
        found[name] = {key: _share(ends) for key, ends in entry[name].items()}
    return Tried(**found)


def _share(ends: tuple[float | None, float | None, float | None]) -> Share:
    share, low, high = map(_number, ends)
    return share, low, high


def _number(value: float | None) -> float:
    """JSON has no NaN: null stands for it."""
    return math.nan if value is None else float(value)

"""design.lock: what was fixed before the campaign, so that nobody has to believe it afterwards."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from lift.core.errors import DesignError
from lift.core.finding import form
from lift.core.imprint import Imprint
from lift.core.spec import CellSpec, ExcludedSpec
from lift.core.words import Assignment, Frequency

SCHEMA = 1
FILE = "design.lock"


@dataclass(frozen=True, slots=True)
class Lock:
    """A design as it was fixed.

    `locked` is the day it was fixed. `chosen`: "named" by the analyst or picked by "match"; `weights` are the control
    units' shares of its sales then. Windows: first day and periods of pre, first and last day of the campaign, periods
    after it, and the stretches of the history that take no part. `cells`: test units by cell, none where all got one
    campaign. `imprint` is the panel as it was then. `detectable`: the uplift that the campaign will show in 80 % of
    cases, by level, as back-tests had it.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    locked: date
    study: str
    assignment: Assignment
    test: tuple[str, ...]
    control: tuple[str, ...]
    weights: tuple[float, ...]
    excluded: tuple[str, ...]
    chosen: str
    frequency: Frequency
    pre_first: date
    pre_periods: int
    start: date
    end: date
    after_periods: int
    promoted: tuple[str, ...]
    launch: tuple[str, ...]
    method: str
    inference: str
    confidence: float
    seed: int
    imprint: Imprint
    detectable: Mapping[str, float] = field(default_factory=dict[str, float])
    exclude_periods: tuple[ExcludedSpec, ...] = ()
    cells: tuple[CellSpec, ...] = ()


def to_text(lock: Lock) -> str:
    """The lock as JSON, with the SHA-256 of its content; equal locks give equal text."""
    content = TypeAdapter(Lock).dump_python(lock, mode="json")
    return json.dumps({"schema": SCHEMA, "digest": _digest(content), **content}, ensure_ascii=False, indent=1) + "\n"


def from_text(text: str, name: str = FILE) -> tuple[Lock, bool]:
    """Read a lock, and whether its content is still that which was written.

    Raises DesignError when it is no lock, or one of another version.
    """
    again = "run `lift match` again before the campaign, or remove the file to measure without a lock"
    try:
        content: Any = json.loads(text)
    except ValueError as error:
        raise DesignError(f"{name} is damaged ({error}); restore it, or {again}") from None
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise DesignError(f"{name} is not a lock of schema {SCHEMA}; {again}")
    digest = content.pop("digest", None)
    content.pop("schema")
    try:
        lock = TypeAdapter(Lock).validate_python(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise DesignError(
            f"{name}: {error.error_count()} {form(error.error_count(), 'value is', 'values are')} wrong, first "
            f"{where}: {first['msg']}; {again}"
        ) from None
    return lock, digest == _digest(content)


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

"""Nested values as JSON holds them: twelve significant digits, null for what is not a number, the same bytes always."""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from numbers import Integral, Real
from typing import Any, cast

import numpy as np
import pandas as pd

DIGITS = 12


def number(value: float) -> float | None:
    """Return a number with at most 12 significant digits; None for NaN and the infinities, 0.0 for -0.0."""
    return float(f"{value:.{DIGITS}g}") + 0.0 if math.isfinite(value) else None


def plain(value: Any) -> Any:
    """Return a value as it reads after a round trip through JSON: dicts, lists, text, whole numbers, floats, None.

    Whole numbers stay whole, keys become text, dates ISO text (a timestamp at midnight its day). Raises `TypeError`
    for anything else, since a result holds plain values only.
    """
    if value is None or value is pd.NA:
        return None
    make = _maker(type(value))
    if make is None:
        raise TypeError(f"a result holds plain values only, not {type(value).__name__}")
    return make(value)


@cache
def _maker(kind: type) -> Callable[[Any], Any] | None:
    return next((make for kinds, make in _MAKERS if issubclass(kind, kinds)), None)


def _table(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): plain(inner) for key, inner in value.items()}


def _list(value: Iterable[Any]) -> list[Any]:
    return [plain(inner) for inner in value]


def _day(value: Any) -> str | None:
    moment: Any = pd.Timestamp(value)
    if moment is pd.NaT:
        return None
    if not isinstance(value, np.datetime64 | datetime):
        return cast("date", value).isoformat()
    midnight = moment == moment.normalize() and moment.tzinfo is None
    return str(moment.date().isoformat() if midnight else moment.isoformat())


def to_json(value: Any) -> bytes:
    """Return a value as UTF-8 JSON with a newline at its end."""
    return (json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode("utf-8")


def from_json(content: bytes) -> Any:
    """Read back what `to_json` wrote."""
    return json.loads(content.decode("utf-8"))


_MAKERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (str, str),
    ((bool, np.bool_), bool),
    (Mapping, _table),
    (Integral, int),
    (Real, lambda value: number(float(value))),
    ((np.datetime64, date), _day),
    ((list, tuple, np.ndarray), _list),
)
"""The first kind that fits decides; a truth value is a whole number too, so it comes earlier."""

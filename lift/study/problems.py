"""One value of the study file that is of the wrong type or out of range, said in a sentence."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from lift.core.errors import nearest

_WANTED = {
    "string_type": "is not text; write it in quotes",
    "string_pattern_mismatch": 'is not a currency code; write its three capital letters, as in "EUR"',
    "float_type": "is not a number",
    "finite_number": "is not a finite number",
    "int_type": "is not a whole number",
    "too_short": "is empty; name at least one, or leave the key out",
}
_BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
_SHARES = {"vat", "retail_margin", "margin", "share_in_test", "coverage", "confidence"}


_SECRET = re.compile(r"(?<=://).*(?=@)|(?<=\?).*", re.DOTALL)
"""Who asks, and what is asked besides, in a URL: it may hold a password, which no message repeats."""


def sentence(section: str, key: str, error: Mapping[str, Any]) -> str:
    """Say what is wrong with the value of one key; `error` is one entry of the list that pydantic gives."""
    entries = [part for part in error["loc"] if isinstance(part, int)]
    place = f"{key}[{entries[0] + 1}]" if entries else key
    return f"[{section}] {place} = {shown(error['input'])} {_wrong(key, error)}"


def _wrong(key: str, error: Mapping[str, Any]) -> str:
    kind, context, value = error["type"], error.get("ctx", {}), error["input"]
    if kind == "literal_error":
        choices = str(context["expected"]).replace("'", '"')
        names = [name.strip('" ') for name in choices.replace(" or ", ", ").split(", ")]
        several = f"is not one of {choices}" if len(names) > 1 else f"is not {choices}"
        if key in {"control", "test"}:
            return f'{several}; names go into a list: ["{value}"]'
        return f"{several}{nearest(str(value), names)}"
    if kind == "tuple_type":
        return f"is not a list; write [{shown(value)}]"
    if kind in _BOUNDS:
        words, bound = _BOUNDS[kind]
        return f"must be {words} {context[bound]:g}{_per_cent(key, value)}"
    if kind == "lift":
        return str(error["msg"])
    return _WANTED.get(kind, f"cannot be used: {error['msg']}")


def _per_cent(key: str, value: object) -> str:
    if key in _SHARES and isinstance(value, int | float) and 1 < value < 100:
        return f"; it is a share: write {value / 100:g} for {value:g} %"
    return ""


def shown(value: object, most: int = 60) -> str:
    """Return a value as the study file would write it, shortened where it is long."""
    match value:
        case str():
            text = f'"{_SECRET.sub("...", value) if "://" in value else value}"'
        case bool():
            text = str(value).lower()
        case date():
            text = value.isoformat()
        case Mapping():
            text = "a table"
        case list() | tuple():
            text = f"[{', '.join(shown(entry) for entry in value[:5])}{', ...' if len(value) > 5 else ''}]"
        case _:
            text = str(value)
    return text if len(text) <= most else f"{text[: most - 3]}..."

"""Names from the data as they may be shown: SKUs, brands, regions are data, never markup and never layout."""

import re
import unicodedata

from lift.core.words import PROMOTED, PROMOTED_BRANDS, REST
from lift.report.words import text

_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_WHITE = re.compile(r"\s*[^\S\u00a0]\s*|\u00a0{2,}")
_SPECIAL = {PROMOTED: "item.promoted", PROMOTED_BRANDS: "item.promoted_brands", REST: "item.rest"}


def clean(name: object) -> str:
    """The name without control characters and direction overrides, runs of white space as one space.

    A space that does not break stays one: what is set in words ("12,3 %") is not to come apart.
    """
    kept = "".join(
        " " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char
        for char in str(name)
        if char not in _OVERRIDES and unicodedata.category(char) != "Cs"
    )
    return _WHITE.sub(" ", kept).strip() or "\N{EN DASH}"


def short(name: str, most: int = 40) -> str:
    """At most so many characters, the end replaced by an ellipsis."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def item_label(level: str, item: object, language: str) -> str:
    """An item as shown: the promoted set, the promoted brands and "(rest)" in words, all others by their name."""
    key = _SPECIAL.get(str(item))
    if key == "item.promoted" and level != "promoted":
        key = None
    return text(key, language) if key else clean(item)


def enumeration(names: list[str], language: str, most: int = 6) -> str:
    """Names as one phrase: "a, b und c", and with many of them "a, b und 12 weitere"."""
    names = [short(name) for name in names]
    if len(names) > most:
        return text("list.more", language, names=", ".join(names[: most - 1]), n=len(names) - most + 1)
    if len(names) < 2:
        return "".join(names)
    return text("list.and", language, names=", ".join(names[:-1]), last=names[-1])

"""The error tree: every error a user can cause derives from `LiftError`.

An error says four things: *what* is wrong, *where*, *how many*, and *what to do*. It is raised before any
output is written, so nothing is lost.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from unicodedata import normalize


class LiftError(Exception):
    """A study or its data cannot be used as they are; the message says what, where, how many and what to do."""


class StudyError(LiftError):
    """The study file is wrong: an unknown key, a missing value, a value that contradicts another."""


class DataError(LiftError):
    """The panel is wrong: unreadable, incomplete, duplicated, or holding values that cannot be sales."""


class DesignError(LiftError):
    """Test and control cannot be formed: unknown, empty or overlapping units, too little history."""


class MethodError(LiftError):
    """The chosen estimator or inference cannot answer this design; the message names one that can."""


def nearest(word: str, known: Iterable[object], n: int = 1) -> str:
    """Return ' (did you mean "x"?)' for the known name nearest to `word`, or '' when none is near."""
    names = [str(name) for name in known]
    twin = next((name for name in names if name != word and normalize("NFC", name) == normalize("NFC", word)), None)
    if twin is not None:
        return f" (did you mean {twin!r}, the same name with its letters composed in another way?)"
    by_folded = {name.casefold(): name for name in reversed(names)}
    found = get_close_matches(word.casefold(), list(by_folded), n=n, cutoff=0.6)
    return f" (did you mean {', '.join(repr(by_folded[name]) for name in found)}?)" if found else ""


LISTED = 5
"""So many names a message lists at most."""


def in_german(names: str) -> str:
    """Return what `listing` returned with its last words in German."""
    return re.sub(r" and (\d+) more$", r" und \1 weitere", names)


def listing(values: Iterable[object], most: int = LISTED) -> str:
    """Return the first values, comma separated, and how many more there are: "a, b, c and 12 more"."""
    found = list(values)
    shown = ", ".join(map(str, found[:most]))
    return f"{shown} and {len(found) - most} more" if len(found) > most else shown

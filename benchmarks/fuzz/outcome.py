"""One broken input, and what the program said of it."""

import re
import signal
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from lift import LiftError
from lift.core.finding import Finding

LONGEST = 20
"""Seconds after which an input counts as hanging."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be said: all `words` (patterns) in the message, or in the finding of the check `found`.

    `same`: the input means what the unbroken one means, so it must be read as that. `free`: any message will do, and
    so will none, because the mutation is of bytes and may have no meaning or a new one.
    """

    words: tuple[str, ...] = ()
    found: str = ""
    same: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of an input: a digest of its meaning, and findings."""

    meaning: object
    findings: tuple[Finding, ...] = ()


class Hanging(Exception):  # noqa: N818 - not an error of the program's
    """An input took too long."""


def judged(read: Callable[[], Read], unbroken: object, expected: Expected) -> tuple[str, str]:
    """Return the outcome (told, found, same, free, silent, other message, hang, traceback) and what was said."""

    def late(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise Hanging

    signal.signal(signal.SIGALRM, late)
    signal.alarm(LONGEST)
    try:
        got = read()
    except LiftError as error:
        return _of_message(str(error), expected)
    except Hanging:
        return "hang", ""
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return "traceback", f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)
    for finding in got.findings:
        text = finding.message["en"]
        if expected.found == finding.check and all(re.search(word, text) for word in expected.words):
            return "found", text
    if expected.same and got.meaning == unbroken:
        return "same", ""
    return ("free" if expected.free else "silent"), ""


def _of_message(text: str, expected: Expected) -> tuple[str, str]:
    if expected.free:
        return "free", text
    if expected.words and not expected.found and all(re.search(word, text) for word in expected.words):
        return "told", text
    return "other message", text


WRONG = ("silent", "other message", "hang", "traceback")
"""Outcomes that must not be."""

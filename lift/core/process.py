"""Whether the program that left something behind is still at it."""

import os


def running(process: str) -> bool:
    """Whether the process of this number (as text) runs on this machine; True where that cannot be told."""
    if not process.isdigit() or os.name != "posix":
        return True
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True

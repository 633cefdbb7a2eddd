"""The command line: arguments in, exit code out.

0 done, 1 the study or the data is wrong, 2 wrong command line, 3 finished but the test is invalid, 70 an error in
the program, 130 interrupted.
"""

import os
import sys
from typing import NoReturn

from lift.core.errors import LiftError

WRONG_INPUT, INVALID_TEST, PROGRAM_ERROR, INTERRUPTED = 1, 3, 70, 130


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # pyright: ignore[reportAttributeAccessIssue]
    try:
        from lift.cli.app import app  # noqa: PLC0415

        app(prog_name="lift")
    except LiftError as error:
        _fail("Error", str(error), WRONG_INPUT)
    except KeyboardInterrupt:
        _fail("Interrupted", "no result was written", INTERRUPTED)
    except SystemExit as done:
        if done.code == INTERRUPTED:
            _fail("Interrupted", "no result was written", INTERRUPTED)
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        advice = "This is an error in the program, not in your data; no result was written."
        trace = "LIFT_TRACEBACK=1 shows where it happened."
        _fail("Internal error", f"{what}\n{advice} {trace}", PROGRAM_ERROR)
    sys.exit(0)


def _fail(title: str, message: str, code: int) -> NoReturn:
    from lift.cli.console import error  # noqa: PLC0415

    if os.environ.get("LIFT_TRACEBACK", "") not in {"", "0"}:
        import traceback  # noqa: PLC0415

        traceback.print_exc()
    error(title, message)
    sys.exit(code)

"""Where words go: results to stdout, talk to stderr, progress to a terminal only."""

import os
import shutil
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}")


def clean(text: str) -> str:
    """Return text with control characters made visible, so that no name in the data can steer a terminal."""
    return text.translate(_CONTROLS)


def out(text: str) -> None:
    """Write a result to stdout."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    sys.stdout.flush()


def say(text: str, *, quiet: bool = False) -> None:
    """Write a remark to stderr."""
    if not quiet:
        sys.stderr.write(f"{clean(text)}\n")


def error(title: str, message: str) -> None:
    """Write an error to stderr: a red title on a terminal, and the message."""
    sys.stdout.flush()
    if not sys.stderr.isatty():
        sys.stderr.write(f"{title}: {clean(message)}\n")
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    text = Text.assemble((f"{title}: ", "bold red"), clean(message))
    Console(stderr=True).print(text, soft_wrap=True)


def width() -> int:
    """Columns of the terminal, at most 120; 100 where there is none."""
    return min(shutil.get_terminal_size((100, 24)).columns, 120)


def color() -> bool:
    """Whether stdout takes colours: a terminal, and the user has not said no (NO_COLOR)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@contextmanager
def progress(*, quiet: bool) -> Generator[Callable[[str, float], None] | None]:
    """Give a function that shows the running step and the share that is done; None where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=1.0)
        yield lambda step, share: bar.update(task, description=clean(step), completed=share)

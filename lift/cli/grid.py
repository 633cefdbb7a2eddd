"""A table in a terminal."""

import io
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lift.cli.console import clean

SPACES = "\u00a0\u202f"
"""Spaces at which no line may break; rich breaks at them all the same."""
HELD = str.maketrans(SPACES, "\ue000\ue001")
FREED = str.maketrans("\ue000\ue001", SPACES)


def grid(title: str, heads: Sequence[str], body: Iterable[Sequence[str]], width: int, right: Sequence[int] = ()) -> str:
    """Return a table as text; the columns at the positions `right` are set flush right."""
    table = Table(
        title=Text(clean(title)), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True
    )
    for i, head in enumerate(heads):
        word = max(map(len, clean(head).translate(HELD).split()), default=0)
        table.add_column(_cell(head), justify="right" if i in right else "left", no_wrap=not i, min_width=word)
    for row in body:
        table.add_row(*(_cell(str(cell)) for cell in row))
    sink = io.StringIO()
    Console(file=sink, width=width, color_system=None).print(table)
    return "\n".join(line.rstrip() for line in sink.getvalue().translate(FREED).splitlines())


def _cell(text: str) -> Text:
    return Text(clean(text).translate(HELD))

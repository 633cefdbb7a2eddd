"""A table in a terminal."""

import io
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lift.cli.console import clean


def grid(title: str, heads: Sequence[str], body: Iterable[Sequence[str]], width: int, right: Sequence[int] = ()) -> str:
    """Return a table as text; the columns at the positions `right` are set flush right."""
    table = Table(title=Text(clean(title)), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for i, head in enumerate(heads):
        table.add_column(Text(clean(head)), justify="right" if i in right else "left", no_wrap=not i)
    for row in body:
        table.add_row(*(Text(clean(str(cell))) for cell in row))
    sink = io.StringIO()
    Console(file=sink, width=width, color_system=None).print(table)
    return "\n".join(line.rstrip() for line in sink.getvalue().splitlines())

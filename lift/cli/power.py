"""`lift power`: find out, show, and write a page where one is asked for."""

from pathlib import Path

from lift.cli.console import clean
from lift.cli.grid import grid
from lift.core.errors import LiftError
from lift.core.power import Power
from lift.report.numerals import Language
from lift.report.power import power_page, power_sentences, power_tables
from lift.store.folder import put


def power_text(found: Power, language: Language, width: int) -> str:
    """The sentences first, then the tables."""
    said = "\n".join(power_sentences(found, language))
    parts = [said]
    for table in power_tables(found, language):
        heads = [head for head, _ in table.heads]
        right = [i for i, (_, numeric) in enumerate(table.heads) if numeric]
        body = [[cell.text for cell in row] for row in table.rows]
        parts.append(grid(table.caption, heads, body, width, right) + (f"\n{table.note}" if table.note else ""))
    return clean("\n\n".join(parts))


def write_page(found: Power, file: Path, language: Language) -> Path:
    """Write the page. Raises LiftError when its folder does not exist."""
    if not file.parent.is_dir():
        raise LiftError(f"cannot write {file}: there is no folder {file.parent}; make it first")
    return put(file.parent, file.name, power_page(found, language).encode("utf-8"))

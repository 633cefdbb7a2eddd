"""`lift portfolio`: many result folders together, shown, and written where a folder is named."""

from collections.abc import Iterable
from pathlib import Path

from lift.cli.console import clean
from lift.cli.grid import grid
from lift.core.portfolio import Portfolio
from lift.report.numerals import Language
from lift.report.portfolio import portfolio_sentences, portfolio_tables
from lift.report.portfolio_report import PORTFOLIO_FORMATS
from lift.store import folder as folders
from lift.store import frames
from lift.store.values import to_json

DOCUMENT, STUDIES = "portfolio.json", "studies.csv"
_OURS = (DOCUMENT, STUDIES, "portfolio.*")


def portfolio_text(found: Portfolio, language: Language, width: int) -> str:
    """The sentences first, then the tables."""
    parts = ["\n".join(portfolio_sentences(found, language))]
    for table in portfolio_tables(found, language):
        heads = [head for head, _ in table.heads]
        right = [i for i, (_, numeric) in enumerate(table.heads) if numeric]
        body = [[cell.text for cell in row] for row in table.rows]
        parts.append(grid(table.caption, heads, body, width, right) + (f"\n{table.note}" if table.note else ""))
    return clean("\n\n".join(parts))


def write(found: Portfolio, folder: Path, kinds: Iterable[str], language: Language) -> list[Path]:
    """Write portfolio.json, studies.csv and the reports, all or none; return the paths of the reports.

    An earlier portfolio there is replaced. Raises StudyError when the folder holds anything else.
    """
    reports = {f"portfolio.{kind}": PORTFOLIO_FORMATS[kind](found, language) for kind in kinds}
    files = {DOCUMENT: to_json(found.to_dict()), STUDIES: frames.to_csv(found.table), **reports}
    folders.write(folder, files, _OURS, DOCUMENT)
    return [folder / name for name in reports]


def refuse(folder: Path) -> None:
    """Raise StudyError when a portfolio cannot be written to `folder`."""
    folders.refuse(folder, _OURS, DOCUMENT)

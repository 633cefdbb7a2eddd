"""What `lift check` shows: the panel in tables, and every finding."""

from dataclasses import asdict
from typing import Any

import pandas as pd

from lift.cli.console import clean
from lift.cli.grid import grid
from lift.core.finding import Finding
from lift.data import Survey
from lift.store.values import plain

_MOST_ROWS = 24


def survey_document(survey: Survey) -> dict[str, Any]:
    """Return a survey as plain values: its tables as rows, every finding, and the problem that stops a run."""
    return {
        "tables": {name: _rows(frame) for name, frame in survey.tables.items()},
        "findings": [asdict(finding) for finding in survey.findings],
        "problem": None if survey.problem is None else str(survey.problem),
    }


def survey_text(survey: Survey, language: str, width: int) -> str:
    """Return a survey as tables, long ones cut, and its findings, the grave ones first."""
    parts = [_table(name, _rows(frame), width) for name, frame in survey.tables.items()]
    order = {"fail": 0, "warn": 1, "pass": 2}
    lines = [
        f"{finding.verdict:>4}  {finding.message[language]}{_advice(finding, language)}"
        for finding in sorted(survey.findings, key=lambda finding: order[finding.verdict])
    ]
    return clean("\n\n".join([*parts, "\n".join(lines) or "No findings."]))


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return plain(frame.to_dict("records"))


def _advice(finding: Finding, language: str) -> str:
    advice = finding.advice.get(language, "")
    return f" {advice}" if advice and finding.verdict != "pass" else ""


def _table(name: str, entries: list[dict[str, Any]], width: int) -> str:
    heads = list(entries[0]) if entries else []
    numbers = [i for i, head in enumerate(heads) if all(isinstance(row[head], int | float) for row in entries)]
    body = [[_cell(head, row[head]) for head in heads] for row in entries[:_MOST_ROWS]]
    more = f"\n... and {len(entries) - _MOST_ROWS} more rows; --json shows all" if len(entries) > _MOST_ROWS else ""
    return f"{grid(name, heads, body, width, right=numbers)}{more}"


def _cell(head: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if head.endswith("share"):
            return f"{100 * value:.1f} %"
        case float():
            return f"{value:,.6g}" if abs(value) < 1000 else f"{value:,.0f}"
        case int():
            return f"{value:,}"
        case _:
            return str(value)

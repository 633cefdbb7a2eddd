"""What `lift check` shows: the panel in tables, and every finding."""

import re
from dataclasses import asdict
from typing import Any

import pandas as pd

from lift.cli.console import clean
from lift.cli.grid import grid
from lift.core.finding import Finding
from lift.data import Survey
from lift.report.numerals import Language, Numbers
from lift.report.words import known, text
from lift.store.values import plain

_MOST_ROWS = 24
_DAYS = {"period", "first_sale", "last_sale"}
"""Columns of days."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def survey_document(survey: Survey) -> dict[str, Any]:
    """Return a survey as plain values: its tables as rows, every finding, and the problem that stops a run."""
    return {
        "tables": {name: _rows(frame) for name, frame in survey.tables.items()},
        "findings": [asdict(finding) for finding in survey.findings],
        "problem": None if survey.problem is None else str(survey.problem),
    }


def survey_text(survey: Survey, language: Language, width: int) -> str:
    """Return a survey as tables, long ones cut, and its findings, the grave ones first."""
    parts = [_table(name, _rows(frame), language, width) for name, frame in survey.tables.items()]
    order = {"fail": 0, "warn": 1, "pass": 2}
    signs = {verdict: text(f"survey.verdict.{verdict}", language) for verdict in order}
    wide = max(map(len, signs.values()))
    lines = [
        f"{signs[finding.verdict]:>{wide}}  {finding.message[language]}{_advice(finding, language)}"
        for finding in sorted(survey.findings, key=lambda finding: order[finding.verdict])
    ]
    return clean("\n\n".join([*parts, "\n".join(lines) or text("survey.nothing", language)]))


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return plain(frame.to_dict("records"))


def _advice(finding: Finding, language: str) -> str:
    advice = finding.advice.get(language, "")
    return f" {advice}" if advice and finding.verdict != "pass" else ""


def _table(name: str, entries: list[dict[str, Any]], language: Language, width: int) -> str:
    heads = list(entries[0]) if entries else []
    right = [i for i, head in enumerate(heads) if all(isinstance(row[head], int | float) for row in entries)]
    body = [[_cell(name, head, row[head], language) for head in heads] for row in entries[:_MOST_ROWS]]
    left = len(entries) - _MOST_ROWS
    more = f"\n{text('survey.more', language, n=Numbers(language).number(left))}" if left > 0 else ""
    told = [text(f"survey.column.{head}", language) for head in heads]
    return f"{grid(text(f'survey.table.{name}', language), told, body, width, right=right)}{more}"


def _cell(name: str, head: str, value: object, language: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return _number(head, value, Numbers(language))
    words = str(value)
    if name == "overview":
        words = text(f"survey.fact.{words.replace(' ', '_')}", language) if head == "fact" else words
        return known(f"survey.frequency.{words}", language, _day(words, language))
    return _day(words, language) if head in _DAYS else words


def _number(head: str, value: float, numbers: Numbers) -> str:
    if head.endswith("share"):
        return numbers.percent(value)
    return numbers.number(value, 0 if abs(value) >= 1000 or float(value).is_integer() else 2)


def _day(words: str, language: Language) -> str:
    """A day as the findings write it."""
    written = _DAY.fullmatch(words) and language == "de"
    return f"{words[8:]}.{words[5:7]}.{words[:4]}" if written else words

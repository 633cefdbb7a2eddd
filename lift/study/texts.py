"""texts.toml -> texts of one's own by key and language, each refused where it could change a number."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from lift.core.errors import StudyError
from lift.core.finding import form
from lift.report.look.texts import problem
from lift.study.problems import shown
from lift.study.toml import parse, read


def load_texts(path: str | Path) -> dict[str, dict[str, str]]:
    """Read a file of texts: a table a key, the languages in it, as `lift report --list-texts` prints them.

    Raises `StudyError` with every problem in one message; `lift.report.look.texts` holds the rule.
    """
    file = Path(path)
    found: dict[str, dict[str, str]] = {}
    problems: list[str] = []
    for key, value in _leaves("", parse(read(file, "file of texts"), file.name)):
        name, _, language = key.rpartition(".")
        if not isinstance(value, str):
            problems.append(f'{key} = {shown(value)} is not text; write [{name or key}] and under it de = "..."')
        elif wrong := problem(name, language, value):
            problems.append(wrong)
        else:
            found.setdefault(name, {})[language] = value
    if problems:
        count = f"{len(problems)} {form(len(problems), 'problem', 'problems')}"
        raise StudyError("\n".join([f"{file.name}: {count}", *(f"  - {words}" for words in problems)]))
    return found


def _leaves(prefix: str, tree: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Every value with its dotted key, whether the file nests the keys or quotes them."""
    out: list[tuple[str, Any]] = []
    for key, value in tree.items():
        out += (
            _leaves(f"{prefix}{key}.", cast("Mapping[str, Any]", value))
            if isinstance(value, Mapping)
            else [(prefix + key, value)]
        )
    return out

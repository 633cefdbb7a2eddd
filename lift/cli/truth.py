"""The sample study, and its known truth beside what was measured."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lift.cli.grid import grid
from lift.core.errors import StudyError, listing
from lift.core.finding import form

TRUTH = "truth.csv"
_KEYS = ("level", "item", "window", "metric")
_MEASURED = ("incremental", "uplift", "uplift_low", "uplift_high", "confidence")


def sample_study(folder: Path, language: str | None) -> Path:
    """Return the study file of the sample in `folder`, written there first unless it is there already.

    Raises `StudyError` when the folder holds anything else, so that no file of the user's is overwritten.
    """
    file = folder / "study.toml"
    if file.is_file() and (folder / TRUTH).is_file():
        return file
    held = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    if held or folder.is_file():
        what = (
            f"holds {len(held)} {form(len(held), 'file', 'files')} and no sample study: {listing(held)}"
            if held
            else "is a file"
        )
        raise StudyError(f"{folder} {what}; nothing was written. Name another folder: lift demo DIR")
    from lift.simulation import sample  # noqa: PLC0415

    return Path(sample(folder, language="de" if language == "de" else "en"))


def beside(effects: Sequence[Mapping[str, Any]], file: Path) -> list[dict[str, Any]]:
    """Return the measured rows in revenue with the true uplift, and whether the interval holds it."""
    with file.open(encoding="utf-8", newline="") as lines:
        truth = {tuple(row[key] for key in _KEYS): row for row in csv.DictReader(lines)}
    both = [(row, truth.get(tuple(row[key] for key in _KEYS))) for row in effects if row["metric"] == "revenue"]
    return [
        {
            **{name: row[name] for name in (*_KEYS, *_MEASURED)},
            "true_incremental": float(true["incremental"]),
            "true_uplift": float(true["uplift"]),
            "inside": row["uplift_low"] <= float(true["uplift"]) <= row["uplift_high"],
        }
        for row, true in both
        if true and true["uplift"] and row["uplift"] is not None
    ]


def text(rows: list[dict[str, Any]], width: int) -> str:
    """Return the comparison as a table, with a count of the intervals that hold the truth."""
    heads = ("Level", "Item", "Window", "Uplift", "Interval", "Truth", "Inside")
    body = [
        (
            row["level"],
            row["item"],
            row["window"],
            _ratio(row["uplift"]),
            f"{_ratio(row['uplift_low'])} to {_ratio(row['uplift_high'])}",
            _ratio(row["true_uplift"]),
            "yes" if row["inside"] else "no",
        )
        for row in rows
    ]
    hold = sum(row["inside"] for row in rows)
    level = f" ({100 * rows[0]['confidence']:.0f} %)" if rows else ""
    table = grid("The truth of the sample study, revenue", heads, body, width, right=(3, 4, 5))
    return f"{table}\n{hold} of {len(rows)} intervals{level} hold the truth.\n"


def _ratio(value: float) -> str:
    return f"{round(100 * value, 1) + 0.0:+.1f} %"

"""A benchmark's result on paper: all numbers as CSV, a page in Markdown and a figure, always the same bytes."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from draws import Options


def write(
    chosen: Options, name: str, table: pd.DataFrame, *, title: str, head: Sequence[str], text: str, shown: pd.DataFrame
) -> Path:
    """Write NAME.csv (all of `table`) and NAME.md (`title`, `text` and the table `shown`); both begin with `head`."""
    chosen.out.mkdir(parents=True, exist_ok=True)
    numbers = table.to_csv(index=False, lineterminator="\n", float_format="%.6g")
    comment = "".join(f"# {line}\n" for line in head)
    (chosen.out / f"{name}.csv").write_text(comment + numbers, encoding="utf-8", newline="\n")
    lines = [f"# {title}", "", *(f"- {line}" for line in head), "", text.strip(), "", *markdown(shown)]
    page = chosen.out / f"{name}.md"
    page.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return page


def markdown(table: pd.DataFrame) -> list[str]:
    """Return the lines of a table in Markdown."""
    texts = [[str(value).replace("|", "\\|") for value in row] for row in table.itertuples(index=False)]
    rule = ["---:" if _numeric(table[column]) else "---" for column in table.columns]
    return [f"| {' | '.join(row)} |" for row in ([str(c) for c in table.columns], rule, *texts)]


def _numeric(column: pd.Series) -> bool:
    return all(str(value)[:1] in "0123456789+-–" for value in column)


def percent(value: float, digits: int = 1) -> str:
    """A ratio as per cent, "12.3"; a dash where there is none."""
    return "–" if math.isnan(value) else f"{100 * value:.{digits}f}"


def within(entry: Mapping[str, Any], name: str) -> str:
    """A share with its Monte Carlo interval, in per cent: "90.2 (87.3 to 92.5)"."""
    p, low, high = (entry[key] for key in (name, f"{name}_low", f"{name}_high"))
    return "–" if math.isnan(p) else f"{percent(p)} ({percent(low)} to {percent(high)})"


def spread(entry: Mapping[str, Any], name: str, digits: int = 2) -> str:
    """A figure with its interval: "0.71 (0.66 to 0.76)"."""
    return f"{entry[name]:.{digits}f} ({entry[f'{name}_low']:.{digits}f} to {entry[f'{name}_high']:.{digits}f})"


def plus_minus(entry: Mapping[str, Any], name: str) -> str:
    """A mean in percentage points with its Monte Carlo standard error: "0.12 ± 0.05"."""
    value, error = entry[name], entry[f"{name}_se"]
    return "–" if math.isnan(value) else f"{percent(value, 2)} ± {percent(error, 2)}"


def forest(
    file: Path, labels: Sequence[str], points: Sequence[tuple[float, float, float]], aim: float, axis: str
) -> None:
    """Draw shares with their intervals, one a line, against the share that is aimed at; SVG, always the same bytes."""
    import matplotlib as mpl  # noqa: PLC0415 - workers need no figures

    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415

    mpl.rcParams["svg.hashsalt"] = "liftstudy"
    figure, axes = plt.subplots(figsize=(5.0, 0.8 + 0.26 * len(labels)))
    at = np.arange(len(labels))[::-1]
    middle, low, high = (100 * np.array([point[i] for point in points]) for i in range(3))
    axes.axvline(100 * aim, color="0.4", linestyle="--", linewidth=1)
    axes.errorbar(middle, at, xerr=[middle - low, high - middle], fmt="o", color="#0072B2", markersize=4, capsize=2)
    axes.set_yticks(at, labels)
    axes.set_ylim(-0.8, len(labels) - 0.2)
    axes.set_xlabel(axis)
    axes.spines[["top", "right"]].set_visible(False)
    file.parent.mkdir(parents=True, exist_ok=True)
    # Labels take what they need, the axis keeps its width.
    figure.savefig(file, metadata={"Date": None}, bbox_inches="tight")
    plt.close(figure)

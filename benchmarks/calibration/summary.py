"""Cells and families in numbers, each with its Monte Carlo error, clustered by what draws share."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from calibration.score import LEVELS
from lift.core.panel import Floats, Ints
from lift.inference.proportion import Z

CELL = ["panel", "family", "design", "method", "pre", "during", "level"]
EFFECTS = ("6", "12", "7.5")

Codes = tuple[Ints, ...]


def gathered(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a draw of a cell: its names, `region` and `window` as codes, and the counts."""
    told = rows[rows["counts"].notna()].to_dict("records")
    lengths = [len(row["region"]) for row in told]
    columns: dict[str, Any] = {}
    for name in dict.fromkeys(name for row in told for name in row["counts"]):
        absent = [math.nan]
        columns[name] = np.concatenate([row["counts"].get(name, absent * len(row["region"])) for row in told])
    for name in CELL:
        columns[name] = np.repeat(np.array([row[name] for row in told], dtype=object), lengths)
    for name in ("region", "window"):
        # Markets and cities are known by name, so that draws of one panel meet across designs.
        columns[name] = pd.factorize(np.array([f"{row['panel']} {at}" for row in told for at in row[name]]))[0]
    cpu = [row["cpu"] / row["answers"] if row["answers"] else math.nan for row in told]
    return pd.DataFrame({**columns, "per_answer": np.repeat(cpu, lengths)}).infer_objects()


def measured(drawn: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """All measures by group: shares with 95 % intervals, means with standard errors."""
    found = [
        {**dict(zip(by, key, strict=True)), **dict(_measures(part))}
        for key, part in drawn.groupby(list(by), sort=False)
    ]  # fmt: skip
    return pd.DataFrame(found)


def _measures(part: pd.DataFrame) -> Iterator[tuple[str, Any]]:
    codes = _codes(part["region"].to_numpy(np.int64), part["window"].to_numpy(np.int64))
    n = _counts(part, "n")
    yield "draws", int((n > 0).sum())
    yield "clusters", _fewest(codes)
    for a in LEVELS:
        yield from _share(f"called{a}", _counts(part, f"called{a}"), n, codes)
    for name in ("error", "square", "width", "width10"):
        value, variance = _ratio(_counts(part, name), n, codes)
        if name == "square":
            yield "rmse", math.sqrt(value) if value >= 0 else math.nan
            yield "rmse_se", math.sqrt(variance / value) / 2 if value > 0 else math.nan
        else:
            yield ("bias" if name == "error" else name), value
            yield ("bias" if name == "error" else name) + "_se", math.sqrt(variance) if variance >= 0 else math.nan
    for effect in EFFECTS:
        planted = _counts(part, f"n@{effect}")
        if not planted.any():
            continue
        for a in LEVELS:
            yield from _share(f"cover{a}@{effect}", _counts(part, f"cover{a}@{effect}"), planted, codes)
        yield from _share(f"power@{effect}", _counts(part, f"proven@{effect}"), planted, codes)
        value, variance = _ratio(_counts(part, f"error@{effect}"), planted, codes)
        yield f"bias@{effect}", value
        yield f"bias@{effect}_se", math.sqrt(variance) if variance >= 0 else math.nan
    yield "cpu", float(part["per_answer"].mean())


def _counts(part: pd.DataFrame, name: str) -> Floats:
    return part[name].fillna(0.0).to_numpy(np.float64) if name in part else np.zeros(len(part))


def _share(name: str, hits: Floats, n: Floats, codes: Codes) -> Iterator[tuple[str, float]]:
    """A share and its 95 % interval (Wilson 1927) on the effective number of draws, p (1 - p) over its variance."""
    p, variance = _ratio(hits, n, codes)
    if math.isnan(p):
        low = high = math.nan
    else:
        certain = not (0 < p < 1 and variance > 0)
        effective = float(_fewest(codes)) if certain else min(p * (1 - p) / variance, float(n.sum()))
        low, high = _wilson(p, effective)
    yield from ((name, p), (f"{name}_low", low), (f"{name}_high", high))


def _wilson(p: float, n: float) -> tuple[float, float]:
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    return middle - half if p > 0 else 0.0, middle + half if p < 1 else 1.0


def _ratio(total: Floats, n: Floats, codes: Codes) -> tuple[float, float]:
    """A ratio of sums over draws and its variance, draws being dependent within a region and within a window.

    Cameron, Gelbach & Miller (2011): the variance by region plus that by window less that by both; never less than
    the largest of the three.
    """
    if n.sum() == 0:
        return math.nan, math.nan
    value = float(total.sum() / n.sum())
    away = (total - value * n) / n.sum()
    by_region, by_window, by_both = (_clustered(away, code) for code in codes)
    return value, max(by_region + by_window - by_both, by_region, by_window, by_both)


def _codes(region: Ints, window: Ints) -> Codes:
    """Positions of each draw's region, window, and both."""
    both = region * (int(window.max()) + 1) + window
    return tuple(np.unique(code, return_inverse=True)[1] for code in (region, window, both))


def _fewest(codes: Codes) -> int:
    return min(int(code.max()) + 1 for code in codes)


def _clustered(away: Floats, code: Ints) -> float:
    sums = np.bincount(code, weights=away)
    groups = len(sums)
    return float((sums**2).sum() * groups / (groups - 1)) if groups > 1 else math.nan

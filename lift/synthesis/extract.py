"""What a portfolio takes from one result: uplift and noise, return, traits; or why it cannot be pooled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from lift.core.portfolio import LeftOut
from lift.core.words import PROMOTED
from lift.inference.random_effects import noise
from lift.store import Result

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Return:
    """The return of one window and basis: `per_unit` with noise `variance`, `spend`, and O and E behind it.

    `per_unit = (sold - expected) / spend`, both in money of the basis.
    """

    per_unit: float
    variance: float
    spend: float
    sold: float
    expected: float
    log_variance: float


@dataclass(frozen=True, slots=True)
class Extract:
    """One study as a portfolio sees it.

    `effect` is the log uplift of the promoted set's revenue over the campaign, `variance` its noise. `returns` are
    keyed by window and basis. `identity` is the same for two results of one campaign, whatever they were measured with.
    """

    name: str
    folder: str
    document: Row
    effect: float
    variance: float
    returns: Mapping[tuple[str, str], Return]
    sales: str

    @property
    def study(self) -> Row:
        """The `study` part of the document."""
        return self.document["study"]

    @property
    def spend_basis(self) -> str | None:
        """Whether the spend is net or gross of VAT; None when the study does not say, or has no spend."""
        return (self.study["campaign"].get("spend") or {}).get("basis")

    @property
    def weeks(self) -> float:
        """Length of the campaign in weeks, from its first and last day."""
        first, last = (date.fromisoformat(self.study["campaign"][key]) for key in ("start", "end"))
        return ((last - first).days + 1) / 7.0

    @property
    def category(self) -> str:
        """The category of the promoted SKUs; of several the one that sells most."""
        rows = [r for r in self.document["effects"] if _is(r, "category", "campaign")]
        return str(max(rows, key=lambda r: (r["expected"] or 0.0, str(r["item"])))["item"]) if rows else ""

    @property
    def tier(self) -> str | None:
        """The tier of most of the creators, where the study says."""
        return (self.document.get("activity") or {}).get("tier")

    @property
    def identity(self) -> tuple[object, ...]:
        """Same days, same SKUs, same sales to the cent: the same campaign."""
        campaign, row = self.study["campaign"], main(self.document)
        return (campaign["start"], campaign["end"], tuple(self.document["design"]["promoted"]), row and row["observed"])


def extract(result: Result, folder: str) -> Extract | LeftOut:
    """The numbers of a result, or why it cannot be pooled: invalid, incomplete, or without expected sales."""
    document = result.document
    name = str(document["study"]["name"])
    status = document["verdict"]["status"]
    if status in {"invalid", "incomplete"}:
        return LeftOut(name, folder, "invalid" if status == "invalid" else "incomplete")
    row = main(document)
    if row is None or row["uplift"] is None or row["uplift"] <= -1.0:
        return LeftOut(name, folder, "no_expectation")
    variance = log_noise(row)
    if variance is None:
        return LeftOut(name, folder, "no_spread")
    sales = str(((result.manifest.get("inputs") or {}).get("sales") or {}).get("sha256") or "")
    return Extract(name, folder, document, float(np.log1p(row["uplift"])), variance, _returns(document), sales)


def main(document: Row) -> Row | None:
    """The effects row that carries the verdict."""
    rows = (r for r in document["effects"] if _is(r, "promoted", "campaign") and r["item"] == PROMOTED)
    return next(rows, None)


def log_noise(row: Row) -> float | None:
    """The variance of a row's log uplift, read from its interval at the row's own level; None without one."""
    low, high = row["uplift_low"], row["uplift_high"]
    if low is None or high is None or low <= -1.0 or high <= low:
        return None
    found = noise(float(np.log1p(low)), float(np.log1p(high)), float(row["confidence"]))
    return found if np.isfinite(found) and found > 0 else None


def _is(row: Row, level: str, window: str) -> bool:
    return row["level"] == level and row["window"] == window and row["metric"] == "revenue"


def _returns(document: Row) -> dict[tuple[str, str], Return]:
    """The returns of the headline's item; the noise is that of expected sales, on the scale of the return."""
    entries = document.get("roi") or []
    head = next((e for e in entries if e.get("headline")), None)
    found: dict[tuple[str, str], Return] = {}
    for entry in entries:
        if head is None or (entry["level"], entry["item"]) != (head["level"], head["item"]):
            continue
        row = next(
            (r for r in document["effects"] if _is(r, entry["level"], entry["window"]) and r["item"] == entry["item"]),
            None,
        )
        variance = None if row is None else log_noise(row)
        if row is None or variance is None or not row["incremental"]:
            continue
        factor, spend = entry["incremental"] / row["incremental"], float(entry["spend"])
        sold, expected = row["observed"] * factor, row["expected"] * factor
        found[entry["window"], entry["basis"]] = Return(
            entry["per_euro"], (expected / spend) ** 2 * variance, spend, sold, expected, variance
        )
    return found

"""Pseudonyms: "Region 1" for Leipzig wherever a result names it, in tables, figures, sentences and notes alike.

Names are numbered in their natural order, so that the same names give the same pseudonyms in every format, run and
language. The names of a result come from its design, its rows and its findings.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lift.core.view import ResultView
from lift.core.words import NAME_KINDS, PROMOTED_BRANDS, REST
from lift.report.words import text

Kind = str
"""One of `NAME_KINDS`."""
_ARMS = ("test", "control", "unused", "excluded")
_COLUMNS: Mapping[str, Kind] = {"region": "regions", "store": "stores", "store_id": "stores", "creator": "creators"}
_OURS = {PROMOTED_BRANDS, REST}


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Pseudonyms by kind and name, kinds that stay as they are left out, and what the units of the study are."""

    names: Mapping[Kind, Mapping[str, str]]
    units: Kind

    def rows(self) -> list[dict[str, str]]:
        """The key: one row a name with its kind and pseudonym."""
        return [
            {"kind": kind, "pseudonym": pseudonym, "name": name}
            for kind, names in self.names.items()
            for name, pseudonym in names.items()
        ]


def pseudonyms(results: Iterable[ResultView], kinds: Iterable[str], language: str) -> Pseudonyms:
    """The pseudonyms for all names of these kinds in some results, the same ones in each of them."""
    views = tuple(results)
    units: Kind = "stores" if views[0].document["design"].get("assignment") == "stores" else "regions"
    found: dict[Kind, set[str]] = {kind: set() for kind in NAME_KINDS if kind in set(kinds)}
    for view in views:
        for kind, name in _names(view, units):
            if kind in found and name not in _OURS:
                found[kind].add(name)
    taken = {name for names in found.values() for name in names}
    made: dict[Kind, dict[str, str]] = {}
    for kind, names in found.items():
        plain = (text(f"pseudonym.{kind}", language, n=n) for n in range(1, len(names) + 1))
        stem = "pseudonym_other" if taken.intersection(plain) else "pseudonym"
        ordered = sorted(names, key=natural)
        made[kind] = {name: text(f"{stem}.{kind}", language, n=n) for n, name in enumerate(ordered, 1)}
    return Pseudonyms(made, units)


def natural(name: str) -> tuple[tuple[bool, int, str], ...]:
    """Sorts "Store 2" before "Store 10", upper and lower case alike."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return (*((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts), (False, 0, name))


def _names(view: ResultView, units: Kind) -> Iterator[tuple[Kind, str]]:
    """Every name of a result with its kind."""
    document = view.document
    design, study = document["design"], document.get("study") or {}
    for arm in _ARMS:
        yield from ((units, _unit(entry)) for entry in design.get(arm) or ())
    yield from ((units, str(name)) for cell in document.get("cells") or () for name in cell.get("test") or ())
    campaign: Mapping[str, Any] = study.get("campaign") or {}
    yield from ((units, str(name)) for name in campaign.get("starts") or ())
    windows: Mapping[str, Any] = design.get("windows") or {}
    yield from ((units, str(name)) for part in windows.get("excluded") or () for name in part.get("units") or ())
    yield from (("stores", name) for finding in document.get("findings") or () for name in finding.get("stores") or ())
    yield from (("skus", str(name)) for name in (*(campaign.get("skus") or ()), *(design.get("promoted") or ())))
    if campaign.get("brand"):
        yield "brands", str(campaign["brand"])
    for row in (*document["effects"], *(document.get("not_measured") or ())):
        if row["level"] in {"sku", "brand"}:
            yield ("skus" if row["level"] == "sku" else "brands"), str(row["item"])
        if row["level"] == "sku" and row.get("parent"):
            yield "brands", str(row["parent"])
    for frame in view.tables.values():
        for column in frame.columns:
            kind = units if column == "unit" else _COLUMNS.get(str(column))
            if kind:
                yield from ((kind, str(name)) for name in frame[column].dropna().unique())


def _unit(entry: Any) -> str:
    return str(entry["unit"] if isinstance(entry, Mapping) else entry)

"""Cells: test units with campaigns or doses of their own, each a design of its own against the one control."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lift.core.design import Design
from lift.core.errors import DesignError, listing
from lift.core.finding import Finding, form, note
from lift.core.spec import CampaignSpec, CellSpec, SpendSpec, StudySpec
from lift.data import Source, read_main
from lift.design.units import Units, units_named
from lift.inference.sample import Comparison
from lift.study.promotion import Sides, sides

Opener = Callable[[StudySpec], Source]


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell, ready to be measured: its terms in full, the promoted SKUs and the comparison.

    `suffix` is what the name of the method says of its sales. `shared`: start, end and SKUs are those of [campaign], so
    that its panel is the study's own.
    """

    name: str
    campaign: CampaignSpec
    promoted: tuple[str, ...]
    comparison: Comparison
    suffix: str
    shared: bool


def opened(source: Source, units: Units, design: Design, both: Sides, opener: Opener) -> tuple[Cell, ...]:
    """Read what each cell is compared on; cells that begin behind the data's last day are left out.

    The test units of the other cells are in neither arm, and no placebos. Raises DesignError for a cell without stores
    that take part.
    """
    spec, found = source.spec, list[Cell]()
    for cell, test in zip(spec.cells, cell_units(source, units, design), strict=True):
        own = replace(design, test=test)
        campaign = terms(spec.campaign, cell)
        if _same(campaign, spec.campaign):
            found.append(
                Cell(cell.name, campaign, source.promoted, Comparison(both.main, own), both.suffix, shared=True)
            )
        elif np.datetime64(campaign.start, "D") <= source.until:
            with opener(replace(spec, campaign=campaign, cells=())) as other:
                side = sides(other, units.unit_of_store, read_main(other, units.unit_of_store))
                seen = Comparison(side.main, own)
                found.append(Cell(cell.name, campaign, other.promoted, seen, side.suffix, shared=False))
    return tuple(found)


def cell_units(source: Source, units: Units, design: Design) -> list[tuple[str, ...]]:
    """The test units of each cell. Raises DesignError for units that are none of the study's, or of two cells."""
    found, taken = list[tuple[str, ...]](), set[str]()
    for cell in source.spec.cells:
        names, key = (cell.test, "test") if cell.test else (cell.test_stores, "test_stores")
        test = units_named(names, source.stores, units.unit_of_store, key)
        strange = sorted(set(test) - set(design.test))
        if strange or not test:
            raise DesignError(
                f"[[cells]] {cell.name!r}: {len(strange) or 'all'} of its units "
                f"{form(len(strange), 'is no test unit', 'are not test units')} of the study: "
                f"{listing(strange or names)}; name units that are in the panel and not excluded"
            )
        if taken & set(test):
            raise DesignError(
                f"[[cells]] {cell.name!r} shares {listing(sorted(taken & set(test)))} with another cell: a unit, "
                "with all of its stores, belongs to one cell"
            )
        taken |= set(test)
        found.append(test)
    return found


def terms(campaign: CampaignSpec, cell: CellSpec) -> CampaignSpec:
    """The campaign of a cell: what it does not say is as in [campaign]; its spend is its own alone."""
    spend = None
    if cell.spend is not None:
        spend = SpendSpec(total=cell.spend, basis=campaign.spend.basis if campaign.spend else None)
    skus, brand = (cell.skus, None) if cell.skus else (campaign.skus, campaign.brand)
    launch = tuple(sku for sku in campaign.launch if not cell.skus or sku in cell.skus)
    return replace(
        campaign, start=cell.start or campaign.start, end=cell.end or campaign.end, skus=skus, brand=brand,
        launch=launch, spend=spend, starts={},
    )  # fmt: skip


def _same(one: CampaignSpec, other: CampaignSpec) -> bool:
    return (one.start, one.end) == (other.start, other.end) and same_skus(one, other)


def same_skus(one: CampaignSpec, other: CampaignSpec) -> bool:
    """Whether two campaigns promote the same."""
    return (set(one.skus), one.brand) == (set(other.skus), other.brand)


def findings(cells: Sequence[Cell], spec: StudySpec) -> tuple[Finding, ...]:
    """Say what the rows of all test units together mean where the cells' terms differ, and which have not begun."""
    if not spec.cells or (len(cells) == len(spec.cells) and all(cell.shared for cell in cells)):
        return ()
    waiting = [cell.name for cell in spec.cells if cell.name not in {c.name for c in cells}]
    en = f" Not begun yet and in no row of its own: {', '.join(waiting)}." if waiting else ""
    de = f" Noch nicht begonnen und ohne eigene Zeile: {', '.join(waiting)}." if waiting else ""
    return (
        note(
            "cells", "warn", value=len(cells), limit=len(spec.cells),
            en="The cells differ in start, end or SKUs. The rows of all test units together hold the whole window and "
            f"all SKUs of [campaign]: their incremental sales count, their uplift is diluted.{en}",
            de="Die Zellen unterscheiden sich in Beginn, Ende oder Artikeln. Die Zeilen aller Testeinheiten zusammen "
            "gelten für den ganzen Zeitraum und alle Artikel von [campaign]: Der Mehrumsatz zählt, der Uplift ist "
            f"verdünnt.{de}",
            advice_en="Read the uplift of each cell, and of all of them added up, in the section on the cells.",
            advice_de="Den Uplift je Zelle und aller Zellen zusammen im Abschnitt zu den Zellen lesen.",
        ),
    )  # fmt: skip


def document(cells: Sequence[Cell], spec: StudySpec) -> list[dict[str, Any]]:
    """What each cell is, as plain values."""
    begun = {cell.name: cell for cell in cells}
    return [
        {
            "name": each.name, "test": list(each.test or each.test_stores),
            "start": terms(spec.campaign, each).start.isoformat(), "end": terms(spec.campaign, each).end.isoformat(),
            "promoted": list(begun[each.name].promoted) if each.name in begun else [], "spend": each.spend,
            "begun": each.name in begun,
        }
        for each in spec.cells
    ]  # fmt: skip

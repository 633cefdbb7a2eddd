"""The final design: arms, control weights, evidence class and fingerprint."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from lift.core.design import Design
from lift.core.panel import Floats, Panel
from lift.design.units import Units


def build(units: Units, panel: Panel, promoted: Sequence[str], control: tuple[str, ...], chosen: str) -> Design:
    """Fix test and control. Control weights are shares of the control's category revenue before the campaign."""
    present = set(panel.units)
    control = tuple(u for u in control if u in present)
    sales = _sales_before(panel)
    by_unit = dict(zip(panel.units, sales.tolist(), strict=True))
    total = sum(by_unit[u] for u in control)
    weights = tuple(by_unit[u] / total if total > 0 else 1.0 / len(control) for u in control)
    unused = tuple(u for u in units.free if u not in set(control) and u in present)
    dates = panel.periods[panel.windows.pre.start : panel.windows.after.stop]
    fingerprint = hashlib.sha256(
        json.dumps(
            {
                "assignment": units.assignment,
                "test": units.test,
                "control": control,
                "promoted": sorted(promoted),
                "periods": [str(d) for d in dates],
                "windows": [len(panel.windows.pre), len(panel.windows.campaign), len(panel.windows.after)],
            },
            sort_keys=True,
        ).encode()
    ).hexdigest()
    return Design(
        units.assignment, units.test, control, weights, unused, units.excluded, chosen, units.declared,
        "strong" if chosen == "lock" else "model-based", fingerprint,
    )  # fmt: skip


def blocks(design: Design, panel: Panel, most: int = 16) -> tuple[dict[str, str], Design]:
    """Stores of each arm dealt into at most `most` blocks, largest first and back again, so that blocks are alike.

    Items outside the promoted set are read by block where stores are the units: the panel of all stores and all SKUs
    is then never held. Random groups of stores drawn one by one keep the variance between units (Wolter 2007).
    Returns the block of each store, and the design whose units are the blocks.
    """
    size = dict(zip(panel.units, _sales_before(panel).tolist(), strict=True))
    block_of: dict[str, str] = {}
    arms: list[tuple[str, ...]] = []
    for arm, members in (("test", design.test), ("control", design.control)):
        for number, block in enumerate(dealt(members, size, most)):
            block_of |= dict.fromkeys(block, f"{arm} block {number + 1:02d}")
        arms.append(tuple(sorted({block_of[unit] for unit in members})))
    share: dict[str, float] = dict.fromkeys(arms[1], 0.0)
    for unit, weight in zip(design.control, design.weights, strict=True):
        share[block_of[unit]] += weight
    return block_of, Design(design.assignment, arms[0], arms[1], tuple(share[u] for u in arms[1]))


def dealt(members: Sequence[str], size: Mapping[str, float], most: int) -> list[tuple[str, ...]]:
    """Units dealt into at most `most` groups, largest first and back again, so that the groups are alike in size."""
    ranked = sorted(members, key=lambda unit: (-size[unit], unit))
    count = min(most, len(ranked))
    there_and_back = [*range(count), *reversed(range(count))]
    groups: list[list[str]] = [[] for _ in range(count)]
    for rank, unit in enumerate(ranked):
        groups[there_and_back[rank % len(there_and_back)]].append(unit)
    return [tuple(group) for group in groups]


def _sales_before(panel: Panel) -> Floats:
    """Revenue [U] of all promoted categories before the campaign."""
    categories = [k for k, item in enumerate(panel.items) if item.level == "category" and item.row]
    return panel.sales[:, panel.windows.pre.slice][:, :, categories].sum(axis=(1, 2))

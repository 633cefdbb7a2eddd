"""Campaigns that never happened: a design, its units or others, in weeks before its campaign.

One maker for all who ask: `lift calibrate` draws them over units and weeks, `lift power` and `lift match` choose which.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lift.core.design import Design
from lift.core.panel import Panel
from lift.design.groups import others
from lift.design.places import starts, windows
from lift.inference.sample import Comparison


@dataclass(frozen=True, slots=True, eq=False)
class FalseCampaign:
    """A comparison in which nothing happened; `group` and `start` number its test units and its first period."""

    comparison: Comparison
    group: int
    start: int


def at_places(  # noqa: PLR0917 - what a false campaign is made of
    panel: Panel, designs: Sequence[Design], places: Sequence[int], periods: int, history: int, after: int = 0
) -> tuple[FalseCampaign, ...]:
    """Every design at every place, with at most `history` periods before it."""
    return tuple(
        FalseCampaign(Comparison(replace(panel, windows=windows(start, periods, history, after)), design), group, start)
        for group, design in enumerate(designs)
        for start in places
    )


def false_campaigns(panel: Panel, design: Design, most: int, seed: int) -> tuple[FalseCampaign, ...]:
    """At most `most` false campaigns with as many test and control units as the study, drawn over groups and starts.

    All lie wholly before the study's own campaign, where its test units are as untreated as any other. The history
    before them is the study's own where the data reach back so far, else what there is, at least half of it. The first
    group is the study's own test arm against its own control. Raises DesignError when the history is too short.
    """
    own = panel.windows
    places, history = starts(own.campaign.start, len(own.post), len(own.pre))
    groups = [design, *others(design, len(design.test), max(1, -(-most // len(places)) * 2), seed)]
    unlike = [d for d in groups[1:] if set(d.test) != set(design.test)]
    cases = at_places(panel, [design, *unlike], places, len(own.campaign), history, len(own.after))
    rng = np.random.Generator(np.random.PCG64(seed))
    return tuple(cases[i] for i in sorted(rng.permutation(len(cases))[:most].tolist()))


def planted(comparison: Comparison, uplift: float) -> Comparison:
    """The comparison as if the campaign had sold `uplift` more of every promoted SKU in the test units."""
    panel, design = comparison.panel, comparison.design
    test, span = panel.at(design.test), panel.windows.campaign.slice
    skus = [j for j, item in enumerate(panel.items) if item.level == "sku" and item.promoted]
    inside = np.array([[set(panel.items[j].members) <= set(item.members) for j in skus] for item in panel.items])
    cubes = {}
    for name in ("listed", "total"):
        cube = getattr(panel, name).copy()
        for unit in test:
            cube[:, unit, span] += uplift * cube[:, unit, span][..., skus] @ inside.T
        cubes[name] = cube
    return replace(comparison, panel=replace(panel, **cubes))

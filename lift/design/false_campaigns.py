"""Campaigns that never happened: the design of a study, moved to other units and to weeks before its campaign."""

from dataclasses import dataclass, replace

import numpy as np

from lift.core.design import Design
from lift.core.errors import DesignError
from lift.core.panel import Panel, Span, Windows
from lift.core.words import MIN_HISTORY
from lift.inference.sample import Comparison

LEAST_OF_HISTORY = 0.5
"""A false campaign has at least this share of the study's own history before it."""


@dataclass(frozen=True, slots=True, eq=False)
class FalseCampaign:
    """A comparison in which nothing happened; `group` and `start` number its test units and its first period."""

    comparison: Comparison
    group: int
    start: int


def false_campaigns(panel: Panel, design: Design, most: int, seed: int) -> tuple[FalseCampaign, ...]:
    """At most `most` false campaigns with as many test and control units as the study, drawn over groups and starts.

    All lie wholly before the study's own campaign, where its test units are as untreated as any other. The history
    before them is the study's own where the data reach back so far, else what there is, at least half of it. The first
    group is the study's own test arm against its own control. Raises DesignError when the history is too short.
    """
    starts, pre = _starts(panel)
    pool = (*design.test, *design.control, *design.unused)
    rng = np.random.Generator(np.random.PCG64(seed))
    groups = _groups(design, pool, max(1, -(-most // len(starts)) * 2), rng)
    cases = [(g, s) for g in range(len(groups)) for s in starts]
    chosen = sorted(rng.permutation(len(cases))[:most].tolist())
    return tuple(_moved(panel, groups[g], g, s, pre) for g, s in (cases[i] for i in chosen))


def _starts(panel: Panel) -> tuple[list[int], int]:
    """First periods of false campaigns, spaced by half a campaign, and the periods of history before each."""
    own = panel.windows
    ahead = len(own.post)
    last = own.campaign.start - ahead
    pre = min(len(own.pre), last)
    if pre < max(MIN_HISTORY, LEAST_OF_HISTORY * len(own.pre)):
        raise DesignError(
            f"there is no room for a false campaign: {own.campaign.start} periods before the campaign, of which one of "
            f"{ahead} leaves {max(last, 0)} as history; give more history, or a shorter after-effect window"
        )
    # Longer data move the false campaign through time; with less, its history is shortened down to what is allowed.
    least = max(MIN_HISTORY, int(np.ceil(LEAST_OF_HISTORY * len(own.pre))))
    first = pre if last > pre else least
    step = max(1, ahead // 2)
    starts = list(range(last, first - 1, -step))[::-1]
    return starts, pre


def _groups(design: Design, pool: tuple[str, ...], most: int, rng: np.random.Generator) -> list[Design]:
    """The study's own arms first, then others of the same sizes; each unit alone in turn when the test arm is one."""
    n, m = len(design.test), len(design.control)
    found = [design]
    seen = {frozenset(design.test)}
    alone = [np.array([i]) for i in rng.permutation(len(pool))] if n == 1 else []
    for _ in range(20 * most):
        if len(found) >= most:
            break
        first = alone.pop() if alone else rng.permutation(len(pool))[:n]
        test = tuple(sorted(pool[i] for i in first))
        if frozenset(test) not in seen:
            seen.add(frozenset(test))
            others = [u for u in pool if u not in test]
            control = tuple(sorted(others[i] for i in rng.permutation(len(others))[:m]))
            left = tuple(u for u in others if u not in control)
            weights = (1.0 / len(control),) * len(control)
            found.append(replace(design, test=test, control=control, weights=weights, unused=left))
        if n == 1 and not alone:
            break
    return found


def _moved(panel: Panel, design: Design, group: int, start: int, pre: int) -> FalseCampaign:
    own = panel.windows
    begin = max(0, start - pre)
    campaign = Span(start, start + len(own.campaign))
    after = Span(campaign.stop, campaign.stop + len(own.after))
    windows = Windows(Span(0, begin), Span(begin, start), campaign, after)
    return FalseCampaign(Comparison(replace(panel, windows=windows), design), group, start)


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

"""What a design would detect: the estimator asked on windows of the past in which nothing happened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri, stdtrit

from lift.core.design import Design
from lift.core.panel import Floats, Item, Panel, Windows
from lift.core.words import Assignment
from lift.design.build import dealt
from lift.estimators.protocol import Estimator

Progress = Callable[[float], None]
SHRINK = 4.0
"""The interval's own width counts as much as this many false campaigns when their spread is estimated."""
POWER = 0.80
MOST_BLOCKS = 48
"""Units of an arm are dealt into so many blocks at most, so that 5,000 stores cost as much as 48."""
MOST_CELLS = 24_000_000
"""Numbers held at once while candidates are tried."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A design that may be chosen, by names of units; `untreated` are the candidates that are in no arm."""

    assignment: Assignment
    test: tuple[str, ...]
    control: tuple[str, ...]
    untreated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """What C candidates showed in O false campaigns: `error` and `scale` [O, C, L] of the log uplift of L items."""

    error: Floats
    scale: Floats
    df: float

    def detectable(self, confidence: float) -> Floats:
        """Smallest uplift [C, L] found in 80 % of cases (see `smallest`)."""
        return smallest(self.error, self.scale, self.scale.mean(axis=0), self.df, confidence)


def smallest(error: Floats, scale: Floats, now: Floats, df: float, confidence: float) -> Floats:
    """The uplift [...] that a campaign shows in 80 % of cases, from O false ones: their `error` and `scale` [O, ...].

    ``exp((q(1 - alpha / 2) + r q(.8)) x now) - 1``: the interval's end lies q(1 - alpha / 2) scales out, `now` being
    the scale to be expected, and estimates fall r scales apart. r is the root mean square of error / scale over the
    false campaigns, which are few: it is shrunk towards 1 as if four more had fallen just as their intervals say.
    """
    square = ((error / scale) ** 2).sum(axis=0)
    ratio = np.sqrt((SHRINK + square) / (SHRINK + len(error)))
    return np.expm1((_quantile(0.5 * (1 + confidence), df) + ratio * _quantile(POWER, df)) * now)


def try_out(
    panel: Panel,
    candidates: Sequence[Candidate],
    estimator: Estimator,
    windows: Sequence[Windows],
    tell: Progress | None = None,
) -> Tried:
    """Ask the estimator for every candidate, item of the panel and false campaign, in revenue.

    Candidates with equally many units are asked at once, as items of one panel: the answers are those that each would
    get by itself.
    """
    C, L = len(candidates), len(panel.items)
    error, scale = np.full((2, len(windows), C, L), np.nan)
    df = np.inf
    groups: dict[tuple[int, int, int], list[int]] = {}
    for c, candidate in enumerate(candidates):
        arms = (candidate.test, candidate.control, candidate.untreated)
        groups.setdefault(tuple(min(len(arm), MOST_BLOCKS) for arm in arms), []).append(c)  # pyright: ignore[reportArgumentType]
    done = 0
    for shape, members in groups.items():
        at_once = max(1, MOST_CELLS // max(1, sum(shape) * len(panel.periods) * L * 2))
        for begin in range(0, len(members), at_once):
            chunk = members[begin : begin + at_once]
            batch, design = _batch(panel, [candidates[c] for c in chunk], shape)
            for o, span in enumerate(windows):
                found = estimator.expected(replace(batch, windows=span), design, "revenue")
                error[o, chunk] = found.location[0].reshape(len(chunk), L)
                scale[o, chunk] = found.scale[0].reshape(len(chunk), L)
                df = min(df, float(np.nanmin(found.df)))
            done += len(chunk)
            if tell:
                tell(done / C)
    return Tried(error, scale, df)


def _batch(panel: Panel, candidates: Sequence[Candidate], shape: tuple[int, int, int]) -> tuple[Panel, Design]:
    """A panel with one item per candidate and item, whose units are the candidates' first, second, ... unit."""
    names = [tuple(f"{arm} {i:04d}" for i in range(n)) for arm, n in zip(("a", "b", "c"), shape, strict=True)]
    L, T = len(panel.items), len(panel.periods)
    listed, weight = np.zeros((2, sum(shape), T, len(candidates), L))
    size = dict(zip(panel.units, panel.listed[0].sum(axis=(1, 2)).tolist(), strict=True))
    for c, candidate in enumerate(candidates):
        row = 0
        for members, n in zip((candidate.test, candidate.control, candidate.untreated), shape, strict=True):
            for slot, inside in enumerate(dealt(members, size, n)):
                at = panel.at(inside)
                listed[row + slot, :, c] = panel.listed[0, at].sum(axis=0)
                weight[row + slot, :, c] = panel.weight[0, at].sum(axis=0)
            row += n
    flat = (2, sum(shape), T, len(candidates) * L)
    cube = np.broadcast_to(listed.reshape(1, *flat[1:]), flat)
    units = tuple(name for arm in names for name in arm)
    items = tuple(
        Item("sku", f"{c} {item.level} {item.key}", None, (f"{c} {k}",))
        for c in range(len(candidates))
        for k, item in enumerate(panel.items)
    )
    counts = np.ones((sum(shape), flat[3]), dtype=np.int64)
    batch = Panel(
        periods=panel.periods, windows=panel.windows, frequency=panel.frequency, units=units, region=units,
        stores=np.ones(sum(shape), dtype=np.int64), items=items, listed=cube,
        weight=np.broadcast_to(weight.reshape(1, *flat[1:]), flat), total=cube, selling=counts, store_periods=counts,
    )  # fmt: skip
    shares = tuple(np.full(shape[1], 1.0 / shape[1]).tolist())
    return batch, Design(candidates[0].assignment, names[0], names[1], shares, names[2])


def _quantile(level: float, df: float) -> float:
    return float(ndtri(level)) if np.isinf(df) else float(stdtrit(df, level))

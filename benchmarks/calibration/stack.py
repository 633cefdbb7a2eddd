"""Draws as arrays by unit, and many of them as items of one panel: estimators answer for all items at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from calibration.designs import DESIGNS, design_of, history_panel, start_of, unit_of
from calibration.listing import Sold, sold
from calibration.score import Case
from calibration.sources import SOURCES, Market, Source, Tree
from lift.core.design import Design
from lift.core.errors import LiftError
from lift.core.panel import Floats, Ints, Panel, Span, Windows
from lift.core.words import Frequency
from lift.inference.sample import Comparison

EFFECTS = (0.0, 0.06, 0.12)
"""Planted uplifts of the promoted SKUs in the test arm during the campaign: nothing, the trade's two benchmarks."""


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """One false campaign: units in the order test, control, unused (each by size), periods pre and campaign, I items.

    `listed`, `weight`, `total` [U, T, I]; `listed_gain`, `gain` [n_test, T, I] the promoted SKUs' part in the test
    arm's campaign periods; `selling`, `store_periods` [U, I]. `test_stores`, `control_stores` [S, T, I] are sales by
    store.
    """

    case: Case
    pre: int
    frequency: Frequency
    tree: Tree
    design: Design
    listed: Floats
    weight: Floats
    total: Floats
    listed_gain: Floats
    gain: Floats
    selling: Ints
    store_periods: Ints
    stores: Ints
    test_stores: Floats
    control_stores: Floats
    test_gain: Floats

    def truth(self, effect: float) -> Floats:
        """True uplift [I] of the test units' sales in the campaign."""
        without = self.total[: len(self.design.test), self.pre :].sum(axis=(0, 1))
        gain = effect * self.gain.sum(axis=(0, 1))
        return np.divide(gain, without, out=np.zeros_like(gain), where=without > 0)


def draws(
    panel: str, design: str, before: int, during: int, seeds: Sequence[int], markets: Sequence[Market]
) -> Iterator[Draw | tuple[int, LiftError]]:
    """False campaigns of one cell; a seed whose control cannot be matched comes with the error."""
    source, plan = SOURCES[panel], DESIGNS[design]
    for seed, market in zip(seeds, markets, strict=True):
        rng = np.random.Generator(np.random.PCG64([seed, 2, *design.encode()]))
        start = start_of(source, plan, before, during, rng)
        store = sold(market, start, before, during, source.frequency)
        try:
            yield _draw(seed, market, source, store, design, rng)
        except LiftError as error:
            yield seed, error


def _draw(seed: int, market: Market, source: Source, store: Sold, design: str, rng: np.random.Generator) -> Draw:
    plan = DESIGNS[design]
    of = unit_of(market, plan.assignment)
    onehot = (of == np.arange(of.max() + 1)[:, None]).astype(np.float64)
    every = np.tensordot(onehot, store.total, 1)
    arms = plan.choose(history_panel(every, market, source, store.start, store.pre), rng)
    size = np.tensordot(onehot, store.listed[:, store.start - store.pre : store.start].sum(axis=(1, 2)), 1)
    rest = np.setdiff1d(np.arange(len(size)), np.concatenate([arms.test, arms.control]))
    test, control, unused = (at[np.argsort(-size[at], kind="stable")] for at in (arms.test, arms.control, rest))
    order = onehot[np.concatenate([test, control, unused])]
    span = slice(store.start - store.pre, store.stop)
    listed, weight, total = (np.tensordot(order, c[:, span], 1) for c in (store.listed, store.weight, store.total))
    campaign = np.arange(store.stop - span.start)[:, None] >= store.pre
    gains = (np.tensordot(order[: len(test)], c[:, span], 1) * campaign for c in (store.listed_gain, store.gain))
    listed_gain, gain = gains
    in_test, in_control = np.isin(of, test), np.isin(of, control)
    region = market.shared or (f"unit {test[0]}" if len(test) == 1 else f"seed {seed}")
    window = market.shared if source.simulated else f"from {store.start}"
    return Draw(
        Case(seed, region, window), store.pre, source.frequency, market.tree,
        design_of(plan, len(test), len(control), len(unused)),
        listed, weight, total, listed_gain, gain,
        (order @ store.selling).astype(np.int64), (order @ store.store_periods).astype(np.int64),
        order.sum(axis=1).astype(np.int64), store.total[in_test, span], store.total[in_control, span],
        store.gain[in_test, span] * campaign,
    )  # fmt: skip


def comparison(drawn: Sequence[Draw], items: Sequence[int] | None = None, effect: float = 0.0) -> Comparison:
    """Draws of one design as items of one panel, draw by draw; a single draw keeps the tree's own items.

    All draws have the same numbers of test, control and unused units. `items` are positions in the tree (default all).
    """
    first = drawn[0]
    at = list(range(len(first.tree.items)) if items is None else items)
    T = first.total.shape[1]
    cubes: dict[str, Floats] = {}
    for name in ("listed", "weight", "total"):
        parts = [getattr(d, name)[..., at] for d in drawn]
        cubes[name] = np.concatenate(parts, axis=2)
    if effect:
        test = slice(0, len(first.design.test))
        cubes["listed"][test] += effect * np.concatenate([d.listed_gain[..., at] for d in drawn], axis=2)
        cubes["total"][test] += effect * np.concatenate([d.gain[..., at] for d in drawn], axis=2)
    tree_items = [first.tree.items[k] for k in at]
    alone = len(drawn) == 1
    units = (*first.design.test, *first.design.control, *first.design.unused)
    panel = Panel(
        np.datetime64("2024-01-01") + np.arange(T) * np.timedelta64(7 if first.frequency == "week" else 1, "D"),
        Windows(Span(0, 0), Span(0, first.pre), Span(first.pre, T), Span(T, T)), first.frequency, units, units,
        first.stores,
        tuple(i if alone else replace(i, key=f"{n} {i.key}") for n in range(len(drawn)) for i in tree_items),
        **{name: np.broadcast_to(cube, (2, *cube.shape)) for name, cube in cubes.items()},
        selling=np.concatenate([d.selling[:, at] for d in drawn], axis=1),
        store_periods=np.concatenate([d.store_periods[:, at] for d in drawn], axis=1),
    )  # fmt: skip
    return Comparison(panel, first.design)


def alike(drawn: Sequence[Draw]) -> list[list[Draw]]:
    """Draws in groups that can be stacked: with the same number of units in each arm."""
    groups: dict[tuple[int, ...], list[Draw]] = {}
    for d in drawn:
        groups.setdefault((len(d.design.test), len(d.design.control), len(d.design.unused)), []).append(d)
    return list(groups.values())

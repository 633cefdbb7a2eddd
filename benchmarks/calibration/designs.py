"""Who is test and who is control in a false campaign: stores drawn one by one, and whole regions in three ways."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from calibration.sources import SOURCES, Market, Source
from lift.core.design import Design
from lift.core.panel import Floats, Ints, Panel, Span, Windows
from lift.core.words import Assignment
from lift.design.match import match
from lift.design.units import Units

MATCHED_STORES = 10
MATCH_HISTORY = {"week": 26, "day": 182}
"""Periods before the pre window from which the tool matches on them instead of the first half of pre."""


@dataclass(frozen=True, slots=True, eq=False)
class Arms:
    """Positions on the unit axis; the rest of the units are unused."""

    test: Ints
    control: Ints


@dataclass(frozen=True, slots=True)
class Plan:
    """A design: `choose(panel of all units with history, rng)` names the arms."""

    family: str
    assignment: Assignment
    choose: Callable[[Panel, np.random.Generator], Arms]
    least: int
    matched: bool = False


def _drawn(test: int, control: int | None) -> Callable[[Panel, np.random.Generator], Arms]:
    def choose(panel: Panel, rng: np.random.Generator) -> Arms:
        order = rng.permutation(len(panel.units))
        return Arms(order[:test], order[test:] if control is None else order[test : test + control])

    return choose


def _best(panel: Panel, rng: np.random.Generator) -> Arms:
    """The one region whose sales moved most alike on the history: the first step of `lift.match`."""
    order = rng.permutation(len(panel.units))
    k = panel.items.index(next(i for i in panel.items if i.level == "category" and i.row))
    log = np.log(np.maximum(panel.sales[:, panel.windows.history.slice, k], 1e-9))
    noise = (log[order[0]] - log[order[1:]]).std(axis=1)
    return Arms(order[:1], order[1:][[int(np.argmin(noise))]])


def _matched(test: int) -> Callable[[Panel, np.random.Generator], Arms]:
    """`lift.design.match` on the history."""

    def choose(panel: Panel, rng: np.random.Generator) -> Arms:
        names = np.array(panel.units)
        order = rng.permutation(len(names))
        chosen, free = tuple(sorted(names[order[:test]])), tuple(sorted(names[order[test:]]))
        units = Units("regions", True, {n: n for n in panel.units}, chosen, None, free, ())
        return Arms(order[:test], panel.at(match(units, panel)))

    return choose


FAMILIES = {
    "stores": "stores drawn one by one", "region-all": "one region v all others", "region-one": "one region v one",
    "matched": "control chosen by match",
}  # fmt: skip
DESIGNS: dict[str, Plan] = {
    "10 stores v 30": Plan("stores", "stores", _drawn(10, 30), 40),
    "3 stores v 9": Plan("stores", "stores", _drawn(3, 9), 12),
    "20 stores v 60": Plan("stores", "stores", _drawn(20, 60), 80),
    "1 store v all": Plan("stores", "stores", _drawn(1, None), 2),
    "1 region v all": Plan("region-all", "regions", _drawn(1, None), 2),
    "1 region v 1": Plan("region-one", "regions", _drawn(1, 1), 2),
    "1 region v its best match": Plan("matched", "regions", _best, 3, matched=True),
    "1 region v matched regions": Plan("matched", "regions", _matched(1), 3, matched=True),
    "10 stores v matched stores": Plan("matched", "stores", _matched(MATCHED_STORES), 30, matched=True),
}
"""The first of a family is the one on which every pair of methods is tried."""


def needed(source: Source, plan: Plan, before: int, during: int) -> int:
    """Periods that a panel must hold."""
    return before + during + (MATCH_HISTORY[source.frequency] if plan.matched else 0)


def impossible(panel: str, design: str, before: int, during: int) -> str | None:
    """Why a panel cannot carry a design with these windows; None when it can."""
    source, plan = SOURCES[panel], DESIGNS[design]
    held = source.units.get(plan.assignment, 0)
    if held < plan.least:
        return f"it has {held or 'no'} {plan.assignment}"
    if needed(source, plan, before, during) > source.periods:
        extra = f", matching takes {MATCH_HISTORY[source.frequency]}" if plan.matched else ""
        return f"it has {source.periods} {source.frequency}s{extra}"
    return None


def start_of(source: Source, plan: Plan, before: int, during: int, rng: np.random.Generator) -> int:
    """Draw the first period of the campaign among those that leave room for all windows."""
    first = needed(source, plan, before, during) - during
    return int(rng.integers(first, source.periods - during + 1))


def unit_of(market: Market, assignment: Assignment) -> Ints:
    """The unit of each store: its region, or itself."""
    return market.region if assignment == "regions" else np.arange(len(market.region))


def design_of(plan: Plan, test: int, control: int, unused: int) -> Design:
    """The design of arms that are named by their place."""
    return Design(
        plan.assignment, names("test", test), names("control", control), (1.0 / control,) * control,
        names("unused", unused), chosen="match" if plan.matched else "named",
    )  # fmt: skip


def names(arm: str, count: int) -> tuple[str, ...]:
    """Unit names in the order of their places."""
    return tuple(f"{arm} {i + 1:03d}" for i in range(count))


def history_panel(sales: Floats, market: Market, source: Source, start: int, before: int) -> Panel:
    """All units with all periods, for choosing the control: only sales and history are looked at."""
    cube = np.broadcast_to(sales, (2, *sales.shape))
    T = sales.shape[1]
    windows = Windows(Span(0, start - before), Span(start - before, start), Span(start, T), Span(T, T))
    units = names("unit", len(sales))
    nothing = np.zeros((len(sales), sales.shape[2]), dtype=np.int64)
    return Panel(
        np.arange(T).astype("datetime64[D]"), windows, source.frequency, units, units, np.ones(len(sales), np.int64),
        market.tree.items, cube, cube, cube, nothing, nothing,
    )  # fmt: skip

"""The smallest detectable uplift of a planned campaign, and of the designs beside it, found by back-testing."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from lift.core.design import Design
from lift.core.errors import DesignError
from lift.core.panel import Panel
from lift.core.power import Detectable, Scenario, Untried
from lift.core.words import Level
from lift.design.false_campaigns import at_places
from lift.design.groups import grown, others, scattered
from lift.design.places import needed, spread, starts
from lift.design.power_backtest import Key, Law, Needed, back_test, law, steady
from lift.estimators.protocol import Estimator
from lift.inference.outcome import POWER

Tell = Callable[[str, float], None]
ALTERNATIVE = 0.3
"""Back-tests of an alternative, as a share of those of the plan, which count for it too."""
PLAN_PLACES, PLACES = 10, 6
"""Windows in which the plan and an alternative are tried; further back-tests are made over other units."""
OWN_GROUPS = 3
"""Ways of adding units to the plan's own, or leaving some out, that are tried."""
ORDER: tuple[Level, ...] = ("promoted", "brand", "category", "sku")
"""Levels, that of the verdict first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be found out.

    `periods` and `history` of the plan, further `lengths` and `histories` in periods, `campaigns` back-tests of the
    plan. `season` is the period, counted from the panel's first, whose sales stand for those of the campaign's first.
    """

    periods: int
    history: int
    lengths: tuple[int, ...]
    histories: tuple[int, ...]
    confidence: float
    seed: int
    campaigns: int
    season: int


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """A plan and the panel that it is tried on, which ends before the campaign."""

    panel: Panel
    design: Design
    estimator: Estimator
    asked: Asked


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What is known of one design: a row and a law a level, and the back-tests behind them."""

    rows: tuple[Detectable, ...]
    laws: Mapping[Key, Law]
    tests: tuple[Needed, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """One design to be tried."""

    scenario: Scenario
    periods: int
    units: int
    history: int


def plan(setting: Setting, tell: Tell) -> Answer:
    """Back-test the plan.

    Raises DesignError when the data leaves no room for it, or no back-test can measure the promoted set.
    """
    cell = _Cell("plan", setting.asked.periods, len(setting.design.test), setting.asked.history)
    answer = _tried(setting, cell, None, partial(tell, "back-tests of the plan"))
    if not any(key[0] == "promoted" for key in answer.laws):
        raise DesignError(
            "the promoted set cannot be measured in campaigns before this one (no sales in an arm, or too thin): name "
            "promoted SKUs that both arms have been selling, or other units"
        )
    return answer


def alternatives(setting: Setting, of: Answer, tell: Tell) -> tuple[tuple[Detectable, ...], tuple[Untried, ...]]:
    """Back-test other lengths, numbers of test units and histories beside the plan `of`, and what could not be."""
    known = len(setting.panel.periods)
    out, untried = list[Detectable](), list[Untried]()
    cells = _alternatives(setting.design, setting.asked)
    for i, cell in enumerate(cells):
        tell("other lengths, units and histories", i / len(cells))
        if known < _least(cell):
            untried.append(Untried(cell.periods, cell.units, cell.history, "history", _least(cell), known))
            continue
        answer = _tried(setting, cell, of, lambda _: None)
        if any(key[0] == "promoted" for key in answer.laws):
            out += answer.rows
        else:
            untried.append(Untried(cell.periods, cell.units, cell.history, "method", 0, 0))
    return tuple(out), tuple(untried)


def dealt(setting: Setting, stores: int, of: Answer, tell: Tell) -> tuple[Detectable, ...]:
    """Back-test so many single test stores, dealt over all regions, against the other stores of the same regions.

    The setting's panel has stores as its units, `of` is the plan.
    """
    asked, panel = setting.asked, relevant(setting.panel)
    places, history = starts(len(panel.periods), asked.periods, asked.history)
    places = spread(places, PLACES)
    designs = scattered(panel, stores, _groups(ALTERNATIVE * asked.campaigns, places), asked.seed)
    found = back_test(
        setting.estimator, at_places(panel, designs, places, asked.periods, history), asked.confidence,
        partial(tell, "stores scattered over the regions"), slopes=steady(of.tests),
    )  # fmt: skip
    cell = _Cell("scattered", asked.periods, stores, history)
    return tuple(_rows(panel, designs, laws_of(found, len(designs), of.tests, asked.confidence), cell, asked))


def relevant(panel: Panel) -> Panel:
    """The panel without the brands that hold no promoted SKU: they move nothing that power is asked for."""
    promoted = {member for item in panel.items if item.promoted for member in item.members}
    keep = [
        k for k, item in enumerate(panel.items)
        if item.level != "brand" or not item.row or promoted & set(item.members)
    ]  # fmt: skip
    return panel.take(keep)


def laws_of(found: Sequence[Needed], own: int, pooled: Sequence[Needed], confidence: float) -> dict[Key, Law]:
    """One law a level and item, in the order of levels."""
    keys = sorted(dict.fromkeys(n.key for n in found), key=lambda key: ORDER.index(key[0]))
    return {
        key: law([n for n in found if n.key == key], own, [n for n in pooled if n.key == key], confidence)
        for key in keys
    }


def _alternatives(design: Design, asked: Asked) -> list[_Cell]:
    count = len(design.test)
    out = [
        _Cell("alternative", periods, units, asked.history)
        for units in _sizes(count, count + len(design.control) + len(design.unused))
        for periods in sorted({asked.periods, *asked.lengths})
        if (periods, units) != (asked.periods, count)
    ]
    return out + [_Cell("history", asked.periods, count, h) for h in asked.histories if h != asked.history]


def _least(cell: _Cell) -> int:
    """Periods that must lie before the campaign; another history is tried in full only."""
    return cell.periods + cell.history if cell.scenario == "history" else needed(cell.periods, cell.history)


def _sizes(count: int, pool: int) -> list[int]:
    """Numbers of test units to try: half, twice and four times the plan's, one, and half of all; none nearly alike."""
    wanted = [count, 1 if pool < 40 else count // 2, 2 * count, 4 * count, pool // 2]
    found: list[int] = []
    for size in wanted:
        usable = size == count or 1 <= size <= pool // 2
        if usable and all(max(size, other) >= 1.3 * min(size, other) for other in found):
            found.append(size)
    return sorted(found)


def _tried(setting: Setting, cell: _Cell, of: Answer | None, tell: Callable[[float], None]) -> Answer:
    """Back-test one cell; `of` is the plan, None when it is the plan."""
    panel, design, asked = relevant(setting.panel), setting.design, setting.asked
    places, history = starts(len(panel.periods), cell.periods, cell.history)
    places = spread(places, PLAN_PLACES if of is None else PLACES)
    count = _groups(asked.campaigns * (1.0 if of is None else ALTERNATIVE), places)
    own = grown(design, cell.units, min(OWN_GROUPS, count), asked.seed)
    taken = {frozenset(d.test) for d in own}
    drawn = [d for d in others(design, cell.units, count, asked.seed) if frozenset(d.test) not in taken]
    designs = [*own, *drawn][:count]
    found = back_test(
        setting.estimator, at_places(panel, designs, places, cell.periods, history), asked.confidence, tell,
        slopes=None if of is None else steady(of.tests),
    )  # fmt: skip
    laws = laws_of(found, len(own), () if of is None else of.tests, asked.confidence)
    return Answer(tuple(_rows(panel, own, laws, replace(cell, history=history), asked)), laws, tuple(found))


def _groups(campaigns: float, places: Sequence[int]) -> int:
    """Groups of test units that make so many back-tests."""
    return max(1, math.ceil(campaigns / len(places)))


def _rows(panel: Panel, own: Sequence[Design], laws: Mapping[Key, Law], cell: _Cell, asked: Asked) -> list[Detectable]:
    stores = float(np.mean([panel.stores[panel.at(d.test)].sum() for d in own]))
    out: list[Detectable] = []
    for key, found in laws.items():
        uplift = found.uplift(POWER)
        low, high = found.interval()
        expected = float(np.mean([_expected(panel, d, key, cell.periods, asked.season) for d in own]))
        out.append(
            Detectable(
                cell.scenario, *key, own[0].assignment, cell.periods, cell.units, round(stores), cell.history, uplift,
                low, high, expected, uplift * expected, len(found.thresholds), len({*found.start.tolist()}),
                len({*found.group.tolist()}),
            )
        )  # fmt: skip
    return out


def _expected(panel: Panel, design: Design, key: Key, periods: int, season: int) -> float:
    """Revenue of the test units in so many periods from `season` on, or the last ones that the data has."""
    begin = max(0, min(season, len(panel.periods) - periods))
    return float(panel.sales[panel.at(design.test), begin : begin + periods, panel.item(*key)].sum())

"""`lift power`: what a campaign could show, found out before it starts."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from lift.core.design import Design
from lift.core.panel import Panel
from lift.core.power import Chance, Detectable, Power, Untried
from lift.core.spec import StudySpec
from lift.data import ahead, open_source, read_main
from lift.design.power import Setting, alternatives, dealt, plan
from lift.design.power_backtest import Key, Law
from lift.design.units import Units, resolve
from lift.estimators import estimator as registered
from lift.estimators import name_of
from lift.inference import automatic, paired
from lift.inference.outcome import POWER
from lift.study import locked
from lift.study.chain import design_of
from lift.study.power_cells import cell_plans, cell_powers
from lift.study.power_terms import asked, returns
from lift.study.promotion import Sides, sides
from lift.study.study import Study

CAMPAIGNS = 80
"""Back-tests of the plan unless asked for more or fewer."""
MOST_STORES = 400
"""Stores that scattered test stores are tried on."""
Progress = Callable[[str, float], None]


def power(
    study: Study,
    *,
    campaigns: int = CAMPAIGNS,
    plan_only: bool = False,
    memory: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Power:
    """Find the smallest detectable uplift by level, and what other designs would buy.

    Nothing from the campaign's start on is looked at, whether it lies ahead or behind. The study's own estimator and
    inference measure `campaigns` campaigns that never happened: its own test units in earlier weeks, and other units.
    Each cell is back-tested as a plan of its own. `plan_only` leaves out the other lengths, numbers of units, histories
    and scattered stores. Deterministic: the study's seed draws them. Raises DesignError when the history leaves no room
    for one, and as `run` does.
    """
    tell = progress or _silent
    spec = study.spec
    with open_source(
        spec, ahead=True, memory=memory, threads=threads, progress=lambda step, at: tell(step, 0.15 * at)
    ) as source:
        units = resolve(locked.applied(spec, locked.find(spec)).regions, source.stores)
        both = sides(source, units.unit_of_store, read_main(source, units.unit_of_store))
        whole = both.main
        design = design_of(source, units, whole)
        coming = ahead(source.calendar, spec.campaign, match=spec.regions.matched)
        panel = _apart(whole, spec)
        single = None if plan_only else _single(both, units, design)
        method = registered(spec.measure.method)
        inference = spec.measure.inference if spec.measure.inference != "auto" else automatic(method, design)
        wanted = asked(spec, spec.campaign, coming, panel, campaigns)
        setting = Setting(panel, design, paired(method, inference), wanted)

        def read(other: StudySpec) -> Panel:
            with open_source(other, ahead=True, memory=memory, threads=threads) as again:
                side = sides(again, units.unit_of_store, read_main(again, units.unit_of_store))
                return _apart(side.main, other)

        planned = cell_plans(source, units, setting, read)
    untried: tuple[Untried, ...] = ()
    # One thread: a product of matrices cut into other pieces ends in other last digits.
    with threadpool_limits(1, "blas"):
        found = plan(setting, lambda step, at: tell(step, 0.15 + 0.3 * at))
        rows = list(found.rows)
        if not plan_only:
            more, untried = alternatives(setting, found, lambda step, at: tell(step, 0.45 + 0.4 * at))
            rows += more
        if single is not None:
            drawn = paired(method, automatic(method, replace(design, assignment="stores")))
            stores = min(rows[0].stores, len(single.units) // 2)
            alone = replace(setting, panel=single, estimator=drawn)
            rows += dealt(alone, stores, found, lambda step, at: tell(step, 0.85 + 0.1 * at))
        cells, contrasts = cell_powers(planned, spec, lambda step, at: tell(step, 0.95 + 0.05 * at))
    return Power(
        spec.name, spec.currency, panel.frequency, design.assignment, spec.measure.confidence, POWER,
        f"{name_of(method)}/{inference}{both.suffix}", spec.measure.seed,
        str(spec.campaign.start), str(spec.campaign.end),
        str(source.calendar.last[-1]), coming.pre, design.fingerprint, tuple(rows), _curve(found.laws),
        returns(spec, spec.campaign, found), untried, _spill_over(rows), cells, contrasts,
    )  # fmt: skip


def _silent(step: str, share: float) -> None:
    del step, share


def _apart(panel: Panel, spec: StudySpec) -> Panel:
    """The panel without the periods on which an arm is matched: there the design would look better than it is."""
    if not spec.regions.matched:
        return panel
    first = panel.windows.pre.start
    return replace(
        panel, periods=panel.periods[first:], listed=panel.listed[:, :, first:], weight=panel.weight[:, :, first:],
        total=panel.total[:, :, first:],
    )  # fmt: skip


def _single(both: Sides, units: Units, design: Design) -> Panel | None:
    """The panel of single stores, at most 400 of them; None where stores are the units, or regions have one each."""
    if design.assignment == "stores" or int(both.plain.stores.max()) < 2:
        return None
    names, spec = sorted(units.unit_of_store), both.source.spec
    if len(names) > MOST_STORES:
        rng = np.random.Generator(np.random.PCG64(spec.measure.seed))
        names = sorted(names[i] for i in rng.permutation(len(names))[:MOST_STORES])
    return _apart(both.by({name: name for name in names}), spec)


def _curve(laws: Mapping[Key, Law]) -> tuple[Chance, ...]:
    steps = np.round(np.arange(0.05, 1.0, 0.05), 2).tolist()
    points = [Chance(*key, law.uplift(chance), chance) for key, law in laws.items() for chance in steps]
    return tuple(point for point in points if 0.0 <= point.uplift < np.inf)


def _spill_over(rows: list[Detectable]) -> float | None:
    """Share s of an effect u that may reach the control next door: ``(1 + u) / (1 + s u) - 1`` is then what is seen.

    u is what the plan can just show, and what is then seen what scattered stores can just show; 0 where they are worse.
    """
    here = {row.scenario: row.detectable for row in rows if row.level == "promoted" and row.scenario != "alternative"}
    u, least = here["plan"], here.get("scattered")
    if least is None or not np.isfinite([u, least]).all() or u <= 0:
        return None
    return float(min(1.0, max(0.0, ((1.0 + u) / (1.0 + least) - 1.0) / u)))

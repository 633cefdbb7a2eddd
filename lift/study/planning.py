"""`lift match`: the design of a campaign that lies ahead, and the lock that proves when it was fixed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from lift.core.design import Design
from lift.core.errors import DesignError, listing
from lift.core.panel import Span
from lift.data import open_source, read_main
from lift.design.contest import Contest, judged_items
from lift.design.dark import refuse_dark
from lift.design.forecast import forecast
from lift.design.lock import Lock
from lift.design.places import rehearsals
from lift.design.units import resolve
from lift.estimators import estimator as registered
from lift.estimators import name_of
from lift.inference import automatic, paired
from lift.study import locked, matching
from lift.study.promotion import sides
from lift.study.study import Study

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A design that was fixed, its lock, the designs tried out for it as rows, and both arms as indices by period."""

    design: Design
    lock: Lock
    tried: tuple[Mapping[str, object], ...]
    indexed: pd.DataFrame


def match(study: Study) -> Design:
    """Test and control of a study, fixed on what was known before the campaign, with balance and detectable uplift.

    Arms that the study names are taken as they are; `control = "match"` and `test = "match"` are chosen under the rules
    of [match]. Raises DesignError when there is no control to be had, StudyError and DataError as `run` does.
    """
    return plan(study, date.min).design


def plan(
    study: Study,
    day: date,
    *,
    memory: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Planned:
    """Fix the design of a study on `day`. Nothing from the campaign's first day on is looked at.

    What it will detect is found out on periods that did not choose it. Raises DesignError when a named control does not
    track the test units, and as `match` does.
    """
    tell = progress or (lambda _step, _share: None)
    spec = study.spec
    with open_source(
        spec, ahead=True, memory=memory, threads=threads, progress=lambda step, at: tell(step, 0.3 * at)
    ) as source:
        units = resolve(spec.regions, source.stores)
        panel = read_main(source, units.unit_of_store)
        tell("price and promotion", 0.3)
        # What is planned is measured as the run will: on sales adjusted for price and promotion where it adjusts them.
        measured = sides(source, units.unit_of_store, panel).main
        design, tried = matching.design_of(source, units, measured, lambda step, at: tell(step, 0.35 + 0.4 * at))
        asked = registered(spec.measure.method)
        inference = spec.measure.inference if spec.measure.inference != "auto" else automatic(asked, design)
        known = Span(panel.windows.pre.start, panel.windows.campaign.stop)
        how = matching.rule(source, paired(asked, inference), units)
        windows = rehearsals(known, how.campaign, how.pre)
        tell("what it will detect", 0.8)
        with threadpool_limits(1, "blas"):
            if design.chosen == "named":
                _refuse_named(
                    Contest(measured, matching.constraints(source, units, panel), how, windows), design, known
                )
            found = forecast(measured, design, how.estimator, windows, how.confidence)
        rows, tables = matching.alike(source, units, panel, design, known)
        design = replace(design, detectable=found, balances=rows)
        lock = locked.taken(locked.Plan(spec, source, units, panel, design, (name_of(asked), inference)), day)
        return Planned(design, lock, tried, tables["indexed"])


def _refuse_named(contest: Contest, design: Design, known: Span) -> None:
    """Raise DesignError for named arms that break the rules of [match], or whose control tracks nothing."""
    c = contest.constraints
    test, control = (np.isin(c.units, arm) for arm in (design.test, design.control))
    spilt = control & ~c.controls(test[None])[0]
    if spilt.any():
        names = np.array(c.units, dtype=object)[spilt]
        raise DesignError(
            f"{len(names)} of {int(control.sum())} control units may not be control under [match] (belt, same or "
            f'never_control): {listing(names)}; exclude them, or set [regions] control = "match"'
        )
    items = judged_items(contest.panel, contest.panel.at(c.units), known.slice)
    if items and contest.windows:
        contest = replace(contest, panel=contest.panel.take(items))
        refuse_dark(contest, test, control, contest.detectable([test], [control])[0])

"""The whole chain: study -> panel -> design -> expected sales -> effects -> money -> result, in one direction."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from threadpoolctl import threadpool_limits

from lift.checks import Evidence, check_all
from lift.core.design import Design
from lift.core.errors import DesignError, listing
from lift.core.finding import form
from lift.core.panel import Panel
from lift.core.spec import StudySpec
from lift.core.words import METRICS
from lift.data import Source, Tables, distribution, open_source, read_main, tail_note
from lift.design.build import blocks
from lift.design.units import Units, resolve
from lift.estimators import estimator as registered
from lift.estimators import name_of
from lift.inference import automatic, paired
from lift.inference.account import Account
from lift.inference.levels import account
from lift.inference.protocol import AnyEstimator
from lift.inference.sample import Comparison
from lift.store import Result
from lift.study import activity, calibration_file, cell_tables, cells, dosage, locked, matching, public_holidays
from lift.study.document import Measured, compose, overruled
from lift.study.doubts import doubts
from lift.study.promotion import Sides, beside, sides
from lift.study.strip import methods
from lift.study.study import Study

Progress = Callable[[str, float], None]


def formed(study: Study) -> Design:
    """The design that `run` would measure. Raises as `run` does, before anything is measured."""
    spec = study.spec
    with open_source(spec) as source:
        units = resolved(spec, locked.find(spec), source)
        panel = read_main(source, units.unit_of_store)
        return design_of(source, units, _judged(source, units, panel))


def run(
    study: Study,
    design: Design | None = None,
    estimator: str | AnyEstimator | None = None,
    *,
    memory: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    shared: Tables | None = None,
) -> Result:
    """Measure a study: uplift by SKU, brand and category, ROI, findings. Writes nothing.

    `design` fixes test and control (from `lift.match`), `estimator` is a registered name or an object of the
    estimators' protocol; both default to what the study says. `memory` ("1GB") and `threads` limit the engine,
    `progress(step, share)` is told how far it is; `shared` tables are opened for other studies too (`run_all`). Raises
    StudyError, DataError, DesignError or MethodError, each with what is wrong, where, how many and what to do.
    """
    started = datetime.now(UTC)
    tell = progress or _silent
    spec = study.spec
    asked, inference = _asked(spec, estimator)
    posts = activity.posts_of(spec)
    spec = activity.counted(spec, posts)
    calibration, lock = calibration_file.read(spec), locked.find(spec)
    opener = partial(open_source, memory=memory, threads=threads, tables=shared)
    with opener(spec, progress=lambda step, at: tell(step, 0.6 * at)) as source:
        units = resolved(spec, lock, source)
        tell("panel", 0.62)
        panel = read_main(source, units.unit_of_store)
        tell("price and promotion", 0.63)
        both = sides(source, units.unit_of_store, panel)
        final = _given(design, panel) if design is not None else design_of(source, units, both.main)
        inference = automatic(asked, final) if inference == "auto" else inference
        plan = locked.Plan(spec, source, units, panel, final, (name_of(asked), inference))
        final, deviations = locked.compared(plan, lock)
        days = public_holidays.findings(source, units.unit_of_store, final)
        apart = cells.opened(source, units, final, both, opener)
        tell("other SKUs", 0.7)
        detail = _detail(both, units, final)
    main = Comparison(both.main, final)
    how, name = paired(asked, inference, spec.measure.seed), f"{name_of(asked)}/{inference}{both.suffix}"
    # One thread: a product of matrices cut into other pieces ends in other last digits.
    with threadpool_limits(1, "blas"):
        accounts: list[Account] = []
        for i, metric in enumerate(METRICS):
            tell(f"uplift in {metric}", 0.75 + 0.1 * i)
            accounts.append(account(how, main, detail, metric, name))
        tell("checks", 0.92)
        sold_in = distribution(source, panel, final, units.unit_of_store)
        evidence = Evidence(
            spec, main, accounts[0], units.whole_regions, how, calibration, source.fingerprint,
            both.conditions, both.elasticities, sold_in.to_dict("records"),
        )  # fmt: skip
        findings = (
            *deviations,
            *source.findings,
            *tail_note(source),
            *cells.findings(apart, spec),
            *days,
            *check_all(evidence),
        )
        tell("other methods", 0.95)
        tables = {"methods": methods(main, accounts[0], spec.measure, calibration)}
        tables |= beside(both, how, accounts, final, spec.measure.confidence)
        tables |= cell_tables.measured(apart, how, f"{name_of(asked)}/{inference}", spec, overruled(findings))
        tables |= matching.alike(source, units, panel, final, panel.windows.pre)[1]
        tables |= {"distribution": sold_in, **doubts(evidence)}
        told = dosage.with_dose(activity.acted(spec, posts, final, source.stores), evidence, posts, source.stores)
        findings, tables = (*findings, *told.findings), {**tables, **told.tables}
        tell("result", 0.98)
        measured = Measured(
            main=main, accounts=tuple(accounts), findings=findings, promoted=source.promoted, launch=source.launch,
            fingerprint={**source.fingerprint, **activity.fingerprint(spec)}, started=started, tables=tables,
            until=source.until, left_out=source.left_out, activity=told,
            cells=tuple(cells.document(apart, spec)),
        )  # fmt: skip
        return compose(spec, measured)


def _silent(step: str, share: float) -> None:
    del step, share


def _asked(spec: StudySpec, estimator: str | AnyEstimator | None) -> tuple[AnyEstimator, str]:
    """The estimator and inference of a run: the study's, or the one given with the inference that fits.

    Raises MethodError where the two do not belong together, before any data is read.
    """
    asked = estimator or spec.measure.method
    found = registered(asked) if isinstance(asked, str) else asked
    inference = spec.measure.inference if estimator is None else "auto"
    if inference != "auto":
        paired(found, inference)
    return found, inference


def resolved(spec: StudySpec, lock: locked.Locked | None, source: Source) -> Units:
    """The units of a study whose data is open, its lock applied. Raises DesignError where the test is still open."""
    units = resolve(locked.applied(spec, lock).regions, source.stores)
    if not units.test:
        raise DesignError(
            '[regions] test = "match" chooses before the campaign: run `lift match`, which writes design.lock, and '
            "keep that file beside the study; or name the test regions"
        )
    return units


def _judged(source: Source, units: Units, panel: Panel) -> Panel:
    """The panel that an open design is chosen on: that of the run; named arms need none."""
    return panel if units.control is not None else sides(source, units.unit_of_store, panel).main


def design_of(source: Source, units: Units, panel: Panel) -> Design:
    """The design of a study whose data is open: arms as named, or chosen."""
    return matching.design_of(source, units, panel)[0]


def _given(design: Design, panel: Panel) -> Design:
    missing = sorted({*design.test, *design.control, *design.unused} - set(panel.units))
    if missing:
        raise DesignError(
            f"the design names {len(missing)} {form(len(missing), 'unit', 'units')} that the panel does not hold: "
            f"{listing(missing)}; make the design from this study's own panel with lift.match"
        )
    return design


def _detail(both: Sides, units: Units, design: Design) -> Comparison:
    """The SKUs outside the promoted set: by region, or by block of stores where stores are the units."""
    if design.assignment == "regions":
        return Comparison(both.detail(units.unit_of_store), design)
    block_of, blocked = blocks(design, both.plain)
    inside = {store: block_of[unit] for store, unit in units.unit_of_store.items() if unit in block_of}
    return Comparison(both.detail(inside), blocked)

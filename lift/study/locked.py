"""The lock beside a study file: read, filled into what the study leaves open, compared with what is measured."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from lift.core.design import Design
from lift.core.errors import DesignError, StudyError
from lift.core.finding import Finding
from lift.core.panel import Panel
from lift.core.spec import StudySpec
from lift.data import Source, ahead, imprint, interim
from lift.design.deviations import judge
from lift.design.lock import FILE, Lock, from_text, to_text
from lift.design.units import Units
from lift.store import put_report


@dataclass(frozen=True, slots=True)
class Locked:
    """A lock that was found, and whether it is still as it was written."""

    lock: Lock
    intact: bool


def find(spec: StudySpec) -> Locked | None:
    """Read design.lock beside the study file; None when there is none."""
    file = Path(spec.folder) / FILE
    try:
        return Locked(*from_text(file.read_text(encoding="utf-8"), FILE))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise DesignError(f"cannot read {file}: {error}") from None


def applied(spec: StudySpec, locked: Locked | None) -> StudySpec:
    """The study with the arms of the lock where it names none itself: a test to be matched, a control not listed.

    A study that names another test than the lock keeps its own control, too: the lock's was found for the lock's test.
    """
    if locked is None:
        return spec
    lock, regions = locked.lock, spec.regions
    stores = lock.assignment == "stores"
    named = set(regions.test_stores if stores else regions.test)
    if named and named != set(lock.test):
        return spec
    arms: dict[str, Any] = {}
    if not (regions.test or regions.test_stores):
        arms["test_stores" if stores else "test"] = lock.test
        arms["assignment"] = regions.assignment or lock.assignment
    if isinstance(regions.control, str) and not regions.control_stores:
        arms["control_stores" if stores else "control"] = lock.control
    return replace(spec, regions=replace(regions, **arms))


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A design and all that it stands in; `how` names estimator and inference."""

    spec: StudySpec
    source: Source
    units: Units
    panel: Panel
    design: Design
    how: tuple[str, str]


def taken(plan: Plan, day: date, like: Lock | None = None) -> Lock:
    """Take a design down as a lock that was fixed on `day`.

    `like`: the imprint is taken over the periods and arms of this earlier lock, so that the two can be compared.
    """
    spec, source, design = plan.spec, plan.source, plan.design
    run = ahead(source.calendar, spec.campaign, match=spec.regions.matched)
    arms = (*like.test, *like.control) if like else (*design.test, *design.control)
    span = (like.imprint.first, like.imprint.until) if like else ("", "")
    return Lock(
        locked=day, study=spec.name, assignment=design.assignment, test=design.test, control=design.control,
        weights=design.weights, excluded=design.excluded, chosen=design.chosen, frequency=plan.panel.frequency,
        pre_first=run.pre_first, pre_periods=run.pre, start=spec.campaign.start, end=spec.campaign.end,
        after_periods=run.after, promoted=source.promoted, launch=source.launch, method=plan.how[0],
        inference=plan.how[1], confidence=spec.measure.confidence, seed=spec.measure.seed,
        imprint=imprint(source, plan.units.unit_of_store, plan.panel, arms, span), detectable=dict(design.detectable),
        exclude_periods=spec.exclude_periods, cells=spec.cells,
    )  # fmt: skip


def compared(plan: Plan, found: Locked | None) -> tuple[Design, tuple[Finding, ...]]:
    """The design with what the lock says of it: who chose it, the class of its evidence, and every deviation.

    A campaign whose end was moved forward since is still an interim look while the data does not reach the end that was
    fixed. Without a lock the design is as it was and there is nothing to say.
    """
    design = plan.design
    if found is None:
        return design, ()
    lock = found.lock
    findings = judge(lock, taken(plan, lock.locked, like=lock), intact=found.intact)
    same = set(design.test) == set(lock.test) and set(design.control) == set(lock.control)
    before = found.intact and lock.locked < min(plan.spec.campaign.start, lock.start)
    strong = all(finding.verdict == "pass" for finding in findings)
    chosen = "lock" if same and before else design.chosen
    design = replace(design, chosen=chosen, evidence="strong" if strong else "model-based")
    if plan.panel.windows.missing:
        return design, findings
    early = interim(plan.source.calendar, plan.source.until, lock.start, lock.end, fixed=True)
    return design, findings if early is None else (*findings, early)


def refuse(spec: StudySpec, *, replace_earlier: bool) -> None:
    """Raise StudyError when there is a lock already, unless it is to be replaced."""
    file = Path(spec.folder) / FILE
    if file.exists() and not replace_earlier:
        raise StudyError(
            f"there is a {FILE} already ({file}): a design is fixed once. To fix another one before the campaign "
            "starts, use --replace"
        )


def write(spec: StudySpec, lock: Lock) -> Path:
    """Write design.lock beside the study file, whole or not at all, and return its path."""
    return put_report(spec.folder, FILE, to_text(lock).encode("utf-8"))

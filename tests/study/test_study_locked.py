"""From `lift match` to `lift run`: a design that was fixed, a panel that has grown since, and what was changed."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import lift
from lift.core.errors import DesignError, StudyError
from lift.core.spec import StudySpec
from lift.data import open_source, read_main
from lift.design.lock import Lock, from_text, to_text
from lift.design.units import resolve
from lift.study import locked
from lift.study.chain import design_of
from lift.study.planning import plan

BEFORE = date(2024, 12, 30)


@pytest.fixture(scope="module")
def simulation() -> Any:
    options: dict[str, Any] = {"regions": 8, "stores_per_region": 2, "weeks": 96, "start": date(2023, 6, 26)}
    return lift.simulate(seed=11, **options, test_regions=2, categories=1, store_changes=0.0, delisted=0.0)


@pytest.fixture
def folder(simulation, tmp_path) -> Path:
    simulation.write(tmp_path)
    return tmp_path


def sections(folder: Path, **changes: Any) -> dict[str, Any]:
    """The study file with some keys of some sections changed; None takes one out."""
    content = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
    for section, keys in changes.items():
        content[section] = {k: v for k, v in {**content.get(section, {}), **keys}.items() if v is not None}
    return content


def cut_at_the_start(folder: Path) -> None:
    """Leave the panel as it is before the campaign."""
    start = pd.Timestamp(sections(folder)["campaign"]["start"])
    sales = pd.read_parquet(folder / "sales.parquet")
    sales[pd.to_datetime(sales["week"]) < start].to_parquet(folder / "sales.parquet")


def fixed(folder: Path, **changes: Any) -> lift.Design:
    """Fix a design on what is known before the campaign; the panel then goes on."""
    whole = (folder / "sales.parquet").read_bytes()
    cut_at_the_start(folder)
    study = lift.Study.from_dict(sections(folder, **changes), folder)
    found = plan(study, BEFORE)
    locked.write(study.spec, found.lock)
    (folder / "sales.parquet").write_bytes(whole)
    return found.design


@pytest.fixture(scope="module")
def lock(simulation, tmp_path_factory) -> Lock:
    """The lock of the study as it stands."""
    folder = tmp_path_factory.mktemp("locked")
    simulation.write(folder)
    fixed(folder)
    return from_text((folder / "design.lock").read_text(encoding="utf-8"))[0]


@pytest.fixture
def beside(folder, lock) -> Path:
    """A study with its lock beside it."""
    put(folder, lock)
    return folder


def put(folder: Path, lock: Lock) -> None:
    (folder / "design.lock").write_text(to_text(lock), encoding="utf-8")


def notes(result: lift.Result) -> list[str]:
    found = result.findings
    return found.loc[found["check"] == "design lock", "message"].map(lambda m: m["en"]).tolist()


def test_fixed_before_and_measured_as_fixed_is_strong_evidence(folder) -> None:
    design = fixed(folder, regions={"control": "match"})
    result = lift.run(lift.Study.from_dict(sections(folder, regions={"control": "match"}), folder))
    part = result.document["design"]
    assert (part["chosen"], part["evidence"]) == ("lock", "strong")
    assert (tuple(part["test"]), tuple(c["unit"] for c in part["control"])) == (design.test, design.control)
    assert len(notes(result)) == 1
    assert notes(result)[0].startswith("Everything stands as fixed on 2024-12-30")


def compared(folder: Path, **changes: Any) -> tuple[lift.Design, list[str]]:
    """What the lock says of a changed study, without measuring it."""
    return deviations(lift.Study.from_dict(sections(folder, **changes), folder).spec)


def deviations(spec: StudySpec) -> tuple[lift.Design, list[str]]:
    found = locked.find(spec)
    with open_source(spec) as source:
        units = resolve(locked.applied(spec, found).regions, source.stores)
        panel = read_main(source, units.unit_of_store)
        design, how = design_of(source, units, panel), (spec.measure.method, "noise-model")
        design, findings = locked.compared(locked.Plan(spec, source, units, panel, design, how), found)
    return design, [f.message["en"] for f in findings if f.verdict == "warn"]


def restate(factor: float, where: Callable[[pd.DataFrame], Any]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        sales = pd.read_parquet(folder / "sales.parquet")
        sales["week"] = pd.to_datetime(sales["week"])
        at = where(sales)
        assert at.any()
        sales.loc[at, "revenue"] = (sales.loc[at, "revenue"] * factor).round(2)
        sales["week"] = sales["week"].dt.date
        sales.to_parquet(folder / "sales.parquet")

    return change


def move_store(folder: Path) -> None:
    stores = pd.read_parquet(folder / "stores.parquet")
    stores.loc[0, "region"] = stores["region"].iloc[-1]
    stores.to_parquet(folder / "stores.parquet")


def rebrand(folder: Path) -> None:
    products = pd.read_parquet(folder / "products.parquet")
    products.loc[len(products) - 1, "brand"] = products["brand"].iloc[4]
    products.to_parquet(folder / "products.parquet")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"regions": {"control": ["Dresden", "Erfurt"]}}, "control units ("),
        ({"regions": {"test": ["Dresden"]}}, "test units ("),
        ({"campaign": {"end": date(2025, 2, 2)}}, "campaign's last day is 2025-02-02"),
        ({"campaign": {"pre_weeks": 30}}, "history compared with"),
        ({"campaign": {"after_weeks": 2}}, "after the campaign is 2 instead of 8"),
        ({"campaign": {"skus": ["4001"]}}, "promoted SKUs (left out 4002)"),
        ({"measure": {"method": "did-classic"}}, "the method is did-classic instead of did"),
        ({"measure": {"seed": 5}}, "the seed is 5"),
        ({"measure": {"confidence": 0.8}}, "confidence level is 0.8"),
    ],
)
def test_a_changed_study_is_told_and_lowers_the_evidence(beside, changes, words) -> None:
    design, told = compared(beside, **changes)
    assert any(words in said for said in told), told
    assert design.evidence == "model-based"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (restate(1.01, lambda s: s["store_id"] == "S0101"), "sales before the campaign differ in 1"),
        (restate(0.9, lambda s: s["week"] == s["week"].min()), "test and control units differ in 1 period"),
        (move_store, "number of stores with sales differs in 2 units"),
        (rebrand, "sales moved between SKUs, brands or categories"),
    ],
)
def test_a_changed_panel_is_told_and_lowers_the_evidence(beside, change, words) -> None:
    change(beside)
    design, told = compared(beside)
    assert any(words in said for said in told), told
    assert design.evidence == "model-based"


def test_what_came_after_the_lock_is_no_change(beside) -> None:
    later = pd.Timestamp(sections(beside)["campaign"]["start"])
    restate(3.0, lambda s: s["week"] >= later)(beside)
    design, told = compared(beside)
    assert (told, design.evidence, design.chosen) == ([], "strong", "lock")


def test_a_lock_from_the_campaign_on_is_no_proof(folder, lock) -> None:
    put(folder, replace(lock, locked=lock.start))
    design, told = compared(folder)
    assert "not before the campaign's start" in told[0]
    assert (design.chosen, design.evidence) == ("named", "model-based")


def test_without_a_lock_everything_is_as_before(folder) -> None:
    design, told = compared(folder)
    assert (design.chosen, design.evidence, told) == ("named", "model-based", [])


def test_a_test_to_be_matched_needs_its_lock(folder) -> None:
    changes = {"regions": {"test": "match", "control": None, "assignment": None}, "match": {"test_units": 2}}
    with pytest.raises(DesignError, match="run `lift match`"):
        lift.run(lift.Study.from_dict(sections(folder, **changes), folder))
    design = fixed(folder, **changes)
    assert len(design.test) == 2
    again, told = compared(folder, **changes)
    assert (again.test, again.control, told) == (design.test, design.control, [])
    assert (again.chosen, again.evidence) == ("lock", "strong")


def test_a_lock_is_not_replaced_unasked(beside) -> None:
    spec = lift.Study.from_dict(sections(beside), beside).spec
    with pytest.raises(StudyError, match=r"there is a design.lock already .*--replace"):
        locked.refuse(spec, replace_earlier=False)
    locked.refuse(spec, replace_earlier=True)
    locked.refuse(replace(spec, folder=str(beside / "elsewhere")), replace_earlier=False)


def test_the_same_panel_gives_the_same_lock_whatever_follows(folder) -> None:
    """The campaign's own weeks, in the data or not, leave no trace in what is fixed."""
    study = lift.Study.from_dict(sections(folder, regions={"control": "match"}), folder)
    whole = plan(study, BEFORE).lock
    cut_at_the_start(folder)
    assert plan(study, BEFORE).lock == whole


def test_periods_that_take_no_part_are_fixed_too(beside, lock) -> None:
    """Excluding a stretch afterwards is one deviation, and the panel is not called another because of it."""
    start = lock.start - timedelta(weeks=20)
    stretch = {"first": start, "last": start + timedelta(days=13), "reason": "TV campaign", "units": [lock.test[0]]}
    content = {**sections(beside), "exclude_periods": [stretch]}
    spec = lift.Study.from_dict(content, beside).spec
    _, told = deviations(spec)
    assert told == [
        f"Other than fixed in design.lock: the periods that take no part (added {start} to {stretch['last']})."
    ]
    put(beside, replace(lock, exclude_periods=spec.exclude_periods))
    _, told = deviations(lift.Study.from_dict(sections(beside), beside).spec)
    assert len(told) == 1
    assert f"left out {start} to {stretch['last']}" in told[0]

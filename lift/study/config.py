"""study.toml -> `StudySpec`: read, validated against `schema.py` and `rules.py`, every problem in one message."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from math import fsum
from pathlib import Path
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from lift.core.engines import DATABASE, is_table_name, kind_of
from lift.core.errors import StudyError, listing, nearest
from lift.core.finding import form
from lift.core.spec import (
    ActivitySpec,
    CampaignSpec,
    CellSpec,
    DataSpec,
    ExcludedSpec,
    MatchSpec,
    MeasureSpec,
    RegionSpec,
    ReportSpec,
    RolloutSpec,
    ScenarioSpec,
    SpendSpec,
    StudySpec,
)
from lift.study import repeated, rules
from lift.study.problems import sentence, shown
from lift.study.schema import FREE, REPEATED, REQUIRED, SECTIONS, tables
from lift.study.stores import from_file
from lift.study.toml import parse, read

Table = Mapping[str, Any]


def load(path: str | Path) -> StudySpec:
    """Read a study file.

    Relative paths in it start from its folder; `text` of the spec is the file as it was read. Raises `StudyError`
    with every problem in one message: no such file, not UTF-8, not TOML (line and column), unknown, missing,
    mistyped or contradictory keys.
    """
    file = Path(path)
    text = read(file)
    return replace(_spec(parse(text, file.name), file.resolve().parent, file.name), text=text)


def from_dict(mapping: Table, folder: str | Path = ".") -> StudySpec:
    """Build a study from the content of a study file as nested mappings; relative paths start from `folder`.

    Dates may be `datetime.date` or ISO text; keys that are None count as left out. Raises `StudyError` as `load` does.
    """
    return _spec(mapping, Path(folder).resolve(), "the study")


def _spec(content: Table, folder: Path, source: str) -> StudySpec:
    tables, wrong_tables = repeated.read(content)
    raw, problems = _sections({name: part for name, part in content.items() if name not in tables}, tables["cells"])
    problems += wrong_tables
    given = {section: tuple(table) for section, table in raw.items()}
    problems += _store_lists(raw, folder)
    values: dict[str, dict[str, Any]] = {}
    for section, table in raw.items():
        values[section], wrong = _validated(section, table)
        problems += wrong
    problems += [*rules.problems(values, given), *repeated.contradictions(tables, values)]
    if problems:
        count = f"{len(problems)} {form(len(problems), 'problem', 'problems')}"
        raise StudyError("\n".join([f"{source}: {count}", *(f"  - {problem}" for problem in problems)]))
    spec = _build(values, given, folder)
    return replace(
        spec,
        exclude_periods=tuple(sorted((ExcludedSpec(**p) for p in tables["exclude_periods"]), key=lambda p: p.first)),
        cells=tuple(CellSpec(**cell) for cell in tables["cells"]) or _cohorts(spec),
        scenarios=tuple(ScenarioSpec(**scenario) for scenario in tables["scenarios"]),
    )


def _sections(content: Table, cells: Sequence[Table]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Take the content apart into one flat table a section; a section that is left out is empty."""
    known = [name for name in (*SECTIONS, *REPEATED) if "." not in name]
    problems = [
        f"unknown section [{name}]{nearest(str(name), known)}"
        if isinstance(value, Mapping)
        else f"unknown key '{name}' before the first section{_home(str(name), '') or nearest(str(name), known)}"
        for name, value in content.items()
        if name not in SECTIONS or "." in str(name)
    ]
    raw: dict[str, dict[str, Any]] = {}
    for section in SECTIONS:
        above, _, key = section.rpartition(".")
        found = (raw[above] if above else content).get(key)
        if found is not None and not isinstance(found, Mapping):
            problems.append(
                f"[{section}] is not a section: {key} = {shown(found)}; write [{section}] on a line of its own"
            )
            found = None
            if above:
                raw[above].pop(key)
        table = cast("Table", found or {})
        raw[section] = {str(name): value for name, value in table.items() if value is not None}
    if cells:
        _of_cells(raw, cells)
    return raw, problems


def _of_cells(raw: dict[str, dict[str, Any]], cells: Sequence[Table]) -> None:
    """Fill in what follows from the cells: the test units are those of all cells, the spend is what all cost."""
    key = "test_stores" if any("test_stores" in cell for cell in cells) else "test"
    units = [unit for cell in cells for unit in repeated.units_of(cell)]
    if not {"test", "test_stores"} & set(raw["regions"]) and units:
        raw["regions"][key] = list(dict.fromkeys(units))
    paid = [cell["spend"] for cell in cells if "spend" in cell]
    spent = raw["campaign.spend"]
    if len(paid) == len(cells) and "total" not in spent and not raw["campaign.spend.items"]:
        spent["total"] = fsum(paid)
        raw["campaign"].setdefault("spend", spent)


def _cohorts(spec: StudySpec) -> tuple[CellSpec, ...]:
    """Units that started on the same day as one cell each; none where all started together."""
    starts, stores = spec.campaign.starts, bool(spec.regions.test_stores)
    by_day: dict[date, list[str]] = {}
    for unit in spec.regions.test_stores or spec.regions.test:
        by_day.setdefault(starts.get(unit, spec.campaign.start), []).append(unit)
    if len(by_day) < 2:
        return ()
    return tuple(
        CellSpec(
            day.isoformat(), start=day, test=() if stores else tuple(by_day[day]),
            test_stores=tuple(by_day[day]) if stores else (),
        )
        for day in sorted(by_day)
    )  # fmt: skip


def _validated(section: str, table: Table) -> tuple[dict[str, Any], list[str]]:
    """Validate a section key by key: the values that are right, and what is wrong with the others."""
    types, values, problems = SECTIONS[section], dict[str, Any](), list[str]()
    for key, example in REQUIRED.get(section, {}).items():
        if key not in table:
            problems.append(f"[{section}] {key} is missing; add a line such as: {example}")
    for key, value in table.items():
        if key in tables(section):
            continue
        if key not in types and FREE not in types:
            known = (*types, *tables(section))
            problems.append(f"unknown key '{key}' in [{section}]{_home(key, section) or nearest(key, known)}")
            continue
        try:
            values[key] = TypeAdapter(types.get(key, types.get(FREE))).validate_python(value)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            problems.append(sentence(section, key, cast("Mapping[str, Any]", first)))
    return values, problems


def _home(key: str, section: str) -> str:
    """Where a key belongs that stands in the wrong section."""
    homes = [name for name in SECTIONS if name != section and key in (*SECTIONS[name], *tables(name))]
    return f"; it belongs in {listing(f'[{name}]' for name in homes)}" if homes else ""


def _store_lists(raw: dict[str, dict[str, Any]], folder: Path) -> list[str]:
    """Replace lists of stores that lie in a file by their content."""
    problems: list[str] = []
    column = str(raw["data.columns"].get("store_id", "store_id"))
    regions = dict(raw["regions"])
    for key in ("test_stores", "control_stores"):
        if isinstance(regions.get(key), str):
            try:
                regions[key] = from_file(folder / regions[key], column)
            except StudyError as error:
                problems.append(f"[regions] {key}: {error}")
                regions[key] = None
    raw["regions"] = {key: value for key, value in regions.items() if value is not None}
    return problems


def _build(values: Mapping[str, dict[str, Any]], given: rules.Given, folder: Path) -> StudySpec:
    spend = None
    if "spend" in given["campaign"]:
        items = values["campaign.spend.items"]
        terms: dict[str, Any] = {"total": fsum(items.values()), **values["campaign.spend"]}
        terms.pop("currency", None)
        spend = SpendSpec(items=items, **terms)
    campaign = dict(values["campaign"])
    if "pre_periods" in campaign:
        campaign["pre_weeks"] = None
    data = dict(values["data"])
    engine = data.get("engine", "duckdb")
    if kind_of(engine) == "database":
        data["engine"] = f"{DATABASE}{folder / Path(engine.removeprefix(DATABASE)).expanduser()}"
    for table in ("sales", "stores", "products", "successors"):
        if table in data and "://" not in data[table] and not is_table_name(engine, data[table]):
            data[table] = str(folder / Path(data[table]).expanduser())
    regions = {key: value for key, value in values["regions"].items() if (key, value) != ("test", "match")}
    match = dict(values["match"])
    if "belt" in match:
        match["belt"] = str(folder / Path(match["belt"]).expanduser())
    return StudySpec(
        **values["study"],
        data=DataSpec(columns=values["data.columns"], **data),
        campaign=CampaignSpec(
            spend=spend, starts=values["campaign.starts"], **_activity(values["campaign.activity"], folder), **campaign
        ),
        regions=RegionSpec(subdivision=values["regions.subdivision"], **regions),
        match=MatchSpec(**match),
        measure=MeasureSpec(**values["measure"]),
        report=_report(values["report"], folder),
        rollout=RolloutSpec(**values["rollout"]) if values["rollout"] else None,
        folder=str(folder),
    )


def _report(values: Table, folder: Path) -> ReportSpec:
    files = {key: str(folder / Path(values[key]).expanduser()) for key in ("theme", "texts") if key in values}
    return ReportSpec(pseudonyms=values.get("pseudonyms", ()), **files)


def _activity(values: Table, folder: Path) -> dict[str, Any]:
    """The free counts of [campaign.activity], and the keys that have a meaning of their own."""
    own = {field.name: values[field.name] for field in fields(ActivitySpec) if field.name in values}
    if "table" in own:
        own["table"] = str(folder / Path(own["table"]).expanduser())
    return {"activity": {k: v for k, v in values.items() if k not in own}, "posts": ActivitySpec(**own)}

"""Tables that a study file may hold several times, such as [[cells]] and [[scenarios]], and what they must say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import fsum, isclose
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from lift.core.errors import listing, nearest
from lift.core.finding import form
from lift.study.problems import sentence, shown
from lift.study.rollout import scenario_rules
from lift.study.schema import REPEATED

Table = Mapping[str, Any]
Tables = Mapping[str, Sequence[Table]]


def read(content: Table) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """Validate the repeated tables one by one: the values that are right, and what is wrong with the others."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in REPEATED}
    problems: list[str] = []
    for name in REPEATED:
        given = content.get(name)
        entries = cast("list[Any]", given) if isinstance(given, list | tuple) else [] if given is None else [given]
        if given is not None and not (isinstance(given, list | tuple) and all(isinstance(e, Mapping) for e in entries)):
            problems.append(f"{name} = {shown(given)} is not a list of tables; write [[{name}]] on a line of its own")
            continue
        for number, entry in enumerate(entries, start=1):
            values, wrong = _entry(name, number, {str(k): v for k, v in entry.items() if v is not None})
            found[name].append(values)
            problems += wrong
    return found, problems


def _entry(name: str, number: int, entry: Table) -> tuple[dict[str, Any], list[str]]:
    types, needed = REPEATED[name]
    here = f"[[{name}]] {number}"
    problems = [
        f"{here}: {key} is missing; add a line such as: {example}"
        for key, example in needed.items()
        if key not in entry
    ]
    values: dict[str, Any] = {}
    for key, value in entry.items():
        if key not in types:
            problems.append(f"{here}: unknown key '{key}'{nearest(key, types)}")
            continue
        try:
            values[key] = TypeAdapter(types[key]).validate_python(value)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            problems.append(sentence(here, key, cast("Table", first)).replace(f"[{here}]", f"{here}:", 1))
    return values, problems


def contradictions(tables: Tables, values: Mapping[str, Table]) -> Iterator[str]:
    """Yield what the repeated tables say against each other or against the sections."""
    for number, period in enumerate(tables["exclude_periods"], start=1):
        first, last = period.get("first"), period.get("last")
        if first and last and last < first:
            yield f"[[exclude_periods]] {number}: last = {last} lies before first = {first}"
        start = values["campaign"].get("start")
        if last and start and last >= start:
            yield (
                f"[[exclude_periods]] {number}: last = {last} does not lie before [campaign] start = {start}; what is "
                "measured cannot be left out: shorten the after window, or take units out under [regions] exclude"
            )
    for rule in (_cell_units, _cell_terms, _cell_spend, _starts):
        yield from cast("Callable[..., Iterator[str]]", rule)(tables["cells"], values)
    yield from scenario_rules(tables["scenarios"], values)


def units_of(cell: Table) -> tuple[str, ...]:
    """The test units that a cell names."""
    return tuple(cell.get("test", ())) or tuple(cell.get("test_stores", ()))


def _cell_units(cells: Sequence[Table], values: Mapping[str, Table]) -> Iterator[str]:
    if len(cells) == 1:
        yield "there is one table [[cells]]; a study with one cell needs none: name its units under [regions] test"
    names = [cell["name"] for cell in cells if "name" in cell]
    if len(set(names)) < len(names):
        yield f"[[cells]] names {listing(sorted({n for n in names if names.count(n) > 1}))} more than once"
    kinds = {key for cell in cells for key in ("test", "test_stores") if key in cell}
    for number, cell in enumerate(cells, start=1):
        if not {"test", "test_stores"} & set(cell):
            yield f'[[cells]] {number} has no test units; add test = ["Leipzig"], or test_stores = [ids]'
    if len(kinds) > 1 or any({"test", "test_stores"} <= set(cell) for cell in cells):
        yield "[[cells]] has test and test_stores; keep one of them, in all cells the same"
    every = [unit for cell in cells for unit in units_of(cell)]
    twice = sorted({unit for unit in every if every.count(unit) > 1})
    if twice:
        yield f"[[cells]]: {listing(twice)} stands in more than one cell; a unit has one place"
    regions = values["regions"]
    for key in ("control", "control_stores", "exclude"):
        both = set(every) & set(regions[key] if isinstance(regions.get(key), tuple) else ())
        if both:
            yield f"[[cells]] and [regions] {key} both name {listing(sorted(both))}; a unit has one place"
    named = regions.get("test", regions.get("test_stores"))
    if cells and named is not None and set(named if isinstance(named, tuple) else ()) != set(every):
        yield "[regions] test and [[cells]] name different test units; leave test out: it is all cells together"


def _cell_terms(cells: Sequence[Table], values: Mapping[str, Table]) -> Iterator[str]:
    campaign = values["campaign"]
    start, end, skus = campaign.get("start"), campaign.get("end"), campaign.get("skus")
    for cell in cells:
        name, first, last = cell.get("name", "?"), cell.get("start", start), cell.get("end", end)
        if first and last and start and end and not start <= first <= last <= end:
            yield (
                f"[[cells]] {name!r} runs from {first} to {last}, outside [campaign] {start} to {end}; [campaign] must "
                "hold all cells, so that nothing before its start is anybody's campaign"
            )
        strange = [sku for sku in cell.get("skus", ()) if skus is not None and sku not in skus]
        if strange:
            yield (
                f"[[cells]] {name!r} has {len(strange)} {form(len(strange), 'SKU', 'SKUs')} that [campaign] skus "
                f"lacks: {listing(strange)}"
            )


def _cell_spend(cells: Sequence[Table], values: Mapping[str, Table]) -> Iterator[str]:
    paid = [cell["spend"] for cell in cells if "spend" in cell]
    if paid and len(paid) < len(cells):
        yield f"[[cells]] spend stands in {len(paid)} of {len(cells)} cells; write it in all of them, or in none"
    spend = values["campaign.spend"]
    total = spend.get("total") or fsum(values["campaign.spend.items"].values())
    if paid and spend.get("scope") == "national":
        yield '[[cells]] spend is what fell on the cell\'s units; it goes with [campaign.spend] scope = "test" only'
    elif paid and total and not isclose(total, fsum(paid), rel_tol=1e-9, abs_tol=0.005):
        yield f"[[cells]] spend adds up to {fsum(paid):g}, [campaign.spend] says {total:g}; keep one of them"


def _starts(cells: Sequence[Table], values: Mapping[str, Table]) -> Iterator[str]:
    starts, campaign, regions = values["campaign.starts"], values["campaign"], values["regions"]
    if not starts:
        return
    if cells:
        yield "[campaign.starts] and [[cells]] cannot stand together; give the cells their own start"
    named = regions.get("test", regions.get("test_stores"))
    if not isinstance(named, tuple):
        yield "[campaign.starts] needs the test units by name under [regions] test"
        return
    strange = sorted(set(starts) - set(named))
    if strange:
        yield f"[campaign.starts] names {listing(strange)}, not under [regions] test{nearest(strange[0], named)}"
    first, last = campaign.get("start"), campaign.get("end")
    for unit, day in starts.items():
        if first and last and not first <= day <= last:
            yield f"[campaign.starts] {unit} = {day} lies outside [campaign] {first} to {last}"
    if first and set(named) == set(starts) and min(starts.values()) > first:
        yield f"[campaign] start = {first}, but the first unit starts on {min(starts.values())}; write that there"

"""What a design must keep to: which units may be test or control, how many, how large, how far apart."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from lift.core.errors import DesignError, listing, nearest
from lift.core.finding import form
from lift.core.panel import Bools, Floats, Ints, Panel
from lift.core.spec import MatchSpec
from lift.design.units import Units

Near = Mapping[str, Iterable[str]]
"""The units in each unit's belt, which the campaign would spill over to."""
Kind = Mapping[str, str]
"""What a unit must have in common with its control, as one text; may be empty."""


@dataclass(frozen=True, slots=True, eq=False)
class Constraints:
    """The rules of a study in terms of U candidates: units that are not excluded.

    `share` [U] of the candidates' sales of the promoted categories; `must_test`, `may_test`, `must_control`,
    `may_control` [U]; `near` [U, U] units in each other's belt, None without one; `kind` [U] codes that test and
    control must have in common. `test_units` are wanted, `control_units` too unless None; the share of the test lies
    between `min_share` and `max_share`.
    """

    units: tuple[str, ...]
    share: Floats
    must_test: Bools
    may_test: Bools
    must_control: Bools
    may_control: Bools
    near: Bools | None
    kind: Ints
    test_units: int
    control_units: int | None
    min_share: float
    max_share: float

    def controls(self, test: Bools) -> Bools:
        """Which units may be control of each test set [C, U]: none of it, outside its belt, like one of it."""
        free = self.may_control & ~test
        if self.near is not None:
            free &= ~((test.astype(np.float32) @ self.near.astype(np.float32)) > 0)
        if self.kind.any():
            of = np.eye(int(self.kind.max()) + 1, dtype=np.float32)[self.kind]
            free &= ((test.astype(np.float32) @ of) > 0)[:, self.kind]
        return free


def constrain(match: MatchSpec, units: Units, panel: Panel, near: Near, kind: Kind) -> Constraints:
    """Resolve [match] against the units of a panel.

    Raises DesignError for names that are no candidates and for what no design can keep, naming the rule that binds.
    """
    names = tuple(unit for unit in panel.units if unit in {*units.free, *units.test})
    region = dict(zip(panel.units, panel.region, strict=True))
    named = {key: _named(key, getattr(match, key), names, region, units.excluded) for key in _LISTS}
    at = {name: i for i, name in enumerate(names)}
    mark = {key: _mark(found, at) for key, found in named.items()}
    beside = np.zeros((len(names), len(names)), dtype=bool)
    for name, others in near.items():
        if name in at:
            beside[at[name], [at[other] for other in others if other in at]] = True
    may_test = ~mark["never_test"] & ~mark["must_control"] & (mark["may_test"] if match.may_test else True)
    given = _mark(units.test, at)
    if units.test:
        mark["must_test"], may_test = given, given
    found = Constraints(
        names, _shares(panel, names), mark["must_test"], may_test | mark["must_test"], mark["must_control"],
        ~mark["never_control"] & ~mark["must_test"],
        beside | beside.T if beside.any() else None,
        np.unique([kind.get(name, "") for name in names], return_inverse=True)[1].astype(np.int64),
        len(units.test) or _test_units(match, int(mark["must_test"].sum())), match.control_units,
        match.min_share or 0.0, match.max_share or 1.0,
    )  # fmt: skip
    refuse_impossible(match, found, chosen=bool(units.test))
    return found


_LISTS = ("must_test", "may_test", "never_test", "must_control", "never_control")


def _named(
    key: str, given: tuple[str, ...], names: tuple[str, ...], region: Mapping[str, str], excluded: tuple[str, ...]
) -> frozenset[str]:
    """Candidates behind names of units, or of regions whose stores are units."""
    known = {*names, *(region[name] for name in names)}
    out = [name for name in given if name not in known]
    if out:
        why = "excluded under [regions]" if set(out) & set(excluded) else "not among the units of the panel"
        raise DesignError(
            f"[match] {key}: {len(out)} of {len(given)} names {form(len(out), 'is', 'are')} {why}: "
            f"{listing(out)}{nearest(out[0], sorted(known))}"
        )
    return frozenset(name for name in names if name in set(given) or region[name] in set(given))


def _mark(found: Iterable[str], at: Mapping[str, int]) -> Bools:
    mark = np.zeros(len(at), dtype=bool)
    mark[[at[name] for name in found if name in at]] = True
    return mark


def _shares(panel: Panel, names: tuple[str, ...]) -> Floats:
    categories = [k for k, item in enumerate(panel.items) if item.level == "category" and item.row]
    before = panel.sales[panel.at(names)][:, : panel.windows.pre.stop][:, :, categories].sum(axis=(1, 2))
    return before / max(float(before.sum()), 1e-300)


def _test_units(match: MatchSpec, must: int) -> int:
    if match.test_units is not None:
        return match.test_units
    if match.budget is not None and match.spend_per_unit is not None:
        return max(1, int(match.budget // match.spend_per_unit))
    return max(1, must)


def refuse_impossible(match: MatchSpec, c: Constraints, *, chosen: bool) -> None:
    """Raise DesignError for a rule that no choice of units can keep. `chosen`: the test units are given."""
    for why in (*([] if chosen else _test_rules(match, c)), *_control_rules(c)):
        raise DesignError(f"no design is possible: [match] {why}")


def _test_rules(match: MatchSpec, c: Constraints) -> Iterator[str]:
    m, must, most = c.test_units, int(c.must_test.sum()), int(c.may_test.sum())
    if must > m:
        yield f"must_test names {must} {form(must, 'unit', 'units')}, test_units = {m}: raise test_units or name fewer"
    paid = m * (match.spend_per_unit or 0.0)
    if match.budget is not None and paid > match.budget:
        yield (
            f"budget = {match.budget:,.0f} does not pay for {m} test {form(m, 'unit', 'units')} at spend_per_unit = "
            f"{match.spend_per_unit or 0:,.0f} ({paid:,.0f}): lower test_units or raise budget"
        )
    if most < m:
        named = [f"{key} names {len(getattr(match, key))}" for key in _NARROW if getattr(match, key)]
        why = f" ({', '.join(named)})" if named else ""
        yield f"test_units = {m}, but only {most} of {len(c.units)} units may be test{why}: loosen one of these"
    fixed, free = float(c.share[c.must_test].sum()), np.sort(c.share[c.may_test & ~c.must_test])
    least, largest = fixed + float(free[: m - must].sum()), fixed + float(free[len(free) - (m - must) :].sum())
    if least > c.max_share:
        yield (
            f"max_share = {c.max_share:g}, but the {m} smallest {form(m, 'unit', 'units')} that may be test (with "
            f"must_test) already {form(m, 'has', 'have')} {least:.1%} of sales: raise max_share or lower test_units"
        )
    if largest < c.min_share:
        yield (
            f"min_share = {c.min_share:g}, but the {m} largest {form(m, 'unit', 'units')} that may be test "
            f"{form(m, 'has', 'have')} only {largest:.1%} of sales: lower min_share or raise test_units"
        )


def _control_rules(c: Constraints) -> Iterator[str]:
    wanted, total = c.control_units or 1, len(c.units)
    must, may = int(c.must_control.sum()), int((c.may_control & ~c.must_test).sum())
    if c.control_units is not None and must > c.control_units:
        yield (
            f"must_control names {must} {form(must, 'unit', 'units')}, control_units = {wanted}: raise control_units "
            "or name fewer"
        )
    if may < wanted:
        yield (
            f"control_units = {wanted}, but only {may} of {total} units may be control (never_control or the test "
            "take the others): loosen one of these"
        )
    if c.test_units + wanted > total:
        yield (
            f"test_units = {c.test_units} and control_units = {wanted} need more than the {total} "
            f"{form(total, 'unit', 'units')} there {form(total, 'is', 'are')}: lower one of them, or exclude fewer"
        )


_NARROW = ("may_test", "never_test", "must_control")

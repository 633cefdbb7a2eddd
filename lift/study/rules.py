"""What the values of a study file must say together: one function a section, each yielding what is wrong.

The rules see only values that are valid one by one; a rule whose values are missing or invalid says nothing,
since they are reported already. `given` holds the keys that the file has, valid or not.
"""

from collections.abc import Collection, Iterator, Mapping
from math import fsum, isclose
from typing import Any

from lift.core.errors import listing, nearest
from lift.core.finding import form
from lift.study.methods import estimators, inferences
from lift.study.rollout import rollout_rules

Values = Mapping[str, Mapping[str, Any]]
Given = Mapping[str, Collection[str]]


def problems(values: Values, given: Given) -> Iterator[str]:
    """Yield every contradiction between values, section by section."""
    for rule in (
        _window_rules,
        _promoted_rules,
        _spend_rules,
        _money_rules,
        rollout_rules,
        _region_rules,
        _match_rules,
        _method_rules,
    ):
        yield from rule(values, given)


def _window_rules(values: Values, given: Given) -> Iterator[str]:
    campaign = values["campaign"]
    start, end = campaign.get("start"), campaign.get("end")
    if start and end and end < start:
        yield f"[campaign] end = {end} lies before start = {start}"
    for window in ("pre", "after"):
        if {f"{window}_weeks", f"{window}_periods"} <= set(given["campaign"]):
            yield f"[campaign] has {window}_weeks and {window}_periods; keep one of them"


def _promoted_rules(values: Values, given: Given) -> Iterator[str]:
    keys, campaign = given["campaign"], values["campaign"]
    if "skus" in keys and "brand" in keys:
        yield "[campaign] has skus and brand; keep one of them: the promoted SKUs, or the brand whose SKUs all were"
    if "skus" not in keys and "brand" not in keys:
        yield '[campaign] names nothing promoted; add skus = ["4001", "4002"], or brand = "Salsa Sol"'
    strangers = [sku for sku in campaign.get("launch", ()) if "skus" in campaign and sku not in campaign["skus"]]
    if strangers:
        yield (
            f"[campaign] launch has {len(strangers)} {form(len(strangers), 'SKU', 'SKUs')} that skus lacks: "
            f"{listing(strangers)}; add {form(len(strangers), 'it', 'them')} there"
        )


def _spend_rules(values: Values, given: Given) -> Iterator[str]:
    spend, items = values["campaign.spend"], values["campaign.spend.items"]
    if "spend" not in given["campaign"]:
        return
    if "total" not in given["campaign.spend"] and not given["campaign.spend.items"]:
        yield "[campaign.spend] has neither total nor items; add total = 48_000"
    for section, amounts in (("campaign.spend", {"total": spend.get("total")}), ("campaign.spend.items", items)):
        for name, amount in amounts.items():
            if amount is not None and amount <= 0:
                yield f"[{section}] {name} = {amount:g}: spend not positive; write what was paid, or leave it out"
    if "total" in spend and items and len(items) == len(given["campaign.spend.items"]):
        whole = fsum(items.values())
        if not isclose(spend["total"], whole, rel_tol=1e-9, abs_tol=0.005):
            yield f"[campaign.spend] total = {spend['total']:g}, but its items add up to {whole:g}; keep one of them"
    currency, own = spend.get("currency"), values["study"].get("currency", "EUR")
    if currency is not None and currency != own and _readable("currency", values["study"], given["study"]):
        yield (
            f'[campaign.spend] currency = "{currency}", but [study] currency = "{own}": nothing is converted; write '
            f"the spend in {own}"
        )
    scope, share = spend.get("scope", "test"), "share_in_test" in given["campaign.spend"]
    if scope == "national" and not share:
        yield (
            '[campaign.spend] scope = "national" needs share_in_test, the share of this spend that fell on the test '
            "units: share_in_test = 0.12"
        )
    if scope == "test" and share and _readable("scope", spend, given["campaign.spend"]):
        yield '[campaign.spend] share_in_test goes with scope = "national" only; leave it out, or add the scope'


def _money_rules(values: Values, given: Given) -> Iterator[str]:
    keys, campaign, data = given["campaign"], values["campaign"], values["data"]
    terms = [name for name in ("vat", "retail_margin", "margin") if name in keys]
    if terms and "revenue_basis" not in given["data"]:
        yield (
            f"[campaign] {terms[0]} needs [data] revenue_basis: "
            '"gross" when revenue is at shelf prices incl. VAT, "net" without'
        )
    beyond = [name for name in ("retail_margin", "margin") if name in campaign]
    if data.get("revenue_basis") == "gross" and beyond and "vat" not in keys:
        yield f"[campaign] {beyond[0]} needs vat, because [data] revenue_basis is gross: vat = 0.07"


def _region_rules(values: Values, given: Given) -> Iterator[str]:
    keys, regions = given["regions"], values["regions"]
    if "test" in keys and "test_stores" in keys:
        yield "[regions] has test and test_stores; keep one of them"
    if "test" not in keys and "test_stores" not in keys:
        yield '[regions] test is missing; add test = ["Leipzig"], or test_stores = [ids]'
    if "control" in keys and "control_stores" in keys:
        yield "[regions] has control and control_stores; keep one of them"
    named = {
        name: set(regions[name])
        for name in ("test", "test_stores", "control", "control_stores", "exclude")
        if isinstance(regions.get(name), tuple)
    }
    for left, right in _PAIRS:
        both = named.get(left, set()) & named.get(right, set())
        if both:
            yield f"[regions] {left} and {right} both name {listing(sorted(both))}; a unit has one place"


def _match_rules(values: Values, given: Given) -> Iterator[str]:
    match, regions = values["match"], values["regions"]
    if ("test" in regions or "test_stores" in regions) and regions.get("test") != "match":
        for key in ("test_units", "must_test", "may_test", "never_test", "min_share", "max_share", "spend_per_unit"):
            if key in match:
                yield f'[match] {key} is for a test that is chosen; write [regions] test = "match", or leave it out'
    low, high = match.get("min_share"), match.get("max_share")
    if low is not None and high is not None and low > high:
        yield f"[match] min_share = {low:g} is more than max_share = {high:g}"
    if "budget" in match and "spend_per_unit" not in given["match"]:
        yield "[match] budget needs spend_per_unit: what one test unit costs"
    if {"belt", "belt_km"} <= set(given["match"]):
        yield "[match] has belt and belt_km; keep one of them: a table of neighbours, or a distance"
    for left, right in (("must_test", "never_test"), ("must_control", "never_control"), ("must_test", "must_control")):
        both = set(match.get(left, ())) & set(match.get(right, ()))
        if both:
            yield f"[match] {left} and {right} both name {listing(sorted(both))}"
    for key in ("must_test", "must_control"):
        both = set(match.get(key, ())) & set(regions.get("exclude", ()))
        if both:
            yield f"[match] {key} names {listing(sorted(both))}, which [regions] exclude leaves out"


_PAIRS = (
    ("test", "control"),
    ("test", "exclude"),
    ("control", "exclude"),
    ("test_stores", "control_stores"),
    ("test_stores", "exclude"),
    ("control_stores", "exclude"),
)


def _method_rules(values: Values, _given: Given) -> Iterator[str]:
    measure = values["measure"]
    if "method" in measure:
        yield from _unknown("method", measure["method"], estimators())
    if "inference" in measure:
        yield from _unknown("inference", measure["inference"], inferences())


def _unknown(key: str, name: str, known: tuple[str, ...]) -> Iterator[str]:
    if name not in known:
        yield f'[measure] {key} = "{name}" is unknown{nearest(name, known)}; available: {", ".join(known)}'


def _readable(key: str, values: Mapping[str, Any], given: Collection[str]) -> bool:
    """Whether a key has its default or a valid value: rules must not judge by a default in the place of a wrong one."""
    return key in values or key not in given

"""What [rollout] and [[scenarios]] must say: assumptions that stand beside the result, never in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from lift.core.errors import listing

Table = Mapping[str, Any]


def rollout_rules(values: Mapping[str, Table], given: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield what is missing from a roll-out, or contradicts itself."""
    keys, terms = given["rollout"], values["rollout"]
    if keys and "share_in_test" not in keys:
        yield (
            "[rollout] needs share_in_test, the share of the market's sales of the promoted brand that the measured "
            "test stores hold: share_in_test = 0.12"
        )
    yield from _range("[rollout]", "transfer", {"transfer": 1.0, **terms}, keys)


def scenario_rules(scenarios: Sequence[Table], _values: Mapping[str, Table]) -> Iterator[str]:
    """Yield what the scenarios contradict."""
    names = [scenario["name"] for scenario in scenarios if "name" in scenario]
    if len(set(names)) < len(names):
        yield f"[[scenarios]] names {listing(sorted({n for n in names if names.count(n) > 1}))} more than once"
    for number, scenario in enumerate(scenarios, start=1):
        yield from _range(f"[[scenarios]] {number}:", "multiplier", scenario, scenario)


def _range(place: str, key: str, values: Table, given: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with a value and the ends of its range."""
    ends = [f"{key}_{end}" for end in ("low", "high")]
    there = [name for name in ends if name in given]
    if len(there) == 1:
        yield f"{place} has {there[0]} alone; a range has both ends, {ends[0]} and {ends[1]}"
    low, value, high = (values.get(name) for name in (ends[0], key, ends[1]))
    if low is not None and value is not None and high is not None and not low <= value <= high:
        yield f"{place} {key} = {value:g} does not lie between {ends[0]} = {low:g} and {ends[1]} = {high:g}"

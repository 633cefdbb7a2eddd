"""No design is possible: each case names the rule that binds."""

import numpy as np
import pytest
from made_markets import compare, market, windows
from test_design_build import resolved

from lift.core.errors import DesignError
from lift.core.spec import MatchSpec
from lift.design.choose import choose
from lift.design.constraints import constrain
from lift.design.contest import Rule
from lift.estimators.did import Did

SPAN = windows(12, 4, 0, history=40)
NAMES = ["test 01", *(f"control {i:02d}" for i in range(1, 8))]


def pool(span=SPAN, **options):
    return market(7, **({"control": 7, "span": span, "stores": 1} | options))


def chosen(m, match: MatchSpec, near=None, kind=None, test=()):
    main, _ = compare(m)
    units = resolved(m, test=tuple(test), control=None, free=tuple(u for u in main.panel.units if u not in set(test)))
    rules = constrain(match, units, main.panel, near or {}, kind or {})
    rule = Rule(Did(), "regions", 12, len(m.windows.campaign), 0.9)
    return choose(main.panel, rules, rule, seed=1)


def everybody(name: str) -> list[str]:
    return [other for other in NAMES if other != name]


CASES = {
    "an unknown name": (MatchSpec(must_test=("test 1",)), "must_test: 1 of 1 names is not among the units"),
    "an excluded name": (MatchSpec(may_test=("gone",)), "may_test: 1 of 1 names is excluded under [regions]"),
    "more must_test than test_units": (
        MatchSpec(must_test=("control 01", "control 02"), test_units=1),
        "must_test names 2 units, test_units = 1",
    ),
    "more must_control than control_units": (
        MatchSpec(must_control=("control 01", "control 02"), control_units=1),
        "must_control names 2 units, control_units = 1",
    ),
    "nobody left for the test": (
        MatchSpec(may_test=("control 01", "control 02"), never_test=("control 01",), test_units=2),
        "test_units = 2, but only 1 of 8 units may be test (may_test names 2, never_test names 1)",
    ),
    "nobody left for the control": (
        MatchSpec(never_control=tuple(NAMES[1:]), may_test=("test 01",)),
        "in never_control are left out. What binds most is never_control",
    ),
    "more units than there are": (MatchSpec(test_units=6, control_units=3), "need more than the 8 units there are"),
    "a budget that does not pay": (
        MatchSpec(test_units=3, spend_per_unit=10_000.0, budget=20_000.0),
        "budget = 20,000 does not pay for 3 test units at spend_per_unit = 10,000 (30,000)",
    ),
    "a share that is too small": (MatchSpec(test_units=4, max_share=0.05), "max_share = 0.05, but the 4 smallest"),
    "a share that is too large": (MatchSpec(min_share=0.9), "min_share = 0.9, but the 1 largest"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_rule_that_nothing_keeps_is_named(name) -> None:
    match, words = CASES[name]
    with pytest.raises(DesignError) as caught:
        chosen(pool(), match)
    assert words in str(caught.value)


def test_everything_within_the_belt() -> None:
    with pytest.raises(DesignError, match=r"What binds most is the belt: loosen it first"):
        chosen(pool(), MatchSpec(), near={name: everybody(name) for name in NAMES})
    with pytest.raises(DesignError, match=r"no design is possible: of 1 sets .* in their belt"):
        chosen(pool(), MatchSpec(), near={"test 01": everybody("test 01")}, test=["test 01"])


def test_nobody_of_the_same_kind() -> None:
    with pytest.raises(DesignError, match=r"unlike them in same are left out.*What binds most is same"):
        chosen(pool(), MatchSpec(same=("format",)), kind={name: name for name in NAMES})


def test_a_must_control_in_the_belt() -> None:
    match = MatchSpec(must_control=("control 01",), may_test=("test 01",))
    with pytest.raises(DesignError, match=r"have a unit of must_control in their belt"):
        chosen(pool(), match, near={"control 01": ["test 01"]})


def test_shares_that_no_set_has_at_once() -> None:
    shares = np.sort(constrain(MatchSpec(), resolved(pool(), control=None), compare(pool())[0].panel, {}, {}).share)
    gap = int(np.argmax(np.diff(shares)))
    low, high = float(shares[gap]) + 1e-6, float(shares[gap + 1]) - 1e-6
    with pytest.raises(
        DesignError, match=r"\d have less than min_share .*; \d have more than max_share|more than .*less"
    ):
        chosen(pool(), MatchSpec(min_share=low, max_share=high))


@pytest.mark.parametrize("history", [0, 7])
def test_too_little_history(history) -> None:
    with pytest.raises(DesignError, match=rf"at least 8 periods to match on.*leaves {history}"):
        chosen(pool(windows(12, 4, 0, history=history)), MatchSpec())


def test_a_region_that_nothing_tracks_is_refused_with_what_would_do() -> None:
    m = pool(regional=0.03)
    sales = m.sales.copy()
    walk = np.exp(np.cumsum(0.35 * np.random.default_rng(3).standard_normal(sales.shape[1])))
    sales[[r == "test 01" for r in m.region]] *= walk[None, :, None]
    with pytest.raises(DesignError) as caught:
        chosen(m.with_sales(sales), MatchSpec(), test=["test 01"])
    told = str(caught.value)
    assert told.startswith("no control tracks the test units test 01")
    assert "at most 50% can be used" in told
    assert "as test units these would do: control 0" in told
    design = chosen(m.with_sales(sales), MatchSpec())
    assert "test 01" not in design.test, "left to choose, it takes one that is tracked"


def test_one_dark_region_is_too_few_where_only_all_together_track() -> None:
    m = pool(regional=0.01, noise=0.01)
    sales = m.sales.copy()
    rng = np.random.default_rng(4)
    steps = 0.3 * rng.standard_normal((7, sales.shape[1]))
    steps -= steps.mean(axis=0)
    for i, walk in enumerate(np.exp(np.cumsum(steps, axis=1))):
        at = [r == f"control {i + 1:02d}" for r in m.region]
        sales[at] = sales[at].mean(axis=(1, 2), keepdims=True) / 100 * walk[None, :, None]
    total = sales[[a == "control" for a in m.arm]].sum(axis=0)
    test = [r == "test 01" for r in m.region]
    sales[test] = 0.1 * total * np.exp(0.01 * rng.standard_normal(total.shape))
    with pytest.raises(DesignError, match=r"all units \(7\) together would do \(\d+%\)"):
        chosen(m.with_sales(sales), MatchSpec(control_units=1), test=["test 01"])

"""Price and promotion of test and control: seen where they part with the campaign, quiet where they always did."""

from dataclasses import replace

import numpy as np
import pytest
import row_rules
from made_markets import accounts, market, study, windows

from lift.checks import Evidence
from lift.checks.promotion import imbalances, promotion_unequal
from lift.core.prices import Conditions, Elasticities
from lift.estimators.did_classic import DidClassic

SPAN = windows(30, 4)
M = market(1, test=2, control=3, span=SPAN)
MAIN, (REVENUE, _) = accounts(DidClassic(), M)
PANEL, DESIGN = MAIN.panel, MAIN.design


def conditions(change, name: str = "promo", *, level: float = 0.1, noise: float = 0.02, seed: int = 2) -> Conditions:
    """One condition around `level`, moved in the test arm's campaign by `change`; arms weigh their units unevenly."""
    rng = np.random.default_rng(seed)
    shape = (len(PANEL.units), len(PANEL.periods))
    value = noise * rng.standard_normal(shape)
    value[np.ix_(PANEL.at(DESIGN.test), np.arange(30, 34))] += change
    weight = np.repeat(rng.uniform(50, 200, (shape[0], 1)), shape[1], axis=1)
    return Conditions((name,), (value * weight)[None], ((value + level) * weight)[None], weight)


def ask(found: Conditions | None, elasticities=None, method: str = "did-classic/welch/adjusted"):
    account = replace(REVENUE, method=method)
    evidence = Evidence(study(M), MAIN, account, True, conditions=found, elasticities=elasticities)
    answer = promotion_unequal(evidence)
    row_rules.findings(answer)
    return answer


def elasticities(b: float, name: str = "price") -> Elasticities:
    skus = tuple(sorted(M.skus))
    used = np.full((len(skus), 1), b)
    return Elasticities((name,), skus, used[0], np.array([0.1]), used, used, used)


def test_the_change_is_a_difference_in_differences_of_weighted_means() -> None:
    found = conditions(0.2)
    (one,) = imbalances(found, PANEL, DESIGN)
    value = found.sums[0] / found.weight
    arms = [
        np.average(value[PANEL.at(units)], axis=0, weights=found.weight[PANEL.at(units), 0])
        for units in (DESIGN.test, DESIGN.control)
    ]
    gap = arms[0] - arms[1]
    assert one.change == pytest.approx(gap[30:34].mean() - gap[:30].mean())
    blocks = [gap[t : t + 4].mean() - gap[:30].mean() for t in range(27)]
    assert one.limit == pytest.approx(max(0.05, 4 * np.sqrt(np.mean(np.square(blocks)))))
    assert one.unequal


@pytest.mark.parametrize("name", ["price", "promo", "feature", "display"])
def test_what_began_with_the_campaign_in_the_test_is_a_warning(name: str) -> None:
    change = -0.2 if name == "price" else 0.4
    first, second = ask(conditions(change, name), elasticities(-2.0))
    assert (first.verdict, second.verdict) == ("warn", "pass")
    assert first.value == pytest.approx(change, abs=0.05)
    assert f'includes = ["{name}"]' in first.advice["en"]
    assert ask(conditions(0.0, name), elasticities(-2.0))[0].verdict == "pass"


def test_what_has_always_gone_up_and_down_is_none() -> None:
    assert ask(conditions(0.2, noise=0.5), elasticities(-2.0))[0].verdict == "pass"


def test_small_differences_do_not_matter() -> None:
    assert ask(conditions(0.03, noise=1e-6), elasticities(-2.0))[0].verdict == "pass"


def test_a_promotion_of_the_test_only_is_called_so() -> None:
    assert "test only" in ask(conditions(0.4, level=0.001), elasticities(-2.0))[0].message["en"]
    assert "test only" not in ask(conditions(0.4, level=0.3), elasticities(-2.0))[0].message["en"]


def test_it_says_what_the_difference_would_sell_by_itself() -> None:
    (first, _) = ask(conditions(np.log(0.8), "price", noise=1e-6), elasticities(-2.0))
    assert f"{100 * (0.8**-2 - 1):.1f}% of uplift" in first.message["en"]


def test_which_side_is_read_is_said() -> None:
    quiet = conditions(0.0)
    assert "sales adjusted for" in ask(quiet, elasticities(-2.0))[1].message["en"]
    assert "not adjusted for" in ask(quiet, elasticities(-2.0), "did-classic/welch")[1].message["en"]
    assert "cannot be adjusted" in ask(quiet)[1].message["en"]


def test_sales_without_such_columns_are_not_spoken_of() -> None:
    assert ask(None) == []

"""Stores that start or stop selling a promoted SKU, by arm."""

import math
from dataclasses import replace
from typing import Any

import pytest
from made_markets import compare, market, windows

from lift.checks import CHECKS, Evidence
from lift.core.finding import Finding
from lift.core.panel import Item
from lift.inference.sample import Comparison

MAIN = compare(market(span=windows(12, 5)))[0]
SHORT = compare(market(span=windows(12, 4)))[0]


def listing_moved(rows: list[dict[str, Any]], launch: str | None = None, main: Comparison = MAIN) -> list[Finding]:
    """What the check says of these rows, in a study that launches this SKU."""
    if launch is not None:
        items = (*main.panel.items[1:], Item("sku", launch, None, (launch,), promoted=True, launch=True))
        main = replace(main, panel=replace(main.panel, items=items))
    return CHECKS["listing"](Evidence(None, main, None, whole_regions=False, listings=rows))


def rows(item: str, test: tuple[int, int], control: tuple[int, int], stores: int = 20) -> list[dict[str, Any]]:
    """Before and during the campaign: `test` and `control` are stores that started and that stopped."""
    before = {"item": item, "window": "pre", "stores_test": stores, "stores_control": 2 * stores}
    during = {
        "item": item, "window": "campaign", "stores_test": stores, "stores_control": stores,
        "started_test": test[0], "stopped_test": test[1], "started_control": control[0], "stopped_control": control[1],
    }  # fmt: skip
    return [before, during]


def test_the_control_that_delists_is_a_warning_with_its_counts() -> None:
    (finding,) = listing_moved(rows("7", (0, 0), (1, 21)))
    assert (finding.verdict, finding.item) == ("warn", "7")
    assert finding.value == pytest.approx(20 / 40)
    assert finding.limit == pytest.approx(3 * math.sqrt(22 / 60 * (1 / 20 + 1 / 40)))
    assert "0 test stores started and 0 stopped" in finding.message["en"]
    assert "in the control 1 and 21" in finding.message["en"]
    assert finding.advice["de"]


def test_what_moves_alike_passes_and_is_counted() -> None:
    (finding,) = listing_moved([*rows("7", (0, 0), (0, 0)), *rows("8", (1, 0), (2, 1))])
    assert (finding.verdict, finding.advice["en"]) == ("pass", "")
    assert finding.value == pytest.approx(1 / 20 - 1 / 40)


def test_a_few_slow_stores_are_no_news() -> None:
    (finding,) = listing_moved(rows("7", (0, 0), (1, 4)))
    assert finding.verdict == "pass"


def test_a_launch_has_a_check_of_its_own() -> None:
    assert listing_moved(rows("7", (20, 0), (0, 0)), launch="7") == []


def test_a_campaign_of_four_weeks_is_too_short_to_tell() -> None:
    assert listing_moved(rows("7", (0, 0), (1, 21)), main=SHORT) == []

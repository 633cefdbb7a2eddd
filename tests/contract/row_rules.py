"""What must hold for every result, whatever the data: each function raises AssertionError with the row at fault."""

import math
from collections import defaultdict

import numpy as np

from lift.core.words import METRICS, REST, WINDOWS
from lift.inference.account import Account
from lift.inference.volume import market_share, sets, source_of_volume
from lift.inference.weekly import weekly_rows

MAY_BE_NONE = {
    "parent", "incremental_low", "incremental_high", "uplift", "uplift_low", "uplift_high", "p_value", "q_value",
    "detectable",
}  # fmt: skip
"""Columns that a row of the effects table may leave empty; all but parent and q_value only without expected sales."""
CLOSE = 1e-6
"""Relative to the category's sales."""


def one_verdict(row: dict) -> None:
    """The interval, the p-value and the verdict say the same."""
    low, high = row["incremental_low"], row["incremental_high"]
    if row["expected"] <= 0:
        assert [row[name] for name in ("incremental_low", "incremental_high", "uplift", "p_value")] == [None] * 4, row
        assert row["chance"](0.0) is None, row
        assert row["verdict"] == "inconclusive", row
        return
    assert low <= row["incremental"] <= high, row
    assert row["uplift_low"] <= row["uplift"] <= row["uplift_high"], row
    assert np.sign(row["uplift"]) == np.sign(row["incremental"]), row
    p, alpha = row["p_value"], 1.0 - row["confidence"]
    assert 0.0 <= p <= 1.0, row
    if abs(p - alpha) > 1e-9:
        assert (p < alpha) == (row["verdict"] in ("proven", "negative")), row
        assert (p < alpha) == (low > 0 or high < 0), row
        assert (p < alpha) == (row["uplift_low"] > 0 or row["uplift_high"] < 0), row
    assert row["detectable"] > 0, row


def finite(rows: list[dict]) -> None:
    """No NaN and no infinity; None only where it means something."""
    for row in rows:
        for name, value in row.items():
            if value is None:
                assert name in MAY_BE_NONE, (name, row)
                assert name in ("parent", "q_value") or row["expected"] <= 0, (name, row)
            elif isinstance(value, float):
                assert math.isfinite(value), (name, row)


def adds_up(rows: list[dict]) -> None:
    """SKUs to brands and brands to categories, in every window and metric; campaign + after = total."""
    at = {(r["level"], r["item"], r["parent"], r["window"], r["metric"]): r for r in rows}
    assert len(at) == len(rows), "two rows of one name"
    categories = {r["item"] for r in rows if r["level"] == "category"}
    for window in WINDOWS:
        for metric in METRICS:
            here = [r for r in rows if (r["window"], r["metric"]) == (window, metric)]
            whole = {r["item"]: r for r in here if r["level"] == "category"}
            brands = {r["item"]: r for r in here if r["level"] == "brand" and r["item"] != REST}
            for column in ("observed", "expected", "incremental"):
                below = defaultdict(float)
                for r in here:
                    below[r["level"], r["parent"]] += r[column]
                for name in categories & whole.keys():
                    scale = max(whole[name]["observed"], whole[name]["expected"], 1e-12)
                    inner = sum(
                        r[column]
                        for r in here
                        if r["level"] == "brand" and r["parent"] == name and r["item"] != "(promoted brands)"
                    )
                    assert abs(inner - whole[name][column]) <= CLOSE * scale, (column, name, inner, whole[name])
                    for brand in brands.values():
                        if brand["parent"] == name and brand["item"] != "(promoted brands)":
                            gap = below["sku", brand["item"]] - brand[column]
                            assert abs(gap) <= CLOSE * scale, (column, gap, brand)
    for (level, item, parent, window, metric), row in at.items():
        if window == "total":
            for column in ("observed", "expected", "incremental"):
                parts = sum(at[level, item, parent, w, metric][column] for w in ("campaign", "after"))
                assert math.isclose(parts, row[column], rel_tol=1e-9, abs_tol=1e-9 * abs(row["observed"])), row


def weeks_add_up(account: Account, panel, confidence: float = 0.9) -> None:
    """Weekly expected and observed sales sum to the window's; the bands are finite and hold the point."""
    rows = weekly_rows(account, panel.periods, panel.windows, confidence)
    sums = defaultdict(float)
    for r in rows:
        for name in ("observed", "expected", "expected_low", "expected_high"):
            assert math.isfinite(r[name]), r
        assert r["expected_low"] <= r["expected"] <= r["expected_high"], r
        for name in ("observed", "expected"):
            sums[r["level"], r["item"], r["window"], name] += r[name]
    by_name = defaultdict(list)
    for row in account.rows:
        by_name[row.level, row.item].append(row)
    for (level, item), same in by_name.items():
        for w, window in enumerate(("campaign", "after")[: len(panel.windows.steps)]):
            for name in ("observed", "expected"):
                value = sum(float(getattr(row.law, name)[w]) for row in same)
                assert math.isclose(
                    sums[level, item, window, name], value, rel_tol=1e-9, abs_tol=1e-9 * max(1e-9, value)
                ), (level, item, window, name)


def volume_adds_up(account: Account, items) -> None:
    """Promoted = own brand + competitors + category growth."""
    rows = source_of_volume(account, sets(items), 0.9)
    finite_numbers(rows)
    for window in {r["window"] for r in rows}:
        value = {r["part"]: r["value"] for r in rows if r["window"] == window and r["item"] is None}
        rivals = [r["value"] for r in rows if r["window"] == window and r["item"] is not None]
        rest = value["own_brand"] + value["competitors"] + value["category_growth"]
        size = float(account.joint.observed.sum() + account.joint.expected.sum())
        assert math.isclose(value["promoted"], rest, rel_tol=1e-9, abs_tol=1e-12 * size), (window, value)
        assert math.isclose(math.fsum(rivals), value["competitors"], rel_tol=1e-9, abs_tol=1e-9 * size), rivals
        for r in rows:
            assert r["low"] - 1e-9 * size <= r["value"] <= r["high"] + 1e-9 * size, r


def finite_numbers(rows: list[dict]) -> None:
    for row in rows:
        for name, value in row.items():
            assert not isinstance(value, float) or math.isfinite(value), (name, row)


def shares_are_shares(account: Account, panel, design) -> None:
    before = {
        (i.level, i.key): float(panel.total[METRICS.index(account.metric), panel.at(design.test)][
            :, panel.windows.pre.slice, k].sum())
        for k, i in enumerate(panel.items)
    }  # fmt: skip
    rows = market_share(account, panel.items, before, 0.9)
    finite_numbers(rows)
    for r in rows:
        for name in ("before", "expected", "observed"):
            assert -1e-9 <= r[name] <= 1 + 1e-9, r
        if r["relative"] is not None:
            assert r["relative_low"] <= r["relative"] <= r["relative_high"], r
            assert r["points_low"] <= r["points"] <= r["points_high"], r


def everything(rows: list[dict], main, accounts: list[Account]) -> None:
    """All rules at once."""
    finite(rows)
    for row in rows:
        one_verdict(row)
    adds_up(rows)
    named = {(r["level"], r["item"]) for r in rows}
    assert ("promoted", "promoted") in named, "no row for the promoted set"
    for item in main.panel.items:
        if item.row and item.level != "sku":
            assert (item.level, item.key) in named or item.level == "brand", item
    for found in accounts:
        weeks_add_up(found, main.panel)
        volume_adds_up(found, main.panel.items)
        shares_are_shares(found, main.panel, main.design)


MAY_FAIL = {"control untreated", "control tracks test", "promoted set measurable", "assignment"}


def findings(found) -> None:
    """Both languages, a legal verdict, advice where there is something to do; only four checks may fail."""
    for finding in found:
        assert finding.verdict in ("pass", "warn", "fail"), finding
        assert finding.verdict != "fail" or finding.check in MAY_FAIL, finding
        assert set(finding.message) == set(finding.advice) == {"de", "en"}, finding
        for text in finding.message.values():
            assert len(text) > 20, finding
            assert "nan" not in text.lower().split(), finding
            assert "inf" not in text.lower().split(), finding
        if finding.verdict != "pass":
            assert all(finding.advice.values()), finding
        for number in (finding.value, finding.limit):
            assert number is None or math.isfinite(number), finding

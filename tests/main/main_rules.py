"""What every result holds to, whatever was measured: read from one law, adding up, named where refused."""

import math
from collections.abc import Iterable
from typing import Any

import pytest

from lift.store import Result

TREE = ("observed", "expected", "incremental")
Rows = list[dict[str, Any]]


def rows(result: Result, **where: object) -> Rows:
    """Effects rows with these values."""
    return [row for row in result.document["effects"] if all(row[name] == value for name, value in where.items())]


def row(result: Result, **where: object) -> dict[str, Any]:
    """The only effects row with these values."""
    (found,) = rows(result, **where)
    return found


def check_one_law(result: Result) -> None:
    """Interval excludes zero <=> p < 1 - confidence <=> proven or negative, in every row that has an uplift."""
    for r in result.document["effects"]:
        about = (r["level"], r["item"], r["window"], r["metric"])
        if r["uplift"] is None:
            assert r["p_value"] is None, about
            assert r["verdict"] in {"inconclusive", "invalid"}, about
            continue
        excludes = r["uplift_low"] > 0 or r["uplift_high"] < 0
        money_excludes = r["incremental_low"] > 0 or r["incremental_high"] < 0
        significant = r["p_value"] < 1 - r["confidence"]
        assert excludes == money_excludes == significant, about
        assert r["uplift_low"] <= r["uplift"] <= r["uplift_high"], about
        assert math.isclose(r["uplift"], r["observed"] / r["expected"] - 1, abs_tol=1e-9), about
        if result.verdict == "invalid":
            assert r["verdict"] == "invalid", about
        elif significant:
            assert r["verdict"] == ("proven" if r["uplift"] > 0 else "negative"), about
        elif r["uplift"] > 0 and r["p_value"] < 0.20:
            assert r["verdict"] == "directional", about
        else:
            assert r["verdict"] == "inconclusive", about


def check_adds_up(result: Result, tolerance: float = 1e-6) -> None:
    """SKUs make their brand, brands their category, promoted SKUs the promoted set, windows the total.

    In observed, expected and incremental sales, to `tolerance` of the parent's observed sales.
    """
    effects = result.document["effects"]
    for window in {r["window"] for r in effects}:
        for metric in ("revenue", "units"):
            here = [r for r in effects if r["window"] == window and r["metric"] == metric]
            for level, below in (("brand", "sku"), ("category", "brand")):
                for parent in (r for r in here if r["level"] == level and not r["item"].startswith("(")):
                    _same([r for r in here if r["level"] == below and r["parent"] == parent["item"]], parent, tolerance)
            _promoted_set(result, here, tolerance)
    for whole in (r for r in effects if r["window"] == "total"):
        keys = {name: whole[name] for name in ("level", "item", "metric", "parent")}
        _same([row(result, window=window, **keys) for window in ("campaign", "after")], whole, tolerance)
    for r in effects:
        assert math.isclose(r["incremental"], r["observed"] - r["expected"], abs_tol=tolerance * max(r["observed"], 1))


def _promoted_set(result: Result, here: Rows, tolerance: float) -> None:
    """The promoted SKUs add up to the promoted set, unless one is refused and lies in its brand's rest."""
    promoted = result.document["design"]["promoted"]
    skus = [r for r in here if r["level"] == "sku" and r["item"] in promoted]
    if len(skus) == len(promoted):
        (whole,) = [r for r in here if r["level"] == "promoted"]
        _same(skus, whole, tolerance)


def check_weekly(result: Result, tolerance: float = 1e-6) -> None:
    """Expected and observed sales by period sum to those of the window."""
    sums = result.weekly.groupby(["level", "item", "metric", "window"])[["observed", "expected"]].sum()
    for key, total in sums.iterrows():
        level, item, metric, window = key  # type: ignore[misc]
        if window == "pre" or item == "(rest)":
            continue
        measured = row(result, level=level, item=item, metric=metric, window=window)
        for name in ("observed", "expected"):
            assert total[name] == pytest.approx(measured[name], rel=tolerance, abs=tolerance), (key, name)


def check_source_of_volume(result: Result, tolerance: float = 1e-6) -> None:
    """Promoted gain = own brand + competitors + category growth; competitors = the sum of the other brands."""
    parts = result.document["source_of_volume"]
    for window in {p["window"] for p in parts}:
        for metric in ("revenue", "units"):
            here = [p for p in parts if p["window"] == window and p["metric"] == metric]
            value = {p["part"]: p["value"] for p in here if p["item"] is None}
            brands = math.fsum(p["value"] for p in here if p["item"] is not None)
            rivals = value["competitors"]
            whole = value.pop("promoted")
            size = row(result, level="promoted", window=window, metric=metric)["observed"]
            assert math.isclose(sum(value.values()), whole, abs_tol=tolerance * max(size, 1))
            sold = [r["observed"] for r in rows(result, level="category", window=window, metric=metric)]
            assert math.isclose(brands, rivals, abs_tol=tolerance * max([*sold, 1]))


def check_all(result: Result) -> None:
    """Everything above."""
    check_one_law(result)
    check_adds_up(result)
    check_weekly(result)
    check_source_of_volume(result)


def _same(children: Iterable[dict[str, Any]], parent: dict[str, Any], tolerance: float) -> None:
    many = list(children)
    assert many, f"{parent['level']} {parent['item']} has no row below it"
    for name in TREE:
        total = math.fsum(r[name] for r in many)
        room = tolerance * max(abs(parent["observed"]), 1)
        assert math.isclose(total, parent[name], abs_tol=room), (
            f"{len(many)} rows under {parent['level']} {parent['item']}, {parent['window']}, {parent['metric']}: "
            f"{name} adds up to {total}, not {parent[name]}"
        )

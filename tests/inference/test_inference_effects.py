"""The effects table: adjusted p-values, verdicts, order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_markets import market, rows_of, windows
from scipy import stats

from lift.core.words import LEVELS, METRICS, WINDOWS
from lift.estimators.did import Did
from lift.estimators.noise import NoisePrior
from lift.inference.effects import benjamini_hochberg, verdict
from lift.inference.outcome import Outcome

QUICK = Did(NoisePrior(rho=((0.0, 1.0), (0.75, 1.0)), phi=((0.0, 1.0),), drift=((0.0, 1.0),), shared=((0.0, 1.0),)))


@given(st.lists(st.floats(0, 1), max_size=30))
def test_benjamini_hochberg_is_scipys(p_values) -> None:
    expected = stats.false_discovery_control(p_values, method="bh").tolist() if p_values else []
    assert benjamini_hochberg(p_values) == pytest.approx(expected, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (1.70, "proven"), (-1.70, "negative"), (1.60, "directional"), (1.29, "directional"), (1.27, "inconclusive"),
        (-1.60, "inconclusive"), (0.0, "inconclusive"),
    ],
)  # fmt: skip
def test_verdicts_at_their_borders(step, expected) -> None:
    """90 %: |z| above 1.645 is proven or negative, a positive one above 1.2816 a tendency."""
    assert verdict(Outcome(np.exp(0.1 * step), 1.0, 0.1), 0.90) == expected


def test_confidence_moves_the_border() -> None:
    out = Outcome(np.exp(0.17), 1.0, 0.1)
    assert [verdict(out, c) for c in (0.80, 0.90, 0.95, 0.99)] == ["proven", "proven", "directional", "directional"]


def test_rows_stand_in_order_and_q_values_belong_to_skus_alone() -> None:
    rows = rows_of(QUICK, market(span=windows(12, 2, 2)).times(1.3, skus=("Sol-2",)))
    keys = [(LEVELS.index(r["level"]), WINDOWS.index(r["window"]), METRICS.index(r["metric"]), r["item"]) for r in rows]
    by_item = [(k[0], k[3]) for k in keys]
    assert [k[0] for k in keys] == sorted(k[0] for k in keys)
    assert len(rows) == 6 * len(dict.fromkeys(by_item))
    assert list(dict.fromkeys(i for level, i in by_item if level == 0))[:2] == ["Sol-1", "Sol-2"], "promoted SKUs first"
    for r in rows:
        assert (r["q_value"] is None) == (r["level"] != "sku")
    for window in WINDOWS:
        family = [r for r in rows if (r["level"], r["window"], r["metric"]) == ("sku", window, "units")]
        q = stats.false_discovery_control([r["p_value"] for r in family])
        assert [r["q_value"] for r in family] == pytest.approx(q.tolist())
        assert all(r["q_value"] >= r["p_value"] * (1 - 1e-12) for r in family)


def test_the_chance_is_the_rows_own() -> None:
    (row,) = [
        r for r in rows_of(QUICK, market(span=windows(12, 2))) if (r["level"], r["metric"]) == ("category", "revenue")
    ]
    assert row["chance"](row["incremental"]) == pytest.approx(0.5, abs=1e-9)
    assert row["chance"](row["incremental_low"]) == pytest.approx(0.95, abs=1e-9)

"""The cost of simplex weights beside cvxpy: both solve the same problems, and lift is far cheaper."""

import pytest
from benchmark_modules import module


def test_both_find_the_same_weights() -> None:
    pytest.importorskip("cvxpy")
    found = module("simplex").measure(26, 9, range(5000, 5060))
    assert found["difference"] < 1e-4
    assert abs(found["excess"]) < 1e-6
    assert found["new_ratio"] > found["compiled_ratio"] > 5

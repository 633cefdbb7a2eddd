"""The cost of estimates beside other tools: what takes turns does the same work."""

import numpy as np
import pytest
from benchmark_modules import module


def test_the_loops_find_what_the_matrix_product_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    rivals = module("rivals")
    for name, size in {"SKUS": 30, "STORES": 40, "PLACEBOS": 50}.items():
        monkeypatch.setattr(rivals, name, size)
    work = rivals.placebos(1)
    ours, by_item, by_placebo = (np.array(do()) for do, _ in work.values())
    np.testing.assert_allclose(by_item, ours[: rivals.LOOPED, 0], rtol=0, atol=1e-14)
    np.testing.assert_allclose(by_placebo, ours[: rivals.LOOPED, 0], rtol=0, atol=1e-14)
    assert [row["ratio"] > 1 for row in rivals.measure("placebos", [1, 2])] == [False, True, True]

"""What importing costs is measured with its interval."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from benchmark_modules import module


def test_import_cost_is_a_median_with_its_interval() -> None:
    import_cost = module("import_cost")
    assert import_cost.median([5, 1, 4, 2, 3, 6, 9, 7, 8, 10]) == (5.5, 2, 9)  # 95 % of a binomial(10, 1/2)
    rng = np.random.Generator(np.random.PCG64(5000))
    inside = [low <= 0 <= high for _, low, high in (import_cost.median(rng.standard_normal(20)) for _ in range(2000))]
    assert np.mean(inside) == pytest.approx(0.9586, abs=0.015)
    assert math.isclose(import_cost.median([1.0] * 12)[0], 1.0)


def test_import_cost_runs(tmp_path: Path) -> None:
    assert module("import_cost").main(["--draws", "10", "--out", str(tmp_path)]) == 0
    table = pd.read_csv(tmp_path / "import_cost.csv", comment="#").set_index("what")
    assert (table["low"] <= table["median"]).all()
    assert table.loc["ratio", "median"] < 3

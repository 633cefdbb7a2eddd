"""The portfolio benchmark with few draws: every cell has its row, and what it prints is what it counted."""

from pathlib import Path

import pandas as pd
from benchmark_modules import module


def test_every_cell_has_a_row_with_its_monte_carlo_error(tmp_path: Path) -> None:
    portfolio = module("portfolio")
    chosen = portfolio.Options(draws=3, first_seed=9000, jobs=1, resume=False, date=None, out=tmp_path)
    page = portfolio.run(chosen, 0)
    table = pd.read_csv(tmp_path / "portfolio.csv", comment="#")
    assert len(table) == 4 * len(portfolio.CELLS) + sum(n >= 10 for n, _ in portfolio.CELLS) + 3 * len(
        portfolio.RETURNS
    )
    assert table["draws"].eq(3).all()
    assert table["coverage"].between(0, 1).all()
    assert "| law | median ROI | 50 |" in page.read_text(encoding="utf-8")

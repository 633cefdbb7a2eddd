"""Shares and errors against values known by hand, and their Monte Carlo error against simulation."""

import math

import numpy as np
import pandas as pd
import pytest
from benchmark_modules import module

shares = module("shares")
pages = module("pages")


def one_a_draw(hits: list[bool]) -> tuple[float, float, float]:
    return shares.share(pd.Series(hits), pd.Series(range(len(hits))))


@pytest.mark.parametrize(
    ("successes", "draws", "low", "high"),
    [(0, 10, 0.0, 0.2775), (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (29, 29, 0.8830, 1.0)],
)
def test_wilson_with_one_row_a_draw(successes: int, draws: int, low: float, high: float) -> None:
    """Newcombe (1998), table 1, method 3; the variance between draws divides by n - 1, hence the tolerance."""
    p, *ends = one_a_draw([True] * successes + [False] * (draws - successes))
    assert p == successes / draws
    assert ends == pytest.approx([low, high], abs=6e-4)


def test_rows_that_move_together_count_once() -> None:
    case = pd.Series(np.repeat(range(50), 8))
    together = pd.Series(np.repeat([True, False], 25 * 8))
    apart = pd.Series(np.random.Generator(np.random.PCG64(5000)).random(400) < 0.5)
    single = one_a_draw([True] * 25 + [False] * 25)
    assert shares.share(together, case) == pytest.approx(single)
    width = {}
    for name, hits in (("together", together), ("apart", apart)):
        _, low, high = shares.share(hits, case)
        width[name] = high - low
    assert width["apart"] < width["together"] / 2.5


def test_the_standard_errors_are_those_of_repeated_draws() -> None:
    rng = np.random.Generator(np.random.PCG64(5000))
    case = pd.Series(np.repeat(range(40), 3))
    found = []
    for _ in range(400):
        values = pd.Series(np.repeat(rng.standard_normal(40), 3) + rng.standard_normal(120))
        found.append((*shares.mean(values, case), *shares.rmse(values, case)))
    mean, mean_se, rmse, rmse_se = np.array(found).T
    assert mean_se.mean() == pytest.approx(mean.std(), rel=0.1)
    assert rmse_se.mean() == pytest.approx(rmse.std(), rel=0.1)
    assert rmse.mean() == pytest.approx(math.sqrt(2), rel=0.02)


def test_the_page_is_a_table_with_its_head(tmp_path: object) -> None:
    table = pd.DataFrame({"level": ["a | b"], "share": [0.9], "share_low": [0.85], "share_high": [0.94]})
    entry = table.iloc[0].to_dict()
    assert pages.within(entry, "share") == "90.0 (85.0 to 94.0)"
    assert pages.percent(math.nan) == "–"
    chosen = module("draws").options("x", ["--out", str(tmp_path)])
    page = pages.write(chosen, "x", table, title="T", head=["command: c"], text="t", shown=table[["level", "share"]])
    assert page.read_text(encoding="utf-8").splitlines() == [
        "# T", "", "- command: c", "", "t", "", "| level | share |", "| --- | ---: |", "| a \\| b | 0.9 |",
    ]  # fmt: skip
    read = pd.read_csv(page.with_suffix(".csv"), comment="#")
    assert read["share"].tolist() == [0.9]


def test_figures_are_the_same_bytes_twice(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("figures")
    for name in ("a", "b"):
        pages.forest(folder / f"{name}.svg", ["x", "y"], [(0.9, 0.85, 0.93), (0.1, 0.0, 0.2)], 0.9, "share in %")
    assert (folder / "a.svg").read_bytes() == (folder / "b.svg").read_bytes()

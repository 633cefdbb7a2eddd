"""The cases of the bench in order, and how one is measured: a block of seeds of one panel, family and history."""

from collections.abc import Iterator, Sequence
from typing import Any

from threadpoolctl import threadpool_limits

from calibration.chain import automatically
from calibration.designs import DESIGNS, FAMILIES, impossible
from calibration.oracle import oracle
from calibration.pairs import compare
from calibration.recast import BATCH, SCENARIOS, recast
from calibration.score import Score
from calibration.sources import SOURCES
from calibration.stack import alike, draws
from calibration.textbook import textbook

BLOCK = 20
"""Seeds measured together, and lost together when a run is interrupted."""
PAIRS_DURING = 8
"""Weeks of campaign for which every pair of methods is tried (the shortest window of daily panels)."""
COSTLY = 5
"""Costly pairs are tried on one in so many of the draws of the others."""
YEAR = 52
"""Periods of history that are a long one: weeks of a year, or as many days."""
RECAST = "recast"
RECAST_RUNS = 10
"""Recast runs a draw asked for: 10,000 with 1,000 draws."""
KINDS = ("auto", "pairs", "oracle")

Case = tuple[Any, ...]
Rows = list[dict[str, Any]]


def cases(
    seeds: range, few: int, short: int,
    families: Sequence[str], before: Sequence[int], kinds: Sequence[str], panels: Sequence[str],
) -> Iterator[Case]:  # fmt: skip
    """What is to be measured, block after block, so that an interrupted run holds something of every cell.

    `few` draws are measured with every pair of methods, `short` draws after less than a year of history.
    """
    cells = [
        (panel, family, pre)
        for pre in sorted(before, reverse=True)
        for panel in panels
        for family in FAMILIES
        if family in families and any(carried(panel, family, pre))
    ]
    if "oracle" in kinds:
        yield from (("oracle", *cell, 0, 0) for cell in cells if SOURCES[cell[0]].simulated)
    for first in range(0, len(seeds), BLOCK):
        last = min(first + BLOCK, len(seeds))
        block = (seeds[first], seeds[last - 1] + 1)
        asked = [cell for cell in cells if cell[2] >= YEAR or first < short]
        if "auto" in kinds:
            yield from (("auto", *cell, *block) for cell in asked)
        if "pairs" in kinds and first < few:
            yield from (("pairs", *cell, seeds[first], seeds[min(last, few) - 1] + 1) for cell in asked)
        if "pairs" in kinds and first < few // COSTLY:
            yield from (("costly", *cell, seeds[first], seeds[min(last, few // COSTLY) - 1] + 1) for cell in asked)
    if RECAST in families:
        yield from _recast(seeds, few, kinds)


def _recast(seeds: range, few: int, kinds: Sequence[str]) -> Iterator[Case]:
    for kind, draws_ in (("auto", len(seeds)), ("pairs", few)):
        runs = draws_ * RECAST_RUNS
        for batch, first in enumerate(range(0, runs, BATCH)):
            for scenario in SCENARIOS:
                if kind in kinds:
                    yield RECAST, kind, scenario, 0, seeds[0] + batch, min(BATCH, runs - first)


def carried(panel: str, family: str, before: int) -> Iterator[tuple[str, int]]:
    """The designs and campaign lengths that a panel can carry after so much history."""
    source = SOURCES[panel]
    if before not in source.before:
        return
    for name, plan in DESIGNS.items():
        for during in source.during:
            if plan.family == family and impossible(panel, name, before, during) is None:
                yield name, during


def measure(kind: str, panel: str, family: str, before: int, first: int, last: int) -> Rows:
    """Measure one case: rows with counts by draw, or with an error."""
    with threadpool_limits(1, "blas"):  # as in `lift run`, and several times faster on matrices this small
        if kind == "oracle":
            return oracle(panel, family, before)
        if kind == RECAST:
            return _runs(panel, family, first, last)
        return _draws(kind, panel, family, before, range(first, last))


def _draws(kind: str, panel: str, family: str, before: int, seeds: range) -> Rows:
    markets = [SOURCES[panel].draw(seed) for seed in seeds]
    rows: Rows = []
    moved: dict[str, bool] = {}
    cells = list(carried(panel, family, before))
    if kind != "auto":
        during = PAIRS_DURING if (cells[0][0], PAIRS_DURING) in cells else cells[0][1]
        cells = [(cells[0][0], during)]
    for design, during in cells:
        score = Score()
        where = {"panel": panel, "family": family, "design": design, "pre": before, "during": during}
        made = list(draws(panel, design, before, during, seeds, markets))
        failed = [(seed, f"{type(e).__name__}: {e}") for seed, e in (m for m in made if isinstance(m, tuple))]
        good = [m for m in made if not isinstance(m, tuple)]
        if kind == "auto":
            failed += automatically(alike(good), score, moved)
            for draw in good:
                textbook(draw, score)
        else:
            refused = {
                name: why for group in alike(good) for name, why in compare(group, score, costly=kind == "costly")
            }
            rows += [{"kind": "refused", **where, "method": name, "why": why} for name, why in refused.items()]
        rows += score.rows({"kind": kind, **where, "chosen": ", ".join(sorted(score.chosen))})
        rows += [{**where, "error": f"{panel}, {design}: {why}"} for _, why in failed]
    return rows


def _runs(kind: str, scenario: str, seed: int, runs: int) -> Rows:
    score, refused = recast(scenario, seed, runs, every=kind == "pairs")
    where = {"panel": scenario, "family": RECAST, "design": scenario, "pre": SCENARIOS[scenario][1], "during": 15}
    rows = score.rows({"kind": kind, **where, "chosen": ""})
    return [*rows, *({"kind": "refused", **where, "method": name, "why": why} for name, why in dict(refused).items())]

"""Recast's Monte Carlo of geo tests, A1 to A4: one treated series among controls, daily data, 95 %.

Source of the recipe (`src/R/generate_panels.R`) and of the published figures (`results/aggregated/metrics.csv`):
Recast, "Open-source geo-experiment tools: a head-to-head simulation study" (2026), repository
geolift-simulation-study.
"""

import numpy as np

from calibration.pairs import ask, is_costly, pairs
from calibration.score import Case, Score
from calibration.textbook import TBR, time_based
from lift.core.design import Design
from lift.core.errors import LiftError
from lift.core.panel import Floats, Item, Panel, Span, Windows
from lift.estimators import estimator as registered
from lift.inference import automatic, paired
from lift.inference.sample import Comparison

UPLIFT = 0.075
DAYS = 15
SCENARIOS = {"A1": (20, 90, 1.0), "A2": (20, 90, 5.0), "A3": (9, 90, 1.0), "A4": (20, 30, 1.0)}
"""Controls, days before, and by what the treated series is scaled."""
PUBLISHED = {
    "GeoLift": {"A1": (0.046, 0.087), "A2": (0.042, 0.090), "A3": (0.049, 0.107), "A4": (0.033, 0.043)},
    "CausalImpact": {"A1": (0.278, None), "A2": (0.300, None), "A3": (0.289, None), "A4": (0.295, None)},
    "CausalPy": {"A1": (0.198, None), "A2": (0.182, None), "A3": (0.180, None), "A4": (0.248, None)},
    "Google TBR": {"A1": (0.169, None), "A2": (0.183, None), "A3": (0.191, None), "A4": (0.145, None)},
}
"""Size and power at 5 %; power is meaningless where the size is wrong."""
BATCH = 500


def series(scenario: str, seed: int, runs: int) -> Floats:
    """Sales [U, T, runs], the treated unit first.

    ``level x (1 + .001 t) x (1 + .1 weekday) x exp(.2 x sqrt(level / mean level) x n)`` on day t = 1, 2, ...:
    log-normal levels of mean 4,000 and sigma .6, the treated unit the one in the middle, weekdays from Monday on
    (-1, -.5, 0, .2, .8, 1, .5), n an AR(1) of .3 with standard normal innovations. Where the treated unit's level is
    scaled, its noise is not.
    """
    controls, before, scale = SCENARIOS[scenario]
    rng = np.random.Generator(np.random.PCG64([seed, 3, int(scenario[1])]))
    T = before + DAYS
    level = np.sort(4000 * np.exp(0.6 * rng.standard_normal((controls + 1, runs)) - 0.6**2 / 2), axis=0)
    middle = (controls + 1) // 2
    level = np.concatenate([level[middle : middle + 1], np.delete(level, middle, axis=0)])
    noise = rng.standard_normal((T, controls + 1, runs))
    for t in range(1, T):
        noise[t] += 0.3 * noise[t - 1]
    day = np.arange(1, T + 1)
    weekday = 0.1 * np.array([-1, -0.5, 0, 0.2, 0.8, 1, 0.5])[(day - 1) % 7]
    shape = ((1 + 0.001 * day) * (1 + weekday))[:, None, None]
    sales = (level * shape * np.exp(0.2 * np.sqrt(level / level.mean(axis=0)) * noise)).transpose(1, 0, 2)
    sales[0] *= scale
    return sales


def compared(sales: Floats, before: int) -> Comparison:
    """Runs as items of one panel."""
    U, T, runs = sales.shape
    units = tuple(f"unit {u:02d}" for u in range(U))
    cube = np.broadcast_to(sales, (2, U, T, runs))
    mean = np.broadcast_to(sales[:, :before].mean(axis=1, keepdims=True), sales.shape)
    count = np.full((U, runs), before, dtype=np.int64)
    panel = Panel(
        np.datetime64("2024-01-01") + np.arange(T), Windows(Span(0, 0), Span(0, before), Span(before, T), Span(T, T)),
        "day", units, units, np.ones(U, dtype=np.int64),
        tuple(Item("category", f"run {r}", None, (f"run {r}",)) for r in range(runs)),
        cube, np.broadcast_to(mean, (2, *mean.shape)), cube, count, count,
    )  # fmt: skip
    return Comparison(panel, Design("regions", units[:1], units[1:], (1 / (U - 1),) * (U - 1)))


def recast(scenario: str, seed: int, runs: int, *, every: bool) -> tuple[Score, list[tuple[str, str]]]:
    """Measure a batch of runs by the tool's own choice and TBR's interval, or by every pair of methods."""
    before = SCENARIOS[scenario][1]
    score, refused = Score(), []
    without = series(scenario, seed, runs)
    with_ = without.copy()
    with_[0, before:] *= 1 + UPLIFT
    cases = [Case(BATCH * seed + r, f"{seed} {r}", f"{seed} {r}") for r in range(runs)]
    for effect, sales in ((0.0, without), (UPLIFT, with_)):
        both = compared(sales, before)
        estimator = registered("did")
        own = paired(estimator, automatic(estimator, both.design))
        methods = [(n, how) for n, how in pairs() if not is_costly(n)] if every else [("auto", own)]
        for name, how in methods:
            try:
                ask(name, how, both, effect, score, [(case, "series", effect) for case in cases])
            except LiftError as error:
                refused.append((name, f"{type(error).__name__}: {error}"))
        if not every:
            uplift, sd, df = time_based(sales[0], sales[1:].sum(axis=0), before)
            for r, case in enumerate(cases):
                score.law(TBR, case, "series", effect, effect, step=float(uplift[r]), sd=float(sd[r]), df=df, log=False)
    return score, refused

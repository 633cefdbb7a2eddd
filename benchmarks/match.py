"""Does `lift match` choose designs that detect less than others do, and does it say truly how little?

Every draw is a new panel of 16 regions x 3 stores, AR(.7) shocks by region. Planted: their standard deviations are .02
to .20, dealt at random; exchangeable: all .08. The choice of `lift match` picks three test regions and their control
from 104 weeks. The 64 weeks behind, which nothing has looked at, say what the design does detect, and three random sets
of three regions against all others beside it. Seeds from 5000 on are for trying things out, those below for reporting.
"""

import argparse
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from draws import (  # isort: skip - one thread, set before numpy is read
    Options, Rows, add_choosing, chosen_options, collect, command_line, failures, fingerprint, provenance,
)  # fmt: skip

import numpy as np
import pandas as pd
from calibration.sources import SIMULATED
from pages import spread, write
from scipy.special import stdtrit
from threadpoolctl import threadpool_limits

from lift.core.design import Design
from lift.core.panel import Floats, Panel, Span, Windows
from lift.core.spec import MatchSpec
from lift.design.choose import Choice, choose
from lift.design.constraints import Constraints, constrain
from lift.design.contest import Contest, Rule, judged_items
from lift.design.forecast import forecast
from lift.design.places import rehearsals, windows
from lift.design.units import Units
from lift.estimators.did import Did

NAME = "match"
REGIONS, STORES, TEST = 16, 3, 3
PRE, CAMPAIGN, REALISED, RANDOM = 52, 8, 8, 3
"""Weeks of pre and campaign, campaigns behind the known weeks, random designs beside the chosen one."""
KNOWN = 2 * PRE
RHO, STORE_NOISE, CONFIDENCE = 0.7, 0.10, 0.90
KINDS: Mapping[str, tuple[float, float]] = {"planted": (0.02, 0.20), "exchangeable": (0.08, 0.08)}
"""Least and largest standard deviation of a region's shocks; evenly spaced on the log scale."""
MUST: Mapping[str, float] = {"planted": 0.80, "exchangeable": 1.05}
MEASURES = ("chosen_over_random", "predicted_over_realised")


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A panel, the rules, and how the run will measure."""

    panel: Panel
    rules: Constraints
    rule: Rule


def made(seed: int, kind: str) -> Made:
    """Three stores a region; half of a region's shock is shared by all SKUs."""
    rng = np.random.default_rng([seed, 0x6D6174])
    T, B = KNOWN + REALISED * CAMPAIGN, len(SIMULATED.promoted)
    spread = rng.permutation(np.geomspace(*KINDS[kind], REGIONS))
    shock = math.sqrt(0.5) * (_wandering(rng, (REGIONS, T, 1)) + _wandering(rng, (REGIONS, T, B)))
    level = np.exp(0.5 * rng.standard_normal((REGIONS, STORES, 1, B)))
    season = 0.1 * np.sin(np.arange(T) * 2 * np.pi / 52)[:, None] + 0.05 * rng.standard_normal((T, B))
    own = STORE_NOISE * rng.standard_normal((REGIONS, STORES, T, B))
    sold = 1000 * (level * np.exp(season + own + (spread[:, None, None] * shock)[:, None])).sum(axis=1)
    panel = _panel(sold @ SIMULATED.members)
    units = Units("regions", True, {}, (), None, panel.units, ())
    return Made(
        panel, constrain(MatchSpec(test_units=TEST), units, _known(panel), {}, {}),
        Rule(Did(), "regions", PRE, CAMPAIGN, CONFIDENCE),
    )  # fmt: skip


def _wandering(rng: np.random.Generator, shape: tuple[int, int, int]) -> Floats:
    """AR(1) of unit variance along the second axis."""
    out = rng.standard_normal(shape)
    for t in range(1, shape[1]):
        out[:, t] = RHO * out[:, t - 1] + math.sqrt(1 - RHO**2) * out[:, t]
    return out


def _panel(sales: Floats) -> Panel:
    R, T, K = sales.shape
    names = tuple(f"region {r:02d}" for r in range(R))
    span = Windows(Span(0, KNOWN - PRE), Span(KNOWN - PRE, KNOWN), Span(KNOWN, KNOWN), Span(KNOWN, KNOWN))
    usual = np.broadcast_to(sales[:, KNOWN - PRE : KNOWN].mean(axis=1, keepdims=True), sales.shape)
    count = np.full((R, K), STORES * PRE, dtype=np.int64)
    return Panel(
        np.datetime64("2023-01-02") + np.arange(T) * np.timedelta64(7, "D"), span, "week", names, names,
        np.full(R, STORES, dtype=np.int64), SIMULATED.items,
        *(np.broadcast_to(cube, (2, *sales.shape)) for cube in (sales, usual, sales)), count, count,
    )  # fmt: skip


def _known(panel: Panel) -> Panel:
    """The panel as it lies before `lift match`: without the weeks behind."""
    cubes = {name: getattr(panel, name)[:, :, :KNOWN] for name in ("listed", "weight", "total")}
    return replace(panel, periods=panel.periods[:KNOWN], **cubes)


def draw(seed: int, kind: str) -> Rows:
    """Choose on the known weeks, and look at the weeks behind."""
    with threadpool_limits(1, "blas"):
        m = made(seed, kind)
        known = _known(m.panel)
        found = choose(known, m.rules, m.rule, seed=seed)
        design = _design(found.test, found.control, known)
        before = forecast(
            known, design, m.rule.estimator, rehearsals(Span(KNOWN - PRE, KNOWN), CAMPAIGN, PRE), CONFIDENCE
        )
        later = [windows(KNOWN + CAMPAIGN * i, CAMPAIGN, PRE) for i in range(REALISED)][::-1]
        after = forecast(m.panel, design, m.rule.estimator, later, CONFIDENCE)
        chosen, others = _beside(m, found, later, seed)
        return [
            {
                "kind": kind, "control_units": len(found.control), "chosen": chosen, "random": others,
                "predicted": before["promoted promoted"], "realised": after["promoted promoted"],
            }
        ]  # fmt: skip


def _design(test: tuple[str, ...], control: tuple[str, ...], panel: Panel) -> Design:
    unused = tuple(u for u in panel.units if u not in {*test, *control})
    return Design("regions", test, control, (1.0 / len(control),) * len(control), unused)


def _beside(m: Made, found: Choice, later: Sequence[Windows], seed: int) -> tuple[float, float]:
    """What the chosen design and, on average, random ones detect of the promoted set and its brand behind."""
    items = judged_items(m.panel, m.panel.at(m.rules.units), slice(0, len(m.panel.periods)))
    contest = Contest(m.panel.take(items), m.rules, m.rule, later)
    names = np.array(m.rules.units, dtype=object)
    rng = np.random.default_rng([seed, 0x72616E])
    drawn = [np.isin(names, rng.choice(names, TEST, replace=False)) for _ in range(RANDOM)]
    tests = [np.isin(names, found.test), *drawn]
    controls = [np.isin(names, found.control), *(~test for test in drawn)]
    score = contest.score(contest.detectable(tests, controls))
    return float(score[0]), float(score[1:].mean())


def summary(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """By kind: the ratio of the means of chosen and random, and the mean of predicted over realised."""
    for kind, group in rows.groupby("kind", sort=False):
        entry: dict[str, Any] = {"kind": kind, "draws": len(group), "control_units": group["control_units"].mean()}
        entry |= {name: group[name].mean() for name in ("chosen", "random", "predicted", "realised")}
        chosen, random = group["chosen"].to_numpy(float), group["random"].to_numpy(float)
        ratio = chosen.mean() / random.mean()
        entry |= _interval("chosen_over_random", ratio, (chosen - ratio * random) / random.mean())
        each = (group["predicted"] / group["realised"]).to_numpy(float)
        entry |= _interval("predicted_over_realised", each.mean(), each - each.mean())
        yield entry | {"must": MUST[str(kind)]}


def _interval(name: str, value: float, away: Floats) -> dict[str, float]:
    """The value with its 95 % t interval, from what each draw adds to its error (delta method)."""
    n = len(away)
    half = float(stdtrit(n - 1, 0.975)) * float(away.std(ddof=1)) / math.sqrt(n)
    return {name: value, f"{name}_low": value - half, f"{name}_high": value + half}


TEXT = """
{errors}
{about}

- chosen / random: mean detectable uplift (geometric mean of promoted set and brand, 90 % confidence, 80 % of cases,
  eight false campaigns of 8 weeks behind the known weeks) of the chosen designs over that of the random ones; must: at
  most {planted:.2f} planted, {exchangeable:.2f} exchangeable
- predicted / realised: the promoted set's detectable uplift that `lift match` prints, over that found behind, levels
  reconciled; mean over draws; must: within 15 % of 1
- intervals: 95 %, t over draws
"""


def run(chosen: Options) -> pd.DataFrame:
    """Draw, summarise and write."""
    code = fingerprint(made, draw, _panel, _beside, KINDS)
    cases = [(seed, kind) for seed in chosen.seeds for kind in KINDS]
    rows = collect(NAME, draw, cases, code, chosen)
    table = pd.DataFrame(list(summary(rows[rows["error"].isna()])))
    shown = pd.DataFrame([_shown(entry) for entry in table.to_dict("records")])
    text = TEXT.format(errors=failures(rows), about=__doc__.partition("\n\n")[2].strip(), **MUST)
    write(
        chosen, NAME, table, title="Does `lift match` choose well?", head=provenance(chosen, NAME, code), text=text,
        shown=shown,
    )  # fmt: skip
    return table


def _shown(entry: Mapping[str, Any]) -> dict[str, str]:
    ratio = partial(spread, entry)
    return {
        "regions": entry["kind"], "draws": f"{entry['draws']}",
        "chosen detects %": f"{100 * entry['chosen']:.1f}", "random detect %": f"{100 * entry['random']:.1f}",
        "chosen / random": ratio("chosen_over_random"), "predicted / realised": ratio("predicted_over_realised"),
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser: argparse.ArgumentParser = command_line(__doc__, 60)
    add_choosing(parser)
    chosen = chosen_options(parser, parser.parse_args(arguments))
    run(chosen)
    print(chosen.out / f"{NAME}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())

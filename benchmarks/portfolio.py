"""Do the intervals of `lift portfolio` hold, when the spread between studies is known?

Arm "law": portfolios of so many studies. True log uplifts are normal around log 1.12 with SD tau, each measured with
normal noise whose SD differs between studies (log-normal around 0.08); true returns are normal or log-normal with
median 2.3, measured with noise of SD 0.9 (0.3 where it says little). Spend has no bearing on the uplift, so its slope
is 0. Arm "results": whole studies, simulated with uplifts from the same law and measured by `lift.run`; portfolios of
ten are drawn from them and put together by `lift.portfolio`, so that its draws share studies.

Covered is what the interval is for: the mean of the law, a further true uplift, tau, a study's own true uplift (its
shrunken interval, averaged over the studies), the median of the true returns, the slope 0.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from draws import Case, Options, Rows, collect, command_line, fingerprint, provenance  # isort: skip - one thread first

import numpy as np
import pandas as pd
from pages import write

import lift
from lift.core.panel import Floats
from lift.inference.median import median
from lift.inference.random_effects import random_effects
from lift.inference.reml import regress

NAME = "portfolio"
LEVEL = 0.90
MEAN, NOISE, UNEVEN = float(np.log(1.12)), 0.08, 0.5
CELLS = ((3, 0.08), (5, 0.08), (10, 0.08), (20, 0.08), (50, 0.0), (50, 0.04), (50, 0.08), (50, 0.16))
"""Studies in a portfolio and SD between them on the log scale."""
RETURNS = (("normal", 0.9), ("log-normal", 0.9), ("log-normal", 0.3))
ROI, ROI_SD, ROI_LOG_SD = 2.3, 1.2, 0.6
WHOLE, OF, FIRST = 10, 0.08, 20_000
"""Studies in a portfolio of whole results, the SD between them, and the seed of the first."""
SMALL = {"regions": 6, "stores_per_region": 4, "weeks": 72, "categories": 1, "brands": 3, "skus": 2, "test_regions": 2}
ABOUT = {
    "mean": "mean uplift", "next": "further study", "tau": "spread tau", "shrunken": "each study",
    "median": "median ROI", "slope": "slope of spend",
}  # fmt: skip


def law(studies: int, tau: float, seed: int) -> Rows:
    """One portfolio drawn from the law: what each interval covered, and its width."""
    rng = np.random.default_rng([seed, studies, round(1000 * tau)])
    true = MEAN + tau * rng.standard_normal(studies)
    sd = NOISE * np.exp(UNEVEN * rng.standard_normal(studies))
    y = true + sd * rng.standard_normal(studies)
    found = random_effects(y, sd**2, LEVEL)
    further = MEAN + tau * rng.standard_normal()
    cell = {"arm": "law", "studies": studies, "tau": tau, "returns": ""}
    rows = [
        {**cell, **_hit("mean", MEAN, found.low, found.high)},
        {**cell, **_hit("next", further, found.next_low, found.next_high)},
        {**cell, **_hit("tau", tau, found.tau_low, found.tau_high)},
        {**cell, **_each(true, found.shrunken_low, found.shrunken_high)},
    ]
    if studies >= 10:
        x = rng.standard_normal(studies)
        fit = regress(y, sd**2, np.column_stack([np.ones(studies), x - x.mean()]), LEVEL, floor=False)
        rows.append({**cell, **_hit("slope", 0.0, float(fit.low[1]), float(fit.high[1]))})
    return rows


def returns(studies: int, kind: str, noise: float, seed: int) -> Rows:
    """One portfolio of returns from the law."""
    rng = np.random.default_rng([seed, studies, round(10 * noise), len(kind)])
    z = rng.standard_normal(studies)
    true = ROI + ROI_SD * z if kind == "normal" else ROI * np.exp(ROI_LOG_SD * z)
    sd = noise * np.exp(UNEVEN * rng.standard_normal(studies))
    y = true + sd * rng.standard_normal(studies)
    found = median(y, sd**2, LEVEL)
    cell = {"arm": "law", "studies": studies, "tau": np.nan, "returns": f"{kind}, noise {noise:g}"}
    errors = {"error_plain": found.median - ROI, "error_shrunken": found.shrunken_median - ROI}
    return [{**cell, **_hit("median", ROI, found.low, found.high), **errors}]


@cache
def study(seed: int) -> tuple[lift.Result, float]:
    """A whole study and its true log uplift."""
    rng = np.random.default_rng([seed, 77])
    planted = float(np.expm1(MEAN + OF * rng.standard_normal()))
    sim = lift.simulate(seed=seed, uplift=planted, **SMALL)
    truth = sim.truth
    row = truth[(truth["level"] == "promoted") & (truth["window"] == "campaign") & (truth["metric"] == "revenue")]
    with TemporaryDirectory() as folder:
        sim.write(folder)
        result = lift.run(lift.Study.load(Path(folder) / "study.toml"))
    return result, float(np.log1p(row["uplift"].iloc[0]))


def whole(first: int, studies: int, draws: int) -> Rows:
    """So many portfolios of ten, drawn without replacement from so many whole studies."""
    pool = [study(seed) for seed in range(first, first + studies)]
    law_mean = float(np.mean([true for _, true in pool]))
    rows: Rows = []
    for seed in range(draws):
        rng = np.random.default_rng([seed, 78])
        at = rng.choice(studies, WHOLE + 1, replace=False)
        found = lift.portfolio([pool[i][0] for i in at[:-1]], LEVEL)
        cell = {"arm": "results", "studies": WHOLE, "tau": OF, "returns": ""}
        assert found.mean is not None
        ends = (np.log1p(v if v is not None else np.nan) for v in (found.mean.next_low, found.mean.next_high))
        rows.append({**cell, **_hit("mean", law_mean, np.log1p(found.mean.low), np.log1p(found.mean.high))})
        rows.append({**cell, **_hit("next", pool[at[-1]][1], *map(float, ends))})
        true = np.array([pool[i][1] for i in at[:-1]])
        low, high = (np.log1p([getattr(m, name) for m in found.members]) for name in ("shrunken_low", "shrunken_high"))
        rows.append({**cell, **_each(true, low, high)})
    return rows


def _hit(what: str, truth: float, low: float, high: float) -> dict[str, Any]:
    return {"what": what, "covered": float(low <= truth <= high), "width": float(high - low)}


def _each(true: Floats, low: Floats, high: Floats) -> dict[str, Any]:
    covered = float(((low <= true) & (true <= high)).mean())
    return {"what": "shrunken", "covered": covered, "width": float((high - low).mean())}


def measure(arm: str, *words: Any) -> Rows:
    """One case."""
    return {"law": law, "returns": returns, "whole": whole}[arm](*words)


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Coverage with its Monte Carlo error, width and the medians' errors, by cell and interval."""
    out: list[dict[str, Any]] = []
    keys = ["arm", "what", "studies", "tau", "returns"]
    for key, found in rows.groupby(keys, sort=False, dropna=False):
        covered = found["covered"]
        entry = {**dict(zip(keys, key, strict=True)), "draws": len(found), "coverage": float(covered.mean())}
        entry["coverage_se"] = float(covered.std(ddof=1) / np.sqrt(len(found))) if len(found) > 1 else np.nan
        entry["width"] = float(found["width"].median())
        for name in ("plain", "shrunken"):
            errors = found.get(f"error_{name}")
            known = errors is not None and bool(errors.notna().any())
            entry[f"bias_{name}"] = float(errors.mean()) if known else np.nan
            entry[f"rmse_{name}"] = float(np.sqrt((errors**2).mean())) if known else np.nan
        out.append(entry)
    return pd.DataFrame(out)


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The page's table."""

    def both(name: str) -> list[str]:
        pairs = zip(table[f"{name}_plain"], table[f"{name}_shrunken"], strict=True)
        return ["–" if np.isnan(plain) else f"{plain:.2f} / {shrunken:.2f}" for plain, shrunken in pairs]

    return pd.DataFrame(
        {
            "arm": table["arm"], "interval of": table["what"].map(ABOUT), "studies": table["studies"],
            "tau or law": [r["returns"] or f"{r['tau']:g}" for _, r in table.iterrows()], "draws": table["draws"],
            "covers, %": [f"{100 * r['coverage']:.1f} ± {100 * r['coverage_se']:.1f}" for _, r in table.iterrows()],
            "width": table["width"].map("{:.3f}".format),
            "bias plain / shrunken": both("bias"),
            "RMSE plain / shrunken": both("rmse"),
        }
    )  # fmt: skip


def run(chosen: Options, studies: int) -> Path:
    """Draw all cells, write the table and return its page."""
    cases: list[Case] = [("law", *cell, seed) for cell in CELLS for seed in chosen.seeds]
    cases += [("returns", n, *kind, seed) for n in (10, 20, 50) for kind in RETURNS for seed in chosen.seeds]
    code = fingerprint(law, returns, whole, study, SMALL, MEAN, NOISE, UNEVEN, ROI, ROI_SD, ROI_LOG_SD, OF)
    rows = collect(NAME, measure, cases, code, replace(chosen, jobs=1))
    if studies:
        drawn = collect(
            f"{NAME}-whole", measure, [("whole", FIRST, studies, chosen.draws)], code, replace(chosen, jobs=1)
        )
        rows = pd.concat([rows, drawn], ignore_index=True)
    table = summary(rows)
    about = __doc__.partition("\n\n")[2].strip()
    text = (
        f"{about}\n\nAll intervals are at a nominal 90 %; ± is the Monte Carlo standard error. In the arm of whole\n"
        f"studies it is too small, for all {chosen.draws} portfolios come from the same {studies} studies. Uplifts on\n"
        "the log scale."
    )
    head = [*provenance(chosen, NAME, code), f"whole studies: {studies}, seeds from {FIRST}"]
    title = "Coverage of the portfolio's intervals"
    return write(chosen, NAME, table, title=title, head=head, text=text, shown=shown(table))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = command_line(__doc__, 500)
    parser.add_argument("--studies", type=int, default=40, help="whole studies to be measured (default 40, 0: none)")
    found = vars(parser.parse_args(arguments))
    studies = found.pop("studies")
    if studies and studies <= WHOLE:
        parser.error(f"--studies is 0, or more than {WHOLE}")
    print(run(Options(**found), studies))
    return 0


if __name__ == "__main__":
    sys.exit(main())

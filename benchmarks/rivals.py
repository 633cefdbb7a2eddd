"""What do estimates cost beside the tools that are used today?

CPU time, user and system, of three pieces of work; the rivals take turns on the same data, so that a busy machine
burdens all alike, and a rival does only as many items as its turn needs.

- noise model: `did` on 200 items at once, 52 weeks before, 8 of campaign, 9 control units; bsts-causalimpact with its
  default settings, one item at a time, the control units as covariates.
- did-classic: 5,000 SKUs x 200 stores x 78 weeks, in blocks of 250 SKUs; pyfixest's `feols` with store and week
  effects, clustered by store, on the same store-weeks: one call an SKU, and one call for ten SKUs.
- placebos: 2,000 relabellings of 200 stores for 5,000 SKUs; a Python loop over relabellings and SKUs that takes the
  same difference of means, and one over relabellings alone that leaves the SKUs to numpy.

Needs `pip install pyfixest bsts-causalimpact`.
"""

import sys
import time
import warnings
from collections.abc import Callable, Sequence
from importlib.metadata import version

from draws import Options, options, provenance  # isort: skip - one thread, set before numpy is read

import numpy as np
import pandas as pd
from import_cost import median
from pages import write

from lift.core.design import Design
from lift.core.panel import Floats, Item, Panel, Span, Windows
from lift.estimators.did import Did
from lift.estimators.did_classic import DidClassic
from lift.inference.methods.ask import ask

NAME = "rivals"
BLOCK = 250
"""SKUs of `did-classic` at once."""
SKUS = 5000
STORES, WEEKS, BEFORE = 200, 78, 70
PLACEBOS = 2000
ITEMS = 200
"""Items of the noise model at once."""
FEW = 10
"""Items that a rival answers for in a turn, and outcomes in one call of pyfixest."""
LOOPED = 2
"""Relabellings that a Python loop goes through in a turn."""

Work = tuple[Callable[[], object], int]
"""Something to do, and the number of answers that it gives."""


def panel(seed: int, units: int, pre: int, during: int, items: int) -> tuple[Panel, Design]:
    """Made sales with a season that all units share; the first tenth of the units (at least one) are the test arm."""
    rng = np.random.default_rng([seed, units, items])
    T = pre + during
    level = rng.lognormal(3.0, 0.6, (units, 1, items))
    season = 0.2 * rng.standard_normal((1, T, 1)).cumsum(axis=1) / np.sqrt(T)
    sales = level * np.exp(season + 0.2 * rng.standard_normal((units, T, items)))
    usual = sales[:, :pre].mean(axis=1, keepdims=True)
    names = tuple(f"unit {u:03d}" for u in range(units))
    count = np.full((units, items), pre, dtype=np.int64)
    test = max(1, units // 10)
    made = Panel(
        np.datetime64("2024-01-01") + np.arange(T) * np.timedelta64(7, "D"),
        Windows(Span(0, 0), Span(0, pre), Span(pre, T), Span(T, T)), "week", names, names,
        np.ones(units, dtype=np.int64),
        tuple(Item("sku", f"sku {k}", None, (f"sku {k}",)) for k in range(items)),
        *(np.broadcast_to(cube, (2, units, T, items)) for cube in (sales, usual, sales)), count, count,
    )  # fmt: skip
    control = names[test:]
    return made, Design("stores", names[:test], control, (1.0 / len(control),) * len(control))


def noise_model(seed: int) -> dict[str, Work]:
    """`did` and bsts-causalimpact."""
    from causal_impact import CausalImpact  # noqa: PLC0415 - only where this job is done

    made, design = panel(seed, 10, 52, 8, ITEMS)

    def rival() -> None:
        for k in range(FEW):
            CausalImpact(pd.DataFrame(made.listed[0, :, :, k].T), [0, 51], [52, 59])

    return {
        "lift": (lambda: Did().expected(made, design, "revenue"), ITEMS),
        "bsts-causalimpact": (rival, FEW),
    }


def classic(seed: int) -> dict[str, Work]:
    """`did-classic` and pyfixest."""
    import pyfixest  # noqa: PLC0415 - only where this job is done

    made, design = panel(seed, STORES, BEFORE, WEEKS - BEFORE, BLOCK)
    few = np.log(made.listed[0, :, :, :FEW])
    frame = pd.DataFrame(few.reshape(-1, FEW), columns=[f"y{k}" for k in range(FEW)])
    frame["store"] = np.repeat(np.arange(STORES), WEEKS)
    frame["week"] = np.tile(np.arange(WEEKS), STORES)
    frame["treated"] = ((frame["store"] < len(design.test)) & (frame["week"] >= BEFORE)).astype(float)

    def fit(outcomes: str) -> None:
        pyfixest.feols(f"{outcomes} ~ treated | store + week", frame, vcov={"CRV1": "store"})

    def one_by_one() -> None:
        for k in range(FEW):
            fit(f"y{k}")

    return {
        "lift": (lambda: DidClassic().expected(made, design, "revenue"), BLOCK),
        "pyfixest, one call an SKU": (one_by_one, FEW),
        "pyfixest, ten outcomes a call": (lambda: fit(" + ".join(f"y{k}" for k in range(FEW))), FEW),
    }


def placebos(seed: int) -> dict[str, Work]:
    """One matrix product and Python loops."""
    made, design = panel(seed, STORES, 2, 1, SKUS)
    rng = np.random.default_rng(seed)
    names = np.array(made.units)
    dealt: list[Design] = []
    for _ in range(PLACEBOS):
        order = names[rng.permutation(STORES)].tolist()
        test, control = tuple(order[: len(design.test)]), tuple(order[len(design.test) :])
        dealt.append(Design("stores", test, control, design.weights))
    changes = DidClassic().changes(made, "revenue")[0]
    arms = [(made.at(d.test), made.at(d.control)) for d in dealt[:LOOPED]]

    def by_item() -> list[list[float]]:
        return [[_difference(changes[:, k], test, control) for k in range(SKUS)] for test, control in arms]

    def by_placebo() -> list[Floats]:
        return [changes[test].mean(axis=0) - changes[control].mean(axis=0) for test, control in arms]

    return {
        "lift": (lambda: ask(DidClassic(), made, dealt, "revenue"), PLACEBOS * SKUS),
        "loop over relabellings and SKUs": (by_item, LOOPED * SKUS),
        "loop over relabellings": (by_placebo, LOOPED * SKUS),
    }


def _difference(change: Floats, test: Floats, control: Floats) -> float:
    return float(change[test].mean() - change[control].mean())


JOBS: dict[str, Callable[[int], dict[str, Work]]] = {
    "noise model": noise_model, "did-classic": classic, "placebos": placebos,
}  # fmt: skip


def measure(job: str, seeds: Sequence[int]) -> list[dict[str, object]]:
    """CPU microseconds an answer, a row for each rival, with the ratio to lift's taken turn by turn."""
    for do, _ in JOBS[job](0).values():
        do()  # imports and compilations are no part of the work
    took: dict[str, list[float]] = {}
    for seed in seeds:
        for name, (do, answers) in JOBS[job](seed).items():
            begin = time.process_time()
            do()
            took.setdefault(name, []).append(1e6 * (time.process_time() - begin) / answers)
    rows: list[dict[str, object]] = []
    for name, cpu in took.items():
        ratios = [theirs / ours for ours, theirs in zip(took["lift"], cpu, strict=True)]
        ratio = dict(zip(("ratio", "ratio_low", "ratio_high"), median(ratios), strict=True))
        rows.append({"work": job, "tool": name, "cpu_us": median(cpu)[0], **ratio})
    return rows


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The page's table."""
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            "work": table["work"],
            "tool": table["tool"],
            "CPU µs an answer": table["cpu_us"].map(_digits),
            "tool / lift": ["–" if row["tool"] == "lift" else _ratio(row) for row in rows],
        }
    )


def _ratio(row: dict[str, float]) -> str:
    return f"{_digits(row['ratio'])} ({_digits(row['ratio_low'])} to {_digits(row['ratio_high'])})"


def _digits(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"


def main(arguments: Sequence[str] | None = None) -> int:
    chosen: Options = options(__doc__, arguments, draws=11, least=7)
    warnings.filterwarnings("ignore")  # the rivals' own
    table = pd.DataFrame([row for job in JOBS for row in measure(job, chosen.seeds)])
    tools = ", ".join(f"{tool} {version(tool)}" for tool in ("bsts-causalimpact", "pyfixest"))
    about = __doc__.partition("\n\n")[2].strip()
    text = f"{about}\n\n{chosen.draws} turns; medians with their 95 % interval. {tools}."
    page = write(
        chosen, NAME, table, title="CPU cost beside other tools", head=provenance(chosen, NAME), text=text,
        shown=shown(table),
    )  # fmt: skip
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())

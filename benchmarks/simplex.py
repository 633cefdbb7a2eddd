"""What do the weights of a synthetic control cost beside cvxpy?

CPU time of `lift.estimators.simplex.simplex_weights`, and of cvxpy on the same problem stated as a quadratic programme
with the solver that cvxpy chooses: as a new problem for every item, and as one problem with parameters, compiled
beforehand and solved again for every item (warm start), its cheapest use. The three take turns, ten items at a time, so
that a busy machine burdens all alike. Series are random walks with two shared factors, control units mixed into the
test unit with noise.
"""

import sys
import time
import warnings
from collections.abc import Callable, Sequence
from importlib.metadata import version

from draws import Options, options, provenance  # isort: skip - one thread, set before numpy is read

import cvxpy
import numpy as np
import pandas as pd
from import_cost import median
from pages import write

from lift.core.panel import Floats
from lift.estimators.simplex import simplex_weights

NAME = "simplex"
SIZES = ((26, 9), (52, 9), (52, 38), (90, 38), (52, 100))
"""Periods before the campaign and control units; 90 and 38 are GeoLift's walkthrough."""
TURN = 10
Solve = Callable[[Floats, Floats], Floats]


def problem(seed: int, periods: int, units: int) -> tuple[Floats, Floats]:
    """Control units [P, U] and test unit [P] of one item."""
    rng = np.random.default_rng([seed, periods, units])
    factors = rng.standard_normal((periods, 2)).cumsum(axis=0)
    own = rng.standard_normal((periods, units)).cumsum(axis=0)
    control = 200 + 5 * factors @ rng.random((2, units)) + own
    test = control @ rng.dirichlet(np.full(units, 0.3)) + 2 * rng.standard_normal(periods)
    return control, test


def programme(control: object, test: object, units: int) -> tuple[cvxpy.Problem, cvxpy.Variable]:
    """Least squares over the simplex."""
    weights = cvxpy.Variable(units, nonneg=True)
    misfit = cvxpy.sum_squares(control @ weights - test)
    return cvxpy.Problem(cvxpy.Minimize(misfit), [cvxpy.sum(weights) == 1]), weights


def anew(control: Floats, test: Floats) -> Floats:
    """A new problem for every item."""
    stated, weights = programme(control, test, control.shape[1])
    stated.solve()
    return np.asarray(weights.value)


def compiled(periods: int, units: int) -> Solve:
    """One problem with parameters, solved again for every item."""
    control, test = cvxpy.Parameter((periods, units)), cvxpy.Parameter(periods)
    stated, weights = programme(control, test, units)

    def solve(values: Floats, target: Floats) -> Floats:
        control.value, test.value = values, target
        stated.solve(warm_start=True)
        return np.asarray(weights.value)

    return solve


def timed(solve: Solve, turn: Sequence[tuple[Floats, Floats]]) -> tuple[float, list[Floats]]:
    """CPU milliseconds an item, and the weights."""
    begin = time.process_time()
    weights = [solve(control, test) for control, test in turn]
    return 1000 * (time.process_time() - begin) / len(turn), weights


def measure(periods: int, units: int, seeds: Sequence[int]) -> dict[str, float]:
    """Medians over turns of ten problems of one size; ratios are taken turn by turn."""
    solvers = {"lift": simplex_weights, "new": anew, "compiled": compiled(periods, units)}
    for solve in solvers.values():
        solve(*problem(0, periods, units))
    took = {name: [] for name in solvers}
    differences, excess = [], []
    for first in range(0, len(seeds), TURN):
        turn = [problem(seed, periods, units) for seed in seeds[first : first + TURN]]
        found = {}
        for name, solve in solvers.items():
            cpu, found[name] = timed(solve, turn)
            took[name].append(cpu)
        for (control, test), ours, theirs in zip(turn, found["lift"], found["new"], strict=True):
            misfit, other = (((control @ weights - test) ** 2).sum() for weights in (ours, theirs))
            excess.append(misfit / other - 1)
            differences.append(np.abs(ours - theirs).max())
    row = {"periods": periods, "units": units}
    for name in solvers:
        row[f"{name}_ms"] = median(took[name])[0]
    for name in ("new", "compiled"):
        ratios = [theirs / ours for ours, theirs in zip(took["lift"], took[name], strict=True)]
        row |= dict(zip((f"{name}_ratio", f"{name}_low", f"{name}_high"), median(ratios), strict=True))
    return row | {"excess": max(excess), "difference": max(differences)}


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The page's table."""
    return pd.DataFrame(
        {
            "periods": table["periods"], "units": table["units"],
            "lift, ms": table["lift_ms"].map("{:.3f}".format),
            "cvxpy anew, ms": table["new_ms"].map("{:.1f}".format),
            "cvxpy compiled, ms": table["compiled_ms"].map("{:.1f}".format),
            **{
                f"{words} / lift": [
                    f"{row[f'{key}_ratio']:.0f} ({row[f'{key}_low']:.0f} to {row[f'{key}_high']:.0f})"
                    for _, row in table.iterrows()
                ]
                for key, words in (("new", "anew"), ("compiled", "compiled"))
            },
            "misfit over cvxpy's": table["excess"].map("{:+.0e}".format),
            "weights differ by": table["difference"].map("{:.0e}".format),
        }
    )  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    chosen: Options = options(__doc__, arguments, draws=200, least=60)
    warnings.filterwarnings("ignore", "Solution may be inaccurate")
    table = pd.DataFrame([measure(*size, chosen.seeds) for size in SIZES])
    about = __doc__.partition("\n\n")[2].strip()
    text = (
        f"{about}\n\n{chosen.draws} problems of each size; medians, ratios with their 95 % interval. The last two\n"
        "columns are the worst of all problems: the sum of squares of lift over that of cvxpy, less 1, and the\n"
        f"largest difference of a weight from cvxpy's. cvxpy {version('cvxpy')}."
    )
    page = write(
        chosen, NAME, table, title="CPU cost of simplex weights", head=provenance(chosen, NAME), text=text,
        shown=shown(table),
    )  # fmt: skip
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())

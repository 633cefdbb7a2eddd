"""Write the frozen numbers of the path estimators anew: `python tests/reference/freeze_paths.py`.

Needs pyfixest (0.60) and cvxpy (1.9), which the tests do not. Nothing of `lift.estimators` counts here but the record
of the series. Published figures stand with their source.
"""

import json
import sys
from pathlib import Path

import cvxpy
import numpy as np
import pandas as pd
import pyfixest
import statsmodels
import statsmodels.api as sm
from famous import proposition_99
from freeze import PRE, sales

HERE = Path(__file__).parent
STORES = {"test": ["T", "U", "V"], "control": list("ABCDE"), "items": ["x", "y"]}
GEOLIFT = "GeoLift's walkthrough (github.com/facebookincubator/GeoLift, vignette; augsynth with fixed effects)"
PROP_99 = "Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021), American Economic Review 111(12), table 1"


def did_levels() -> dict:
    record = {**STORES, "sales": sales(21, 8)}
    both = [pyfixest.feols("sales ~ treated | unit + period", item) for item in long(record)]
    record["expected"] = {
        "effect": [float(fit.coef()["treated"]) for fit in both],
        "proposition 99": -27.35,
        "walkthrough": 0.092,
    }
    record["source"] = (
        f"pyfixest {pyfixest.__version__} feols(sales ~ treated | unit + period) (effect); {PROP_99} (proposition 99); "
        "difference of pre and post means in GeoLift's walkthrough (walkthrough)"
    )
    return record


def event_study() -> dict:
    record = {**STORES, "sales": sales(22, 8)}
    formula = f"sales ~ i(period, test, ref={PRE - 1}) | unit + period"
    effects = []
    for item in long(record):
        fit = pyfixest.feols(formula, item)
        found = {int(name.split("::")[1].split(":")[0]): float(value) for name, value in fit.coef().items()}
        effects.append([found.get(t, 0.0) for t in range(item["period"].max() + 1)])
    record["expected"] = {"effect": np.transpose(effects).tolist()}
    record["source"] = f"pyfixest {pyfixest.__version__} feols({formula}), 0 at the reference"
    return record


def tbr() -> dict:
    record = {**STORES, "sales": sales(23, 8)}
    values = np.array(record["sales"])
    test, control = values[:3].mean(axis=0), values[3:].mean(axis=0)
    path = np.stack(
        [
            sm.OLS(test[:PRE, k], sm.add_constant(control[:PRE, k])).fit().predict(sm.add_constant(control[:, k]))
            for k in range(2)
        ],
        axis=1,
    )
    record["expected"] = {"path": path.tolist()}
    record["source"] = f"statsmodels {statsmodels.__version__} OLS of the test mean on the control mean before"
    return record


def sc_plain() -> dict:
    series, _ = proposition_99()
    test, control = series.test[:, 0], series.control[:, :, 0].T
    weights = simplex(control[: series.pre], test[: series.pre], 0.0)
    path = control @ weights
    return {
        "expected": {"effect": -19.48, "exact": float((test - path)[series.pre :].mean()), "path": path.tolist()},
        "source": "reported for Proposition 99 without covariates, by solvers that stop near the optimum; -19.6 in "
        f"{PROP_99} (effect); cvxpy {cvxpy.__version__} (exact, path)",
    }


def sc() -> dict:
    weights = {"cincinnati": 0.2272, "miami": 0.2028, "baton rouge": 0.1335, "minneapolis": 0.09, "dallas": 0.0739}
    found = {"effect": 155.556, "incremental": 4667, "uplift": 0.054, "imbalance": 0.1636, "weights": weights}
    return {"expected": found, "source": GEOLIFT}


def asc() -> dict:
    return {"expected": {"effect": 156.805, "incremental": 4704}, "source": f'{GEOLIFT}, progfunc = "Ridge"'}


def sdid() -> dict:
    """The weights of synthetic difference-in-differences by their definition, with an intercept as a variable."""
    series, _ = proposition_99()
    test, control, pre = series.test[:, 0], series.control[:, :, 0].T, series.pre
    before, behind = control[:pre], control[pre:].mean(axis=0)
    noise = np.diff(before, axis=0).std(ddof=1)
    units = simplex(before, test[:pre], pre * (len(test) - pre) ** 0.5 * noise**2, intercept=True)
    times = simplex(before.T, behind, len(behind) * (1e-6 * noise) ** 2, intercept=True)
    gap = test - control @ units
    exact = float(gap[pre:].mean() - times @ gap[:pre])
    return {
        "expected": {"effect": -15.60, "exact": exact, "units": units.tolist(), "times": times.tolist()},
        "source": f"{PROP_99} (effect); cvxpy {cvxpy.__version__} (exact, units, times)",
    }


def simplex(parts: np.ndarray, target: np.ndarray, ridge: float, *, intercept: bool = False) -> np.ndarray:
    weights, level = cvxpy.Variable(parts.shape[1], nonneg=True), cvxpy.Variable()
    misfit = cvxpy.sum_squares(parts @ weights + (level if intercept else 0.0) - target)
    problem = cvxpy.Problem(cvxpy.Minimize(misfit + ridge * cvxpy.sum_squares(weights)), [cvxpy.sum(weights) == 1])
    problem.solve(solver="CLARABEL", tol_gap_abs=1e-13, tol_gap_rel=1e-13, tol_feas=1e-13)
    return np.asarray(weights.value)


def long(record: dict) -> list[pd.DataFrame]:
    """Rows of unit and period, one table an item; treated: a test unit from the campaign on."""
    values = np.array(record["sales"])
    unit, period = np.indices(values.shape[:2])
    table = pd.DataFrame({"unit": unit.ravel(), "period": period.ravel()})
    table["test"] = (table["unit"] < len(record["test"])).astype(int)
    table["treated"] = table["test"] * (table["period"] >= PRE)
    return [table.assign(sales=values[:, :, k].ravel()) for k in range(values.shape[2])]


def main() -> None:
    for make in (did_levels, event_study, sc_plain, sc, asc, sdid, tbr):
        name = make.__name__.replace("_", "-")
        (HERE / f"{name}.json").write_text(json.dumps(make(), indent=1) + "\n")
        sys.stdout.write(f"{name}.json\n")


if __name__ == "__main__":
    main()

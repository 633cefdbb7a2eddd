"""Write the frozen reference numbers anew: `python tests/reference/freeze.py`.

Nothing of `lift.estimators` counts here but the default options; the numbers are those of the dense implementation
beside this file, of statsmodels and of scipy.
"""

import json
import sys
from pathlib import Path

import dense_noise
import numpy as np
import pandas as pd
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats

from lift.core.design import Design
from lift.core.panel import Panel
from lift.estimators.did import Did
from lift.estimators.noise import NoisePrior

HERE = Path(__file__).parent
FIRST = pd.Timestamp("2024-01-01")
PRE, CAMPAIGN, AFTER = 16, 3, 2
PEERS, DOUBT = Did().peers, (Did().doubt.mean, Did().doubt.units)


def sales(seed: int, units: int) -> list[list[list[float]]]:
    """Sales [U, T, K] with two decimals: levels, a season, and noise that lasts."""
    rng = np.random.default_rng(seed)
    T = PRE + CAMPAIGN + AFTER
    shock = np.zeros((units, T, 2))
    for t in range(1, T):
        shock[:, t] = 0.8 * shock[:, t - 1] + 0.05 * rng.standard_normal((units, 2))
    level = 200 * np.exp(0.5 * rng.standard_normal((units, 1, 2)))
    found = level * np.exp(
        0.1 * np.sin(np.arange(T) / 5)[None, :, None] + shock + 0.05 * rng.standard_normal(shock.shape)
    )
    found[0, PRE : PRE + CAMPAIGN, 0] *= 1.25
    return np.round(found, 2).tolist()


def panel_of(record: dict) -> tuple[Panel, Design]:
    """The panel and design of a frozen record."""
    values = np.array(record["sales"])
    names = [*record["test"], *record["control"]]
    rows = [
        {"unit": unit, "week": FIRST + pd.Timedelta(weeks=t), "item": item, "revenue": values[u, t, k]}
        for u, unit in enumerate(names)
        for t in range(values.shape[1])
        for k, item in enumerate(record["items"])
    ]
    start = FIRST + pd.Timedelta(weeks=PRE)
    end = start + pd.Timedelta(weeks=CAMPAIGN) - pd.Timedelta(days=1)
    panel = Panel.from_frame(pd.DataFrame(rows), start.date(), end.date(), after_periods=AFTER)
    control = tuple(record["control"])
    return panel, Design("regions", tuple(record["test"]), control, (1.0 / len(control),) * len(control))


def did() -> dict:
    record = {"test": ["T"], "control": ["A", "B", "C"], "items": ["x", "y"], "sales": sales(11, 4)}
    panel, design = panel_of(record)
    found = dense_noise.did(panel, design, 0, NoisePrior(), PEERS, DOUBT)
    keep = ("location", "scale", "step_corr")
    record["expected"] = {name: found[name].tolist() for name in keep}
    record["options"] = repr(Did())
    record["source"] = f"dense_noise.py beside this file, numpy {np.__version__}, scipy {scipy.__version__}"
    return record


def did_classic() -> dict:
    record = {"test": ["T", "U", "V"], "control": list("ABCDE"), "items": ["x", "y"], "sales": sales(12, 8)}
    values = np.array(record["sales"])
    spans = [slice(PRE, PRE + CAMPAIGN), slice(PRE + CAMPAIGN, None)]
    out = {"location": [], "scale": [], "df": [], "p_value": []}
    X = sm.add_constant(np.repeat([1.0, 0.0], [3, 5]))
    for span in spans:
        change = np.log(values[:, span].mean(axis=1) / values[:, :PRE].mean(axis=1))
        fits = [sm.OLS(change[:, k], X).fit(cov_type="HC2") for k in range(2)]
        welch = stats.ttest_ind(change[:3], change[3:], axis=0, equal_var=False)
        out["location"].append([float(fit.params[1]) for fit in fits])
        out["scale"].append([float(fit.bse[1]) for fit in fits])
        out["df"].append(welch.df.tolist())
        out["p_value"].append(welch.pvalue.tolist())
    record["expected"] = out
    record["source"] = (
        f"statsmodels {statsmodels.__version__} OLS of unit changes on the test dummy, HC2 (location, scale); "
        f"scipy {scipy.__version__} ttest_ind(equal_var=False) (df, p_value)"
    )
    return record


def main() -> None:
    for name, record in (("did", did()), ("did-classic", did_classic())):
        (HERE / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n")
        sys.stdout.write(f"{name}.json\n")


if __name__ == "__main__":
    main()

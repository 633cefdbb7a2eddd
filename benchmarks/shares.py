"""What draws say and how sure that is: shares, means and errors, each with its Monte Carlo error."""

import math

import pandas as pd

from lift.inference.proportion import proportion


def share(hits: pd.Series, case: pd.Series) -> tuple[float, float, float]:
    """Share of True among `hits` and its 95 % interval; rows of one draw share its shocks."""
    return proportion(hits.to_numpy(dtype=bool), case.to_numpy())


def mean(values: pd.Series, case: pd.Series) -> tuple[float, float]:
    """Mean over all rows and its Monte Carlo standard error, draws being independent and rows of a draw not."""
    if values.empty:
        return math.nan, math.nan
    return float(values.mean()), math.sqrt(_variance(values, case))


def rmse(errors: pd.Series, case: pd.Series) -> tuple[float, float]:
    """Root mean square and its Monte Carlo standard error (delta method)."""
    square, error = mean(errors**2, case)
    return math.sqrt(square), error / (2 * math.sqrt(square)) if square > 0 else 0.0


def _variance(values: pd.Series, case: pd.Series) -> float:
    """Variance of the mean of all rows, clustered by draw; NaN with one draw."""
    away = (values - values.mean()).groupby(case).sum().to_numpy()
    draws = len(away)
    if draws < 2:
        return math.nan
    return float((away**2).sum() / len(values) ** 2 * draws / (draws - 1))

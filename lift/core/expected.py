"""Expected sales: what would have been sold without the campaign, item by item, before levels are reconciled."""

from dataclasses import dataclass

from lift.core.panel import Floats, Item
from lift.core.words import Metric


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """Log uplift of K items in W windows (campaign, after), each as location and scale of a near-normal law.

    - `location` [W, K] log(observed / expected); `scale` [W, K] (97.5 - 2.5 quantile) / (2 x 97.5 quantile of t(df)).
    - `df` [K] degrees of freedom of that law, inf for the normal.
    - `step_corr` [K] correlation between the two windows' errors (0 with one window).
    - `residual` [N, K] exchangeable residuals of unit variance, from which the correlations between items come.
    - `path` [T, K] log(expected / observed) by period, before it is scaled to the window's expected sales, and its
      scale `path_scale` [T, K].
    - `floor` [T, K] what stands in for a period without sales of the test arm in the log (0 elsewhere), in sales.
    - `method` "estimator/inference".
    """

    metric: Metric
    items: tuple[Item, ...]
    location: Floats
    scale: Floats
    df: Floats
    step_corr: Floats
    residual: Floats
    path: Floats
    path_scale: Floats
    floor: Floats
    method: str

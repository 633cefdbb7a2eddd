"""`jackknife`: how far the estimate moves when one unit is left out."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.core.expected import Expected
from lift.core.panel import Floats, Panel, metric_index
from lift.core.words import Metric
from lift.estimators import name_of
from lift.inference.methods.ask import ask
from lift.inference.methods.points import LEAST_VARIANCE, answer, correlation, points
from lift.inference.protocol import AnyEstimator


@dataclass(frozen=True, slots=True)
class Jackknife:
    """Student's t with the variance ``sum over arms of (n - 1) / n sum_i (theta_-i - mean)^2``, n units in the arm.

    Degrees of freedom by Welch and Satterthwaite, n - 1 an arm; for `did-classic` it is its own Welch interval. An
    arm with a lone unit cannot be asked without it, so that all its noise would be missing from the interval: such
    designs are refused. Valid where units were drawn one by one; too narrow where they share shocks by region.

    Sources: Tukey (1958); Arkhangelsky et al. (2021) for synthetic controls, whose weights are fitted anew here.
    """

    def refuses(self, estimator: AnyEstimator) -> str | None:
        """Fits every estimator."""
        del estimator

    def expected(self, estimator: AnyEstimator, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit all items; NaN where fewer than two units of an arm sold one. Raises MethodError for a lone unit."""
        for arm, units in (("test", design.test), ("control", design.control)):
            if len(units) < 2:
                raise MethodError(
                    f"jackknife needs at least 2 units in each arm, the {arm} arm has {len(units)}: its own noise "
                    "does not show when others are left out; use inference = 'placebo-units' or 'sliding-placebo'"
                )
        found = points(estimator, panel, design, metric)
        moved, parts, sizes = [], [], []
        for units in (design.test, design.control):
            left = ask(estimator, panel, [design.without(unit) for unit in units], metric)
            away, n = deviations(left, _sells(panel, units, metric))
            moved.append(away)
            sizes.append(n)
            parts.append(np.maximum((n - 1) / np.maximum(n, 1) * (away**2).sum(axis=0), LEAST_VARIANCE))
        variance = parts[0] + parts[1]
        each = variance**2 / sum(p**2 / np.maximum(n - 1, 1) for p, n in zip(parts, sizes, strict=True))
        df = each.min(axis=0)
        reach = np.asarray(stdtrit(each, 0.975)) / np.asarray(stdtrit(df, 0.975))
        scale = np.where(np.minimum(*sizes) >= 2, np.sqrt(variance) * reach, np.nan)
        corr = correlation(np.concatenate(moved))
        return answer(
            found, panel, metric, scale=scale, df=df, step_corr=corr, method=f"{name_of(estimator)}/jackknife"
        )


def deviations(left: Floats, sells: Floats) -> tuple[Floats, Floats]:
    """Estimates [U, W, K] without each unit less their mean over the units that sell the item [U, K], and how many."""
    counts = np.isfinite(left) & (sells[:, None] > 0)
    n = counts.sum(axis=0)
    mean = np.where(counts, left, 0.0).sum(axis=0) / np.maximum(n, 1)
    return np.where(counts, left - mean, 0.0), n.astype(np.float64)


def _sells(panel: Panel, units: tuple[str, ...], metric: Metric) -> Floats:
    return panel.listed[metric_index(metric), panel.at(units), panel.windows.pre.slice].sum(axis=1)

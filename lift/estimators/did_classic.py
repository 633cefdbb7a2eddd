"""`did-classic`: the textbook difference-in-differences, Welch's t on each unit's own change."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.core.expected import Expected
from lift.core.panel import Floats, Ints, Panel, Span, metric_index
from lift.core.words import Metric
from lift.estimators.arms import arms
from lift.estimators.protocol import Invariance

MIN_VARIANCE = 1e-24
"""Of an arm's mean log change."""


@dataclass(frozen=True, slots=True)
class DidClassic:
    """Mean log change of the test units less that of the control units, units weighted equally.

    A unit's change is ``d = log(mean index in the window) - log(mean index before)``; the estimate is
    ``mean(d, test) - mean(d, control)``, its variance ``s2_test / n_test + s2_control / n_control`` with Welch and
    Satterthwaite's degrees of freedom. It equals OLS of d on the test dummy with HC2 errors, in a balanced panel
    two-way fixed effects with CR2 clustering by unit. Valid only where units were assigned one by one: with one region
    in an arm there is nothing to take a variance of, and the estimator refuses. Units without sales of an item in the
    window or before it are left out for that item. Sources: Welch (1947); Bell & McCaffrey (2002).
    """

    invariant: ClassVar[frozenset[Invariance]] = frozenset({"scale", "size"})

    def expected(self, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit all items; NaN where fewer than two units of an arm sold it. Raises MethodError for a lone unit."""
        for arm, units in (("test", design.test), ("control", design.control)):
            if len(units) < 2:
                raise MethodError(
                    f"did-classic needs at least 2 units in each arm, the {arm} arm has {len(units)}: a variance "
                    "between units cannot be taken from one; use method = 'did'"
                )
        test, control = panel.at(design.test), panel.at(design.control)
        changes = self.changes(panel, metric)
        location, scale, df = welch(changes[:, test], changes[:, control])
        centred = np.concatenate([_centre(changes[:, test]), _centre(changes[:, control])], axis=1)
        residual = np.nan_to_num(centred[0])
        residual = residual / np.maximum(residual.std(axis=0), 1e-12)
        both = arms(panel, design, metric, shared=False)
        path = -both.contrast
        pre = len(panel.windows.pre)
        path -= path[:pre].mean(axis=0)
        path_scale = np.broadcast_to(path[:pre].std(axis=0, ddof=1 if pre > 1 else 0), path.shape)
        return Expected(
            metric, panel.items, location, scale, df.min(axis=0), _correlation(centred), residual, path, path_scale,
            both.floor, "did-classic/welch",
        )  # fmt: skip

    def changes(self, panel: Panel, metric: Metric) -> Floats:
        """Log change [W, U, K] of each unit's index from before the campaign to each window; NaN without sales."""
        return np.stack([unit_changes(panel, metric, span) for span in panel.windows.steps])


def unit_changes(panel: Panel, metric: Metric, span: Span) -> Floats:
    """Log change [U, K] of each unit's sales index from before the campaign to a window; NaN without sales."""
    m = metric_index(metric)
    with np.errstate(divide="ignore", invalid="ignore"):
        before, behind = (
            panel.listed[m, :, s.slice].sum(axis=1) / panel.weight[m, :, s.slice].sum(axis=1)
            for s in (panel.windows.pre, span)
        )
        change = np.log(behind) - np.log(before)
    return np.where(np.isfinite(change), change, np.nan)


def welch(test: Floats, control: Floats) -> tuple[Floats, Floats, Floats]:
    """Difference of means, its standard error and degrees of freedom, [W, K], from changes [W, U, K] (NaN left out)."""
    means, parts, sizes = [], [], []
    for change in (test, control):
        n = np.isfinite(change).sum(axis=1)
        mean = np.divide(np.nansum(change, axis=1), n, out=np.full(n.shape, np.nan), where=n > 0)
        square = np.nansum((change - mean[:, None]) ** 2, axis=1)
        means.append(mean)
        # The floor keeps a variance of exactly zero (units that all moved alike) from leaving no degrees of freedom.
        part = np.divide(square, n * (n - 1), out=np.full(n.shape, np.nan), where=n > 1)
        parts.append(np.maximum(part, MIN_VARIANCE))
        sizes.append(n)
    variance = parts[0] + parts[1]
    df = variance**2 / sum(_satterthwaite(part, n) for part, n in zip(parts, sizes, strict=True))
    return means[0] - means[1], np.sqrt(variance), df


def _satterthwaite(part: Floats, n: Ints) -> Floats:
    return part**2 / np.maximum(n - 1, 1)


def _centre(changes: Floats) -> Floats:
    n = np.maximum(np.isfinite(changes).sum(axis=1, keepdims=True), 1)
    return changes - np.nansum(changes, axis=1, keepdims=True) / n


def _correlation(centred: Floats) -> Floats:
    """Correlation [K] of the units' changes in the two windows; 0 with one window."""
    if centred.shape[0] < 2:
        return np.zeros(centred.shape[2])
    both = np.nan_to_num(centred)
    cross = (both[0] * both[1]).sum(axis=0)
    return np.clip(cross / np.sqrt(np.maximum((both**2).sum(axis=1).prod(axis=0), 1e-24)), -0.99, 0.99)

"""What a node holds: its sales shared out among brands or SKUs, and a remainder for those too thin to measure."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from lift.core.panel import Item
from lift.core.words import REST, Metric
from lift.estimators.protocol import Estimator
from lift.inference.account import Row
from lift.inference.measurable import NotMeasured
from lift.inference.outcome import Law
from lift.inference.reconcile import share_out
from lift.inference.sample import Comparison, Estimate, Estimates, estimates, unestimated

UNKNOWN_SCALE = 0.5
"""SD in log points given to sales that cannot be estimated themselves, only as what is left of their parent."""


def children(
    estimator: Estimator, comparison: Comparison, parents: Mapping[str, Law], metric: Metric
) -> tuple[list[Row], list[NotMeasured]]:
    """Rows of all items of a comparison whose parent is in `parents`; the others are refused with their parent.

    Items that cannot be measured share one row "(rest)" per parent; so do items that are to have no row.
    """
    items = comparison.panel.items
    why = [
        reason or (None if item.parent in parents else NotMeasured(item.level, item.key, "parent", 0.0, 1.0))
        for item, reason in zip(items, comparison.refusals(metric), strict=True)
    ]
    measured = [k for k, reason in enumerate(why) if reason is None and items[k].row]
    found = estimates(estimator, comparison.take(measured), metric)
    for k, estimate in zip(measured, found.items, strict=True):
        if not np.isfinite(estimate.scale).all():
            why[k] = NotMeasured(estimate.item.level, estimate.item.key, "no_variance", 0.0, 2.0)
    kids: dict[str, list[Estimate]] = {parent: [] for parent in parents}
    left: dict[str, list[int]] = {}
    by_position = dict(zip(measured, found.items, strict=True))
    for k, item in enumerate(items):
        if item.parent is None or item.parent not in parents:
            continue
        if why[k] is None and item.row:
            kids[item.parent].append(by_position[k])
        else:
            left.setdefault(item.parent, []).append(k)
    for parent, positions in left.items():
        kids[parent].append(_rest(estimator, comparison, positions, metric))
    rows = [row for parent, group in kids.items() if group for row in _share(parent, parents[parent], group, found)]
    return rows, [reason for reason, item in zip(why, items, strict=True) if reason is not None and item.row]


def _rest(estimator: Estimator, comparison: Comparison, positions: list[int], metric: Metric) -> Estimate:
    first = comparison.panel.items[positions[0]]
    members = tuple(s for k in positions for s in comparison.panel.items[k].members)
    rest = comparison.merged(Item(first.level, REST, first.parent, members), positions)
    reason = rest.refusals(metric)[0]
    if reason is None or reason.reason == "too_thin":
        estimate = estimates(estimator, rest, metric).items[0]
        if np.isfinite(estimate.scale).all():
            return estimate
    return unestimated(rest, metric)


def _share(parent: str, law: Law, group: list[Estimate], found: Estimates) -> list[Row]:
    weight = np.stack([e.weight for e in group], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.where((law.expected > 0) & (law.observed > 0), np.log(law.observed / law.expected), 0.0)
    location = np.stack([np.where(np.isfinite(e.location), e.location, step) for e in group], axis=1)
    scale = np.stack([np.where(np.isfinite(e.scale), e.scale, UNKNOWN_SCALE) for e in group], axis=1)
    expected, cov = share_out(
        weight, location=location, scale=scale, correlation=found.correlation, step_corr=found.step_corr,
        parent=law.expected, parent_cov=law.cov,
    )  # fmt: skip
    df = min(law.df, found.df)
    return [row(e, parent, Law(e.sold, expected[:, i], cov[i], df)) for i, e in enumerate(group)]


def row(estimate: Estimate, parent: str | None, law: Law) -> Row:
    """The row of an estimate once its law is known."""
    item = replace(estimate.item, parent=parent)
    return Row(item.level, item.key, item.parent, law, estimate.observed, estimate.path, estimate.path_scale)

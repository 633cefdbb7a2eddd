"""From estimates of single items to a reconciled account of one metric: SKU, promoted set, brand, category.

Two stages. First the tree that the campaign is about: promoted SKUs, the rest of their brand, the rest of the category,
and above them promoted set, brand and category, all reconciled into one joint law. Then every node is shared out among
what it holds (the rest of the category among the other brands, a brand among its SKUs), so that many noisy SKUs can
neither move nor seem to sharpen the levels above.
"""

from dataclasses import replace

import numpy as np

from lift.core.panel import Item
from lift.core.words import REST, Metric
from lift.estimators.protocol import Estimator
from lift.inference.account import Account, Joint, Row
from lift.inference.children import children, row
from lift.inference.measurable import NotMeasured
from lift.inference.outcome import Law
from lift.inference.sample import Comparison, estimates, unestimated
from lift.inference.tree import Tree, solve, tree


def account(estimator: Estimator, main: Comparison, detail: Comparison, metric: Metric, method: str) -> Account:
    """Measure every item of one metric.

    `main` holds the tree of the promoted categories, `detail` their other SKUs (its units may be blocks of stores).
    Raises DesignError when a promoted category cannot be compared at all.
    """
    items = main.panel.items
    why = main.refusals(metric)
    found = tree(main, why)
    fitted = estimates(estimator, main.take(list(found.nodes)), metric)
    joint = solve(found, fitted, main, metric)
    rows = [row(e, e.item.parent, joint.law(frozenset(e.item.members))) for e in fitted.items if e.item.row]
    rows += [_unfitted(main, k, joint, metric) for k in found.unfitted]
    rests = {
        ("brand" if item.level == "brand" else "category", str(item.parent)): joint.law(frozenset(item.members))
        for item in items
        if not item.row
    }
    beside = main.take(list(found.others))
    brands, refused = children(estimator, beside, _of(rests, "category"), metric)
    holders = _of(rests, "brand") | {r.item: r.law for r in brands if r.item != REST}
    skus, thin = children(estimator, detail, holders, metric)
    rows += brands + _with_promoted_rest(skus, _promoted_rests(main, why, found, joint, metric))
    rows += [_launched(main, k, metric) for k in sorted(found.launched)]
    own = [_reason(k, found, reason) for k, reason in enumerate(why) if reason and _refused(items[k], k, found)]
    return Account(metric, tuple(rows), (*own, *refused, *thin), joint, method)


def _of(laws: dict[tuple[str, str], Law], level: str) -> dict[str, Law]:
    return {key: law for (at, key), law in laws.items() if at == level}


def _refused(item: Item, k: int, found: Tree) -> bool:
    """Whether an item is named as not measured: thin promoted brands keep their row, for the ROI rests on it."""
    return item.row and k not in found.others and (item.level in {"sku", "promoted"} or k not in found.nodes)


def _reason(k: int, found: Tree, reason: NotMeasured) -> NotMeasured:
    return replace(reason, reason="launch") if k in found.new else reason


def _unfitted(main: Comparison, k: int, joint: Joint, metric: Metric) -> Row:
    """The promoted set or a promoted brand without an estimate of its own: what its parts and its category say."""
    estimate = unestimated(main.take([k]), metric)
    return row(estimate, estimate.item.parent, joint.law(frozenset(estimate.item.members)))


def _launched(main: Comparison, k: int, metric: Metric) -> Row:
    """A SKU without history: all that it sold is incremental to itself, there is no uplift to state."""
    estimate = unestimated(main.take([k]), metric)
    W = len(estimate.sold)
    law = Law(estimate.sold, np.zeros(W), np.zeros((W, W)), np.inf)
    return row(replace(estimate, path=np.zeros_like(estimate.path)), estimate.item.parent, law)


def _promoted_rests(
    main: Comparison, why: list[NotMeasured | None], found: Tree, joint: Joint, metric: Metric
) -> list[Row]:
    """Per brand, the promoted SKUs that are too thin to be measured one by one."""
    thin: dict[str | None, list[int]] = {}
    for k, item in enumerate(main.panel.items):
        if item.level == "sku" and why[k] is not None and k not in found.launched:
            thin.setdefault(item.parent, []).append(k)
    rows: list[Row] = []
    for parent, positions in thin.items():
        members = tuple(s for k in positions for s in main.panel.items[k].members)
        left = unestimated(main.merged(Item("sku", REST, parent, members), positions), metric)
        rows.append(row(left, parent, joint.law(frozenset(members))))
    return rows


def _with_promoted_rest(rows: list[Row], promoted: list[Row]) -> list[Row]:
    """One row "(rest)" per brand, whether the SKUs in it are promoted or not."""
    out = list(rows)
    for extra in promoted:
        at = next((i for i, r in enumerate(out) if r.item == REST and r.parent == extra.parent), None)
        if at is None:
            out.append(extra)
        else:
            out[at] = _added(out[at], extra)
    return out


def _added(a: Row, b: Row) -> Row:
    """Two rows as one. Their errors' covariance is bounded by the mean of their variances."""
    expected = a.law.expected + b.law.expected
    share = np.divide(a.law.expected, expected, out=np.zeros_like(expected), where=expected > 0)
    ha, hb = np.outer(share, share), np.outer(1.0 - share, 1.0 - share)
    cross = np.outer(share, 1.0 - share)
    cov = ha * a.law.cov + hb * b.law.cov + 0.5 * (cross + cross.T) * (a.law.cov + b.law.cov)
    law = Law(a.law.observed + b.law.observed, expected, cov, min(a.law.df, b.law.df))
    scale = np.maximum(a.path_scale, b.path_scale)
    return Row(a.level, a.item, a.parent, law, a.observed + b.observed, a.path + b.path, scale)

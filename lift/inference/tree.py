"""The tree that the campaign is about: promoted SKUs, rest of their brand, rest of the category, and their sums."""

from dataclasses import dataclass

import numpy as np

from lift.core.errors import DesignError
from lift.core.words import Metric
from lift.inference.account import Joint, Segments
from lift.inference.correlation import correlation
from lift.inference.measurable import NotMeasured
from lift.inference.reconcile import reconcile
from lift.inference.sample import Comparison, Estimates, window_sums


@dataclass(frozen=True, slots=True)
class Tree:
    """Positions on the item axis, and the disjoint parts that the nodes are sums of.

    `nodes` are estimated: measurable promoted SKUs, promoted set, promoted brands, categories and what is left of them;
    `others` the not promoted brands, which are shared out later; `unfitted` the promoted set and promoted brands that
    cannot be estimated. `parts` cover the categories; `launched` are promoted SKUs without any history that the control
    does not sell either: nothing is expected of them. `new` are the items without history.
    """

    nodes: tuple[int, ...]
    others: tuple[int, ...]
    parts: tuple[Segments, ...]
    launched: frozenset[int]
    unfitted: tuple[int, ...]
    new: frozenset[int]


def tree(main: Comparison, why: list[NotMeasured | None]) -> Tree:
    """Sort the items of the main panel. Raises DesignError when an arm does not sell a promoted category."""
    items = main.panel.items
    promoted = frozenset(s for item in items if item.promoted for s in item.members)
    sold_before = main.panel.total[:, :, main.panel.windows.pre.slice].sum(axis=(0, 1, 2)) > 0
    in_control = launched_in_control(main)
    nodes: list[int] = []
    others: list[int] = []
    unfitted: list[int] = []
    parts: list[Segments] = []
    launched: set[int] = set()
    thin: dict[str | None, set[str]] = {}
    for k, item in enumerate(items):
        reason = why[k].reason if why[k] else None  # pyright: ignore[reportOptionalMemberAccess]
        members = frozenset(item.members)
        if item.level == "sku":
            if reason is None:
                nodes.append(k)
                parts.append(members)
            elif item.launch and not sold_before[k] and k not in in_control:
                launched.add(k)
                parts.append(members)
            else:
                thin.setdefault(item.parent, set()).update(members)
            continue
        if item.level == "category" and item.row and reason == "not_listed":
            raise DesignError(
                f"category {item.key!r} is not sold throughout in one of the arms (no store has 8 listed periods of it "
                "before the campaign, or none is open in a window): choose test and control units that both sell it"
            )
        if item.level == "brand" and item.row and not members & promoted:
            others.append(k)
            continue
        if not item.row:
            parts.append(members)
        if reason != "not_listed" and (item.row or reason is None):
            nodes.append(k)
        elif item.row:
            unfitted.append(k)
    return Tree(
        tuple(nodes), tuple(others), (*parts, *map(frozenset, thin.values())), frozenset(launched), tuple(unfitted),
        frozenset(k for k in range(len(items)) if not sold_before[k]),
    )  # fmt: skip


def launched_in_control(main: Comparison) -> frozenset[int]:
    """Positions of the launched SKUs that the control sells too: what it sells of them is what can be expected."""
    panel, control = main.panel, main.panel.at(main.design.control)
    sold = panel.total[0, control, panel.windows.post.slice].sum(axis=(0, 1)) > 0
    return frozenset(k for k, item in enumerate(panel.items) if item.launch and sold[k])


def solve(found: Tree, fitted: Estimates, main: Comparison, metric: Metric) -> Joint:
    """Reconcile the nodes' estimates into one joint law over the parts."""
    panel = main.panel
    where = {segment: k for k, item in enumerate(panel.items) if len(item.members) == 1 for segment in item.members}
    by_window = window_sums(panel, main.observed(metric))
    exact = {frozenset(item.members): k for k, item in enumerate(panel.items)}
    observed = np.stack(
        [
            by_window[:, exact[part]] if part in exact else by_window[:, [where[s] for s in sorted(part)]].sum(axis=1)
            for part in found.parts
        ],
        axis=1,
    )
    weight = observed.copy()
    for estimate in fitted.items:
        members = frozenset(estimate.item.members)
        if members in found.parts:
            weight[:, found.parts.index(members)] = estimate.weight
    launched = {frozenset(panel.items[k].members) for k in found.launched}
    live = [b for b, part in enumerate(found.parts) if part not in launched and weight[:, b].max() > 0]
    floor = 1e-9 * weight.max()
    nodes, use = _distinct(fitted, [found.parts[b] for b in live])
    if not use or not nodes.any(axis=0).all():
        raise DesignError(
            "the promoted categories cannot be compared: the method finds too few units of an arm that sold any item "
            "before the campaign and in every window; name more units, or use method = 'did'"
        )
    solved = reconcile(
        np.maximum(weight[:, live], floor), nodes,
        totals=np.stack([np.maximum(fitted.items[n].weight, floor) for n in use], axis=1),
        location=np.stack([fitted.items[n].location for n in use], axis=1),
        scale=np.stack([fitted.items[n].scale for n in use], axis=1),
        correlation=correlation(fitted.residual[:, use]),
        step_corr=fitted.step_corr,
    )  # fmt: skip
    W, B = observed.shape
    expected = np.zeros((W, B))
    expected[:, live] = solved.expected
    at = np.concatenate([w * B + np.array(live) for w in range(W)])
    cov = np.zeros((W * B, W * B))
    cov[np.ix_(at, at)] = solved.cov
    return Joint(metric, found.parts, observed, expected, cov, fitted.df)


def _distinct(fitted: Estimates, parts: list[Segments]) -> tuple[np.ndarray, list[int]]:
    """Which parts each node holds [N, B], and the estimates used: one for every different set of parts."""
    rows: dict[tuple[bool, ...], int] = {}
    for n, estimate in enumerate(fitted.items):
        members = frozenset(estimate.item.members)
        holds = tuple(part <= members for part in parts)
        usable = bool(np.isfinite(estimate.scale).all())
        if any(holds) and usable:
            rows.setdefault(holds, n)
    return np.array(list(rows), dtype=bool).reshape(len(rows), len(parts)), list(rows.values())

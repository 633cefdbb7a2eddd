"""Where the sales came from: source of volume and market share, read from the joint law of the parts.

The promoted set's gain = what the brand's other SKUs lost + what competitors lost + what the category grew by. All
four are sums of disjoint parts of one law, so they add up and their intervals know of each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri, stdtrit

from lift.core.panel import Item
from lift.core.words import REST, Window
from lift.inference.account import Account, Joint, Segments
from lift.inference.effects import outcomes
from lift.inference.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Sets:
    """Segments of the promoted set, of the promoted brands and of their categories; `own` names the promoted brands."""

    promoted: Segments
    brands: Segments
    categories: Segments
    own: frozenset[str] = frozenset()


def sets(items: Sequence[Item]) -> Sets:
    """Read the three nested sets from the tree's items."""
    promoted = frozenset(s for i in items if i.promoted for s in i.members)
    own = [i for i in items if i.level == "brand" and i.row and promoted & set(i.members)]
    brands = frozenset(s for i in own for s in i.members)
    categories = frozenset(s for i in items if i.level == "category" for s in i.members)
    return Sets(promoted, brands, categories, frozenset(i.key for i in own))


def source_of_volume(account: Account, nested: Sets, confidence: float) -> list[dict[str, Any]]:
    """Parts of the gain of the promoted set by window: promoted = own_brand + competitors + category_growth.

    `own_brand` = -(brand - promoted): positive is taken from the brand's other SKUs, negative is halo. The row
    `competitors` without an item is the whole; behind it one row for each other brand, which add up to it.
    """
    rows: list[dict[str, Any]] = []
    rivals = _rivals(account, nested)
    parts: list[tuple[str, Segments, float]] = [
        ("promoted", nested.promoted, 1.0),
        ("own_brand", nested.brands - nested.promoted, -1.0),
        ("competitors", nested.categories - nested.brands, -1.0),
        ("category_growth", nested.categories, 1.0),
    ]
    for window, position in _windows(account.joint):
        gain = _outcome(account.joint, nested.promoted, position).incremental
        for part, segments, sign in parts:
            named: list[tuple[str | None, Outcome]] = [(None, _outcome(account.joint, segments, position))]
            if part == "competitors":
                named += [(item, by_window[window]) for item, by_window in rivals]
            for item, outcome in named:
                ends = [sign * end for end in outcome.incremental_interval(confidence)]
                value = sign * outcome.incremental + 0.0
                rows.append(
                    {
                        "metric": account.metric, "window": window, "part": part, "item": item, "value": value,
                        "low": min(ends) + 0.0, "high": max(ends) + 0.0,
                        "share_of_gain": value / gain if gain > 0 else None,
                    }
                )  # fmt: skip
    return rows


def _rivals(account: Account, nested: Sets) -> list[tuple[str, dict[Window, Outcome]]]:
    """The brands that compete, by name, with their outcomes by window; too thin ones together as the rest.

    They are read from the rows of the effects table: what the joint law says of all of them is shared out there.
    """
    rows = [r for r in account.rows if r.level == "brand" and r.item not in nested.own]
    several = sum(r.item == REST for r in rows) > 1
    found = [(f"{r.parent} {REST}" if several and r.item == REST else r.item, dict(outcomes(r))) for r in rows]
    return sorted(found, key=lambda pair: (pair[0].endswith(REST), pair[0]))


def market_share(
    account: Account, items: Sequence[Item], before: dict[tuple[str, str], float], confidence: float
) -> list[dict[str, Any]]:
    """Share of the promoted set and of each promoted brand in its category, by window.

    `before` [(level, item)] sales before the campaign. `points` = observed - expected share, `relative` = observed /
    expected share - 1; their interval is that of the log ratio of expected sales. `points_since` = observed share -
    that before, which holds what would have changed without the campaign too.
    """
    rows: list[dict[str, Any]] = []
    promoted = frozenset(s for i in items if i.promoted for s in i.members)
    wholes = [i for i in items if i.level == "category" and i.row]
    parts = [i for i in items if i.level == "promoted" or (i.level == "brand" and i.row and promoted & set(i.members))]
    for part in parts:
        for whole in wholes:
            if not set(part.members) <= set(whole.members):
                continue
            for window, position in _windows(account.joint):
                share = before[part.level, part.key] / before["category", whole.key]
                found = _share(account.joint, frozenset(part.members), frozenset(whole.members), position, confidence)
                rows.append(
                    {"level": part.level, "item": part.key, "of": whole.key, "metric": account.metric, "window": window}
                    | {"before": share, **found, "points_since": (found["observed"] or 0.0) - share}
                )
    return rows


def _share(
    joint: Joint, part: Segments, whole: Segments, position: int | None, confidence: float
) -> dict[str, float | None]:
    inner, outer = _outcome(joint, part, position), _outcome(joint, whole, position)
    observed = inner.observed / outer.observed if outer.observed > 0 else 0.0
    expected = inner.expected / outer.expected if outer.expected > 0 else 0.0
    if expected <= 0:
        empty = dict.fromkeys(("points_low", "points_high", "relative", "relative_low", "relative_high"))
        return {"expected": expected, "observed": observed, "points": observed - expected} | empty
    gradient = joint.shares(part, position) - joint.shares(whole, position)
    sd = float(np.sqrt(max(float(gradient @ joint.cov @ gradient), 0.0)))
    tail = 0.5 * (1.0 + confidence)
    reach = float(np.exp(sd * (ndtri(tail) if np.isinf(joint.df) else stdtrit(joint.df, tail))))
    return {
        "expected": expected, "observed": observed, "points": observed - expected,
        "points_low": observed - expected * reach, "points_high": observed - expected / reach,
        "relative": observed / expected - 1.0,
        "relative_low": observed / (expected * reach) - 1.0, "relative_high": observed * reach / expected - 1.0,
    }  # fmt: skip


def _windows(joint: Joint) -> list[tuple[Window, int | None]]:
    if len(joint.observed) == 1:
        return [("campaign", 0)]
    return [("campaign", 0), ("after", 1), ("total", None)]


def _outcome(joint: Joint, segments: Segments, position: int | None) -> Outcome:
    law = joint.law(segments)
    return law.total() if position is None else law.window(position)

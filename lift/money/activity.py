"""Rates that platforms report, by tier and platform; and apart from them what the stores measured per creator."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from lift.core.activity import ALL, INTERACTIONS, PER, THOUSAND, TIERS, tier_of
from lift.money.roi import headline_row, known

Row = dict[str, Any]
Frame = Any
"""A pandas DataFrame, whose stubs do not know the types of its columns."""
SUMS = ("impressions", "reach", "interactions", "clicks", "redemptions", "revenue", "fee")


def rates(posts: Frame) -> list[Row]:
    """One row for all posts, each tier, each platform, and each tier on each platform.

    engagement_rate = interactions / followers, interactions = likes + comments + shares + saves as far as the table
    has them; cpm = 1,000 x fee / impressions; click_through = clicks / impressions; cost_per_acquisition = fee /
    redemptions; roas = revenue / fee, revenue being what shop or platform put down to the posts. Each is a ratio of
    sums over the rows that know both of its parts, None without any. `followers` is the mean of a row.
    """
    frame = _prepared(posts)
    out = [_row(frame, ALL, ALL)]
    tiers = [tier for tier in TIERS if (frame["tier"] == tier).any()]
    platforms = sorted(set(frame["platform"]))
    pairs = [(tier, ALL) for tier in tiers] + [(ALL, platform) for platform in platforms]
    for tier, platform in (*pairs, *product(tiers, platforms)):
        chosen = _part(_part(frame, "tier", tier), "platform", platform)
        if len(chosen):
            out.append(_row(chosen, tier, platform))
    return out


def rates_by_creator(posts: Frame) -> list[Row]:
    """The same by creator and platform; [] when the table names none."""
    if "creator" not in posts:
        return []
    frame = _prepared(posts)
    named = frame[frame["creator"].notna()]
    pairs = sorted(set(zip(named["creator"], named["platform"], strict=True)))
    parts = [_part(_part(named, "creator", creator), "platform", platform) for creator, platform in pairs]
    return [
        {"creator": creator, **_row(part, tier_of(float(part["followers"].max())), platform)}
        for (creator, platform), part in zip(pairs, parts, strict=True)
    ]


def main_tier(posts: Frame) -> str:
    """The tier of most creators, of most posts where the table names no creators."""
    frame = _prepared(posts)
    if _creators(frame) is not None:
        frame = frame.sort_values("followers", kind="stable").drop_duplicates("creator", keep="last")
    return max(TIERS, key=lambda tier: (int((frame["tier"] == tier).sum()), -TIERS.index(tier)))


def totals(posts: Frame) -> dict[str, float]:
    """Posts, and creators and impressions where every row has them."""
    found: dict[str, float] = {"posts": float(len(posts))}
    if (creators := _creators(posts)) is not None:
        found["creators"] = float(creators)
    if "impressions" in posts and posts["impressions"].notna().all():
        found["impressions"] = float(posts["impressions"].sum())
    return {name: found[name] for name in PER if name in found}


def measured_rows(
    effects: Sequence[Mapping[str, Any]], counts: Mapping[str, float], promoted_brands: Sequence[str]
) -> list[Row]:
    """Incremental revenue of the headline's item and window per creator, post and 1,000 impressions, with its interval.

    `counts` are those in the test units alone. [] for an invalid test (no effects).
    """
    row = headline_row(effects, promoted_brands)
    if row is None:
        return []
    out: list[Row] = []
    for name in PER:
        amount = counts.get(name, 0.0) / (THOUSAND if name == "impressions" else 1)
        if amount > 0:
            ends = {
                key: known(row[f"incremental{of}"]) for key, of in (("value", ""), ("low", "_low"), ("high", "_high"))
            }
            told = {key: None if end is None else end / amount for key, end in ends.items()}
            out.append({"level": row["level"], "item": row["item"], "window": row["window"], "per": name,
                        "count": counts[name], **told})  # fmt: skip
    return out


def _prepared(posts: Frame) -> Frame:
    """With tier, platform as first written, and interactions, unknown where one of their parts is."""
    spelling: dict[str, str] = {}
    for platform in posts["platform"]:
        spelling.setdefault(str(platform).casefold(), str(platform))
    parts = [name for name in INTERACTIONS if name in posts]
    frame = posts.assign(
        tier=[tier_of(f) for f in posts["followers"]],
        platform=[spelling[str(platform).casefold()] for platform in posts["platform"]],
    )
    return frame.assign(interactions=frame[parts].sum(axis=1, skipna=False)) if parts else frame


def _part(frame: Frame, column: str, value: str) -> Frame:
    return frame if value == ALL else frame[frame[column] == value]


def _creators(frame: Frame) -> int | None:
    """How many there are; None where a row does not name its own."""
    named = "creator" in frame and bool(frame["creator"].notna().all())
    return int(frame["creator"].nunique()) if named else None


def _row(frame: Frame, tier: str, platform: str) -> Row:
    out: Row = {
        "tier": tier, "platform": platform, "creators": _creators(frame),
        "posts": len(frame), "followers": float(frame["followers"].mean()),
    }  # fmt: skip
    out |= {name: _sum(frame[name]) if name in frame else None for name in SUMS}
    return out | {
        "engagement_rate": _ratio(frame, "interactions", "followers"),
        "cpm": _scaled(_ratio(frame, "fee", "impressions")), "click_through": _ratio(frame, "clicks", "impressions"),
        "cost_per_acquisition": _ratio(frame, "fee", "redemptions"), "roas": _ratio(frame, "revenue", "fee"),
    }  # fmt: skip


def _sum(values: Iterable[float]) -> float | None:
    given = [float(v) for v in values if not math.isnan(v)]
    return math.fsum(given) if given else None


def _ratio(frame: Frame, above: str, below: str) -> float | None:
    if above not in frame or below not in frame:
        return None
    both = frame[frame[above].notna() & frame[below].notna()]
    whole = math.fsum(both[below])
    return math.fsum(both[above]) / whole if whole > 0 else None


def _scaled(value: float | None) -> float | None:
    return None if value is None else THOUSAND * value

"""What creators did for a campaign: the columns of the table of posts, and the tiers of creators."""

from typing import Literal

Tier = Literal["below", "nano", "micro", "mid", "macro"]
TIERS: tuple[Tier, ...] = ("below", "nano", "micro", "mid", "macro")
SMALLEST = 1_000
"""Fewer followers than this are below nano."""
LARGEST: dict[Tier, int] = {"nano": 10_000, "micro": 100_000, "mid": 1_000_000}
"""The most followers of a tier; whoever has more belongs to the next one."""

COUNTS = ("followers", "impressions", "reach", "likes", "comments", "shares", "saves", "clicks", "redemptions")
AMOUNTS = ("fee", "revenue")
LABELS = ("platform", "creator", "region", "post", "date")
INTERACTIONS = ("likes", "comments", "shares", "saves")
ALL = "(all)"
"""Stands for every tier or platform in a row of sums."""
PER = ("creators", "posts", "impressions")
"""What incremental sales are told by; impressions by the thousand."""
THOUSAND = 1_000


def tier_of(followers: float) -> Tier:
    """The tier of a creator: nano from 1,000 to 10,000 followers, micro to 100,000, mid to 1 million, macro above."""
    if followers < SMALLEST:
        return "below"
    for tier, most in LARGEST.items():
        if followers <= most:
            return tier
    return "macro"

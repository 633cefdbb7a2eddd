"""What a campaign asks of its back-tests, and what their answer is worth in euro."""

import numpy as np

from lift.core.panel import Panel
from lift.core.power import Return
from lift.core.spec import CampaignSpec, StudySpec
from lift.core.words import YEAR_WEEKS
from lift.data import Ahead
from lift.data.windows import periods_in
from lift.design.power import Answer, Asked
from lift.money import price_chain, spend_in_test
from lift.money.prices import BASES

LENGTHS = (4, 8, 12)
"""Weeks of campaign that are tried beside the plan's own."""
HISTORIES = (26, 52, 104)
"""Weeks of history that are tried beside the plan's own."""
RETURNS = (1.0, 2.0, 3.0, 4.0)
"""Euro per euro whose least spend is stated."""


def asked(spec: StudySpec, campaign: CampaignSpec, coming: Ahead, panel: Panel, campaigns: int) -> Asked:
    """So many back-tests of a campaign and of what is tried beside it."""
    lengths, histories = (tuple(periods_in(n, panel.frequency) for n in weeks) for weeks in (LENGTHS, HISTORIES))
    return Asked(
        coming.campaign, coming.pre, lengths, histories, spec.measure.confidence, spec.measure.seed, campaigns,
        _season(campaign, panel),
    )  # fmt: skip


def _season(campaign: CampaignSpec, panel: Panel) -> int:
    """The period a year (52 weeks, 12 months) before the campaign's start; behind the last one where there is none."""
    start = np.datetime64(campaign.start, "D")
    monthly = panel.frequency == "month"
    before = (start.astype("datetime64[M]") - 12).astype("datetime64[D]") if monthly else start - 7 * YEAR_WEEKS
    if before < panel.periods[0]:
        return len(panel.periods)
    return int(np.searchsorted(panel.periods, before, side="right")) - 1


def returns(spec: StudySpec, campaign: CampaignSpec, found: Answer) -> tuple[Return, ...]:
    """Euro per euro of the plan's rows that have an ROI: promoted set, promoted brands, categories."""
    chain = price_chain(campaign, spec.data.revenue_basis)
    paid = float("nan") if campaign.spend is None else spend_in_test(campaign.spend)
    out: list[Return] = []
    for row in found.rows:
        if row.level == "sku":
            continue
        for name in BASES:
            factor = chain.factor(name)
            if factor is None:
                continue
            gain = row.incremental * factor
            even = paid / (row.expected * factor) if row.expected > 0 else float("nan")
            chance = found.laws[row.level, row.item].chance(even) if even == even else float("nan")  # noqa: PLR0124
            spends = tuple((r, gain / r) for r in RETURNS)
            out.append(Return(row.level, row.item, name, paid, gain / paid, even, chance, spends))
    return tuple(out)

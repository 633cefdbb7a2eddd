"""What each cell of a plan could show by itself, and how far apart two of them must be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from lift.core.errors import LiftError
from lift.core.panel import Panel
from lift.core.power import CellPower, Contrast
from lift.core.spec import CampaignSpec, StudySpec
from lift.data import Source, ahead
from lift.design.power import Answer, Setting, plan
from lift.design.power_contrast import detectable_contrast, planned_noise
from lift.design.units import Units
from lift.study.cells import cell_units, same_skus, terms
from lift.study.power_terms import asked, returns

Reader = Callable[[StudySpec], Panel]
"""Reads the panel that a plan is tried on."""
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, eq=False)
class CellPlan:
    """A cell's campaign in full, and how it is back-tested."""

    name: str
    campaign: CampaignSpec
    setting: Setting


def cell_plans(source: Source, units: Units, whole: Setting, read: Reader) -> tuple[CellPlan, ...]:
    """The cells of a study that is planned as `whole`: the units of the other cells are in neither arm.

    `read` is asked again for a cell with SKUs of its own. Raises DesignError as a run does.
    """
    spec, found = source.spec, list[CellPlan]()
    for cell, test in zip(spec.cells, cell_units(source, units, whole.design), strict=True):
        campaign = terms(spec.campaign, cell)
        panel = whole.panel
        if not same_skus(campaign, spec.campaign):
            # Read up to the study's own start, behind which other cells may have begun.
            first = spec.campaign.start
            begun = replace(campaign, start=first, end=first + (campaign.end - campaign.start))
            panel = read(replace(spec, campaign=begun, cells=()))
        coming = ahead(source.calendar, campaign, match=spec.regions.matched)
        wanted = asked(spec, campaign, coming, panel, whole.asked.campaigns)
        setting = replace(whole, panel=panel, design=replace(whole.design, test=test), asked=wanted)
        found.append(CellPlan(cell.name, campaign, setting))
    return tuple(found)


def cell_powers(
    plans: Sequence[CellPlan], spec: StudySpec, tell: Progress
) -> tuple[tuple[CellPower, ...], tuple[Contrast, ...]]:
    """Back-test every cell as a plan of its own, and hold each two against each other. Errors name the cell."""
    answers: list[Answer] = []
    for at, each in enumerate(plans):
        try:
            answers.append(plan(each.setting, lambda step, done, at=at: tell(step, (at + done) / len(plans))))
        except LiftError as error:
            raise type(error)(f"[[cells]] {each.name!r}: {error}") from None
    powers = tuple(
        CellPower(each.name, answer.rows, returns(spec, each.campaign, answer))
        for each, answer in zip(plans, answers, strict=True)
    )
    pairs = list(combinations(zip(plans, answers, strict=True), 2))
    return powers, tuple(contrast for pair in pairs for contrast in _contrasts(*pair, len(pairs)))


def _contrasts(one: tuple[CellPlan, Answer], other: tuple[CellPlan, Answer], family: int) -> list[Contrast]:
    """Levels that both cells can show; SKUs are not compared between cells."""
    out: list[Contrast] = []
    (first, found), (second, beside) = one, other
    for key in (key for key in found.laws if key[0] != "sku" and key in beside.laws):
        tied = planned_noise(first.setting, second.setting, key)
        confidence = first.setting.asked.confidence
        least = detectable_contrast(found.laws[key], beside.laws[key], tied, confidence, family)
        out.append(Contrast(first.name, second.name, *key, least, tied))
    return out

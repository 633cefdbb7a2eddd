"""From the shelf price to the advertiser's margin: the steps of the price chain, each with its factor and its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lift.core.errors import StudyError
from lift.core.spec import CampaignSpec

Basis = Literal["revenue", "net_revenue", "margin"]
Step = Literal["revenue", "net", "manufacturer", "margin"]

BASES: tuple[Basis, ...] = ("revenue", "net_revenue", "margin")

_MEASURED = {
    "gross": {"de": "Umsatz zu Ladenpreisen inkl. MwSt.", "en": "Revenue at shelf prices incl. VAT"},
    "net": {"de": "Umsatz zu Ladenpreisen ohne MwSt.", "en": "Revenue at shelf prices excl. VAT"},
    None: {"de": "Umsatz wie in den Daten", "en": "Revenue as in the data"},
}
_NET = {"de": "ohne Mehrwertsteuer", "en": "without value added tax"}
_MANUFACTURER = {
    "de": "ohne Handelsspanne: Nettoumsatz des Herstellers",
    "en": "without retail margin: manufacturer's net",
}
_MARGIN = {"de": "Deckungsbeitrag", "en": "contribution margin"}


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One step of the chain: `factor` turns the amount of the step before into this one's, `label` names it."""

    step: Step
    label: Mapping[str, str]
    factor: float


@dataclass(frozen=True, slots=True)
class PriceChain:
    """The steps from revenue as measured (factor 1) as far as the study's money terms reach.

    Gross revenue / (1 + vat) = net; net x (1 - retail margin) = manufacturer's net; that x margin = margin. A step
    that the study says nothing about is not there; without a stated retail margin the margin is taken of net.
    """

    steps: tuple[PriceStep, ...]

    def factor(self, basis: Basis) -> float | None:
        """Return what one unit of measured revenue is worth on a basis; None when the study does not say."""
        names = [step.step for step in self.steps]
        last: dict[Basis, Step] = {"revenue": "revenue", "net_revenue": "net", "margin": "margin"}
        return self._through(names.index(last[basis])) if last[basis] in names else None

    def margin_base(self) -> tuple[Step, float]:
        """Return the amount that a margin is a share of, and its factor: manufacturer's net, else net, else revenue."""
        at = max(i for i, step in enumerate(self.steps) if step.step != "margin")
        return self.steps[at].step, self._through(at)

    def _through(self, last: int) -> float:
        product = 1.0
        for step in self.steps[: last + 1]:
            product *= step.factor
        return product


def price_chain(campaign: CampaignSpec, revenue_basis: Literal["gross", "net"] | None) -> PriceChain:
    """Return the price chain of a study.

    Raises `StudyError` when money terms are given for revenue of an unknown basis, or when gross revenue would have to
    be taken past the value added tax without its rate.
    """
    steps = [PriceStep("revenue", _MEASURED[revenue_basis], 1.0)]
    terms = (campaign.vat, campaign.retail_margin, campaign.margin)
    if revenue_basis is None:
        if any(term is not None for term in terms):
            raise StudyError('vat, retail_margin and margin need [data] revenue_basis = "gross" or "net"')
        return PriceChain(tuple(steps))
    if revenue_basis == "gross" and campaign.vat is None:
        if campaign.retail_margin is not None or campaign.margin is not None:
            raise StudyError("[campaign] retail_margin and margin need vat, because revenue_basis is gross: vat = 0.07")
        return PriceChain(tuple(steps))
    vat = campaign.vat if revenue_basis == "gross" and campaign.vat is not None else 0.0
    steps.append(PriceStep("net", _NET, 1.0 / (1.0 + vat)))
    if campaign.retail_margin is not None:
        steps.append(PriceStep("manufacturer", _MANUFACTURER, 1.0 - campaign.retail_margin))
    if campaign.margin is not None:
        steps.append(PriceStep("margin", _MARGIN, campaign.margin))
    return PriceChain(tuple(steps))

"""From the shelf price to the margin, worked by hand."""

from dataclasses import replace
from datetime import date

import pytest

from lift.core.errors import StudyError
from lift.core.spec import CampaignSpec
from lift.money.prices import price_chain

PLAIN = CampaignSpec(start=date(2025, 3, 3), end=date(2025, 4, 27))

# basis of the data, vat, retail margin, margin -> steps, factor to net, factor to margin, base of the margin
CHAINS = {
    "nothing known": (None, None, None, None, ["revenue"], None, None, ("revenue", 1.0)),
    "gross without a rate": ("gross", None, None, None, ["revenue"], None, None, ("revenue", 1.0)),
    "gross": ("gross", 0.25, None, None, ["revenue", "net"], 0.8, None, ("net", 0.8)),
    "net": ("net", None, None, None, ["revenue", "net"], 1.0, None, ("net", 1.0)),
    "net with a rate that it does not need": ("net", 0.25, None, None, ["revenue", "net"], 1.0, None, ("net", 1.0)),
    "all of it": (
        "gross", 0.25, 0.25, 0.5, ["revenue", "net", "manufacturer", "margin"], 0.8, 0.3, ("manufacturer", 0.6),
    ),
    "margin of net": ("gross", 0.25, None, 0.5, ["revenue", "net", "margin"], 0.8, 0.4, ("net", 0.8)),
    "net, all of it": (
        "net", None, 0.25, 0.4, ["revenue", "net", "manufacturer", "margin"], 1.0, 0.3, ("manufacturer", 0.75),
    ),
    "no tax": ("gross", 0.0, 0.0, 1.0, ["revenue", "net", "manufacturer", "margin"], 1.0, 1.0, ("manufacturer", 1.0)),
}  # fmt: skip


@pytest.mark.parametrize("name", CHAINS)
def test_chain(name: str) -> None:
    basis, vat, retail, margin, steps, net, profit, base = CHAINS[name]
    chain = price_chain(replace(PLAIN, vat=vat, retail_margin=retail, margin=margin), basis)
    assert [step.step for step in chain.steps] == steps
    assert chain.factor("revenue") == 1.0
    assert chain.factor("net_revenue") == (None if net is None else pytest.approx(net))
    assert chain.factor("margin") == (None if profit is None else pytest.approx(profit))
    assert chain.margin_base() == (base[0], pytest.approx(base[1]))
    for step in chain.steps:
        assert set(step.label) == {"de", "en"}
        assert all(step.label.values())


def test_the_measured_revenue_is_named_by_its_basis() -> None:
    labels = [price_chain(PLAIN, basis).steps[0].label["en"] for basis in ("gross", "net", None)]
    assert "incl. VAT" in labels[0]
    assert "excl. VAT" in labels[1]
    assert "VAT" not in labels[2]


@pytest.mark.parametrize("terms", [{"vat": 0.07}, {"retail_margin": 0.2}, {"margin": 0.3}])
def test_terms_without_a_basis_are_refused(terms: dict[str, float]) -> None:
    with pytest.raises(StudyError, match="revenue_basis"):
        price_chain(replace(PLAIN, **terms), None)


@pytest.mark.parametrize("terms", [{"retail_margin": 0.2}, {"margin": 0.3}])
def test_gross_revenue_is_not_taken_past_an_unknown_tax(terms: dict[str, float]) -> None:
    with pytest.raises(StudyError, match="vat"):
        price_chain(replace(PLAIN, **terms), "gross")
